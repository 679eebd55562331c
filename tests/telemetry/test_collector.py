"""What reaches a real OpenTelemetry Collector is what the store holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from tenure.core.metrics.permissions import METADATA
from tenure.store import outbox, rollups
from tenure.store.database import open_store
from tenure.store.records import write
from tenure.telemetry.export import send_pending
from tenure.worker import work

from tests.collector import Collector, need_the_core
from tests.store.examples import SECRET, START, accepted, due, opportunity, shown, unattributed

pytestmark = pytest.mark.collector
LATER = START + 1000
INTERNAL, CLIENT = 1, 3
"""Kinds of spans as OTLP numbers them."""


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


def events(store: sqlite3.Connection) -> dict[str, dict]:
    """Every event that waits, as the Collector tells it, by id."""
    return {
        event.id: {
            "name": event.name,
            "attributes": dict(event.attributes),
            "id": event.id,
            "at": nanoseconds(event.at),
            "trace": event.trace_id,
            "span": event.span_id,
        }
        for event in outbox.oldest(store, "logs", -1)
    }


def spans(store: sqlite3.Connection) -> dict[str, dict]:
    """Every span that waits, as the Collector tells it, by id."""
    return {
        span.span_id: {
            "trace": span.trace_id,
            "span": span.span_id,
            "parent": span.parent_id,
            "links": [] if span.linked_id is None else [span.linked_id],
            "name": span.name,
            "kind": CLIENT if span.name == "code_generation" else INTERNAL,
            "started_at": nanoseconds(span.started_at),
            "ended_at": nanoseconds(span.ended_at),
            "attributes": dict(span.attributes),
        }
        for span in outbox.oldest(store, "traces", -1)
    }


def nanoseconds(seconds: float) -> int:
    return round(seconds * 1e6) * 1000


def by(key: str, found: list[dict]) -> dict[str, dict]:
    """``found`` by id; each is there once."""
    assert len({one[key] for one in found}) == len(found)
    return {one[key]: one for one in found}


@pytest.mark.parametrize("compression", ["none", "gzip"])
@pytest.mark.parametrize("protocol", ["http/protobuf", "http/json", "grpc"])
def test_every_record_arrives_once_and_every_total_as_it_is(
    store, collector, protocol, compression
):
    """Two exports and more records in between: each event, span and total as the store has it."""
    if protocol == "http/json":
        need_the_core()
    variables = {
        "OTEL_EXPORTER_OTLP_PROTOCOL": protocol,
        "OTEL_EXPORTER_OTLP_COMPRESSION": compression,
    }
    endpoint = collector.grpc_endpoint if protocol == "grpc" else collector.endpoint
    write(store, [accepted(), due(), opportunity(), unattributed()], "visual studio code")
    write(store, [replace(accepted("s4"), latency=0.4, model="m-1")], "visual studio code")
    worked(store)
    wanted_events, wanted_spans = events(store), spans(store)
    first = send_pending(store, endpoint, variables, LATER)
    write(store, [accepted("s2"), due("s2"), shown("s3")], "neovim")
    worked(store, LATER + 60)
    wanted_events |= events(store)
    wanted_spans |= spans(store)
    second = send_pending(store, endpoint, variables, LATER + 60)

    assert (first.problem, first.kept, second.problem, second.kept) == (None, 0, None, 0)
    assert (len(wanted_events), len(wanted_spans)) == (5, 6)
    assert first.sent + second.sent == 11
    collector.wait_for(lambda arrived: len(arrived.logs() + arrived.spans()) >= 11)
    assert by("id", collector.logs()) == wanted_events
    assert by("span", collector.spans()) == wanted_spans
    wanted = {**totals(store), ("tenure.self.outbox", frozenset()): 0}
    collector.wait_for(lambda arrived: wanted.items() <= arrived.metrics().items())


def test_resource_attributes_go_as_the_user_wrote_them(store, collector):
    """All but the installation's id, which keeps two machines' totals apart."""
    write(store, [accepted()], None)
    worked(store)
    variables = {
        "OTEL_RESOURCE_ATTRIBUTES": "team=a%20b,service.name=x,service.instance.id=mine",
        "OTEL_SERVICE_NAME": "pairing",
    }
    send_pending(store, collector.endpoint, variables, LATER)

    collector.wait_for(lambda arrived: len(arrived.resources()) == 4)
    for resource in collector.resources():
        told = {name: resource[name] for name in ("team", "service.name", "service.instance.id")}
        (id_,) = store.execute("SELECT id FROM installation").fetchone()
        assert told == {"team": "a b", "service.name": "pairing", "service.instance.id": id_}


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

    collector.wait_for(lambda arrived: (len(arrived.logs()), len(arrived.spans())) == (2, 2))
    for private in (SECRET, document, Path(document).name):
        assert private not in collector.bodies()
