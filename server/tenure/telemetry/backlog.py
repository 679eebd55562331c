"""Sends what waits in the outbox, the oldest first, until each row is acknowledged or lost."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from opentelemetry.sdk.resources import Resource

from tenure.core.metrics.permissions import Permission
from tenure.store import outbox
from tenure.store.database import transaction
from tenure.store.outbox import Event, QueuedSignal, Span
from tenure.telemetry import receivers
from tenure.telemetry.encode import queued_request
from tenure.telemetry.sender import Answer, Fate, PartsSender, open_sender
from tenure.telemetry.targets import Target

BATCH_VARIABLES: Mapping[QueuedSignal, str] = {
    "logs": "OTEL_BLRP_MAX_EXPORT_BATCH_SIZE",
    "traces": "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
}

BATCH = 512
"""Events or spans a request: the specification's default."""

LARGEST_BATCH = 10_000


class Sent(NamedTuple):
    """How many were sent and lost; and the last problem met."""

    sent: int
    lost: int
    problem: str | None


def batch_size(signal: QueuedSignal, environment: Mapping[str, str]) -> int:
    """How many go in one request."""
    text = environment.get(BATCH_VARIABLES[signal], "")
    return min(int(text), LARGEST_BATCH) if text.isdigit() and int(text) else BATCH


def send(
    connection: sqlite3.Connection,
    signal: QueuedSignal,
    target: Target,
    resource: Resource,
    now: float,
    permission: Permission,
    *,
    size: int = BATCH,
    may_go_on: Callable[[], bool] = lambda: True,
) -> Sent:
    """Send batches of ``size``, as ``permission`` lets them out, until something is not taken."""
    sender = PartsSender(open_sender(target))
    sent = lost = 0
    problem: str | None = None
    try:
        while may_go_on() and (batch := outbox.oldest(connection, signal, size)):
            losses: Counter[str] = Counter()
            done, answer = _post(signal, batch, resource, permission, sender, now, losses)
            with transaction(connection):
                outbox.forget(connection, done)
                receivers.count_lost(connection, losses, now)
            sent += len(done) - losses.total()
            lost += losses.total()
            if losses:
                problem = answer.reason
                receivers.note(connection, target, answer, now)
            if len(done) < len(batch):
                problem = receivers.pause(connection, target, answer, now)
                break
            if not losses:
                receivers.took(connection, target)
    finally:
        sender.close()
    return Sent(sent, lost, problem)


def _post(
    signal: QueuedSignal,
    batch: Sequence[Event | Span],
    resource: Resource,
    permission: Permission,
    sender: PartsSender,
    now: float,
    losses: Counter[str],
) -> tuple[list[Event | Span], Answer]:
    """Post ``batch``, in halves where it is too large; what is done with, from its start."""
    request = queued_request(signal, batch, resource, permission)
    answer = sender.post(request.SerializeToString(), len(batch), now)
    match answer.fate:
        case Fate.TAKEN:
            if answer.rejected:
                losses[receivers.REJECTED] += answer.rejected
            return list(batch), answer
        case Fate.LATER:
            return [], answer
        case Fate.REFUSED:
            losses[answer.reason] += len(batch)
            return list(batch), answer
        case Fate.TOO_LARGE if len(batch) == 1:
            losses[answer.reason] += 1
            return list(batch), answer
        case Fate.TOO_LARGE:
            middle = len(batch) // 2
            done, answer = _post(signal, batch[:middle], resource, permission, sender, now, losses)
            if len(done) == middle:
                more, answer = _post(
                    signal, batch[middle:], resource, permission, sender, now, losses
                )
                done += more
            return done, answer
