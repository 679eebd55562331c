"""Sends what the store holds: totals as they stand, events and spans until they are acknowledged.

Called by the worker, which alone writes this installation's stream, and by ``tenure export``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from tenure.core.errors import TenureError
from tenure.core.metrics.permissions import METADATA, Permission
from tenure.store import outbox
from tenure.store.database import transaction
from tenure.store.outbox import QUEUED
from tenure.store.pauses import SIGNALS, Signal
from tenure.store.reader import installation
from tenure.telemetry import backlog, receivers, totals
from tenure.telemetry.points import KeptPoints
from tenure.telemetry.resource import resource_of
from tenure.telemetry.targets import exporter_is_none, signals_sent, target_of


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many events and spans were sent, had to stay and were lost; the last problem met."""

    sent: int = 0
    kept: int = 0
    lost: int = 0
    problem: str | None = None


def send_pending(
    connection: sqlite3.Connection,
    endpoint: str,
    environment: Mapping[str, str],
    now: float,
    *,
    signals: Collection[Signal] = SIGNALS,
    at_once: bool = False,
    may_go_on: Callable[[], bool] = lambda: True,
    permission: Permission = METADATA,
    kept: KeptPoints | None = None,
) -> Outcome:
    """Send once everything pending that ``permission`` lets out; ``at_once`` also what was put off.

    A receiver that is down costs a time-out and nothing else: what it did not take stays.
    ``may_go_on`` is asked between requests. Who sends again and again hands in the same ``kept``.
    """
    kept = KeptPoints() if kept is None else kept
    chosen = [one for one in signals_sent(endpoint, environment) if one in signals]
    outcome = Outcome(kept=sum(outbox.waiting(connection, one) for one in QUEUED if one in chosen))
    who = installation(connection)
    if who is None or not permission:
        return outcome
    resource = resource_of(who, environment)
    for signal in chosen:
        try:
            target = target_of(signal, endpoint, environment)
            if not at_once and receivers.left_alone(connection, target, now):
                continue
            if signal == "metrics":
                problem = totals.send(connection, target, who, resource, now, kept)
                outcome = replace(outcome, problem=problem or outcome.problem)
                continue
            found = backlog.send(
                connection,
                signal,
                target,
                resource,
                now,
                permission,
                size=backlog.batch_size(signal, environment),
                may_go_on=may_go_on,
            )
            outcome = Outcome(
                outcome.sent + found.sent,
                outcome.kept - found.sent - found.lost,
                outcome.lost + found.lost,
                found.problem or outcome.problem,
            )
        except TenureError as error:  # a variable that cannot be followed, a package not there
            receivers.note_problem(connection, signal, str(error), now)
            outcome = replace(outcome, problem=str(error))
    return outcome


def bound_outbox(
    connection: sqlite3.Connection, environment: Mapping[str, str], now: float
) -> None:
    """Let go of what is too old or too much to be kept, and count it.

    What the user chose not to export over OTLP goes without being counted.
    """
    with transaction(connection):
        for signal in QUEUED:
            if exporter_is_none(signal, environment):
                outbox.forget_signal(connection, signal)
        outbox.bound(connection, now)
