"""Whatever a receiver does, each event is delivered, kept or counted as lost; never two of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from tenure.core.metrics.permissions import METADATA
from tenure.store import notices, outbox
from tenure.store.database import open_store
from tenure.store.purge import purge_everything
from tenure.store.records import write
from tenure.telemetry.export import Outcome, bound_outbox, send_pending
from tenure.telemetry.receivers import FIRST_WAIT, LONGEST_WAIT
from tenure.telemetry.spans import place
from tenure.worker import work

from tests.store.examples import START, accepted
from tests.telemetry.listeners import trickle
from tests.telemetry.receiver import TAKEN, Receiver, Reply, partly, receiving
from tests.waiting import wait_until

LATER = START + 1000


@pytest.fixture(params=["logs", "traces"])
def receiver(request) -> Iterator[Receiver]:
    """One whose replies are about events, then one whose are about spans."""
    with receiving() as running:
        running.signal = request.param
        yield running


def id_of(receiver: Receiver, number: int) -> str:
    if receiver.signal == "logs":
        return f"s{number}:suggestion"
    return place(f"s{number}").span_id


@pytest.fixture
def ids(receiver) -> list[str]:
    """Of what waits in the store, in its order."""
    return [id_of(receiver, number) for number in range(5)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A store with five events to send."""
    with closing(open_store(tmp_path / "tenure.db")) as connection:
        for number in range(5):
            add(connection, number)
        yield connection


def add(store: sqlite3.Connection, number: int) -> None:
    write(store, [accepted(f"s{number}")], None)
    work(store, LATER, parse=lambda language, text: None, permission=METADATA)


def sent(store, receiver, now: float = LATER, **options) -> Outcome:
    options = {"signals": ("metrics", receiver.signal), **options}
    return send_pending(store, receiver.endpoint, {}, now, **options)


def dropped(store) -> dict[str, int]:
    rows = store.execute(
        "SELECT attributes, value FROM rollup WHERE metric = 'tenure.self.dropped'"
    )
    return {attributes: int(value) for attributes, value in rows}


def noted(store) -> list[str]:
    return [notice.text for notice in notices.notices(store)]


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_receiver_that_is_busy_is_left_alone_for_as_long_as_it_asks(store, receiver, status, ids):
    """Nothing is sent before Retry-After, also no newer event; then each arrives once."""
    receiver.reply = Reply(status, {"Retry-After": "60"})
    assert sent(store, receiver) == Outcome(0, 5, 0, f"status {status}")
    receiver.reply = TAKEN
    add(store, 5)
    sent(store, receiver, LATER + 59)
    assert receiver.posts() == 1

    assert sent(store, receiver, LATER + 60).sent == 6
    assert receiver.taken == [*ids, id_of(receiver, 5)]
    assert outbox.waiting(store, receiver.signal) == 0


def test_another_receiver_is_not_left_alone_for_what_the_first_asked(store, receiver, ids):
    """Whoever corrects the endpoint does not wait for the pause of the one that was wrong."""
    with receiving() as busy:
        busy.signal, busy.reply = receiver.signal, Reply(503, {"Retry-After": "3600"})
        sent(store, busy)
        sent(store, receiver, LATER + 1)
        assert receiver.taken == ids

        sent(store, busy, LATER + 2)
        assert busy.posts() == 1


def test_a_pause_that_a_wrong_clock_began_ends_when_it_is_put_right(store, receiver, ids):
    """A year ahead and back: nobody waits a year, nor longer than a day for whoever asks for it."""
    receiver.first_replies = [Reply(503), Reply(503, {"Retry-After": "9" * 400})]
    sent(store, receiver, LATER + 365 * 86_400)
    sent(store, receiver, LATER)
    assert receiver.posts() == 2

    sent(store, receiver, LATER + 86_399)
    assert receiver.taken == []
    sent(store, receiver, LATER + 86_401)
    assert receiver.taken == ids


@pytest.mark.parametrize("asked", ["soon", "²", "-5", "1e3", "Mon, 99 Jan 1970"])
def test_a_retry_after_that_says_nothing_is_passed_over(store, receiver, ids, asked):
    """The receiver is left alone for as long as one that asked for nothing."""
    receiver.first_replies = [Reply(503, {"Retry-After": asked})]
    assert sent(store, receiver).problem == "status 503"
    sent(store, receiver, LATER + 2 * FIRST_WAIT)

    assert receiver.taken == ids


def test_retry_after_may_be_a_date(store, receiver, ids):
    """Start of the store's clock: 1970-01-12 13:46:40 UTC; the date is half a minute later."""
    receiver.reply = Reply(503, {"Retry-After": "Mon, 12 Jan 1970 14:03:50 GMT"})
    sent(store, receiver)
    receiver.reply = TAKEN

    sent(store, receiver, LATER + 29)
    assert receiver.taken == []
    sent(store, receiver, LATER + 31)
    assert receiver.taken == ids


