"""How long a signal's receiver is left alone: it asked for it, or it did not take what was sent."""

from __future__ import annotations

import sqlite3
from typing import Literal, get_args

Signal = Literal["logs", "traces", "metrics"]
SIGNALS: tuple[Signal, ...] = get_args(Signal)
"""In the order of sending: totals last, since they count what was lost of the others."""


LONGEST_SECONDS = 86_400.0
"""No receiver is left alone for longer. A pause that seems to last longer was begun by a clock that
was set back since, and is none."""


def is_paused(connection: sqlite3.Connection, signal: Signal, url: str, now: float) -> bool:
    """Whether nothing is to be sent to the receiver at ``url`` yet."""
    row = connection.execute(
        "SELECT not_before FROM receiver WHERE signal = ? AND url = ?", (signal, url)
    ).fetchone()
    return row is not None and now < row[0] <= now + LONGEST_SECONDS


def failures(connection: sqlite3.Connection, signal: Signal, url: str) -> int:
    """How many requests in a row the receiver at ``url`` did not take."""
    row = connection.execute(
        "SELECT failures FROM receiver WHERE signal = ? AND url = ?", (signal, url)
    ).fetchone()
    return 0 if row is None else int(row[0])


def pause(
    connection: sqlite3.Connection, signal: Signal, url: str, now: float, seconds: float
) -> None:
    """The receiver at ``url`` did not take one more request: leave it alone for ``seconds``."""
    connection.execute(
        "INSERT OR REPLACE INTO receiver (signal, url, not_before, failures) VALUES (?, ?, ?, ?)",
        (
            signal,
            url,
            now + min(seconds, LONGEST_SECONDS),
            failures(connection, signal, url) + 1,
        ),
    )


def end_pause(connection: sqlite3.Connection, signal: Signal) -> None:
    """The signal's receiver took a request."""
    connection.execute("DELETE FROM receiver WHERE signal = ?", (signal,))
