"""Whatever a receiver does, each event is delivered, kept or counted as lost; never two of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from tenure.store import notices, outbox
from tenure.store.database import open_store
from tenure.store.records import write
from tenure.telemetry.export import Outcome, bound_outbox, send_pending
from tenure.telemetry.receivers import FIRST_WAIT, LONGEST_WAIT
from tenure.worker import work

from tests.store.examples import START, accepted
from tests.telemetry.receiver import TAKEN, Receiver, Reply, partly, receiving

LATER = START + 1000
IDS = [f"s{number}:suggestion" for number in range(5)]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


@pytest.fixture
def store(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A store with five events to send."""
    with closing(open_store(tmp_path / "tenure.db")) as connection:
        for number in range(5):
            add(connection, number)
        yield connection


def add(store: sqlite3.Connection, number: int) -> None:
    write(store, [accepted(f"s{number}")], None)
    work(store, LATER, parse=lambda language, text: None, endpoint_set=True)


def sent(store, receiver, now: float = LATER, **options) -> Outcome:
    options = {"signals": ("metrics", "logs"), **options}
    return send_pending(store, receiver.endpoint, {}, now, **options)


def dropped(store) -> dict[str, int]:
    rows = store.execute(
        "SELECT attributes, value FROM rollup WHERE metric = 'tenure.self.dropped'"
    )
    return {attributes: int(value) for attributes, value in rows}


def noted(store) -> list[str]:
    return [notice.text for notice in notices.notices(store)]


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_receiver_that_is_busy_is_left_alone_for_as_long_as_it_asks(store, receiver, status):
    """Nothing is sent before Retry-After, also no newer event; then each arrives once."""
    receiver.reply = Reply(status, {"Retry-After": "60"})
    assert sent(store, receiver) == Outcome(0, 5, 0, f"status {status}")
    receiver.reply = TAKEN
    add(store, 5)
    sent(store, receiver, LATER + 59)
    assert receiver.posts() == 1

    assert sent(store, receiver, LATER + 60).sent == 6
    assert receiver.taken == [*IDS, "s5:suggestion"]
    assert outbox.waiting(store, "logs") == 0


def test_retry_after_may_be_a_date(store, receiver):
    """Start of the store's clock: 1970-01-12 13:46:40 UTC; the date is half a minute later."""
    receiver.reply = Reply(503, {"Retry-After": "Mon, 12 Jan 1970 14:03:50 GMT"})
    sent(store, receiver)
    receiver.reply = TAKEN

    sent(store, receiver, LATER + 29)
    assert receiver.taken == []
    sent(store, receiver, LATER + 31)
    assert receiver.taken == IDS


def test_a_receiver_that_is_down_is_asked_less_and_less_often(store):
    """The pauses double up to five minutes; nothing is lost in a day of it."""
    with receiving() as away:
        pass
    now, asked = LATER, []
    while now < LATER + 86_400:
        if sent(store, away, now, signals=("logs",)).problem is not None:
            asked.append(now)
        now += 1 if now < LATER + 60 else 30

    pauses = [after - before for before, after in pairwise(asked)]
    assert pauses[0] <= FIRST_WAIT * 2 + 1
    assert max(pauses) <= LONGEST_WAIT * 1.2 + 30
    assert len(asked) < 86_400 / LONGEST_WAIT + 10
    assert outbox.waiting(store, "logs") == 5
    reason = "did not take what was sent (nothing listens there)"
    step = "`tenure doctor --send-test` says what is wrong"
    assert noted(store) == [f"{away.endpoint}/v1/logs {reason}; {step}"]


def test_a_receiver_that_comes_back_gets_everything_once(store, receiver):
    """And doctor forgets the matter."""
    receiver.reply = Reply(503)
    sent(store, receiver)
    receiver.reply = TAKEN
    sent(store, receiver, LATER + 3)

    assert receiver.taken == IDS
    assert noted(store) == []


