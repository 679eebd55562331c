"""Records into rows: what the engine concluded, written in one transaction.

Text of a user's file goes into the columns marked (text) in the schema and nowhere else: a
suggestion's while it is open or has a horizon to come, a due reading's until the worker read it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Literal, assert_never

from tenure.core.records import (
    AsOthersCount,
    DocumentRecord,
    DueReadingRecord,
    Horizon,
    LineageRecord,
    OpportunityRecord,
    ReadingRecord,
    Record,
    SelfCheckRecord,
    State,
    SuggestionRecord,
    UnattributedRecord,
    Unit,
)
from tenure.core.survival.horizons import SECONDS
from tenure.core.text.source import SourceText
from tenure.store import lineages, self_check
from tenure.store.database import transaction

SECONDS_TO_FINAL = 30.0
"""An accepted suggestion may be reverted for as long after its last part (measures.md §3)."""

SECONDS_TO_CORRECT = 2.0
"""An accept may be reported for as long after its text was taken for typed (measures.md §3)."""


def write(
    connection: sqlite3.Connection,
    records: Sequence[Record],
    editor: str | None,
    server: str | None = None,
) -> None:
    """Write ``records`` in order, all or none; a later record of an id replaces the earlier.

    ``server`` is the process that will read the horizons of what was accepted.
    """
    with transaction(connection):
        write_within(connection, records, editor, server)


def write_within(
    connection: sqlite3.Connection,
    records: Sequence[Record],
    editor: str | None,
    server: str | None = None,
) -> None:
    """``write`` inside a transaction that is open already."""
    # Asked of the installation itself, it costs a tenth of a record. No suggestion but the table's
    # first can be without one, since they are purged together.
    begins = False
    for record in records:
        match record:
            case SuggestionRecord():
                begins |= _write_suggestion(connection, record, editor, server) == 1
                continue
            case OpportunityRecord():
                _write_opportunity(connection, record, editor)
            case UnattributedRecord():
                _write_unattributed(connection, record, editor)
            case DueReadingRecord():
                _write_due_reading(connection, record)
            case ReadingRecord():
                write_reading(connection, record)
            case DocumentRecord():
                _write_document(connection, record, editor)
            case LineageRecord():
                lineages.write(connection, record)
            case SelfCheckRecord():
                self_check.count(connection, record)
            case _:
                assert_never(record)
        begins = True
    if begins:
        _begin_installation(connection, min(map(_time, records)))


def final_at(record: SuggestionRecord) -> float | None:
    """When the outcome of ``record`` may be counted; None while it is open."""
    match record.state:
        case State.SHOWN:
            return None
        case State.ACCEPTED | State.PARTLY_ACCEPTED | State.APPLIED | State.REVERTED:
            last = record.last_part_at if record.last_part_at is not None else record.accepted_at
            return None if last is None else last + SECONDS_TO_FINAL
        case State.TYPED_THROUGH:  # unless an accept of its last characters is yet reported
            return None if record.ended_at is None else record.ended_at + SECONDS_TO_CORRECT
        case State.REJECTED | State.IGNORED:
            return record.ended_at
        case _:
            assert_never(record.state)


def write_reading(connection: sqlite3.Connection, record: ReadingRecord) -> bool:
    """Write a reading, and let go of the text it needed; False where the horizon was read before.

    A span has one reading a horizon: the first stays.
    """
    measured = {distance.unit: distance for distance in record.distances}
    values: list[object] = [
        record.suggestion,
        record.horizon.value,
        record.due_at,
        record.read_at,
        int(record.late),
        record.kept,
        record.original,
        record.verdict.value,
        record.reason,
    ]
    for unit in Unit:
        distance = measured.get(unit)
        values += (None, None) if distance is None else (distance.distance, distance.longest)
    others = record.others or AsOthersCount()
    values += (
        others.never_left,
        others.still_in_code,
        others.four_gram,
        others.no_revert,
        others.kept_rate,
    )
    written = connection.execute(
        f"INSERT INTO reading VALUES ({_places(len(values))}) ON CONFLICT DO NOTHING",
        values,
    ).rowcount
    forget_horizon(connection, record.suggestion, record.horizon)
    let_go_of_text(connection, record.suggestion)
    return written > 0


def forget_horizon(connection: sqlite3.Connection, suggestion: str, horizon: Horizon) -> None:
    """Nothing waits for this reading any more."""
    for table in ("due_reading", "pending_horizon"):
        connection.execute(
            f"DELETE FROM {table} WHERE suggestion = ? AND horizon = ?",
            (suggestion, horizon.value),
        )


def mark_counted(
    connection: sqlite3.Connection,
    table: Literal["suggestion", "opportunity", "unattributed"],
    mark: Literal["counted", "shown_counted"],
    id: str | int,  # noqa: A002
) -> bool:
    """Remember that the row is in the totals, in one transaction with them; False if it was."""
    query = f"UPDATE {table} SET {mark} = 1 WHERE id = ? AND {mark} = 0"
    return connection.execute(query, (id,)).rowcount > 0


def let_go_of_text(connection: sqlite3.Connection, suggestion: str) -> None:
    """Delete the text of ``suggestion`` unless it is open or a horizon of it is to come."""
    connection.execute(
        "UPDATE suggestion SET text = NULL, accepted_text = NULL, replaced_text = NULL"
        " WHERE id = :id AND text IS NOT NULL AND state <> 'shown'"
        " AND NOT EXISTS (SELECT 1 FROM pending_horizon WHERE suggestion = :id)"
        " AND NOT EXISTS (SELECT 1 FROM due_reading WHERE suggestion = :id)",
        {"id": suggestion},
    )


def storable(text: str) -> str:
    """``text`` with U+FFFD for half a surrogate pair, which JSON may hold and UTF-8 cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _text(text: SourceText | None) -> str | None:
    return None if text is None else storable(text.read())


