"""From totals, events and spans to OTLP, with the SDK's own data types and encoders.

The SDK's in-memory aggregation is not used: the store is the aggregator, so a restart, a kill or a
second window neither loses nor doubles a count (signals.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from google.protobuf.message import Message
from opentelemetry import trace
from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.exporter.otlp.proto.common._log_encoder import encode_logs
from opentelemetry.exporter.otlp.proto.common.metrics_encoder import encode_metrics
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
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
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.util.instrumentation import InstrumentationScope

from tenure import __version__
from tenure.core.metrics.attributes import EVENT_ID
from tenure.core.metrics.catalogue import BY_NAME, Instrument, SpanName
from tenure.core.metrics.permissions import Permission
from tenure.store.outbox import Event, QueuedSignal, Span
from tenure.store.rollups import Rollup
from tenure.telemetry import privacy

_SCOPE = InstrumentationScope("tenure", __version__)


def metrics_request(
    totals: Iterable[Rollup], resource: Resource, started_at: float, at: float
) -> ExportMetricsServiceRequest:
    """Cumulative points of ``totals``, from ``started_at`` to ``at``."""
    points: dict[str, list[Rollup]] = defaultdict(list)
    for total in totals:
        points[total.metric].append(total)
    start, time = nanoseconds(started_at), nanoseconds(at)
    metrics = [_metric(name, rollups, start, time) for name, rollups in points.items()]
    scope = ScopeMetrics(_SCOPE, metrics, "")
    return encode_metrics(MetricsData([ResourceMetrics(resource, [scope], "")]))


def queued_request(
    signal: QueuedSignal,
    queued: Sequence[Event | Span],
    resource: Resource,
    permission: Permission,
) -> Message:
    """Events as log records, or spans as spans that were sampled.

    What was queued under another permission is held to the one in force.
    """
    request: Message
    queued = [privacy.let_out(one, permission) for one in queued]
    match signal:
        case "logs":
            events = [one for one in queued if isinstance(one, Event)]
            request = encode_logs([_log_record(event, resource) for event in events])
        case "traces":
            spans = [one for one in queued if isinstance(one, Span)]
            request = encode_spans([_span(span, resource) for span in spans])
    return request


def _log_record(event: Event, resource: Resource) -> ReadableLogRecord:
    span = trace.NonRecordingSpan(_context(event.trace_id, event.span_id))
    record = LogRecord(
        timestamp=nanoseconds(event.at),
        observed_timestamp=nanoseconds(event.at),
        context=trace.set_span_in_context(span),
        severity_number=SeverityNumber.INFO,
        event_name=event.name,
        attributes={**event.attributes, EVENT_ID: event.id},
    )
    return ReadableLogRecord(record, resource, _SCOPE)


def _span(span: Span, resource: Resource) -> ReadableSpan:
    parent = None if span.parent_id is None else _context(span.trace_id, span.parent_id)
    linked = [] if span.linked_id is None else [_context(span.trace_id, span.linked_id)]
    return ReadableSpan(
        span.name,
        context=_context(span.trace_id, span.span_id),
        parent=parent,
        resource=resource,
        attributes=span.attributes,
        links=[trace.Link(context) for context in linked],
        # What asks a model is a client's span (semantic conventions, "GenAI spans").
        kind=trace.SpanKind.CLIENT if span.name == SpanName.GENERATION else trace.SpanKind.INTERNAL,
        start_time=nanoseconds(span.started_at),
        end_time=nanoseconds(span.ended_at),
        instrumentation_scope=_SCOPE,
    )


def _context(trace_id: str, span_id: str) -> trace.SpanContext:
    sampled = trace.TraceFlags(trace.TraceFlags.SAMPLED)
    return trace.SpanContext(int(trace_id, 16), int(span_id, 16), False, sampled)


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


def nanoseconds(seconds: float) -> int:
    """A time in OTLP's unit, to the microsecond."""
    return round(seconds * 1_000_000) * 1000
