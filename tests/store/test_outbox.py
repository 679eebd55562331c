"""The outbox keeps what was not acknowledged, within its bounds."""

from __future__ import annotations

from contextlib import closing

import pytest
from tenure.store import outbox
from tenure.store.database import open_store, transaction
from tenure.store.outbox import Event, Span

TRACE, SPAN = "0" * 31 + "1", "0" * 15 + "1"


@pytest.fixture
def store(tmp_path):
    with closing(open_store(tmp_path / "tenure.db")) as connection:
        yield connection


def event(number: int, at: float = 100.0) -> Event:
    return Event(f"event-{number}", "tenure.reading", at, {"text": "x" * 100}, TRACE, SPAN)


def span(number: int, at: float = 100.0) -> Span:
    return Span(TRACE, f"{number:016x}", "suggestion", at - 1, at, {"a": 1, "b": True}, None, SPAN)


def put(store, *queued: Event | Span) -> None:
    with transaction(store):
        outbox.put(store, queued)


def queued(store, signal) -> list[Event | Span]:
    return outbox.oldest(store, signal, -1)


def test_what_is_put_comes_out_as_it_was(store):
    """Events and spans apart, by their times, each once however often it is put."""
    put(store, event(1, at=102.0), span(1), event(2, at=101.0))
    put(store, event(1, at=102.0), span(1), span(2))

    assert queued(store, "logs") == [event(2, at=101.0), event(1, at=102.0)]
    assert queued(store, "traces") == [span(1), span(2)]
    assert [outbox.waiting(store, signal) for signal in ("logs", "traces", None)] == [2, 2, 4]


def test_the_oldest_go_first_beyond_the_size(store, monkeypatch):
    """Whatever their signal; what stays fits."""
    put(store, *(one(number) for number in range(3_000) for one in (event, span)))
    whole = store.execute("SELECT total(length(body)) FROM outbox").fetchone()[0]
    monkeypatch.setattr(outbox, "LARGEST_BYTES", whole / 2)
    with transaction(store):
        gone = outbox.bound(store, 100.0)

    left = [one.id for one in queued(store, "logs")]
    assert gone == 6_000 - outbox.waiting(store)
    assert left == [f"event-{number}" for number in range(3_000 - len(left), 3_000)]
    assert store.execute("SELECT total(length(body)) FROM outbox").fetchone()[0] <= whole / 2


def test_what_is_too_old_goes(store):
    """By the time of the event or of the span's end."""
    put(store, event(1, at=0.0), span(1, at=0.0), event(2), span(2))
    with transaction(store):
        gone = outbox.bound(store, outbox.OLDEST_SECONDS + 50)

    assert gone == 2
    assert (queued(store, "logs"), queued(store, "traces")) == ([event(2)], [span(2)])
