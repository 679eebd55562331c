"""Sends what the store holds: totals as they stand, events and spans until they are acknowledged.

Called by the worker, which alone writes this installation's stream, and by ``tenure export``.
"""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from opentelemetry.sdk.resources import Resource

from tenure.core.metrics.catalogue import BY_NAME, Instrument
from tenure.core.metrics.permissions import METADATA, Permission
from tenure.store import notices, outbox, pauses, rollups
from tenure.store.database import transaction
from tenure.store.documents import characters_by_origin
from tenure.store.outbox import QUEUED, QueuedSignal
from tenure.store.pauses import SIGNALS, Signal
from tenure.store.reader import Installation, installation
from tenure.store.rollups import Increment, Rollup
from tenure.telemetry import privacy
from tenure.telemetry.encode import metrics_request, queued_request, resource_of
from tenure.telemetry.sender import Answer, Fate, Sender

BATCH = 512
"""Events or spans a request, the SDK's own number."""

FIRST_WAIT, LONGEST_WAIT = 1.0, 300.0
"""Seconds before a request is tried again; doubled each time, and up to a fifth longer."""

JUST_BEFORE = 0.001
"""Seconds by which a new set's 0 is stamped before its value."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many events and spans were sent, had to stay and were lost; the last problem met."""

    sent: int = 0
    kept: int = 0
    lost: int = 0
    metrics_sent: bool = False
    problem: str | None = None


def send_pending(
    connection: sqlite3.Connection,
    endpoint: str,
    environment: Mapping[str, str],
    now: float,
    *,
    signals: Collection[Signal] = SIGNALS,
    at_once: bool = False,
    permission: Permission = METADATA,
) -> Outcome:
    """Send once everything pending that ``permission`` lets out; ``at_once`` also what was put off.

    A receiver that is down costs a time-out and nothing else: what it did not take stays.
    """
    who = installation(connection)
    if who is None or not permission or environment.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return Outcome(metrics_sent=who is None)
    resource = resource_of(who, environment)
    outcome = Outcome()
    for signal in QUEUED:
        if signal not in signals:
            continue
        one = _send_queued(
            connection, signal, endpoint, environment, resource, now, at_once, permission
        )
        outcome = Outcome(
            outcome.sent + one.sent,
            outcome.kept + one.kept,
            outcome.lost + one.lost,
            problem=one.problem or outcome.problem,
        )
    if "metrics" in signals:
        problem = _send_metrics(connection, endpoint, environment, resource, who, now, at_once)
        outcome = replace(outcome, metrics_sent=problem is None, problem=problem or outcome.problem)
    return outcome


def bound_outbox(connection: sqlite3.Connection, now: float) -> None:
    """Let go of what is too old or too much to be kept, and count it."""
    with transaction(connection):
        _count_lost(connection, {"too old or too many": outbox.bound(connection, now)}, now)


def preview(
    connection: sqlite3.Connection, permission: Permission = METADATA
) -> tuple[list[Rollup], list[outbox.Event | outbox.Span]]:
    """What the next export would send."""
    events = [
        privacy.let_out(one.queued, permission) for one in outbox.oldest(connection, "logs", -1)
    ]
    return [*rollups.totals(connection), *_of_now(connection, 0.0)], events


def _send_metrics(
    connection: sqlite3.Connection,
    endpoint: str,
    environment: Mapping[str, str],
    resource: Resource,
    who: Installation,
    now: float,
    at_once: bool,
) -> str | None:
    """Send every total; the problem, if there was one."""
    if not at_once and now < pauses.paused_until(connection, "metrics"):
        return None
    totals = rollups.totals(connection)
    new = [one for one in totals if not one.announced]
    sender = Sender(endpoint, "metrics", environment)
    try:
        if new:
            # A series that starts at 7 has an increase of 0: its 0 goes first.
            zeros = metrics_request(map(_zero, new), resource, who.started_at, now - JUST_BEFORE)
            answer = sender.post(zeros, now)
            if answer.fate is not Fate.TAKEN:
                return _pause(connection, "metrics", sender, answer, now)
        everything = [*totals, *_of_now(connection, now)]
        answer = sender.post(metrics_request(everything, resource, who.started_at, now), now)
    finally:
        sender.close()
    if answer.fate is not Fate.TAKEN:
        return _pause(connection, "metrics", sender, answer, now)
    with transaction(connection):
        rollups.announce(connection, new)
        pauses.end_pause(connection, "metrics")
    notices.clear(connection, _topic("metrics"))
    return None


