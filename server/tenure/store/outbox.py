"""Log events that wait to be sent; a row goes when the receiver has acknowledged it.

Delivery is at least once: ``event_id`` lets a receiver drop a repeat. Bounded by size and age;
what goes for that reason is counted.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tenure.core.metrics.attributes import Value

LARGEST_BYTES = 64 * 1024 * 1024
OLDEST_SECONDS = 14 * 86_400.0


class Event(NamedTuple):
    """A log event after the privacy level; ``at`` is its time in seconds since 1970."""

    id: str
    name: str
    at: float
    attributes: Mapping[str, Value]


class Waiting(NamedTuple):
    """An event in the outbox, with its row."""

    row: int
    event: Event


def put(connection: sqlite3.Connection, events: Iterable[Event]) -> None:
    """Queue ``events`` in the caller's transaction; one with a known id is queued already."""
    connection.executemany(
        "INSERT OR IGNORE INTO outbox (signal, event_id, at, body) VALUES ('logs', ?, ?, ?)",
        [
            (event.id, event.at, json.dumps({"name": event.name, "attributes": event.attributes}))
            for event in events
        ],
    )


def oldest(connection: sqlite3.Connection, limit: int) -> list[Waiting]:
    """The oldest events; all of them where ``limit`` is negative."""
    rows = connection.execute(
        "SELECT id, event_id, at, body FROM outbox ORDER BY id LIMIT ?", (limit,)
    )
    found = []
    for row, event_id, at, body in rows:
        content = json.loads(body)
        found.append(Waiting(row, Event(event_id, content["name"], at, content["attributes"])))
    return found


def waiting(connection: sqlite3.Connection) -> int:
    """How many events wait."""
    return int(connection.execute("SELECT count(*) FROM outbox").fetchone()[0])


def forget(connection: sqlite3.Connection, rows: Sequence[int]) -> None:
    """Delete rows: they were acknowledged, or are lost for good."""
    connection.executemany("DELETE FROM outbox WHERE id = ?", [(row,) for row in rows])


def bound(connection: sqlite3.Connection, now: float) -> int:
    """Delete what is too old, then the oldest beyond the size; how many that were."""
    deleted = connection.execute(
        "DELETE FROM outbox WHERE at < ?", (now - OLDEST_SECONDS,)
    ).rowcount
    size = connection.execute("SELECT total(length(body)) FROM outbox").fetchone()[0]
    while size > LARGEST_BYTES:
        rows = connection.execute(
            "SELECT id, length(body) FROM outbox ORDER BY id LIMIT 1000"
        ).fetchall()
        forget(connection, [row for row, _ in rows])
        deleted += len(rows)
        size -= sum(length for _, length in rows)
    return deleted
