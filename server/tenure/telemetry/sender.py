"""One POST to an OTLP receiver, and what its answer means (OTLP 1.8, "OTLP/HTTP Response").

No retries in here: the store keeps what was not acknowledged, so a retry may come hours later.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from enum import Enum, auto
from typing import Any
from urllib.parse import unquote

import requests

from tenure.store.pauses import Signal

_AGAIN = frozenset({429, 502, 503, 504})
_TOO_LARGE = 413


class Fate(Enum):
    """What became of a request."""

    TAKEN = auto()
    LATER = auto()
    TOO_LARGE = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class Answer:
    """``wait`` is what the receiver asked for, in seconds; ``rejected`` what it left out."""

    fate: Fate
    reason: str = ""
    wait: float | None = None
    rejected: int = 0


class Sender:
    """Posts requests of one signal with the settings of the environment."""

    def __init__(self, endpoint: str, signal: Signal, environment: Mapping[str, str]) -> None:
        specific = environment.get(f"OTEL_EXPORTER_OTLP_{signal.upper()}_ENDPOINT")
        self.url = specific or f"{endpoint.rstrip('/')}/v1/{signal}"
        self._signal = signal
        self._timeout = _number(_setting(environment, signal, "TIMEOUT"), 10.0)
        self._compressed = _setting(environment, signal, "COMPRESSION") == "gzip"
        self._certificate = _setting(environment, signal, "CERTIFICATE") or True
        self._headers = _headers(_setting(environment, signal, "HEADERS"))
        self._session = requests.Session()

    def post(self, body: bytes, now: float) -> Answer:
        """Send ``body``; never raises and never takes longer than the time-out."""
        headers = {**self._headers, "Content-Type": "application/x-protobuf"}
        if self._compressed:
            body, headers["Content-Encoding"] = gzip.compress(body), "gzip"
        try:
            response = self._session.post(
                self.url,
                data=body,
                headers=headers,
                timeout=self._timeout,
                verify=self._certificate,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            return Answer(Fate.LATER, _reason(error))
        return self._answer(response, now)

    def close(self) -> None:
        """Let go of the connection."""
        self._session.close()

    def _answer(self, response: requests.Response, now: float) -> Answer:
        status = response.status_code
        if status in _AGAIN:
            return Answer(Fate.LATER, f"status {status}", _wait(response, now))
        if status == _TOO_LARGE:
            return Answer(Fate.TOO_LARGE, f"status {status}")
        if not 200 <= status < 300:
            return Answer(Fate.REFUSED, f"status {status}")
        rejected, message = _rejected(self._signal, response.content)
        return Answer(Fate.TAKEN, message, rejected=rejected)


def _rejected(signal: Signal, body: bytes) -> tuple[int, str]:
    """How many the receiver left out of a success, and what it says (OTLP, "Partial Success")."""
    from google.protobuf.message import DecodeError

    answer = _response(signal)
    try:
        answer.ParseFromString(body)
    except DecodeError:
        return 0, ""
    partial = answer.partial_success
    return int(getattr(partial, _REJECTED[signal])), str(partial.error_message)


_REJECTED: Mapping[Signal, str] = {
    "metrics": "rejected_data_points",
    "logs": "rejected_log_records",
    "traces": "rejected_spans",
}


def _response(signal: Signal) -> Any:
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


def _wait(response: requests.Response, now: float) -> float | None:
    asked = response.headers.get("Retry-After", "")
    if asked.isdigit():
        return float(asked)
    try:
        return max(0.0, parsedate_to_datetime(asked).timestamp() - now)
    except (TypeError, ValueError):
        return None


def _reason(error: requests.RequestException) -> str:
    if isinstance(error, requests.exceptions.SSLError):
        return "the TLS handshake failed; check OTEL_EXPORTER_OTLP_CERTIFICATE"
    if isinstance(error, requests.Timeout):
        return "no answer in time"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the connection broke"
    if isinstance(error, requests.ConnectionError):
        text = str(error)
        if "Name or service not known" in text or "getaddrinfo" in text:
            return "the host name is not known"
        if "refused" in text:
            return "nothing listens there"
        return "the connection broke"
    return f"the request could not be made ({type(error).__name__})"


def _setting(environment: Mapping[str, str], signal: Signal, name: str) -> str:
    specific = environment.get(f"OTEL_EXPORTER_OTLP_{signal.upper()}_{name}")
    return specific or environment.get(f"OTEL_EXPORTER_OTLP_{name}", "")


def _headers(text: str) -> dict[str, str]:
    """``key=value,key=value``, percent-encoded (OpenTelemetry specification, OTLP exporter)."""
    pairs = (part.partition("=") for part in text.split(",") if "=" in part)
    return {name.strip(): unquote(value.strip()) for name, _, value in pairs}


def _number(text: str, default: float) -> float:
    try:
        return float(text)
    except ValueError:
        return default
