"""What a person should know and ``tenure doctor`` shows: one sentence a topic."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from tenure.store.database import transaction


@dataclass(frozen=True, slots=True)
class Notice:
    """What went wrong last under ``topic``, when, and how often since the first time."""

    topic: str
    at: float
    text: str
    count: int


def note(connection: sqlite3.Connection, topic: str, text: str, now: float) -> None:
    """Keep ``text`` as the newest of its topic."""
    with transaction(connection):
        connection.execute(
            "INSERT INTO notice VALUES (?, ?, ?, 1) ON CONFLICT (topic) DO UPDATE"
            " SET at = excluded.at, text = excluded.text, count = count + 1",
            (topic, now, text),
        )


def clear(connection: sqlite3.Connection, topic: str) -> None:
    """The matter is mended. Costs a look where there was none."""
    if connection.execute("SELECT 1 FROM notice WHERE topic = ?", (topic,)).fetchone():
        with transaction(connection):
            connection.execute("DELETE FROM notice WHERE topic = ?", (topic,))


def notices(connection: sqlite3.Connection) -> list[Notice]:
    """Everything noted, by topic."""
    return [
        Notice(*row)
        for row in connection.execute("SELECT topic, at, text, count FROM notice ORDER BY topic")
    ]
