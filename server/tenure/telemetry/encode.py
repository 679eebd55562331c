"""From totals and events to OTLP, with the SDK's own data types and encoders.

The SDK's in-memory aggregation is not used: the store is the aggregator, so a restart, a kill or a
second window neither loses nor doubles a count (signals.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.exporter.otlp.proto.common._log_encoder import encode_logs
from opentelemetry.exporter.otlp.proto.common.metrics_encoder import encode_metrics
from opentelemetry.sdk import version
from opentelemetry.sdk._logs import ReadableLogRecord
from opentelemetry.sdk.metrics.export import (
    AggregationTemporality,
    Gauge,
    Histogram,
    HistogramDataPoint,
    Metric,
    MetricsData,
    NumberDataPoint,
    ResourceMetrics,
    ScopeMetrics,
    Sum,
)
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.util.instrumentation import InstrumentationScope

from tenure import __version__
from tenure.core.metrics.attributes import EVENT_ID
from tenure.core.metrics.catalogue import BY_NAME, Instrument
from tenure.store.outbox import Event
from tenure.store.reader import Installation
from tenure.store.rollups import Rollup

_SCOPE = InstrumentationScope("tenure", __version__)


def resource_of(installation: Installation, environment: Mapping[str, str]) -> Resource:
    """Who sends: this installation, with what the user's OTEL_RESOURCE_ATTRIBUTES add.

    Not by ``Resource.create``: it runs detectors, some of which tell the host, the process and the
    user, and which of them is for other programs to say as well.
    """
    ours = {
        "telemetry.sdk.language": "python",
        "telemetry.sdk.name": "opentelemetry",
        "telemetry.sdk.version": version.__version__,
        "service.name": environment.get("OTEL_SERVICE_NAME") or "tenure",
        "service.version": __version__,
        "service.instance.id": installation.id,
    }
    return OTELResourceDetector().detect().merge(Resource(ours))


def metrics_request(
    totals: Iterable[Rollup], resource: Resource, started_at: float, at: float
) -> bytes:
    """Cumulative points of ``totals``, from ``started_at`` to ``at``."""
    points: dict[str, list[Rollup]] = defaultdict(list)
    for total in totals:
        points[total.metric].append(total)
    start, time = _nanoseconds(started_at), _nanoseconds(at)
    metrics = [_metric(name, rollups, start, time) for name, rollups in points.items()]
    scope = ScopeMetrics(_SCOPE, metrics, "")
    request = encode_metrics(MetricsData([ResourceMetrics(resource, [scope], "")]))
    return bytes(request.SerializeToString())


def logs_request(events: Sequence[Event], resource: Resource) -> bytes:
    """``events`` as log records."""
    return encode_logs(
        [
            ReadableLogRecord(
                LogRecord(
                    timestamp=_nanoseconds(event.at),
                    observed_timestamp=_nanoseconds(event.at),
                    severity_number=SeverityNumber.INFO,
                    event_name=event.name,
                    attributes={**event.attributes, EVENT_ID: event.id},
                ),
                resource,
                _SCOPE,
            )
            for event in events
        ]
    ).SerializeToString()


def _metric(name: str, rollups: Sequence[Rollup], start: int, time: int) -> Metric:
    known = BY_NAME[name]
    data: Sum | Gauge | Histogram
    if known.instrument is Instrument.HISTOGRAM:
        data = Histogram(
            [_histogram_point(one, known.bounds, start, time) for one in rollups],
            AggregationTemporality.CUMULATIVE,
        )
    else:
        points = [NumberDataPoint(one.attributes, start, time, _number(one)) for one in rollups]
        if known.instrument is Instrument.GAUGE:
            data = Gauge(points)
        else:
            monotonic = known.instrument is Instrument.COUNTER
            data = Sum(points, AggregationTemporality.CUMULATIVE, monotonic)
    return Metric(name, known.description, known.unit, data)


def _histogram_point(
    rollup: Rollup, bounds: tuple[float, ...], start: int, time: int
) -> HistogramDataPoint:
    assert rollup.buckets is not None
    return HistogramDataPoint(
        rollup.attributes,
        start,
        time,
        rollup.count,
        rollup.value,
        rollup.buckets,
        bounds,
        rollup.minimum or 0.0,
        rollup.maximum or 0.0,
    )


def _number(rollup: Rollup) -> int | float:
    return int(rollup.value) if float(rollup.value).is_integer() else rollup.value


def _nanoseconds(seconds: float) -> int:
    return round(seconds * 1_000_000) * 1000
