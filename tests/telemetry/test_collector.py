"""What reaches a real OpenTelemetry Collector is what the store holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tenure.core.metrics.permissions import METADATA
from tenure.store import rollups
from tenure.store.database import open_store
from tenure.store.records import write
from tenure.telemetry.export import send_pending
from tenure.worker import work

from tests.collector import Collector
from tests.store.examples import SECRET, START, accepted, due, opportunity, shown, unattributed

pytestmark = pytest.mark.collector
LATER = START + 1000


@pytest.fixture
def collector(tmp_path: Path) -> Iterator[Collector]:
    with Collector(tmp_path) as running:
        yield running


@pytest.fixture
def store(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_store(tmp_path / "tenure.db")) as connection:
        yield connection


def worked(store: sqlite3.Connection, now: float = LATER) -> None:
    work(store, now, parse=lambda language, text: None, permission=METADATA)


def totals(store: sqlite3.Connection) -> dict:
    found = {}
    for one in rollups.totals(store):
        value = int(one.value) if one.buckets is None else (one.count, one.value)
        found[one.metric, frozenset(one.attributes.items())] = value
    return found


def test_every_record_arrives_once_and_every_total_as_it_is(store, collector):
    """Two exports and more records in between: no event twice, no total different."""
    write(store, [accepted(), due(), opportunity(), unattributed()], "visual studio code")
    worked(store)
    first = send_pending(store, collector.endpoint, {}, LATER)
    write(store, [accepted("s2"), due("s2"), shown("s3")], "neovim")
    worked(store, LATER + 60)
    second = send_pending(store, collector.endpoint, {}, LATER + 60)

    assert (first.problem, first.kept, second.problem, second.kept) == (None, 0, None, 0)
    collector.wait_for(
        lambda arrived: len(arrived.logs() + arrived.spans()) >= first.sent + second.sent
    )
    assert sorted(log["id"] for log in collector.logs()) == [
        "s1:30s",
        "s1:suggestion",
        "s2:30s",
        "s2:suggestion",
    ]
    wanted = {**totals(store), ("tenure.self.outbox", frozenset()): 0}
    collector.wait_for(lambda arrived: wanted.items() <= arrived.metrics().items())


def test_a_new_series_begins_at_zero(store, collector):
    """A backend that takes differences sees every count, also the first."""
    write(store, [accepted()], None)
    worked(store)
    send_pending(store, collector.endpoint, {}, LATER)
    send_pending(store, collector.endpoint, {}, LATER + 60)

    collector.wait_for(lambda arrived: len(arrived.points("tenure.suggestion.count")) == 3)
    points = collector.points("tenure.suggestion.count")
    assert [value for _, value in points] == [0, 1, 1]
    assert [at for at, _ in points] == sorted({at for at, _ in points})


def test_no_text_of_a_file_leaves_the_machine(store, collector):
    """Nothing that arrives holds the suggestion's text or the document's name."""
    write(store, [accepted(), due()], None)
    document = accepted().document
    worked(store)
    send_pending(store, collector.endpoint, {}, LATER)

    collector.wait_for(lambda arrived: len(arrived.logs()) == 2)
    for private in (SECRET, document, Path(document).name):
        assert private not in collector.bodies()
