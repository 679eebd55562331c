"""Totals as points in bytes, which a request is put together from, and keeping them.

What the SDK's encoder makes of a set is kept without its time stamps. These are the same for all
points of a request and go at the end of each (protobuf's fields have no order): a request of 40,000
points is one join, where to make messages of them takes a hundred times as long.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

from google.protobuf.message import Message
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.metrics.v1.metrics_pb2 import (
    Metric,
    NumberDataPoint,
    ResourceMetrics,
    ScopeMetrics,
    Sum,
)
from opentelemetry.sdk.resources import Resource

from tenure.core.metrics.catalogue import BY_NAME, Instrument
from tenure.store.rollups import Changes, Rollup, empty
from tenure.telemetry.encode import metrics_request, nanoseconds

PORTION = 1_000
"""Totals that are encoded at a time: as messages they take ten times the memory."""


class Point(NamedTuple):
    """One set of a metric's attributes with its value: a field of the metric, but for its end.

    What is left out are the time stamps, whose length its own includes.
    """

    metric: str
    field: bytes


class KeptPoints:
    """The points of every total as this process last saw it, for one resource.

    Another resource (a purge of everything begins another installation) begins anew.
    """

    def __init__(self) -> None:
        self._resource: Resource | None = None
        self._revision = 0
        self._points: dict[int, Point] = {}
        """By the total's row."""

    def revision_for(self, resource: Resource) -> int:
        """The totals' revision up to which everything is here; 0 where nothing is."""
        return self._revision if resource == self._resource else 0

    def keep(self, changes: Changes, resource: Resource) -> None:
        """Take in ``changes`` since ``revision_for(resource)``."""
        if resource != self._resource:
            self._points.clear()
            self._resource, self._revision = resource, 0
        totals = changes.totals
        for portion in (totals[at : at + PORTION] for at in range(0, len(totals), PORTION)):
            for total, point in zip(portion, points_of(portion), strict=True):
                assert total.row is not None
                self._points[total.row] = point
        self._revision = changes.revision

    def points(self) -> Iterable[Point]:
        """All of them."""
        return self._points.values()


def points_of(totals: Sequence[Rollup]) -> list[Point]:
    """``totals`` as points, in their order."""
    # At the time 0 the encoder writes no stamps at all.
    request = metrics_request(totals, Resource.get_empty(), 0, 0)
    encoded: dict[str, Iterator[Any]] = {
        metric.name: iter(getattr(metric, _kind(metric)).data_points)
        for metric in request.resource_metrics[0].scope_metrics[0].metrics
    }
    return [
        Point(total.metric, _point_field(total.metric, next(encoded[total.metric])))
        for total in totals
    ]


def request_of(points: Iterable[Point], resource: Resource, started_at: float, at: float) -> bytes:
    """A request of ``points``, cumulative from ``started_at`` to ``at``, in protobuf."""
    by_metric: dict[str, list[bytes]] = defaultdict(list)
    for metric, field in points:
        by_metric[metric].append(field)
    start, time = nanoseconds(started_at), nanoseconds(at)
    metrics = [
        _metric_field(name, fields, _stamps(name, start, time))
        for name, fields in by_metric.items()
    ]
    (of_resource,) = metrics_request([], resource, 0, 0).resource_metrics
    (of_scope,) = of_resource.scope_metrics
    scope = _field(_SCOPE_METRICS, [_bytes(of_scope), *metrics])
    del of_resource.scope_metrics[:]
    return b"".join(_field(_RESOURCE_METRICS, [_bytes(of_resource), scope]).parts)


_RESOURCE_METRICS = ExportMetricsServiceRequest.RESOURCE_METRICS_FIELD_NUMBER
_SCOPE_METRICS = ResourceMetrics.SCOPE_METRICS_FIELD_NUMBER
_METRICS = ScopeMetrics.METRICS_FIELD_NUMBER
_DATA_POINTS = Sum.DATA_POINTS_FIELD_NUMBER  # as in the other kinds of data
_START_TIME = NumberDataPoint.START_TIME_UNIX_NANO_FIELD_NUMBER  # as in a histogram's points
_TIME = NumberDataPoint.TIME_UNIX_NANO_FIELD_NUMBER

_FIXED_64, _WITH_LENGTH = 1, 2
"""Wire types (protobuf, "Encoding")."""


class _Bytes(NamedTuple):
    """Bytes in parts, so that what is large is joined once, at the end."""

    length: int
    parts: list[bytes]


def _metric_field(name: str, points: list[bytes], stamps: bytes) -> _Bytes:
    envelope = _envelope(name)
    stamped = [stamps] * (2 * len(points))
    stamped[::2] = points
    length = sum(map(len, points)) + len(points) * len(stamps)
    data = _field(envelope.data_number, [_Bytes(length, stamped), envelope.data])
    return _field(_METRICS, [envelope.metric, data])


class _Envelope(NamedTuple):
    """A metric, and the kind of data in it, without points."""

    metric: _Bytes
    data: _Bytes
    data_number: int


@cache
def _envelope(name: str) -> _Envelope:
    # The encoder says nothing of a metric that has no point.
    request = metrics_request([empty(name, {})], Resource.get_empty(), 0, 0)
    (metric,) = request.resource_metrics[0].scope_metrics[0].metrics
    kind = _kind(metric)
    data = getattr(metric, kind)
    del data.data_points[:]
    encoded = _bytes(data)
    metric.ClearField("data")
    return _Envelope(_bytes(metric), encoded, Metric.DESCRIPTOR.fields_by_name[kind].number)


def _kind(metric: Metric) -> str:
    kind = metric.WhichOneof("data")
    assert kind is not None
    return kind


def _point_field(metric: str, point: Message) -> bytes:
    body = point.SerializeToString()
    return _tag(_DATA_POINTS, len(body) + len(_stamps(metric, 0, 0))) + body


def _stamps(metric: str, start: int, time: int) -> bytes:
    """The end of a point, of one length whatever the times; a gauge's has no start."""
    stamp = struct.pack("<BQ", _TIME << 3 | _FIXED_64, time)
    if BY_NAME[metric].instrument is Instrument.GAUGE:
        return stamp
    return struct.pack("<BQ", _START_TIME << 3 | _FIXED_64, start) + stamp


def _bytes(message: Message) -> _Bytes:
    encoded = message.SerializeToString()
    return _Bytes(len(encoded), [encoded])


def _field(number: int, contents: list[_Bytes]) -> _Bytes:
    length = sum(content.length for content in contents)
    tag = _tag(number, length)
    return _Bytes(len(tag) + length, [tag, *chain.from_iterable(one.parts for one in contents)])


def _tag(number: int, length: int) -> bytes:
    """What stands before a field of ``length`` bytes: its key and the length, as a varint."""
    head = [number << 3 | _WITH_LENGTH]
    while length > 0x7F:
        head.append(length & 0x7F | 0x80)
        length >>= 7
    return bytes([*head, length])
