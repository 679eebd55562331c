"""How long what was recorded is kept: by age, and by the size of the file.

The oldest goes first, a few rows a transaction. Totals stay, so what was exported never falls; what
is not counted yet, or still to be read, stays as well.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from tenure.settings import Settings
from tenure.store.database import transaction

BATCH = 20
"""Suggestions a transaction, with a dozen readings each: about 2 ms."""

PAGES = 100
"""Free pages given back to the disk in one go."""

_DAY_SECONDS = 86_400.0

_DONE = (
    "counted = 1 AND (shown_at IS NULL OR shown_counted = 1)"
    " AND NOT EXISTS (SELECT 1 FROM due_reading WHERE due_reading.suggestion = suggestion.id)"
)


@dataclass(frozen=True, slots=True)
class Retention:
    """The bounds; 0 is none."""

    days: float = 730
    megabytes: float = 1024


DEFAULT = Retention()


def retention_of(settings: Settings) -> Retention:
    """The bounds that ``settings`` set."""
    values = settings.values
    return Retention(
        float(values["retention.days"].value), float(values["retention.megabytes"].value)
    )


def longest(bounds: Iterable[Retention]) -> Retention:
    """Bounds that forget nothing which one of ``bounds``, at least one, keeps."""
    found = list(bounds)
    days = [one.days for one in found]
    megabytes = [one.megabytes for one in found]
    return Retention(
        0 if 0 in days else max(days),
        0 if 0 in megabytes else max(megabytes),
    )


def forget_some(connection: sqlite3.Connection, now: float, keep: Retention) -> int:
    """Delete a batch of what is beyond the bounds; how many rows, 0 when all is within."""
    before = now - keep.days * _DAY_SECONDS if keep.days > 0 else float("-inf")
    deleted = _forget_before(connection, before)
    if not deleted and keep.megabytes > 0 and _used_bytes(connection) > keep.megabytes * 1e6:
        deleted = _forget_before(connection, float("inf"))
    if deleted:
        # A page a step, and as it gives no columns only a script is stepped to its end.
        connection.executescript(f"PRAGMA incremental_vacuum({PAGES})")
    return deleted


def _forget_before(connection: sqlite3.Connection, time: float) -> int:
    oldest = [
        id_
        for (id_,) in connection.execute(
            f"SELECT id FROM suggestion WHERE first_seen_at < ? AND {_DONE}"
            " ORDER BY first_seen_at LIMIT ?",
            (time, BATCH),
        )
    ]
    until = time
    if oldest:
        newest_of_them = connection.execute(
            "SELECT first_seen_at FROM suggestion WHERE id = ?", (oldest[-1],)
        ).fetchone()[0]
        until = min(time, newest_of_them)
    deleted = 0
    with transaction(connection):
        for table in ("reading", "pending_horizon"):
            connection.executemany(
                f"DELETE FROM {table} WHERE suggestion = ?", [(id_,) for id_ in oldest]
            )
        deleted += connection.executemany(
            "DELETE FROM suggestion WHERE id = ?", [(id_,) for id_ in oldest]
        ).rowcount
        for table, column, counted in (
            ("opportunity", "at", "AND counted = 1"),
            ("unattributed", "at", "AND counted = 1"),
            ("document", "seen_at", ""),
            ("lineage", "at", ""),
        ):
            deleted += connection.execute(
                f"DELETE FROM {table} WHERE rowid IN (SELECT rowid FROM {table}"
                f" WHERE {column} < ? {counted} ORDER BY {column} LIMIT ?)",
                (until, 10 * BATCH),
            ).rowcount
    return max(0, deleted)


def _used_bytes(connection: sqlite3.Connection) -> int:
    pages, free, size = (
        int(connection.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * size
