"""Documents with live spans, as they stood a second ago at most: runs and hashes of lines, no text.

Read when a document is opened again, and when a reading falls due with no editor open.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from array import array
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import groupby

from tenure.core.attribution.runs import Run
from tenure.core.attribution.snapshots import KeptLabel, Snapshot, hashes_of, kept_label
from tenure.core.records import Horizon, LineageRecord, SuggestionRecord
from tenure.core.text.source import SourceText
from tenure.observer import Resumable
from tenure.store import reader
from tenure.store.database import transaction


def write(connection: sqlite3.Connection, record: LineageRecord) -> None:
    """Keep ``record`` in place of what was known of its document."""
    hashes = array("I", hashes_of(record.text.read()))
    if sys.byteorder == "big":
        hashes.byteswap()
    runs = [[len(list(same)), run] for run, same in groupby(record.runs)]
    connection.execute(
        "INSERT OR REPLACE INTO lineage VALUES (?, ?, ?, ?, ?, ?)",
        (
            record.document,
            record.language,
            record.at,
            hashes.tobytes(),
            json.dumps(runs, separators=(",", ":")),
            json.dumps({number: kept_label(label) for number, label in record.labels.items()}),
        ),
    )


def read(connection: sqlite3.Connection, document: str) -> Snapshot | None:
    """What was kept of ``document``."""
    row = connection.execute(
        "SELECT language, at, hashes, runs, labels FROM lineage WHERE document = ?", (document,)
    ).fetchone()
    if row is None:
        return None
    language, at, blob, runs, labels = row
    hashes = array("I")
    hashes.frombytes(blob)
    if sys.byteorder == "big":
        hashes.byteswap()
    return Snapshot(
        document,
        language,
        at,
        hashes.tolist(),
        _runs(json.loads(runs)),
        {
            int(number): KeptLabel(origin, suggestion, tuple(regions), is_copy)
            for number, (origin, suggestion, regions, is_copy) in json.loads(labels).items()
        },
    )


def resumable(connection: sqlite3.Connection, alive: Collection[str]) -> list[Resumable]:
    """Documents with suggestions that have horizons to come which no living server reads."""
    found: dict[str, dict[str, list[tuple[Horizon, float]]]] = defaultdict(dict)
    for document, id_, horizon, due_at, server in connection.execute(
        "SELECT suggestion.document, suggestion.id, horizon, due_at, server FROM pending_horizon"
        " JOIN suggestion ON suggestion.id = pending_horizon.suggestion ORDER BY due_at"
    ):
        if server not in alive:
            found[document].setdefault(id_, []).append((Horizon(horizon), due_at))
    documents = []
    for document, spans in found.items():
        snapshot = read(connection, document)
        if snapshot is not None:
            records = ((with_texts(connection, id_), pending) for id_, pending in spans.items())
            resumed = [(record, pending) for record, pending in records if record is not None]
            documents.append(Resumable(snapshot, resumed))
    return documents


def with_texts(connection: sqlite3.Connection, suggestion: str) -> SuggestionRecord | None:
    """The suggestion of that id with its texts, as far as they are still kept."""
    stored = reader.suggestion(connection, suggestion)
    if stored is None:
        return None
    text, accepted, replaced = (
        None if text is None else SourceText(text)
        for text in connection.execute(
            "SELECT text, accepted_text, replaced_text FROM suggestion WHERE id = ?", (suggestion,)
        ).fetchone()
    )
    return replace(stored.record, text=text, accepted_text=accepted, replaced_text=replaced)


def forget_finished(connection: sqlite3.Connection) -> None:
    """Delete what was kept of documents of which no horizon is to come."""
    # Found without the write lock: with thousands of horizons it takes longer than an editor's
    # writer should wait. A document with a new one is kept anew, at another time.
    finished = connection.execute(
        "SELECT document, at FROM lineage WHERE document NOT IN (SELECT suggestion.document"
        " FROM suggestion JOIN pending_horizon ON pending_horizon.suggestion = suggestion.id)"
    ).fetchall()
    if finished:
        with transaction(connection):
            connection.executemany("DELETE FROM lineage WHERE document = ? AND at = ?", finished)


def _runs(kept: Sequence[tuple[int, int | list[int]]]) -> list[Run]:
    return [
        run if isinstance(run, int) else tuple(run) for count, run in kept for _ in range(count)
    ]
