"""Sends what the store holds: totals as they stand, and log events until they are acknowledged.

Called by the worker, which alone writes this installation's stream, and by ``tenure export``.
"""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from opentelemetry.sdk.resources import Resource

from tenure.core.metrics.catalogue import BY_NAME, Instrument
from tenure.core.metrics.permissions import METADATA, Permission
from tenure.store import notices, outbox, pauses, rollups
from tenure.store.database import transaction
from tenure.store.documents import characters_by_origin
from tenure.store.pauses import Signal
from tenure.store.reader import Installation, installation
from tenure.store.rollups import Increment, Rollup
from tenure.telemetry import privacy
from tenure.telemetry.encode import logs_request, metrics_request, resource_of
from tenure.telemetry.sender import Answer, Fate, Sender

BATCH = 512
"""Events a request, the SDK's own number."""

FIRST_WAIT, LONGEST_WAIT = 1.0, 300.0
"""Seconds before a request is tried again; doubled each time, and up to a fifth longer."""

JUST_BEFORE = 0.001
"""Seconds by which a new set's 0 is stamped before its value."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many log events were sent, had to stay and were lost; and the last problem met."""

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
    metrics: bool = True,
    logs: bool = True,
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
    if logs:
        outcome = _send_logs(connection, endpoint, environment, resource, now, at_once, permission)
    if metrics:
        problem = _send_metrics(connection, endpoint, environment, resource, who, now, at_once)
        outcome = replace(outcome, metrics_sent=problem is None, problem=problem or outcome.problem)
    return outcome


def preview(connection: sqlite3.Connection) -> tuple[list[Rollup], list[outbox.Event]]:
    """What the next export would send."""
    events = [one.event for one in outbox.oldest(connection, -1)]
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


def _send_logs(
    connection: sqlite3.Connection,
    endpoint: str,
    environment: Mapping[str, str],
    resource: Resource,
    now: float,
    at_once: bool,
    permission: Permission,
) -> Outcome:
    with transaction(connection):
        _count_lost(connection, {"too old or too many": outbox.bound(connection, now)}, now)
    if not at_once and now < pauses.paused_until(connection, "logs"):
        return Outcome(kept=outbox.waiting(connection))
    sender = Sender(endpoint, "logs", environment)
    sent = lost = 0
    problem: str | None = None
    try:
        while batch := outbox.oldest(connection, BATCH):
            losses: Counter[str] = Counter()
            done, answer = _post_events(
                _permitted(batch, permission), resource, sender, now, losses
            )
            with transaction(connection):
                outbox.forget(connection, [one.row for one in done])
                _count_lost(connection, losses, now)
            sent += len(done) - losses.total()
            lost += losses.total()
            if losses:
                problem = answer.reason
                _note(connection, "logs", sender, answer, now)
            if len(done) < len(batch):
                problem = _pause(connection, "logs", sender, answer, now)
                break
            with transaction(connection):
                pauses.end_pause(connection, "logs")
            if not losses:
                notices.clear(connection, _topic("logs"))
    finally:
        sender.close()
    return Outcome(sent, outbox.waiting(connection), lost, problem=problem)


def _permitted(batch: Sequence[outbox.Waiting], permission: Permission) -> list[outbox.Waiting]:
    """``batch`` with what may leave now: it may have been queued under another permission."""
    return [
        one._replace(
            event=one.event._replace(
                attributes=privacy.permitted(one.event.attributes, permission, "logs")
            )
        )
        for one in batch
    ]


def _post_events(
    batch: Sequence[outbox.Waiting],
    resource: Resource,
    sender: Sender,
    now: float,
    losses: Counter[str],
) -> tuple[list[outbox.Waiting], Answer]:
    """Post ``batch``, in halves where it is too large; what is done with, from its start."""
    answer = sender.post(logs_request([one.event for one in batch], resource), now)
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
            done, answer = _post_events(batch[:middle], resource, sender, now, losses)
            if len(done) == middle:
                more, answer = _post_events(batch[middle:], resource, sender, now, losses)
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
