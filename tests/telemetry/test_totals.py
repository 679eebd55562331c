"""Totals are one stream: no value falls, no time goes back, and each set begins at 0."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)
from tenure.core.metrics.permissions import NOTHING
from tenure.store import lease, rollups
from tenure.store.database import open_store, transaction
from tenure.store.purge import purge_everything
from tenure.store.reader import installation
from tenure.store.records import write
from tenure.telemetry.export import Outcome, send_pending
from tenure.telemetry.points import KeptPoints
from tenure.telemetry.resource import resource_of
from tenure.telemetry.totals import BUSY, next_totals
from tenure.worker import work

from tests.store.examples import START, accepted
from tests.telemetry.receiver import Receiver, Reply, partly, receiving

LATER = START + 1000
COUNT = "tenure.suggestion.count"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        running.signal = "metrics"
        yield running


@pytest.fixture
def store(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_store(tmp_path / "tenure.db")) as connection:
        add(connection, "s1")
        yield connection


def add(store: sqlite3.Connection, id_: str, now: float = LATER) -> None:
    write(store, [accepted(id_)], None)
    work(store, now, parse=lambda language, text: None, permission=NOTHING)


@pytest.fixture(params=["a process each time", "one process"])
def sent(request) -> Callable[..., Outcome]:
    """Sends the totals: each time as a process that just began, or always as the same."""
    kept = KeptPoints() if request.param == "one process" else None

    def send(store: sqlite3.Connection, receiver: Receiver, now: float = LATER) -> Outcome:
        return send_pending(store, receiver.endpoint, {}, now, signals=("metrics",), kept=kept)

    return send


def counts(receiver: Receiver) -> list[tuple[int, float]]:
    """Every point of the count that was taken: its value, and its time after LATER in s."""
    return [
        (value, round(nanoseconds / 1e9 - LATER, 3))
        for name, value, nanoseconds in receiver.taken
        if name == COUNT
    ]


def test_a_new_set_begins_at_zero_once(store, receiver, sent):
    """Also where its value was not taken at first: a second 0 would look like a restart."""
    receiver.first_replies = [Reply(200), Reply(503)]
    assert sent(store, receiver).problem == "status 503"
    add(store, "s2")
    sent(store, receiver, LATER + 60)
    sent(store, receiver, LATER + 120)

    assert counts(receiver) == [(0, -0.001), (2, 60), (2, 120)]


def test_a_zero_that_was_not_taken_keeps_its_value_back(store, receiver, sent):
    """Else the first count would be seen by nobody who takes differences."""
    receiver.first_replies = [Reply(503)]
    sent(store, receiver)
    sent(store, receiver, LATER + 60)

    assert counts(receiver) == [(0, 59.999), (1, 60)]


def test_a_clock_that_is_set_back_puts_no_total_before_an_earlier_one(store, receiver, sent):
    """Stamps go on by steps of 2 ms until the clock has come to where it was."""
    sent(store, receiver)
    for clock in (-3600, -3540, 0.001, 60):
        add(store, f"at {clock}")
        sent(store, receiver, LATER + clock)

    assert counts(receiver) == [(0, -0.001), (1, 0), (2, 0.002), (3, 0.004), (4, 0.006), (5, 60)]


def test_a_clock_that_was_wrong_by_more_than_a_day_is_followed(store, receiver, sent):
    """Else nothing would be seen until that day."""
    sent(store, receiver, LATER + 90_000)
    sent(store, receiver, LATER)

    assert counts(receiver) == [(0, 89_999.999), (1, 90_000), (1, 0)]


def test_one_process_at_a_time_sends_totals(store, receiver, sent):
    """Another is told so; one that died in the middle is followed after its time-out."""
    limit = 2 * 10 + lease.LIMIT_SECONDS
    assert lease.acquire(store, lease.EXPORT, "another", LATER, limit=limit)
    assert sent(store, receiver, LATER + limit - 1) == Outcome(problem=BUSY)
    assert receiver.taken == []
    assert sent(store, receiver, LATER + limit) == Outcome()

    assert counts(receiver) == [(0, limit - 0.001), (1, limit)]
    assert lease.holder_of(store, lease.EXPORT, LATER + limit) is None


def test_what_a_receiver_leaves_out_of_totals_is_counted(store, receiver, sent):
    """And told: the next request says it all again."""
    receiver.first_replies = [Reply(200), partly(1, "no such metric here")]

    assert sent(store, receiver) == Outcome(problem="no such metric here")
    dropped = {
        one.attributes["tenure.self.reason"]: one.value
        for one in rollups.totals(store)
        if one.metric == "tenure.self.dropped"
    }
    assert dropped == {"rejected by the receiver": 1}


def test_totals_that_are_too_large_are_sent_in_parts(store, receiver, sent):
    """Each set arrives once, and the 0 of every one before its value."""
    receiver.reply = Reply(largest=1)
    assert sent(store, receiver) == Outcome()

    assert counts(receiver) == [(0, -0.001), (1, 0)]
    names = [name for name, _, _ in receiver.taken if name.startswith("tenure.suggestion")]
    assert sorted(names) == sorted(
        2
        * [
            COUNT,
            "tenure.suggestion.characters",
            "tenure.suggestion.characters",
            "tenure.suggestion.shown",
        ]
    )


def test_totals_that_are_too_large_for_a_receiver_stay_right(store, receiver, sent):
    """Export after export goes in parts, and each says what was counted by then."""
    receiver.reply = Reply(largest=1)
    sent(store, receiver)
    add(store, "s2")
    sent(store, receiver, LATER + 60)

    assert counts(receiver) == [(0, -0.001), (1, 0), (2, 60)]


def test_after_a_purge_totals_begin_again_at_zero(store, receiver, sent):
    """Nothing of what was sent before is sent once more."""
    sent(store, receiver)
    purge_everything(store)
    add(store, "s2")
    add(store, "s3")
    sent(store, receiver, LATER + 60)

    assert counts(receiver) == [(0, -0.001), (1, 0), (0, 59.999), (2, 60)]


def test_another_process_may_send_in_between(store, receiver):
    """Each says all that was counted by whoever, and no set begins at 0 again."""
    worker, command = KeptPoints(), KeptPoints()
    for number, kept in enumerate((worker, command, worker)):
        add(store, f"more {number}")
        send_pending(
            store,
            receiver.endpoint,
            {},
            LATER + 60 * number,
            signals=("metrics",),
            kept=kept,
        )

    assert counts(receiver) == [(0, -0.001), (2, 0), (3, 60), (4, 120)]


def test_totals_of_an_installation_that_was_purged_meanwhile_are_not_sent(store):
    """They would be those of the next one, under the name of the one before."""
    who = installation(store)
    purge_everything(store)
    add(store, "s2")

    assert next_totals(store, who, resource_of(who, {}), LATER, KeptPoints()) is None


def test_a_purge_while_totals_are_sent_leaves_the_next_ones_their_zero(
    store, receiver, sent, tmp_path
):
    """The receiver has the 0 of the sets before it, which are called the same."""

    def purge() -> None:
        receiver.meanwhile = lambda: None
        with closing(open_store(tmp_path / "tenure.db")) as other:
            purge_everything(other)
            add(other, "s2")

    receiver.meanwhile = purge
    assert sent(store, receiver) == Outcome()
    sent(store, receiver, LATER + 60)

    assert counts(receiver) == [(0, -0.001), (0, 59.999), (1, 60)]


def test_a_first_record_by_a_clock_that_was_ahead_gives_one_start(tmp_path, receiver, sent):
    """It lies before what is counted, and stays: another one would say that all begins anew."""
    year = 365 * 86_400
    with closing(open_store(tmp_path / "ahead.db")) as store:
        write(store, [accepted("s1", START + year)], None)
        work(store, START + year + 60, parse=lambda language, text: None, permission=NOTHING)
        for now in (LATER, LATER + 60, LATER + 120):
            sent(store, receiver, now)

    starts = {
        point.start_time_unix_nano / 1e9
        for body in receiver.bodies
        for scope in ExportMetricsServiceRequest.FromString(body).resource_metrics[0].scope_metrics
        for metric in scope.metrics
        if metric.name == COUNT
        for point in metric.sum.data_points
    }
    assert starts == {LATER - 0.002}


def test_a_stamp_is_later_than_any_before_it(store):
    """Whoever asks: it is remembered with the store, in the transaction that reads the totals."""
    with transaction(store):
        stamps = [rollups.next_stamp(store, now) for now in (100.0, 100.0, 100.001, 99.0, 101.0)]

    assert stamps == pytest.approx([100.0, 100.002, 100.004, 100.006, 101.0])