def test_an_answer_that_breaks_off_is_no_acknowledgement(store, receiver):
    """The connection is reset in the middle of the answer: the events stay, to be sent again."""
    receiver.reply = Reply(None)
    assert sent(store, receiver) == Outcome(0, 5, 0, "the connection broke")
    receiver.reply = TAKEN
    sent(store, receiver, LATER + 3)

    assert receiver.taken == IDS


def test_what_is_too_large_is_sent_in_parts(store, receiver):
    """A receiver that takes two events at once gets all five, in their order."""
    receiver.reply = Reply(largest=2)

    assert sent(store, receiver) == Outcome(5, 0, 0, None)
    assert receiver.taken == IDS


def test_one_event_that_is_too_large_by_itself_is_lost_and_counted(store, receiver):
    """It does not keep the others from being sent, for good."""
    receiver.reply = Reply(largest=0)

    assert sent(store, receiver) == Outcome(0, 0, 5, "status 413")
    assert dropped(store) == {'{"tenure.self.reason": "status 413"}': 5}


def test_what_a_receiver_refuses_is_counted_and_not_sent_again(store, receiver):
    """400 will not be different tomorrow; doctor says who refused."""
    receiver.reply = Reply(400)

    assert sent(store, receiver) == Outcome(0, 0, 5, "status 400")
    assert dropped(store) == {'{"tenure.self.reason": "status 400"}': 5}
    assert outbox.waiting(store, "logs") == 0
    reason = "did not take what was sent (status 400)"
    step = "`tenure doctor --send-test` says what is wrong"
    assert noted(store) == [f"{receiver.endpoint}/v1/logs {reason}; {step}"]


def test_what_a_receiver_leaves_out_is_counted(store, receiver):
    """A partial success: three are in, two are lost."""
    receiver.reply = partly(2, "too old")

    assert sent(store, receiver) == Outcome(3, 0, 2, "too old")
    assert dropped(store) == {'{"tenure.self.reason": "rejected by the receiver"}': 2}


def test_a_success_with_a_warning_loses_nothing(store, receiver):
    """OTLP lets a receiver say something and take all of it."""
    receiver.reply = partly(0, "please upgrade")

    assert sent(store, receiver) == Outcome(5, 0, 0, None)


def test_a_redirect_is_not_followed(store, receiver):
    """Else what is exported could end where nobody chose."""
    receiver.reply = Reply(307, {"Location": "http://127.0.0.1:9/v1/logs"})

    assert sent(store, receiver).problem == "status 307"
    assert receiver.posts() == 1


def test_events_that_nobody_took_for_two_weeks_are_counted_as_lost(store, receiver):
    """The store does not grow without bound: events and spans alike."""
    late = LATER + 15 * 86_400
    bound_outbox(store, {}, late)

    assert sent(store, receiver, late) == Outcome()
    assert dropped(store) == {'{"tenure.self.reason": "too old or too many"}': 10}


def test_the_standard_variables_are_followed(store, receiver):
    """Headers, compression and the endpoint of one signal (OTLP exporter specification)."""
    environment = {
        "OTEL_EXPORTER_OTLP_HEADERS": "authorization=Bearer%20key,x-team=a",
        "OTEL_EXPORTER_OTLP_LOGS_HEADERS": "x-team=b",
        "OTEL_EXPORTER_OTLP_COMPRESSION": "gzip",
        "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": f"{receiver.endpoint}/elsewhere",
    }
    send_pending(store, receiver.endpoint, environment, LATER, signals=("metrics", "logs"))

    paths = [path for path, _ in receiver.requests]
    assert paths == ["/v1/logs", "/elsewhere", "/elsewhere"]
    (_, logs), (_, metrics), _ = receiver.requests
    assert (logs["x-team"], logs["Content-Encoding"]) == ("b", "gzip")
    assert (metrics["x-team"], metrics["authorization"]) == ("a", "Bearer key")
    assert receiver.taken == IDS


def test_the_sdk_may_be_disabled(store, receiver):
    """OTEL_SDK_DISABLED sends nothing and keeps everything."""
    send_pending(store, receiver.endpoint, {"OTEL_SDK_DISABLED": "true"}, LATER)

    assert receiver.requests == []
    assert outbox.waiting(store, "logs") == 5