def _begin_installation(connection: sqlite3.Connection, now: float) -> None:
    if connection.execute("SELECT 1 FROM installation").fetchone() is None:
        import uuid

        connection.execute(
            "INSERT INTO installation (id, started_at) VALUES (?, ?)", (str(uuid.uuid4()), now)
        )


def _time(record: Record) -> float:
    match record:
        case SuggestionRecord():
            return record.first_seen_at
        case DueReadingRecord() | ReadingRecord():
            return record.read_at
        case OpportunityRecord() | UnattributedRecord() | DocumentRecord() | LineageRecord():
            return record.at
        case SelfCheckRecord():
            return record.at
        case _:
            assert_never(record)


_UPSERT_SUGGESTION = """
INSERT INTO suggestion (
    id, document, language, editor, kind, state, reverted, evidence, rule, adapter, provider, model,
    latency, first_seen_at, shown_at, shown_characters, accepted_at, last_part_at, ended_at,
    accepted_characters, text, accepted_text, replaced_text, final_at
) SELECT ?1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
WHERE NOT EXISTS (SELECT 1 FROM purged WHERE suggestion = ?1)
ON CONFLICT (id) DO UPDATE SET
    document = excluded.document, language = excluded.language, kind = excluded.kind,
    state = excluded.state, reverted = excluded.reverted, evidence = excluded.evidence,
    rule = excluded.rule, adapter = excluded.adapter, provider = excluded.provider,
    model = excluded.model, latency = excluded.latency, first_seen_at = excluded.first_seen_at,
    shown_at = excluded.shown_at, shown_characters = excluded.shown_characters,
    accepted_at = excluded.accepted_at, last_part_at = excluded.last_part_at,
    ended_at = excluded.ended_at, accepted_characters = excluded.accepted_characters,
    text = excluded.text, accepted_text = excluded.accepted_text,
    replaced_text = excluded.replaced_text, final_at = excluded.final_at
"""


