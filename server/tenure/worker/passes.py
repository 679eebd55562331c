"""One pass over the store: read what is due, count what is final, queue what is to be told.

A record's mark, its totals and its events change in one transaction: a kill at any point neither
loses nor doubles a count. Must not know processes, leases or the network.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from tenure.core.metrics.permissions import Permission
from tenure.core.records import (
    DueReadingRecord,
    ReadingRecord,
    Record,
    State,
    Verdict,
)
from tenure.core.syntax_shape import Unparsed
from tenure.store import attempts, lineages, outbox, reader, rollups
from tenure.store.database import transaction
from tenure.store.records import forget_horizon, mark_counted, write, write_reading
from tenure.telemetry import privacy
from tenure.telemetry.records import (
    Told,
    of_opportunity,
    of_reading,
    of_shown,
    of_suggestion,
    of_unattributed,
)
from tenure.worker.late import LateReader

if TYPE_CHECKING:
    from tenure.core.syntax_shape import Parse

BATCH = 10
"""Rows a transaction: a millisecond or two, about what a busy machine lets a process run at a time.
A worker that is put off while it holds the write lock keeps every editor's writer waiting."""

REST_SECONDS = 0.001
"""Slept before the write lock is taken: who has computed for long is the next to be put off, and
then that comes here. Beside ten servers 99 in 100 transactions took 7 ms at most instead of 30."""

OVERDUE_SECONDS = 10.0
"""A server that lives reads a horizon within this."""

OPEN_SECONDS = 660.0
"""An open suggestion is ignored after 10 min (measures.md §3); a minute more, and nobody will."""

UNPARSED_AFTER = 2
"""A reading that ended the worker so often, the second time alone, is read without a parser."""

UNMEASURED_AFTER = 3
"""And then not at all: it was not the parser."""

ENDED_THE_WORKER = "the background worker ended whenever it read this"


@dataclass(frozen=True, slots=True)
class Done:
    """What a pass did: readings computed, and records counted."""

    readings: int = 0
    counted: int = 0

    def __bool__(self) -> bool:
        return bool(self.readings or self.counted)


def work(
    connection: sqlite3.Connection,
    now: float,
    *,
    parse: Parse,
    permission: Permission,
    may_go_on: Callable[[], bool] = lambda: True,
) -> Done:
    """Do all there is to do at ``now``; events hold what ``permission`` lets out, if anything.

    ``may_go_on`` is asked between transactions; a pass that was broken off goes on with the next.
    """
    readings = counted = 0
    while may_go_on() and (due := reader.due_readings(connection, BATCH)):
        readings += _read(connection, due, now, parse, permission)
    for count in _counts(connection, now, permission):
        while may_go_on() and (done := count.batch(connection, now, permission)):
            counted += done
    return Done(readings, counted)


def give_up(connection: sqlite3.Connection, now: float, alive: Collection[str]) -> int:
    """Hand on what no living server will conclude; how many records that made.

    Overdue horizons are read from disk, late; suggestions left open are ignored.
    ``alive`` are the ids of the servers that live.
    """
    late = LateReader(connection)
    overdue: list[Record] = [
        reading
        for pending in reader.overdue(connection, now - OVERDUE_SECONDS)
        if pending.server not in alive and (reading := late.read(pending, now)) is not None
    ]
    ignored: list[Record] = [
        replace(stored.record, state=State.IGNORED, ended_at=now, rule="nothing was heard of it")
        for stored in reader.left_open(connection, now - OPEN_SECONDS)
    ]
    made = overdue + ignored
    for start in range(0, len(made), BATCH):
        write(connection, made[start : start + BATCH], editor=None)
    if made:
        lineages.forget_finished(connection)
    return len(made)


def _read(
    connection: sqlite3.Connection,
    due: Sequence[DueReadingRecord],
    now: float,
    parse: Parse,
    permission: Permission,
) -> int:
    """Compute readings of ``due``, then write them; the lock is held for the writing alone."""
    begun, failed = attempts.begin(connection, due)
    try:
        readings = [_measured(record, parse, failed) for record in begun]
        told = [_told(connection, reading, permission) for reading in readings]
        time.sleep(REST_SECONDS)
        with transaction(connection):
            written = []
            for reading, one in zip(readings, told, strict=True):
                if one is None or not reader.is_stored(connection, reading.suggestion):
                    # purged meanwhile
                    forget_horizon(connection, reading.suggestion, reading.horizon)
                elif write_reading(connection, reading):
                    written.append(one)
            _tell(connection, written, now)
    except Exception:
        with suppress(sqlite3.Error):
            attempts.take_back(connection, begun)
        raise
    return len(readings)


