"""OTLP/gRPC: one unary call. Needs the extra ``grpc``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import grpc
from google.protobuf.message import DecodeError
from google.rpc import error_details_pb2, status_pb2  # type: ignore[import-untyped]

from tenure.store.pauses import Signal
from tenure.telemetry.sender import BAD_HEADER, Answer, Fate, response_of, taken
from tenure.telemetry.targets import Target

_AGAIN = frozenset(
    {
        grpc.StatusCode.CANCELLED,
        grpc.StatusCode.DEADLINE_EXCEEDED,
        grpc.StatusCode.ABORTED,
        grpc.StatusCode.OUT_OF_RANGE,
        grpc.StatusCode.UNAVAILABLE,
        grpc.StatusCode.DATA_LOSS,
    }
)
"""OTLP, "Failures" over gRPC."""

_NOT_THE_BATCH = frozenset(
    {
        grpc.StatusCode.UNAUTHENTICATED,
        grpc.StatusCode.PERMISSION_DENIED,
        grpc.StatusCode.UNIMPLEMENTED,
    }
)
"""Once the credentials or the address are mended, the same request will do."""

_METHODS: Mapping[Signal, str] = {
    "metrics": "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
    "logs": "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
    "traces": "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
}

_DETAILS = "grpc-status-details-bin"

_NAME, _TEXT = re.compile("[0-9a-z_.-]+"), re.compile("[ -~]*")
"""What metadata may hold (gRPC over HTTP/2, "Custom-Metadata"). Asked before gRPC is: it says of
anything else INTERNAL, as a receiver would of a batch that it refuses for good."""


class GrpcSender:
    """Calls ``Export`` of the signal's service at a target."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._impossible = ""
        self._channel: grpc.Channel | None = None
        self._metadata = tuple((name.lower(), value) for name, value in target.headers.items())
        if not all(
            _NAME.fullmatch(name) and _TEXT.fullmatch(text) for name, text in self._metadata
        ):
            self._impossible = BAD_HEADER
            return
        try:
            self._channel = _channel(target)
        except OSError as error:
            self._impossible = f"a certificate or key cannot be read ({error})"
            return
        self._export: Any = self._channel.unary_unary(
            _METHODS[target.signal],
            response_deserializer=response_of(target.signal).FromString,
        )

    def post(self, request: bytes, now: float) -> Answer:  # noqa: ARG002 - gRPC tells no dates
        """Send ``request``, in protobuf; never raises, never takes longer than the time-out."""
        if self._channel is None:
            return Answer(Fate.LATER, self._impossible)
        target = self._target
        try:
            response = self._export(
                request,
                timeout=target.timeout,
                metadata=self._metadata,
                compression=grpc.Compression.Gzip if target.compressed else None,
            )
        except grpc.RpcError as error:
            return _answer(error)
        except ValueError as error:
            return Answer(Fate.LATER, f"the request could not be made ({error})")
        return taken(target.signal, response, 0)

    def close(self) -> None:
        """Let go of the connection."""
        if self._channel is not None:
            self._channel.close()


def _channel(target: Target) -> grpc.Channel:
    address = f"{target.host if ':' not in target.host else f'[{target.host}]'}:{target.port}"
    # A channel of its own: one that failed before must not make this request wait for its pause.
    options = [
        ("grpc.use_local_subchannel_pool", 1),
        ("grpc.enable_http_proxy", 0 if target.is_here else 1),
    ]
    if not target.secure:
        return grpc.insecure_channel(address, options)
    return grpc.secure_channel(
        address,
        grpc.ssl_channel_credentials(
            _content(target.certificate),
            _content(target.client_key or target.client_certificate),
            _content(target.client_certificate),
        ),
        options,
    )


def _content(path: str | None) -> bytes | None:
    return None if path is None else Path(path).read_bytes()


def _answer(error: Any) -> Answer:
    code, details = error.code(), error.details() or ""
    status = code.value[0]
    reason = f"gRPC {code.name}"
    if code is grpc.StatusCode.RESOURCE_EXHAUSTED:
        wait = _wait(error)
        if wait is not None:
            return Answer(Fate.LATER, reason, wait, status=status)
        if "larger than max" in details:  # gRPC's own words, in every language
            return Answer(Fate.TOO_LARGE, reason, status=status)
        return Answer(Fate.REFUSED, reason, status=status)
    if code in _NOT_THE_BATCH:
        return Answer(Fate.LATER, reason, status=status)
    if code not in _AGAIN:
        return Answer(Fate.REFUSED, reason, status=status)
    return Answer(Fate.LATER, _unreachable(details) or reason, _wait(error), status=status)


def _unreachable(details: str) -> str:
    """The words that OTLP/HTTP has for the same; empty where it was something else."""
    for sign, words in (
        ("DNS resolution failed", "the host name is not known"),
        ("Domain name not found", "the host name is not known"),
        ("Connection refused", "nothing listens there"),
        ("Ssl handshake failed", "the TLS handshake failed"),
        ("SSL_ERROR", "the TLS handshake failed"),
        ("Deadline Exceeded", "no answer in time"),
    ):
        if sign in details:
            return words
    return ""


def _wait(error: Any) -> float | None:
    """The delay of a RetryInfo, in seconds (OTLP, "OTLP/gRPC Throttling")."""
    for name, value in error.trailing_metadata() or ():
        if name != _DETAILS:
            continue
        try:
            for detail in status_pb2.Status.FromString(value).details:
                retry = error_details_pb2.RetryInfo()
                if detail.Unpack(retry):
                    return float(retry.retry_delay.ToTimedelta().total_seconds())
        except DecodeError:
            continue
    return None