@pytest.fixture
def away(receiver) -> Receiver:
    """Where nobody listens any more."""
    with receiving() as gone:
        gone.signal = receiver.signal
    return gone


def test_after_a_week_without_a_receiver_each_record_arrives_once(store, receiver, away, ids):
    """It is asked less and less often, up to every five minutes; people go on working."""
    asked, added, now = [], 5, LATER
    while now < LATER + 7 * 86_400:
        if sent(store, away, now).problem is not None:
            asked.append(now - LATER)
        now += 1 if now < LATER + 60 else 60 if now < LATER + 7200 else 3600
        if now > LATER + (added - 4) * 86_400:
            add(store, added)
            added += 1

    pauses = [after - before for before, after in pairwise(asked) if after < 7200]
    assert pauses[0] <= FIRST_WAIT * 2 + 1
    assert LONGEST_WAIT <= max(pauses) <= LONGEST_WAIT * 1.2 + 60
    reason = "did not take what was sent (nothing listens there)"
    step = "`tenure doctor --send-test` says what is wrong"
    assert f"{away.endpoint}/v1/{away.signal} {reason}; {step}" in noted(store)
    assert sent(store, receiver, now + LONGEST_WAIT * 1.2) == Outcome(sent=added)
    assert receiver.taken == [id_of(receiver, number) for number in range(added)]
    assert noted(store) == []


@pytest.mark.parametrize(
    ("endpoint", "problem"),
    [
        ("http://nowhere.invalid:4318", "the host name is not known"),
        ("https://{}", "the TLS handshake failed"),
    ],
)
def test_what_a_wrong_name_or_protocol_kept_arrives_once_it_is_mended(
    store, receiver, ids, endpoint, problem
):
    """Nothing is counted as lost meanwhile."""
    wrong = endpoint.format(receiver.endpoint.removeprefix("http://"))
    failed = send_pending(store, wrong, {}, LATER, signals=(receiver.signal,))

    assert failed == Outcome(kept=5, problem=problem)
    assert sent(store, receiver, at_once=True) == Outcome(sent=5)
    assert receiver.taken == ids
    assert dropped(store) == {}


@pytest.mark.parametrize("status", [401, 403, 404, 415])
def test_what_is_no_fault_of_the_batch_costs_none(store, receiver, ids, status):
    """Credentials run out, addresses change: once that is mended everything arrives."""
    receiver.reply = Reply(status)
    assert sent(store, receiver) == Outcome(kept=5, problem=f"status {status}")
    receiver.reply = TAKEN
    sent(store, receiver, LATER + 3)

    assert receiver.taken == ids
    assert dropped(store) == {}


def test_a_receiver_that_is_too_slow_gets_the_same_ids_again(store, receiver, ids):
    """It had taken them, but nobody knew: by their ids each is there once."""
    receiver.reply = Reply(delay=1.0)
    hurried = {"OTEL_EXPORTER_OTLP_TIMEOUT": "500"}
    slow = send_pending(store, receiver.endpoint, hurried, LATER, signals=(receiver.signal,))
    receiver.reply = TAKEN

    assert slow == Outcome(kept=5, problem="no answer in time")
    assert sent(store, receiver, LATER + 3) == Outcome(sent=5)
    wait_until("the slow answer", lambda: receiver.taken == [*ids, *ids])


@pytest.mark.parametrize(
    ("head", "drop"),
    [
        (b"HTTP/1.1 200 OK\r\n", b"X-Still: coming\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", b"."),
    ],
    ids=["headers", "body"],
)
def test_an_answer_that_comes_in_drops_is_given_up(store, head, drop):
    """The time-out is that of the whole answer, not of each silence in it."""
    with trickle(head, drop, seconds=0.05) as port:
        hurried = {"OTEL_EXPORTER_OTLP_TIMEOUT": "500"}
        endpoint = f"http://127.0.0.1:{port}"
        slow = send_pending(store, endpoint, hurried, LATER, signals=("logs",))

    assert slow == Outcome(kept=5, problem="no answer in time")


def test_a_web_page_in_the_way_acknowledges_nothing(store, receiver, ids):
    """A login page of a network answers 200 to everything."""
    receiver.reply = Reply(200, {"Content-Type": "text/html"}, b"<html>please sign in")
    assert sent(store, receiver) == Outcome(kept=5, problem="another program answers there")
    receiver.reply, receiver.taken = TAKEN, []
    sent(store, receiver, LATER + 3)

    assert receiver.taken == ids


def test_a_receiver_that_comes_back_gets_everything_once(store, receiver, ids):
    """And doctor forgets the matter."""
    receiver.reply = Reply(503)
    sent(store, receiver)
    receiver.reply = TAKEN
    sent(store, receiver, LATER + 3)

    assert receiver.taken == ids
    assert noted(store) == []


def test_an_answer_that_breaks_off_is_no_acknowledgement(store, receiver, ids):
    """The connection is reset in the middle of the answer: the events stay, to be sent again."""
    receiver.reply = Reply(None)
    assert sent(store, receiver) == Outcome(0, 5, 0, "the connection broke")
    receiver.reply = TAKEN
    sent(store, receiver, LATER + 3)

    assert receiver.taken == ids


