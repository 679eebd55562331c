"""What it costs to export ten thousand events and spans, beside the SDK's own exporters.

Both send the same records to the same receiver, 512 a request, in interleaved rounds. Ours are
read from the store, encoded, sent, acknowledged and deleted; the SDK's are in memory already,
and its exporters only encode and send.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._logs import ReadableLogRecord
from opentelemetry.sdk.trace import ReadableSpan
from tenure.core.records import SuggestionRecord
from tenure.store import outbox
from tenure.store.database import open_store, transaction
from tenure.store.outbox import QUEUED, Event, QueuedSignal, Span
from tenure.store.reader import Installation
from tenure.store.records import write
from tenure.telemetry import encode
from tenure.telemetry.backlog import BATCH
from tenure.telemetry.export import send_pending
from tenure.telemetry.records import of_suggestion
from tenure.telemetry.resource import resource_of

from tests.performance.requirements import Line
from tests.store.examples import accepted

RECORDS = 10_000
START = 1_000_000.0


@dataclass(frozen=True, slots=True)
class ExportTime:
    """Milliseconds for ``RECORDS`` of a signal, ours and the SDK's; the fastest rounds."""

    signal: QueuedSignal
    ours_ms: float
    sdk_ms: float


def measure(endpoint: str, fraction: float, rounds: int) -> list[ExportTime]:
    """Export a ``fraction`` of the records to ``endpoint``; the figures are for all of them."""
    suggestions = [_suggestion(number) for number in range(int(RECORDS * fraction))]
    queued = [one for record in suggestions for one in of_suggestion(record, "vim").queued]
    found = []
    for signal in QUEUED:
        shape = Event if signal == "logs" else Span
        records = [one for one in queued if isinstance(one, shape)]
        sdk = _sdk(signal, records, endpoint)
        ours, theirs = float("inf"), float("inf")
        for _ in range(rounds):
            ours = min(ours, _ours(signal, records, endpoint))
            theirs = min(theirs, _timed(sdk))
        found.append(ExportTime(signal, ours / fraction, theirs / fraction))
    return found


def requirement_lines(times: Sequence[ExportTime]) -> list[Line]:
    """What an export owes, judged."""
    by_signal = {one.signal: one for one in times}
    return [
        Line(
            f"export of 10,000 {what}",
            "ms",
            by_signal[signal].ours_ms if signal in by_signal else None,
            2,
            "the SDK's exporter",
            by_signal[signal].sdk_ms if signal in by_signal else None,
        )
        for signal, what in (("logs", "events"), ("traces", "spans"))
    ]


def _suggestion(number: int) -> SuggestionRecord:
    return replace(accepted(f"{number:032x}", START + number), model="a-model-4")


def _ours(signal: QueuedSignal, records: Sequence[Event | Span], endpoint: str) -> float:
    with (
        tempfile.TemporaryDirectory(prefix="benchmark-") as folder,
        closing(open_store(Path(folder) / "tenure.db")) as store,
    ):
        write(store, [accepted()], None)
        with transaction(store):
            outbox.put(store, records)
        return _timed(lambda: send_pending(store, endpoint, {}, START, signals=(signal,)))


def _sdk(
    signal: QueuedSignal, records: Sequence[Event | Span], endpoint: str
) -> Callable[[], object]:
    resource = resource_of(Installation("an-installation", START), {})
    url = f"{endpoint}/v1/{signal}"
    if signal == "logs":
        logs: list[ReadableLogRecord] = [
            encode._log_record(one, resource) for one in records if isinstance(one, Event)
        ]
        to_logs = OTLPLogExporter(endpoint=url)
        return lambda: [
            to_logs.export(logs[start : start + BATCH]) for start in range(0, len(logs), BATCH)
        ]
    spans: list[ReadableSpan] = [
        encode._span(one, resource) for one in records if isinstance(one, Span)
    ]
    to_spans = OTLPSpanExporter(endpoint=url)
    return lambda: [
        to_spans.export(spans[start : start + BATCH]) for start in range(0, len(spans), BATCH)
    ]


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - begun)
