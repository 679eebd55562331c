"""What the worker has to do, as typed values out of rows.

Knows rows and records. Must not know metrics, events or distances.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from tenure.core.records import (
    DueReadingRecord,
    Evidence,
    Horizon,
    Kind,
    OpportunityRecord,
    State,
    SuggestionRecord,
    UnattributedRecord,
)
from tenure.core.survival.horizons import ORDER
from tenure.core.text.source import SourceText


@dataclass(frozen=True, slots=True)
class Installation:
    """The store's own identity: ``service.instance.id`` and the start of every total."""

    id: str
    started_at: float


@dataclass(frozen=True, slots=True)
class StoredSuggestion:
    """A suggestion with the editor it was seen in; its text is left out."""

    record: SuggestionRecord
    editor: str | None


@dataclass(frozen=True, slots=True)
class StoredOpportunity:
    """An opportunity with its row and the editor it was seen in."""

    row: int
    record: OpportunityRecord
    editor: str | None


@dataclass(frozen=True, slots=True)
class StoredUnattributed:
    """An unattributed insertion with its row and the editor it was seen in."""

    row: int
    record: UnattributedRecord
    editor: str | None


@dataclass(frozen=True, slots=True)
class PendingHorizon:
    """A horizon that is still to be read, and the process that will read it."""

    suggestion: str
    horizon: Horizon
    due_at: float
    server: str | None


def installation(connection: sqlite3.Connection) -> Installation | None:
    """The store's identity; None before its first record."""
    row = connection.execute("SELECT id, started_at FROM installation").fetchone()
    return None if row is None else Installation(*row)


def due_readings(connection: sqlite3.Connection, limit: int) -> list[DueReadingRecord]:
    """What waits to be read, in the order of due time, horizon, suggestion; oldest first."""
    rows = connection.execute(
        "SELECT suggestion, horizon, due_at, read_at, language, kept, original, original_text,"
        " text, late, unmeasured, moved, replaced_text, never_left FROM due_reading"
        " ORDER BY due_at, suggestion LIMIT ?",
        (limit,),
    ).fetchall()
    records = [
        DueReadingRecord(
            suggestion=suggestion,
            horizon=Horizon(horizon),
            due_at=due_at,
            read_at=read_at,
            language=language,
            kept=kept,
            original=original,
            original_text=SourceText(original_text),
            text=SourceText(text),
            late=bool(late),
            unmeasured=unmeasured,
            moved=bool(moved),
            replaced_text=SourceText(replaced_text),
            never_left=never_left,
        )
        for (
            suggestion,
            horizon,
            due_at,
            read_at,
            language,
            kept,
            original,
            original_text,
            text,
            late,
            unmeasured,
            moved,
            replaced_text,
            never_left,
        ) in rows
    ]
    records.sort(key=lambda due: (due.due_at, ORDER[due.horizon], due.suggestion))
    return records


def overdue(connection: sqlite3.Connection, before: float) -> list[PendingHorizon]:
    """Horizons that fell due before ``before`` and were not looked at, oldest first."""
    return [
        PendingHorizon(suggestion, Horizon(horizon), due_at, server)
        for suggestion, horizon, due_at, server in connection.execute(
            "SELECT suggestion, horizon, due_at, server FROM pending_horizon WHERE due_at < ?"
            " ORDER BY due_at, suggestion",
            (before,),
        )
    ]


def suggestion(connection: sqlite3.Connection, id: str) -> StoredSuggestion | None:  # noqa: A002
    """The suggestion of that id."""
    found = _suggestions(connection, "id = ?", (id,))
    return found[0] if found else None


def is_stored(connection: sqlite3.Connection, suggestion: str) -> bool:
    """Whether the suggestion of that id is there; it may have been purged."""
    found = connection.execute("SELECT 1 FROM suggestion WHERE id = ?", (suggestion,))
    return found.fetchone() is not None


