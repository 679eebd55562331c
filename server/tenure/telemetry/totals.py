"""The totals as they stand, and sending them: cumulative, by one process at a time.

A total is the store's, so what was not taken needs no keeping: the next request says it again.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from opentelemetry.sdk.resources import Resource

from tenure.store import lease, outbox, rollups
from tenure.store.database import transaction
from tenure.store.documents import characters_by_origin
from tenure.store.reader import Installation, installation
from tenure.store.rollups import Rollup
from tenure.telemetry import privacy, receivers
from tenure.telemetry.points import KeptPoints, Point, points_of, request_of
from tenure.telemetry.sender import Answer, Fate, PartsSender, open_sender
from tenure.telemetry.targets import Target

JUST_BEFORE = 0.001
"""Seconds by which a new set's 0 is stamped before its value."""

BUSY = "another process sends the totals at this moment; try again in a few seconds"


@dataclass(frozen=True, slots=True)
class Totals:
    """What is sent next: the sets that no receiver knows yet, as 0, and then everything."""

    new: list[Rollup]
    everything: list[Point]
    at: float
    started_at: float
    resource: Resource

    def zeros(self) -> list[Point]:
        """The new sets as 0: a series that starts at 7 has an increase of 0."""
        return points_of([rollups.empty(one.metric, one.attributes) for one in self.new])

    def zeros_request(self, points: Sequence[Point]) -> bytes:
        """``points`` just before the others."""
        return request_of(points, self.resource, self.started_at, self.at - JUST_BEFORE)

    def request(self, points: Sequence[Point]) -> bytes:
        """``points`` as they stand."""
        return request_of(points, self.resource, self.started_at, self.at)

    def requests(self) -> Iterator[bytes]:
        """Every request, in the order of sending."""
        if self.new:
            yield self.zeros_request(self.zeros())
        yield self.request(self.everything)


def next_totals(
    connection: sqlite3.Connection,
    who: Installation,
    resource: Resource,
    now: float,
    kept: KeptPoints,
) -> Totals | None:
    """The totals of ``who`` with their time stamp, as of one transaction; None after its purge.

    Only what ``kept`` does not hold is read and encoded; afterwards it holds everything.
    """
    # Without the write lock: for a new process it is the whole table, and editors' writers wait.
    kept.keep(rollups.changes_since(connection, kept.revision_for(resource)), resource)
    with transaction(connection):
        if not _is_still(connection, who):
            return None
        at = rollups.next_stamp(connection, now)
        started_at = rollups.start_before(connection, at)
        changes = rollups.changes_since(connection, kept.revision_for(resource))
        states = _of_now(connection, at)
    kept.keep(changes, resource)
    new = [one for one in changes.totals if not one.announced]
    return Totals(new, [*kept.points(), *points_of(states)], at, started_at, resource)


def send(
    connection: sqlite3.Connection,
    target: Target,
    who: Installation,
    resource: Resource,
    now: float,
    kept: KeptPoints,
) -> str | None:
    """Send every total, of which those in ``kept`` are encoded already; the problem, if any."""
    holder = uuid.uuid4().hex
    # Two requests at most; a holder that dies in them keeps others waiting for no longer.
    limit = 2 * target.timeout + lease.LIMIT_SECONDS
    if not lease.acquire(connection, lease.EXPORT, holder, now, limit=limit):
        return BUSY
    sender = PartsSender(open_sender(target))
    try:
        totals = next_totals(connection, who, resource, now, kept)
        if totals is None:
            return None
        if totals.new:
            answer = _post(sender, totals.zeros(), totals.zeros_request, now)
            if answer.fate is not Fate.TAKEN:
                return receivers.pause(connection, target, answer, now)
            with transaction(connection):
                if not _is_still(connection, who):
                    return None  # sets counted since its purge are called the same
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
    sender: PartsSender,
    points: Sequence[Point],
    request: Callable[[Sequence[Point]], bytes],
    now: float,
) -> Answer:
    """Post ``points``, in halves where they are too large; the first that is not taken ends it."""
    answer = sender.post(request(points), len(points), now)
    if answer.fate is not Fate.TOO_LARGE or len(points) == 1:
        return answer
    middle = len(points) // 2
    first = _post(sender, points[:middle], request, now)
    if first.fate is not Fate.TAKEN:
        return first
    second = _post(sender, points[middle:], request, now)
    return replace(second, rejected=first.rejected + second.rejected)


def _is_still(connection: sqlite3.Connection, who: Installation) -> bool:
    """Whether the store is that of ``who``, whom no purge has ended."""
    found = installation(connection)
    return found is not None and found.id == who.id


def _of_now(connection: sqlite3.Connection, now: float) -> list[Rollup]:
    """What is no total but a state: the documents as last seen, and the outbox."""
    states = [
        ("tenure.text.characters", privacy.of_characters(attributes), count)
        for attributes, count in characters_by_origin(connection)
    ]
    states.append(("tenure.self.outbox", {}, outbox.waiting(connection)))
    return [
        Rollup(None, metric, attributes, now, count, 1, None, None, None, True)
        for metric, attributes, count in states
    ]
