"""Log events and spans that wait to be sent; a row goes when the receiver has acknowledged it.

Delivery is at least once: an event's id, and a span's, lets a receiver drop a repeat. Bounded by
size and age; what goes for that reason is counted.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple, get_args

from tenure.core.metrics.attributes import REASON, SUGGESTION, Loss, Value
from tenure.store import rollups
from tenure.store.rollups import Increment

LARGEST_BYTES = 64 * 1024 * 1024
OLDEST_SECONDS = 14 * 86_400.0

QueuedSignal = Literal["logs", "traces"]
QUEUED: tuple[QueuedSignal, ...] = get_args(QueuedSignal)

Attributes = Mapping[str, Value]


class Event(NamedTuple):
    """A log event after the privacy level; ``at`` is its time in seconds since 1970.

    ``trace_id`` (32 hex digits) and ``span_id`` (16) are those of its suggestion's span.
    """

    id: str
    name: str
    at: float
    attributes: Attributes
    trace_id: str
    span_id: str


class Span(NamedTuple):
    """A span after the privacy level; times in seconds since 1970.

    Ids in hex digits, 32 of the trace, 16 of a span; ``parent_id`` and ``linked_id`` are spans of
    the same trace.
    """

    trace_id: str
    span_id: str
    name: str
    started_at: float
    ended_at: float
    attributes: Attributes
    parent_id: str | None = None
    linked_id: str | None = None


def put(connection: sqlite3.Connection, queued: Iterable[Event | Span]) -> None:
    """Queue events and spans in the caller's transaction, each once by its id and time."""
    connection.executemany(
        "INSERT OR IGNORE INTO outbox (signal, at, event_id, body) VALUES (?, ?, ?, ?)",
        [(*_key(one), json.dumps(one)) for one in queued],
    )


def oldest(connection: sqlite3.Connection, signal: QueuedSignal, limit: int) -> list[Event | Span]:
    """The oldest of a signal; all of it where ``limit`` is negative."""
    shape = Event if signal == "logs" else Span
    return [
        shape(*json.loads(body))
        for (body,) in connection.execute(
            "SELECT body FROM outbox WHERE signal = ? ORDER BY at, id LIMIT ?",
            (signal, limit),
        )
    ]


def waiting(connection: sqlite3.Connection, signal: QueuedSignal | None = None) -> int:
    """How many events and spans wait; of one signal where it is named."""
    if signal is None:
        row = connection.execute("SELECT count(*) FROM outbox").fetchone()
    else:
        row = connection.execute(
            "SELECT count(*) FROM outbox WHERE signal = ?", (signal,)
        ).fetchone()
    return int(row[0])


def forget(connection: sqlite3.Connection, done: Iterable[Event | Span]) -> None:
    """Delete these: they were acknowledged, or are lost for good.

    By what they are: the number of a row that another process deleted meanwhile is given anew.
    """
    connection.executemany(
        "DELETE FROM outbox WHERE signal = ? AND at = ? AND event_id = ?", map(_key, done)
    )


def forget_of_suggestions(
    connection: sqlite3.Connection, condition: str, values: Sequence[object]
) -> None:
    """Delete all that waits about suggestions, still stored, that fulfil an SQL ``condition``."""
    connection.execute(
        f"DELETE FROM outbox WHERE json_extract(body, CASE signal WHEN 'logs' THEN '{_OF_EVENT}'"
        f" ELSE '{_OF_SPAN}' END) IN (SELECT id FROM suggestion WHERE {condition})",
        tuple(values),
    )


_OF_EVENT, _OF_SPAN = (
    f'$[{shape._fields.index("attributes")}]."{SUGGESTION}"' for shape in (Event, Span)
)
"""Where a body names its suggestion."""


def forget_signal(connection: sqlite3.Connection, signal: QueuedSignal) -> None:
    """Delete all that waits of a signal."""
    connection.execute("DELETE FROM outbox WHERE signal = ?", (signal,))


def bound(connection: sqlite3.Connection, now: float) -> int:
    """Delete what is too old, then the oldest beyond the size, and count it; how many that were."""
    deleted = connection.execute(
        "DELETE FROM outbox WHERE at < ?", (now - OLDEST_SECONDS,)
    ).rowcount
    size = connection.execute("SELECT total(length(body)) FROM outbox").fetchone()[0]
    while size > LARGEST_BYTES:
        rows = connection.execute(
            "SELECT id, length(body) FROM outbox ORDER BY id LIMIT 1000"
        ).fetchall()
        connection.executemany("DELETE FROM outbox WHERE id = ?", [(row,) for row, _ in rows])
        deleted += len(rows)
        size -= sum(length for _, length in rows)
    if deleted:
        lost = Increment("tenure.self.dropped", {REASON: Loss.NOT_SENT}, deleted)
        rollups.add(connection, [lost], now)
    return deleted


def _key(queued: Event | Span) -> tuple[QueuedSignal, float, str]:
    """What tells it from all others: the columns ``signal``, ``at`` and ``event_id``."""
    if isinstance(queued, Event):
        return "logs", queued.at, queued.id
    return "traces", queued.ended_at, queued.span_id