def final_suggestions(
    connection: sqlite3.Connection, now: float, limit: int
) -> list[StoredSuggestion]:
    """Suggestions whose outcome is final and not counted yet, in the order they became so."""
    return _suggestions(
        connection,
        "to_count_at > -9e999 AND to_count_at <= ? ORDER BY to_count_at, id LIMIT ?",
        (now, limit),
    )


def shown_suggestions(connection: sqlite3.Connection, limit: int) -> list[StoredSuggestion]:
    """Suggestions that were seen shown and are not counted as such yet."""
    return _suggestions(
        connection,
        "to_count_at = -9e999 ORDER BY rowid LIMIT ?",
        (limit,),
    )


def left_open(connection: sqlite3.Connection, before: float) -> list[StoredSuggestion]:
    """Suggestions shown before ``before`` of which nothing was heard since."""
    return _suggestions(
        connection, "state = 'shown' AND shown_at < ? ORDER BY shown_at, id", (before,)
    )


def uncounted_opportunities(connection: sqlite3.Connection, limit: int) -> list[StoredOpportunity]:
    """Opportunities that are not in the rollups yet, in the order of their arrival."""
    return [
        StoredOpportunity(
            row,
            OpportunityRecord(
                document=document,
                language=language,
                at=at,
                evidence=Evidence(evidence),
                adapter=adapter,
                provider=provider,
                model=model,
                kind=Kind(kind),
            ),
            editor,
        )
        for row, at, document, language, editor, kind, evidence, adapter, provider, model in (
            connection.execute(
                "SELECT id, at, document, language, editor, kind, evidence, adapter, provider,"
                " model FROM opportunity WHERE counted = 0 ORDER BY id LIMIT ?",
                (limit,),
            )
        )
    ]


def uncounted_unattributed(connection: sqlite3.Connection, limit: int) -> list[StoredUnattributed]:
    """Unattributed insertions that are not in the rollups yet, in the order of their arrival."""
    return [
        StoredUnattributed(
            row,
            UnattributedRecord(
                document=document,
                language=language,
                at=at,
                characters=characters,
                looks_accepted=bool(looks_accepted),
                rule=rule,
            ),
            editor,
        )
        for row, at, document, language, editor, characters, looks_accepted, rule in (
            connection.execute(
                "SELECT id, at, document, language, editor, characters, looks_accepted, rule"
                " FROM unattributed WHERE counted = 0 ORDER BY id LIMIT ?",
                (limit,),
            )
        )
    ]


def next_final(connection: sqlite3.Connection) -> float | None:
    """When the next suggestion becomes final, by what the store holds now; None if none will."""
    row = connection.execute(
        "SELECT min(to_count_at) FROM suggestion WHERE to_count_at > -9e999"
    ).fetchone()
    return None if row[0] is None else float(row[0])


def _suggestions(
    connection: sqlite3.Connection, condition: str, values: Sequence[object]
) -> list[StoredSuggestion]:
    return [
        StoredSuggestion(
            SuggestionRecord(
                id=row[0],
                document=row[1],
                language=row[2],
                kind=Kind(row[4]),
                state=State(row[5]),
                reverted=bool(row[6]),
                evidence=Evidence(row[7]),
                rule=row[8],
                adapter=row[9],
                provider=row[10],
                model=row[11],
                latency=row[12],
                first_seen_at=row[13],
                shown_at=row[14],
                shown_characters=row[15],
                accepted_at=row[16],
                last_part_at=row[17],
                ended_at=row[18],
                accepted_characters=row[19],
            ),
            editor=row[3],
        )
        for row in connection.execute(
            "SELECT id, document, language, editor, kind, state, reverted, evidence, rule, adapter,"
            " provider, model, latency, first_seen_at, shown_at, shown_characters, accepted_at,"
            f" last_part_at, ended_at, accepted_characters FROM suggestion WHERE {condition}",
            tuple(values),
        )
    ]
