"""How long a signal's receiver is left alone: it asked for it, or it did not take what was sent."""

from __future__ import annotations

import sqlite3
from typing import Literal, get_args

Signal = Literal["logs", "traces", "metrics"]
SIGNALS: tuple[Signal, ...] = get_args(Signal)
"""In the order of sending: totals last, since they count what was lost of the others."""


def paused_until(connection: sqlite3.Connection, signal: Signal) -> float:
    """The time before which nothing is sent; 0 where the receiver took the last request."""
    row = connection.execute(
        "SELECT not_before FROM receiver WHERE signal = ?", (signal,)
    ).fetchone()
    return 0.0 if row is None else float(row[0])


def failures(connection: sqlite3.Connection, signal: Signal) -> int:
    """How many requests in a row were not taken."""
    row = connection.execute("SELECT failures FROM receiver WHERE signal = ?", (signal,)).fetchone()
    return 0 if row is None else int(row[0])


def pause(connection: sqlite3.Connection, signal: Signal, until: float) -> None:
    """One more request was not taken: send nothing before ``until``."""
    connection.execute(
        "INSERT INTO receiver (signal, not_before, failures) VALUES (?, ?, 1)"
        " ON CONFLICT DO UPDATE SET not_before = excluded.not_before, failures = failures + 1",
        (signal, until),
    )


def end_pause(connection: sqlite3.Connection, signal: Signal) -> None:
    """The receiver took a request."""
    connection.execute("DELETE FROM receiver WHERE signal = ?", (signal,))