@pytest.mark.parametrize("how", ["purged", "sent"])
def test_what_is_queued_while_others_are_taken_is_not_lost_with_them(store, receiver, how):
    """A purge, or `tenure export` beside the worker, empties the outbox in the middle of a request;
    what comes next gets the numbers of the rows that were sent."""
    path = Path(store.execute("PRAGMA database_list").fetchone()[2])

    def empty() -> None:
        receiver.meanwhile = lambda: None
        with closing(open_store(path)) as other:
            if how == "purged":
                purge_everything(other)
            else:
                sent(other, receiver, signals=("logs", "traces"))
            add(other, 5)

    receiver.meanwhile = empty
    sent(store, receiver)
    sent(store, receiver)

    assert receiver.taken.count(id_of(receiver, 5)) == 1


def test_what_is_too_large_is_sent_in_parts(store, receiver, ids):
    """A receiver that takes two events at once gets all five, in their order."""
    receiver.reply = Reply(largest=2)

    assert sent(store, receiver) == Outcome(5, 0, 0, None)
    assert receiver.taken == ids


def test_what_was_too_large_is_not_sent_whole_again(store, receiver):
    """Only the first batch of four is sent in vain."""
    for number in range(5, 8):
        add(store, number)
    receiver.reply = Reply(largest=2)
    batches = {f"OTEL_{name}_MAX_EXPORT_BATCH_SIZE": "4" for name in ("BLRP", "BSP")}
    done = send_pending(store, receiver.endpoint, batches, LATER, signals=(receiver.signal,))

    assert done == Outcome(sent=8)
    assert receiver.taken == [id_of(receiver, number) for number in range(8)]
    assert receiver.posts() == 1 + 4


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
    assert outbox.waiting(store, receiver.signal) == 0
    reason = "did not take what was sent (status 400)"
    step = "`tenure doctor --send-test` says what is wrong"
    assert noted(store) == [f"{receiver.endpoint}/v1/{receiver.signal} {reason}; {step}"]


def test_what_a_receiver_leaves_out_is_counted(store, receiver):
    """A partial success: three are in, two are lost."""
    receiver.reply = partly(2, "too old")

    assert sent(store, receiver) == Outcome(3, 0, 2, "too old")
    assert dropped(store) == {'{"tenure.self.reason": "rejected by the receiver"}': 2}


@pytest.mark.parametrize(("said", "lost"), [(10**15, 5), (-3, 0)])
def test_a_receiver_leaves_out_no_more_than_it_got(store, receiver, said, lost):
    """A number that makes no sense moves no counter by more than there was, and none back."""
    receiver.reply = partly(said, "odd")
    assert sent(store, receiver).lost == lost

    assert sum(dropped(store).values()) == lost


def test_what_a_receiver_leaves_out_is_counted_over_json_too(store, receiver):
    """Its answer is JSON then, where counts are strings."""
    rejected = "rejectedLogRecords" if receiver.signal == "logs" else "rejectedSpans"
    answer = {"partialSuccess": {rejected: "2", "errorMessage": "too old"}}
    kind = {"Content-Type": "application/json"}
    receiver.reply = Reply(200, kind, json.dumps(answer).encode())
    variables = {"OTEL_EXPORTER_OTLP_PROTOCOL": "http/json"}
    signals = (receiver.signal,)

    assert send_pending(store, receiver.endpoint, variables, LATER, signals=signals) == Outcome(
        3, 0, 2, "too old"
    )


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


def test_the_standard_variables_are_followed(store, receiver, ids):
    """Headers, compression and the endpoint of one signal (OTLP exporter specification)."""
    environment = {
        "OTEL_EXPORTER_OTLP_HEADERS": "authorization=Bearer%20key,x-team=a",
        f"OTEL_EXPORTER_OTLP_{receiver.signal.upper()}_HEADERS": "x-team=b",
        "OTEL_EXPORTER_OTLP_COMPRESSION": "gzip",
        "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": f"{receiver.endpoint}/elsewhere",
    }
    signals = ("metrics", receiver.signal)
    send_pending(store, receiver.endpoint, environment, LATER, signals=signals)

    paths = [path for path, _ in receiver.requests]
    assert paths == [f"/v1/{receiver.signal}", "/elsewhere", "/elsewhere"]
    (_, queued), (_, metrics), _ = receiver.requests
    assert (queued["x-team"], queued["Content-Encoding"]) == ("b", "gzip")
    assert (metrics["x-team"], metrics["authorization"]) == ("a", "Bearer key")
    assert receiver.taken == ids


def test_the_sdk_may_be_disabled(store, receiver):
    """OTEL_SDK_DISABLED sends nothing and keeps everything."""
    send_pending(store, receiver.endpoint, {"OTEL_SDK_DISABLED": "true"}, LATER)

    assert receiver.requests == []
    assert outbox.waiting(store, receiver.signal) == 5
