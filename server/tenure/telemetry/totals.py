"""The totals as they stand, and sending them: cumulative, by one process at a time.

A total is the store's, so what was not taken needs no keeping: the next request says it again.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from google.protobuf.message import Message
from opentelemetry.sdk.resources import Resource

from tenure.core.metrics.catalogue import BY_NAME, Instrument
from tenure.store import lease, outbox, rollups
from tenure.store.database import transaction
from tenure.store.documents import characters_by_origin
from tenure.store.reader import Installation
from tenure.store.rollups import Rollup
from tenure.telemetry import privacy, receivers
from tenure.telemetry.encode import metrics_request
from tenure.telemetry.sender import Answer, Fate, Sender, open_sender
from tenure.telemetry.targets import Target

JUST_BEFORE = 0.001
"""Seconds by which a new set's 0 is stamped before its value."""

BUSY = "another process sends the totals at this moment; try again in a few seconds"


@dataclass(frozen=True, slots=True)
class Totals:
    """What is sent next: the sets that no receiver knows yet, as 0, and then everything."""

    new: list[Rollup]
    everything: list[Rollup]
    at: float
    started_at: float
    resource: Resource

    def zeros_request(self, sets: Sequence[Rollup]) -> Message:
        """``sets`` as 0, just before: a series that starts at 7 has an increase of 0."""
        at = self.at - JUST_BEFORE
        return metrics_request(map(_zero, sets), self.resource, self.started_at, at)

    def request(self, sets: Sequence[Rollup]) -> Message:
        """``sets`` as they stand."""
        return metrics_request(sets, self.resource, self.started_at, self.at)

    def requests(self) -> Iterator[Message]:
        """Every request, in the order of sending."""
        if self.new:
            yield self.zeros_request(self.new)
        yield self.request(self.everything)


def next_totals(
    connection: sqlite3.Connection, who: Installation, resource: Resource, now: float
) -> Totals:
    """The totals with their time stamp, read and stamped in one transaction."""
    with transaction(connection):
        at = rollups.next_stamp(connection, now)
        totals = rollups.totals(connection)
        states = _of_now(connection, at)
    new = [one for one in totals if not one.announced]
    started_at = min(who.started_at, at - 2 * JUST_BEFORE)
    return Totals(new, [*totals, *states], at, started_at, resource)


def send(
    connection: sqlite3.Connection,
    target: Target,
    who: Installation,
    resource: Resource,
    now: float,
) -> str | None:
    """Send every total; the problem, if there was one."""
    holder = uuid.uuid4().hex
    # Two requests at most; a holder that dies in them keeps others waiting for no longer.
    limit = 2 * target.timeout + lease.LIMIT_SECONDS
    if not lease.acquire(connection, lease.EXPORT, holder, now, limit=limit):
        return BUSY
    sender = open_sender(target)
    try:
        totals = next_totals(connection, who, resource, now)
        if totals.new:
            answer = _post(sender, totals.new, totals.zeros_request, now)
            if answer.fate is not Fate.TAKEN:
                return receivers.pause(connection, target, answer, now)
            with transaction(connection):
                # Before their values are sent: a 0 after those would look like a restart.
                rollups.announce(connection, totals.new)
        answer = _post(sender, totals.everything, totals.request, now)
    finally:
        sender.close()
        lease.release(connection, lease.EXPORT, holder)
    if answer.fate is not Fate.TAKEN:
        return receivers.pause(connection, target, answer, now)
    if answer.rejected:
        with transaction(connection):
            receivers.count_lost(connection, {receivers.REJECTED: answer.rejected}, now)
        receivers.note(connection, target, answer, now)
        return answer.reason or receivers.REJECTED
    receivers.took(connection, target)
    return None


def _post(
    sender: Sender,
    sets: Sequence[Rollup],
    request: Callable[[Sequence[Rollup]], Message],
    now: float,
) -> Answer:
    """Post ``sets``, in halves where they are too large; the first that is not taken ends it."""
    answer = sender.post(request(sets), now)
    if answer.fate is not Fate.TOO_LARGE or len(sets) == 1:
        return answer
    middle = len(sets) // 2
    first = _post(sender, sets[:middle], request, now)
    if first.fate is not Fate.TAKEN:
        return first
    second = _post(sender, sets[middle:], request, now)
    return replace(second, rejected=first.rejected + second.rejected)


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
