"""A receiver that answers as its test says, and keeps what it took."""

from __future__ import annotations

import gzip
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import (
    ExportLogsServiceRequest,
    ExportLogsServiceResponse,
)
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@dataclass(frozen=True)
class Reply:
    """One answer; ``None`` as the status is a connection that is reset in the middle of it."""

    status: int | None = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    largest: int | None = None
    """Events beyond which the answer is 413, whatever else it would be."""
    delay: float = 0.0
    """Seconds before the answer."""


TAKEN = Reply()


def partly(rejected: int, message: str) -> Reply:
    """A success that left out some log records or spans: the fields have the same numbers."""
    answer = ExportLogsServiceResponse()
    answer.partial_success.rejected_log_records = rejected
    answer.partial_success.error_message = message
    return Reply(body=answer.SerializeToString())


@dataclass
class Receiver:
    """``reply`` is what is answered for ``signal``; all others are always taken."""

    endpoint: str
    signal: str = "logs"
    reply: Reply = TAKEN
    first_replies: list[Reply] = field(default_factory=list)
    """What is answered to the first requests of the signal, in place of ``reply``."""
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    taken: list[Any] = field(default_factory=list)
    """Ids of the events or spans of requests that were answered with 200; of a total its metric,
    value and time."""
    meanwhile: Callable[[], object] = lambda: None
    """What happens between a request and its answer."""
    bodies: list[bytes] = field(default_factory=list)
    """Every body as it came, unpacked."""

    def posts(self) -> int:
        """How many requests came for the signal."""
        return sum(path == f"/v1/{self.signal}" for path, _ in self.requests)


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver on the loopback interface, ended with the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.requests.append((self.path, dict(self.headers.items())))
            if self.headers["Content-Encoding"] == "gzip":
                body = gzip.decompress(body)
            receiver.bodies.append(body)
            reply, events = TAKEN, []
            if self.path == f"/v1/{receiver.signal}":
                is_json = self.headers["Content-Type"] == "application/json"
                events = [] if is_json else _ids(receiver.signal, body)
                reply = receiver.first_replies.pop(0) if receiver.first_replies else receiver.reply
            if reply.largest is not None and len(events) > reply.largest:
                reply = Reply(413)
            time.sleep(reply.delay)
            receiver.meanwhile()
            if reply.status is None:
                # With a linger of 0, closing is a reset.
                self.connection.setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
                )
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf")
                self.connection.close()
                return
            if reply.status == 200:
                receiver.taken += events
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

        def handle(self) -> None:
            with suppress(OSError, ValueError):  # the connection that was reset on purpose
                super().handle()

        def finish(self) -> None:
            with suppress(OSError, ValueError):
                super().finish()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver = Receiver(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _ids(signal: str, body: bytes) -> list[Any]:
    if signal == "metrics":
        return [
            (metric.name, point.as_int, point.time_unix_nano)
            for resource in ExportMetricsServiceRequest.FromString(body).resource_metrics
            for scope in resource.scope_metrics
            for metric in scope.metrics
            for point in (metric.sum if metric.HasField("sum") else metric.gauge).data_points
        ]
    if signal == "traces":
        return [
            span.span_id.hex()
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]
    return [
        attribute.value.string_value
        for resource in ExportLogsServiceRequest.FromString(body).resource_logs
        for scope in resource.scope_logs
        for record in scope.log_records
        for attribute in record.attributes
        if attribute.key == "log.record.uid"
    ]
