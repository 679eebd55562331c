"""Readings that came due with no editor open: made from the files on disk, and marked late."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from tenure.core.attribution.origins import Labels
from tenure.core.attribution.snapshots import Accepted, taken_up
from tenure.core.attribution.spans import standing_characters, texts_between_edges
from tenure.core.records import DueReadingRecord, SuggestionRecord
from tenure.core.text.source import NO_TEXT, SourceText
from tenure.files import FileTextError, path_of, text_of
from tenure.store import lineages
from tenure.store.reader import PendingHorizon

NO_FILE = "the editor was closed before this reading, and its document is no file here"
NO_LINEAGE = "the editor was closed before this reading, and nothing was kept of where it stood"


class LateReader:
    """Reads spans from disk; each document once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._documents: dict[str, _Document] = {}

    def read(self, pending: PendingHorizon, now: float) -> DueReadingRecord | None:
        """The reading of ``pending``; None where its suggestion was purged."""
        record = lineages.with_texts(self._connection, pending.suggestion)
        if record is None:
            return None
        document = self._documents.get(record.document)
        if document is None:
            document = self._documents[record.document] = _Document(self._connection, record)
        original = "" if record.accepted_text is None else record.accepted_text.read()
        kept, text = document.standing(record.id) if document.unmeasured is None else (0, "")
        replaced = record.replaced_text or NO_TEXT
        return DueReadingRecord(
            suggestion=pending.suggestion,
            horizon=pending.horizon,
            due_at=pending.due_at,
            read_at=now,
            language=record.language,
            kept=kept,
            original=len(original),
            original_text=SourceText(original),
            text=replaced if record.reverted else SourceText(text),
            late=True,
            unmeasured=document.unmeasured,
            replaced_text=replaced,
        )


class _Document:
    """A document as it is found on disk; ``unmeasured`` is why it could not be."""

    def __init__(self, connection: sqlite3.Connection, record: SuggestionRecord) -> None:
        self.unmeasured: str | None = None
        self._labels = Labels()
        self._lineage = None
        path = path_of(record.document)
        snapshot = lineages.read(connection, record.document)
        if path is None:
            self.unmeasured = NO_FILE
            return
        if snapshot is None:
            self.unmeasured = NO_LINEAGE
            return
        try:
            text = text_of(path)
        except FileTextError as error:
            self.unmeasured = f"the editor was closed before this reading, and {error}"
            return
        if text is not None:
            spans = self._spans(connection, record.document)
            self._lineage = taken_up(snapshot, text, self._labels, spans)

    def standing(self, span: str) -> tuple[int, str]:
        """How many characters of ``span`` stand, and what lies between its edges."""
        if self._lineage is None:  # the file is gone, and with it everything in it
            return 0, ""
        texts = texts_between_edges(self._lineage, self._labels, [span])
        return standing_characters(self._lineage, self._labels, span), texts.get(span, "")

    def _spans(self, connection: sqlite3.Connection, document: str) -> Sequence[Accepted]:
        return [
            Accepted(id_, SourceText(text))
            for id_, text in connection.execute(
                "SELECT id, accepted_text FROM suggestion"
                " WHERE document = ? AND accepted_text IS NOT NULL",
                (document,),
            )
        ]
