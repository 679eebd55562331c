"""Readings that were begun: what ends the process that reads it is not tried for ever.

A parser is foreign code, and a text may make it end the whole process. The next process finds the
note that this one could not take back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from tenure.core.records import DueReadingRecord
from tenure.store.database import transaction


def begin(
    connection: sqlite3.Connection, due: Sequence[DueReadingRecord]
) -> tuple[Sequence[DueReadingRecord], int]:
    """Note that readings begin: which of ``due``, and how often they were begun and not finished.

    What was begun before is done alone, so that it takes no other reading down with it.
    """
    with transaction(connection):
        before = {
            (suggestion, horizon): begun
            for suggestion, horizon, begun in connection.execute(
                "SELECT suggestion, horizon, begun FROM due_reading WHERE begun > 0"
            )
        }
        found, times = due, 0
        for record in due:
            if times := before.get((record.suggestion, record.horizon.value), 0):
                found = [record]
                break
        _add(connection, found, 1)
    return found, times


def take_back(connection: sqlite3.Connection, begun: Sequence[DueReadingRecord]) -> None:
    """They were not finished for a reason that the process has survived."""
    with transaction(connection):
        _add(connection, begun, -1)


def _add(connection: sqlite3.Connection, records: Sequence[DueReadingRecord], by: int) -> None:
    connection.executemany(
        "UPDATE due_reading SET begun = begun + ? WHERE suggestion = ? AND horizon = ?",
        [(by, record.suggestion, record.horizon.value) for record in records],
    )
