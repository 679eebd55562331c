"""What is remembered of a receiver: how long to leave it alone, what to tell, what it lost."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Mapping

from tenure.store import notices, pauses, rollups
from tenure.store.database import transaction
from tenure.store.pauses import Signal
from tenure.store.rollups import Increment
from tenure.telemetry import privacy
from tenure.telemetry.sender import Answer
from tenure.telemetry.targets import Target

FIRST_WAIT, LONGEST_WAIT = 1.0, 300.0
"""Seconds before a request is tried again; doubled each time, and up to a fifth longer."""

REJECTED = "rejected by the receiver"


def left_alone(connection: sqlite3.Connection, target: Target, now: float) -> bool:
    """Whether nothing is to be sent yet."""
    return pauses.is_paused(connection, target.signal, target.shown, now)


def took(connection: sqlite3.Connection, target: Target) -> None:
    """The receiver took all of a request."""
    if pauses.failures(connection, target.signal, target.shown):
        with transaction(connection):
            pauses.end_pause(connection, target.signal)
    notices.clear(connection, _topic(target.signal))


def pause(connection: sqlite3.Connection, target: Target, answer: Answer, now: float) -> str:
    """Leave the receiver alone for as long as it asked, or longer each time; the problem."""
    wait = answer.wait
    if wait is None:
        wait = _back_off(pauses.failures(connection, target.signal, target.shown))
    with transaction(connection):
        pauses.pause(connection, target.signal, target.shown, now, wait)
    note(connection, target, answer, now)
    return answer.reason


def note(connection: sqlite3.Connection, target: Target, answer: Answer, now: float) -> None:
    """Tell the user what the receiver did not take."""
    note_problem(
        connection,
        target.signal,
        f"{target.shown} did not take what was sent ({answer.reason}); "
        "`tenure doctor --send-test` says what is wrong",
        now,
    )


def note_problem(connection: sqlite3.Connection, signal: Signal, problem: str, now: float) -> None:
    """Tell the user why a signal is not sent."""
    notices.note(connection, _topic(signal), problem, now)


def count_lost(connection: sqlite3.Connection, losses: Mapping[str, int], now: float) -> None:
    """Count what will never be delivered, by its reason; in the caller's transaction."""
    increments = [
        Increment("tenure.self.dropped", privacy.of_loss(reason), count)
        for reason, count in losses.items()
        if count
    ]
    rollups.add(connection, increments, now)


def _topic(signal: Signal) -> str:
    return f"export of {signal}"


def _back_off(attempts: int) -> float:
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(attempts, 20))
    # Stretched at random, so that a fleet does not come back all at once.
    return float(wait * random.uniform(1.0, 1.2))  # noqa: S311  no secret
