"""How long an editor was held, and what the store could not take, are told as any total is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tenure.core.metrics.attributes import HANDLER, Handler
from tenure.core.metrics.catalogue import HELD
from tenure.store import handling, rollups
from tenure.store.database import open_store, store_path, transaction
from tenure.store.handling import MOST, Handling
from tenure.store.rollups import Increment
from tenure.store.writer import Writer

from tests.store.examples import START, accepted
from tests.waiting import wait_until

METRIC = "tenure.self.handling.duration"


class Noon:
    """A clock that stands."""

    def now(self) -> float:
        return START


@pytest.fixture
def store(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_store(store_path(tmp_path))) as connection:
        yield connection


def told(store: sqlite3.Connection) -> dict[str, tuple[int, float, float | None]]:
    """By handler or reason: count, sum and longest of what is told of ourselves."""
    return {
        str(next(iter(one.attributes.values()))): (one.count, one.value, one.maximum)
        for one in rollups.totals(store)
        if one.metric.startswith("tenure.self.")
    }


@settings(max_examples=20)
@given(st.lists(st.floats(0, 10), min_size=1), st.lists(st.floats(0, 10), min_size=1))
def test_values_added_together_are_as_those_added_one_by_one(first, second):
    """The same histogram, to the last bucket."""
    with TemporaryDirectory() as folder, closing(open_store(store_path(Path(folder)))) as store:
        for values in (first, second):
            rollups.observe(store, METRIC, {HANDLER: Handler.CHANGE}, values, START)
        for value in first + second:
            rollups.add(store, [Increment(METRIC, {HANDLER: Handler.OPEN}, value)], START)
        one, other = rollups.totals(store)

    assert (one.count, one.buckets, one.minimum, one.maximum) == (
        other.count,
        other.buckets,
        other.minimum,
        other.maximum,
    )
    assert one.value == pytest.approx(other.value)
    assert sum(one.buckets) == len(first + second)
    assert len(one.buckets) == len(HELD) + 1


def test_what_could_not_be_written_is_taken_again_in_its_order():
    """And no more is kept than memory allows."""
    noted = Handling()
    for seconds in (1.0, 2.0):
        noted.note(Handler.CHANGE, seconds)
    taken = noted.take()
    noted.note(Handler.OPEN, 3.0)
    noted.put_back(taken)

    assert noted.take() == [*taken, (Handler.OPEN, 3.0)]
    for _ in range(MOST + 5):
        noted.note(Handler.CHANGE, 1.0)
    assert len(noted.take()) == MOST


def test_a_server_tells_how_long_it_held_its_editor(store, tmp_path):
    """With its signs of life, and what is left as it ends; nothing before the first record."""
    noted = Handling()
    writer = Writer(store_path(tmp_path), "vim", server="server-1", clock=Noon(), handling=noted)
    noted.note(Handler.CHANGE, 0.25)
    writer.flush(30)
    assert told(store) == {}
    writer.append([accepted()])
    writer.set_editor("vim")  # which asks for a sign of life
    wait_until("the first values", lambda: told(store) == {"change": (1, 0.25, 0.25)})
    noted.note(Handler.CHANGE, 0.5)
    noted.note(Handler.OPEN, 1.0)
    assert writer.close(30)

    assert told(store) == {"change": (2, 0.75, 0.5), "open": (1, 1.0, 1.0)}


def test_records_that_the_emptynever_took_are_told_once(store, tmp_path):
    """When it can be written again; until then the oldest of them gave way."""
    writer = Writer(store_path(tmp_path), server="server-1", clock=Noon(), longest_queue=2)
    writer.append([accepted("s0")])
    assert writer.flush(30)
    with transaction(store):
        writer.append([accepted(f"s{number}") for number in range(1, 6)])
    assert writer.flush(30)
    writer.set_editor("vim")
    wait_until("the loss", lambda: told(store) == {"the store could not be written": (1, 3, None)})
    assert writer.close(30)

    assert told(store) == {"the store could not be written": (1, 3, None)}


def test_what_was_taken_is_added_in_the_callers_transaction(store):
    """All of it or nothing."""
    with suppress(ZeroDivisionError), transaction(store):
        handling.add(store, [(Handler.OPEN, 1.0)], START)
        raise ZeroDivisionError

    assert told(store) == {}
