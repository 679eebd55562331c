"""Points that were kept encoded make the request that the SDK's encoder makes of everything."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from enum import Enum, auto

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.sdk.resources import Resource
from tenure.core.metrics.catalogue import METRICS
from tenure.store import rollups
from tenure.store.database import open_store, transaction
from tenure.store.purge import purge_everything
from tenure.store.reader import installation
from tenure.store.records import write
from tenure.store.rollups import Increment
from tenure.telemetry import pending
from tenure.telemetry.encode import metrics_request
from tenure.telemetry.points import KeptPoints, points_of, request_of
from tenure.telemetry.resource import resource_of
from tenure.telemetry.totals import next_totals

from tests.store.examples import START, shown

NOW = START + 1000

metrics = st.sampled_from([metric.name for metric in METRICS])
attributes = st.dictionaries(
    st.sampled_from(["tenure.language", "tenure.horizon", "tenure.note"]),
    # Lengths on both sides of what one and two bytes of a varint can tell.
    st.sampled_from(["", "go", "ü", "x" * 130, "y" * 17_000]) | st.integers(0, 3) | st.booleans(),
)
values = st.integers(0, 2**40) | st.floats(0, 1e9)
increments = st.builds(Increment, metrics, attributes, values)

few_increments = st.builds(
    Increment,
    st.sampled_from(["tenure.suggestion.count", "tenure.survival.ratio"]),
    st.sampled_from([{}, {"tenure.language": "go"}]),
    values,
)
"""Of so few sets that they meet again."""


def points(encoded: bytes) -> list[tuple[bytes, ...]]:
    """Every point with all that it stands in, sorted: what a request says, in whatever order."""
    found = []
    for resource in ExportMetricsServiceRequest.FromString(encoded).resource_metrics:
        for scope in resource.scope_metrics:
            for metric in scope.metrics:
                data = getattr(metric, metric.WhichOneof("data"))
                of_metric = [one.SerializeToString() for one in data.data_points]
                del data.data_points[:]
                around = (
                    resource.resource.SerializeToString(),
                    scope.scope.SerializeToString(),
                    metric.SerializeToString(),
                )
                found += [(*around, one) for one in of_metric]
    return sorted(found)


class Act(Enum):
    """What else may happen between two exports."""

    EXPORT = auto()
    EXPORT_UNDER_ANOTHER_NAME = auto()
    ANOTHER_PROCESS_EXPORTS = auto()
    PURGE = auto()


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> Iterator[sqlite3.Connection]:
    with closing(open_store(tmp_path_factory.mktemp("points") / "tenure.db")) as connection:
        yield connection


def begin_anew(store: sqlite3.Connection) -> None:
    purge_everything(store)
    write(store, [shown()], "vim")


def announce_all(store: sqlite3.Connection) -> None:
    with transaction(store):
        rollups.announce(store, rollups.totals(store))


def said(
    store: sqlite3.Connection, environment: Mapping[str, str], kept: KeptPoints
) -> list[list[tuple[bytes, ...]]]:
    """What each request of the next export says."""
    who = installation(store)
    assert who is not None
    totals = next_totals(store, who, resource_of(who, environment), NOW, kept)
    assert totals is not None
    return [points(request) for request in totals.requests()]


@given(st.lists(few_increments | st.sampled_from(Act), max_size=25))
def test_what_was_kept_says_what_everything_read_anew_says(store, acts):
    """Whatever is added in between, announced, purged or renamed; byte for byte, at one stamp."""
    begin_anew(store)
    kept = KeptPoints()
    for act in [*acts, Act.EXPORT]:
        match act:
            case Increment():
                with transaction(store):
                    rollups.add(store, [act], START)
            case Act.PURGE:
                begin_anew(store)
            case Act.ANOTHER_PROCESS_EXPORTS:
                announce_all(store)
            case _:
                named = act is Act.EXPORT_UNDER_ANOTHER_NAME
                environment = {"OTEL_SERVICE_NAME": "another"} if named else {}
                with closing(pending.snapshot(store)) as copy:
                    anew = said(copy, environment, KeptPoints())

                assert said(store, environment, kept) == anew


@given(st.lists(increments, max_size=40), st.floats(0, 2e9), st.floats(0, 2e9))
def test_points_put_together_are_the_encoders_own_request(store, added, started_at, at):
    """Every instrument, at any time, with texts of any length."""
    begin_anew(store)
    with transaction(store):
        rollups.add(store, added, START)
    totals, resource = rollups.totals(store), Resource({"service.name": "x" * 200})

    put_together = request_of(points_of(totals), resource, started_at, at)

    encoded = metrics_request(totals, resource, started_at, at).SerializeToString()
    assert points(put_together) == points(encoded)


@given(st.lists(few_increments, max_size=25))
def test_increments_added_together_are_as_those_added_one_by_one(store, added):
    """The same totals, to the last bucket, but for the rounding of their sums."""
    begin_anew(store)
    rollups.add(store, added, START)
    together = rollups.totals(store)
    begin_anew(store)
    for one in added:
        rollups.add(store, [one], START)
    one_by_one = rollups.totals(store)

    def without_sums(totals: list[rollups.Rollup]) -> list[rollups.Rollup]:
        return [replace(total, row=None, value=0.0) for total in totals]

    assert without_sums(together) == without_sums(one_by_one)
    sums = [total.value for total in one_by_one]
    assert [total.value for total in together] == pytest.approx(sums)


def test_what_did_not_change_is_not_read_again(store):
    """Only what changed since the last export, and what no receiver knows yet."""
    begin_anew(store)
    with transaction(store):
        for language in ("go", "python", "rust"):
            rollups.add(store, [increment(language)], START)
    kept = KeptPoints()
    said(store, {}, kept)
    announce_all(store)
    with transaction(store):
        rollups.add(store, [increment("go"), increment("c")], START)
    who = installation(store)
    assert who is not None
    resource = resource_of(who, {})

    changes = rollups.changes_since(store, kept.revision_for(resource))
    assert [(one.attributes["tenure.language"], one.value) for one in changes.totals] == [
        ("c", 1),
        ("go", 2),
    ]
    said(store, {}, kept)
    # No receiver took its 0, so it is offered as one again.
    again = rollups.changes_since(store, kept.revision_for(resource))
    assert [one.attributes["tenure.language"] for one in again.totals] == ["c"]


def increment(language: str) -> Increment:
    return Increment("tenure.suggestion.count", {"tenure.language": language}, 1)