def _told(
    connection: sqlite3.Connection, reading: ReadingRecord, permission: Permission
) -> Told | None:
    """What is told of ``reading``, without the write lock: its document's place is looked up."""
    stored = reader.suggestion(connection, reading.suggestion)
    if stored is None:
        return None
    return _let_out(of_reading(reading, stored.record, stored.editor, permission), permission)


def _measured(due: DueReadingRecord, parse: Parse, failed: int) -> ReadingRecord:
    from tenure.core.survival.readings import measure  # rapidfuzz comes with it

    if failed >= UNPARSED_AFTER:
        parse = _unparsed
    if failed >= UNMEASURED_AFTER and due.unmeasured is None:
        due = replace(due, unmeasured=ENDED_THE_WORKER)
    try:
        return measure(due, parse)
    except Exception as error:  # noqa: BLE001 - one text must not keep all others from being read
        return ReadingRecord(
            suggestion=due.suggestion,
            horizon=due.horizon,
            due_at=due.due_at,
            read_at=due.read_at,
            late=due.late,
            kept=due.kept,
            original=due.original,
            verdict=Verdict.UNMEASURED,
            reason=f"the measuring failed ({type(error).__name__})",
        )


def _unparsed(_language: str, _text: str) -> Unparsed:
    return Unparsed(ENDED_THE_WORKER)


def _counts(connection: sqlite3.Connection, now: float, permission: Permission) -> Iterator[_Count]:
    """What there is to count, each found and marked in its own way."""
    yield _Count(
        lambda limit: [
            (row.record.id, of_shown(row.record, row.editor))
            for row in reader.shown_suggestions(connection, limit)
        ],
        "suggestion",
        "shown_counted",
    )
    yield _Count(
        lambda limit: [
            (row.record.id, of_suggestion(row.record, row.editor, permission))
            for row in _final_suggestions(connection, now, limit, permission)
        ],
        "suggestion",
        "counted",
    )
    yield _Count(
        lambda limit: [
            (row.row, of_opportunity(row.record, row.editor))
            for row in reader.uncounted_opportunities(connection, limit)
        ],
        "opportunity",
        "counted",
    )
    yield _Count(
        lambda limit: [
            (row.row, of_unattributed(row.record, row.editor))
            for row in reader.uncounted_unattributed(connection, limit)
        ],
        "unattributed",
        "counted",
    )


def _final_suggestions(
    connection: sqlite3.Connection, now: float, limit: int, permission: Permission
) -> Iterator[reader.StoredSuggestion]:
    """With its text where that may be told; otherwise nobody reads it."""
    for row in reader.final_suggestions(connection, now, limit):
        record = None
        if permission.content:
            record = lineages.with_texts(connection, row.record.id)
        yield row if record is None else replace(row, record=record)


@dataclass(frozen=True, slots=True)
class _Count:
    find: Callable[[int], list[tuple[str | int, Told]]]
    table: Literal["suggestion", "opportunity", "unattributed"]
    mark: Literal["counted", "shown_counted"]

    def batch(self, connection: sqlite3.Connection, now: float, permission: Permission) -> int:
        """Count a batch; how many that were."""
        # Without the write lock: this is asked four times a second, and to look for secrets in a
        # text takes longer than an editor's writer should wait.
        found = [(row, _let_out(told, permission)) for row, told in self.find(BATCH)]
        if not found:
            return 0
        time.sleep(REST_SECONDS)
        with transaction(connection):
            marked = [
                told for row, told in found if mark_counted(connection, self.table, self.mark, row)
            ]
            _tell(connection, marked, now)
        return len(found)


def _let_out(told: Told, permission: Permission) -> Told:
    """``told`` with what may be queued of it."""
    queued = [privacy.let_out(one, permission) for one in told.queued] if permission else []
    return told._replace(queued=queued)


def _tell(connection: sqlite3.Connection, told: Sequence[Told], now: float) -> None:
    rollups.add(connection, [one for each in told for one in each.increments], now)
    outbox.put(connection, [one for each in told for one in each.queued])
