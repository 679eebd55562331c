"""One request to an OTLP receiver, and what its answer means (OTLP 1.8).

No retries in here: the store keeps what was not acknowledged, so a retry may come hours later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Any, Protocol

from tenure.core.errors import TenureError
from tenure.store.pauses import Signal
from tenure.telemetry.targets import PROTOCOL_VARIABLE, Target


class Fate(Enum):
    """What became of a request."""

    TAKEN = auto()
    LATER = auto()
    TOO_LARGE = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class Answer:
    """``wait`` is what the receiver asked for, in seconds; ``rejected`` what it left out.

    ``status`` is HTTP's or gRPC's, None where there was no answer.
    """

    fate: Fate
    reason: str = ""
    wait: float | None = None
    rejected: int = 0
    status: int | None = None


BAD_HEADER = "a header cannot be sent as OTEL_EXPORTER_OTLP_HEADERS has it"
"""The reason where it has signs in it that the protocol has no place for."""


class SenderMissing(TenureError):
    """What speaks the protocol is not installed; the message says what to install."""


class Sender(Protocol):
    """Sends requests of one signal over one connection."""

    def post(self, request: bytes, now: float) -> Answer:
        """Send ``request``, in protobuf; never raises.

        A receiver whose answer is not there, to its end, within the time-out is given up.
        """
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...


class PartsSender:
    """Posts requests that can be divided, and none that is as large as one that was too large."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._too_large: tuple[int, Answer] | None = None

    def post(self, request: bytes, parts: int, now: float) -> Answer:
        """Send ``request`` of so many ``parts``; what cannot be divided is always sent."""
        size = len(request)
        if parts > 1 and self._too_large is not None and size >= self._too_large[0]:
            return self._too_large[1]
        answer = self._sender.post(request, now)
        # No receiver can leave out more than it got, nor less than nothing.
        answer = replace(answer, rejected=max(0, min(answer.rejected, parts)))
        if answer.fate is Fate.TOO_LARGE and (self._too_large is None or size < self._too_large[0]):
            self._too_large = size, answer
        return answer

    def close(self) -> None:
        """Let go of the connection."""
        self._sender.close()


def open_sender(target: Target) -> Sender:
    """What sends to ``target``; SenderMissing where its protocol is not installed.

    Nothing is connected yet: that is part of the first request.
    """
    if target.protocol != "grpc":
        from tenure.telemetry.over_http import HttpSender

        return HttpSender(target)
    try:
        from tenure.telemetry.over_grpc import GrpcSender
    except ImportError:
        import sys

        if getattr(sys, "frozen", False):
            raise SenderMissing(
                f"this server was built without grpc; set {PROTOCOL_VARIABLE}=http/protobuf, "
                "and the port to that for http (usually 4318)"
            ) from None
        raise SenderMissing(
            "the protocol grpc needs a package more; install it (pip install 'tenure[grpc]'), "
            f"or set {PROTOCOL_VARIABLE}=http/protobuf"
        ) from None
    return GrpcSender(target)


def taken(signal: Signal, response: Any, status: int) -> Answer:
    """A success, with what the receiver left out of it (OTLP, "Partial Success")."""
    partial = response.partial_success
    rejected = int(getattr(partial, _REJECTED[signal]))
    return Answer(Fate.TAKEN, str(partial.error_message), rejected=rejected, status=status)


_REJECTED: Mapping[Signal, str] = {
    "metrics": "rejected_data_points",
    "logs": "rejected_log_records",
    "traces": "rejected_spans",
}


def request_of(signal: Signal) -> Any:
    """An empty request of the signal's service."""
    match signal:
        case "metrics":
            from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2

            return metrics_service_pb2.ExportMetricsServiceRequest()
        case "logs":
            from opentelemetry.proto.collector.logs.v1 import logs_service_pb2

            return logs_service_pb2.ExportLogsServiceRequest()
        case "traces":
            from opentelemetry.proto.collector.trace.v1 import trace_service_pb2

            return trace_service_pb2.ExportTraceServiceRequest()


def response_of(signal: Signal) -> Any:
    """An empty response of the signal's service."""
    match signal:
        case "metrics":
            from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2

            return metrics_service_pb2.ExportMetricsServiceResponse()
        case "logs":
            from opentelemetry.proto.collector.logs.v1 import logs_service_pb2

            return logs_service_pb2.ExportLogsServiceResponse()
        case "traces":
            from opentelemetry.proto.collector.trace.v1 import trace_service_pb2

            return trace_service_pb2.ExportTraceServiceResponse()