def _write_suggestion(
    connection: sqlite3.Connection,
    record: SuggestionRecord,
    editor: str | None,
    server: str | None,
) -> int | None:
    """Its row; where it was known already, any; None where a person had it deleted."""
    begins = record.accepted_at is not None and not _was_accepted(connection, record.id)
    # str and not .value, which runs Python code: this is the hot path of every record.
    written = connection.execute(
        _UPSERT_SUGGESTION,
        (
            record.id,
            record.document,
            record.language,
            editor,
            str(record.kind),
            str(record.state),
            int(record.reverted),
            str(record.evidence),
            record.rule,
            record.adapter,
            record.provider,
            record.model,
            record.latency,
            record.first_seen_at,
            record.shown_at,
            record.shown_characters,
            record.accepted_at,
            record.last_part_at,
            record.ended_at,
            record.accepted_characters,
            _text(record.text),
            _text(record.accepted_text),
            _text(record.replaced_text),
            final_at(record),
        ),
    )
    if written.rowcount == 0:
        return None
    if record.accepted_at is not None and begins:
        connection.executemany(
            "INSERT OR IGNORE INTO pending_horizon (suggestion, horizon, due_at, server)"
            " VALUES (?, ?, ?, ?)",
            [
                (record.id, horizon.value, record.accepted_at + seconds, server)
                for horizon, seconds in SECONDS.items()
            ],
        )
    if server is not None and record.accepted_at is not None:
        connection.execute(
            "UPDATE pending_horizon SET server = ? WHERE suggestion = ?", (server, record.id)
        )
    if record.text is not None and record.state is not State.SHOWN:
        let_go_of_text(connection, record.id)
    return written.lastrowid


def _was_accepted(connection: sqlite3.Connection, suggestion: str) -> bool:
    before = connection.execute(
        "SELECT accepted_at FROM suggestion WHERE id = ?", (suggestion,)
    ).fetchone()
    return before is not None and before[0] is not None


def _write_opportunity(
    connection: sqlite3.Connection, record: OpportunityRecord, editor: str | None
) -> None:
    connection.execute(
        "INSERT INTO opportunity"
        " (at, document, language, editor, kind, evidence, adapter, provider, model)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            record.at,
            record.document,
            record.language,
            editor,
            record.kind.value,
            record.evidence.value,
            record.adapter,
            record.provider,
            record.model,
        ),
    )


def _write_unattributed(
    connection: sqlite3.Connection, record: UnattributedRecord, editor: str | None
) -> None:
    connection.execute(
        "INSERT INTO unattributed"
        " (at, document, language, editor, characters, looks_accepted, rule)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            record.at,
            record.document,
            record.language,
            editor,
            record.characters,
            int(record.looks_accepted),
            record.rule,
        ),
    )


def _write_due_reading(connection: sqlite3.Connection, record: DueReadingRecord) -> None:
    """Queue the reading for the worker, unless its horizon was read before."""
    connection.execute(
        "INSERT INTO due_reading"
        " SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, 0"
        " WHERE NOT EXISTS"
        " (SELECT 1 FROM reading WHERE suggestion = ?1 AND horizon = ?2)"
        " AND NOT EXISTS (SELECT 1 FROM purged WHERE suggestion = ?1)"
        " ON CONFLICT DO NOTHING",
        (
            record.suggestion,
            record.horizon.value,
            record.due_at,
            record.read_at,
            record.language,
            record.kept,
            record.original,
            storable(record.original_text.read()),
            storable(record.text.read()),
            int(record.late),
            record.unmeasured,
            int(record.moved),
            storable(record.replaced_text.read()),
            record.never_left,
        ),
    )
    connection.execute(
        "DELETE FROM pending_horizon WHERE suggestion = ? AND horizon = ?",
        (record.suggestion, record.horizon.value),
    )


def _write_document(
    connection: sqlite3.Connection, record: DocumentRecord, editor: str | None
) -> None:
    characters = {origin: count for origin, count in sorted(record.characters.items()) if count}
    connection.execute(
        "INSERT OR REPLACE INTO document VALUES (?, ?, ?, ?, ?)",
        (record.document, record.language, editor, record.at, json.dumps(characters)),
    )


def _places(count: int) -> str:
    return ", ".join("?" * count)