def _send_queued(
    connection: sqlite3.Connection,
    signal: QueuedSignal,
    endpoint: str,
    environment: Mapping[str, str],
    resource: Resource,
    now: float,
    at_once: bool,
    permission: Permission,
) -> Outcome:
    if not at_once and now < pauses.paused_until(connection, signal):
        return Outcome(kept=outbox.waiting(connection, signal))
    sender = Sender(endpoint, signal, environment)
    sent = lost = 0
    problem: str | None = None
    try:
        while batch := outbox.oldest(connection, signal, BATCH):
            losses: Counter[str] = Counter()
            # What was queued under another permission is held to the one in force.
            batch = [one._replace(queued=privacy.let_out(one.queued, permission)) for one in batch]
            done, answer = _post(signal, batch, resource, sender, now, losses)
            with transaction(connection):
                outbox.forget(connection, [one.row for one in done])
                _count_lost(connection, losses, now)
            sent += len(done) - losses.total()
            lost += losses.total()
            if losses:
                problem = answer.reason
                _note(connection, signal, sender, answer, now)
            if len(done) < len(batch):
                problem = _pause(connection, signal, sender, answer, now)
                break
            with transaction(connection):
                pauses.end_pause(connection, signal)
            if not losses:
                notices.clear(connection, _topic(signal))
    finally:
        sender.close()
    return Outcome(sent, outbox.waiting(connection, signal), lost, problem=problem)


def _post(
    signal: QueuedSignal,
    batch: Sequence[outbox.Waiting],
    resource: Resource,
    sender: Sender,
    now: float,
    losses: Counter[str],
) -> tuple[list[outbox.Waiting], Answer]:
    """Post ``batch``, in halves where it is too large; what is done with, from its start."""
    request = queued_request(signal, [one.queued for one in batch], resource)
    answer = sender.post(request, now)
    match answer.fate:
        case Fate.TAKEN:
            if answer.rejected:
                losses["rejected by the receiver"] += answer.rejected
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
            done, answer = _post(signal, batch[:middle], resource, sender, now, losses)
            if len(done) == middle:
                more, answer = _post(signal, batch[middle:], resource, sender, now, losses)
                done += more
            return done, answer


def _of_now(connection: sqlite3.Connection, now: float) -> list[Rollup]:
    """What is no total but a state: the documents as last seen, and the outbox."""
    states = [
        ("tenure.text.characters", privacy.of_characters(attributes), count)
        for attributes, count in characters_by_origin(connection)
    ]
    states.append(("tenure.self.outbox", {}, outbox.waiting(connection)))
    return [
        Rollup(metric, attributes, now, count, 1, None, None, None, True)
        for metric, attributes, count in states
    ]


def _zero(rollup: Rollup) -> Rollup:
    buckets = None
    if BY_NAME[rollup.metric].instrument is Instrument.HISTOGRAM:
        buckets = (0,) * (len(BY_NAME[rollup.metric].bounds) + 1)
    return replace(rollup, value=0, count=0, buckets=buckets, minimum=0.0, maximum=0.0)


def _count_lost(connection: sqlite3.Connection, losses: Mapping[str, int], now: float) -> None:
    increments = [
        Increment("tenure.self.dropped", privacy.of_loss(reason), count)
        for reason, count in losses.items()
        if count
    ]
    rollups.add(connection, increments, now)


def _pause(
    connection: sqlite3.Connection, signal: Signal, sender: Sender, answer: Answer, now: float
) -> str:
    """Leave the receiver alone for as long as it asked, or longer each time; the problem."""
    wait = answer.wait
    if wait is None:
        wait = _back_off(pauses.failures(connection, signal))
    with transaction(connection):
        pauses.pause(connection, signal, now + wait)
    _note(connection, signal, sender, answer, now)
    return answer.reason


def _topic(signal: Signal) -> str:
    return f"export of {signal}"


def _note(
    connection: sqlite3.Connection, signal: Signal, sender: Sender, answer: Answer, now: float
) -> None:
    text = f"{sender.url} did not take what was sent ({answer.reason}); see that it runs there"
    notices.note(connection, _topic(signal), text, now)


def _back_off(attempts: int) -> float:
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(attempts, 20))
    # Stretched at random, so that a fleet does not come back all at once.
    return float(wait * random.uniform(1.0, 1.2))  # noqa: S311  no secret
