"""A real OpenTelemetry Collector, and what it took, decoded.

The Collector is the core distribution, where one lies beside the checkout in ``shared/tools``;
elsewhere it is rotel, of the tests' lock. It passes what it takes on to a small sink in this
process: the core distribution as OTLP JSON, rotel as protobuf.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import importlib.util
import json
import lzma
import os
import socket
import subprocess
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NoReturn

import pytest
from google.protobuf.json_format import MessageToDict
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests import environment as env
from tests.certificates import Certificates
from tests.waiting import wait_until

CONFIG = """
receivers:
  otlp:
    protocols:
      http: {{endpoint: "127.0.0.1:{port}", max_request_body_size: {largest}{tls}}}
      grpc: {{endpoint: "127.0.0.1:{grpc}"{tls}}}
exporters:
  otlphttp:
    endpoint: "http://127.0.0.1:{sink}"
    encoding: json
    compression: none
    # Answers only once the sink has it, and keeps the order.
    sending_queue: {{enabled: false}}
  otlphttp/also:
    endpoint: "{also}"
    compression: none
    sending_queue: {{enabled: false}}
service:
  telemetry: {{metrics: {{level: none}}}}
  pipelines:
    metrics: {{receivers: [otlp], exporters: [{exporters}]}}
    logs: {{receivers: [otlp], exporters: [otlphttp]}}
    traces: {{receivers: [otlp], exporters: [{exporters}]}}
"""

PROTOBUF = {
    "/v1/logs": ExportLogsServiceRequest,
    "/v1/metrics": ExportMetricsServiceRequest,
    "/v1/traces": ExportTraceServiceRequest,
}


TLS = ', tls: {{cert_file: "{0.server}", key_file: "{0.server}", client_ca_file: "{0.authority}"}}'


class Collector:
    """A running Collector; ``folder`` is for its configuration and log.

    With ``certificates`` it speaks TLS and wants to see the client's. ``also`` is an OTLP/HTTP
    endpoint that gets metrics and traces too. Over http it takes no body larger than
    ``largest_body``. Each of these needs the core distribution.
    """

    def __init__(
        self,
        folder: Path,
        *,
        certificates: Certificates | None = None,
        also: str | None = None,
        largest_body: int | None = None,
    ) -> None:
        self._requests: list[dict[str, Any]] = []
        options = {
            "tls": "" if certificates is None else TLS.format(certificates),
            "also": also or "http://127.0.0.1:9",
            "exporters": "otlphttp" if also is None else "otlphttp, otlphttp/also",
            "largest": largest_body or 20_000_000,
        }
        if certificates or also or largest_body:
            need_the_core()
        host = "http://127.0.0.1" if certificates is None else "https://localhost"
        self._sink = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self._requests))
        often = {"poll_interval": 0.01}
        threading.Thread(target=self._sink.serve_forever, kwargs=often, daemon=True).start()
        port, grpc = free_port(), free_port()
        self.endpoint = f"{host}:{port}"
        self.grpc_endpoint = f"{host}:{grpc}"
        self._ports = (port, grpc)
        self._log = folder / "collector.log"
        self._command = _command(folder, port, grpc, self._sink.server_port, options)
        self.start()

    def start(self) -> None:
        """Run; again where it was stopped, on the same ports."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        wait_until("the Collector", lambda: all(map(listens, self._ports)))

    def stop(self) -> None:
        """Let nobody listen on the ports."""
        self._process.terminate()
        self._process.wait(10)

    def __enter__(self) -> Collector:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._sink.shutdown()
        self._sink.server_close()

    def metrics(self) -> dict[tuple[str, frozenset[tuple[str, Any]]], Any]:
        """The newest point of every series: a number, or a histogram's (count, sum)."""
        newest: dict[tuple[str, frozenset[tuple[str, Any]]], tuple[int, Any]] = {}
        for metric in self._found("resourceMetrics", "scopeMetrics", "metrics"):
            kind = next(kind for kind in ("sum", "gauge", "histogram") if kind in metric)
            for point in metric[kind]["dataPoints"]:
                key = (metric["name"], frozenset(_attributes(point).items()))
                at = int(point["timeUnixNano"])
                if key not in newest or newest[key][0] <= at:
                    newest[key] = (at, _value(point))
        return {key: value for key, (_, value) in newest.items()}

    def points(self, name: str) -> list[tuple[int, Any]]:
        """Every point of a metric, the earliest first: its time and value."""
        found = [
            (int(point["timeUnixNano"]), _value(point))
            for metric in self._found("resourceMetrics", "scopeMetrics", "metrics")
            if metric["name"] == name
            for kind in ("sum", "gauge", "histogram")
            for point in metric.get(kind, {}).get("dataPoints", ())
        ]
        return sorted(found)

    def logs(self) -> list[dict[str, Any]]:
        """Every log record: its event name, attributes, id, time in nanoseconds and span."""
        found = []
        for record in self._found("resourceLogs", "scopeLogs", "logRecords"):
            attributes = _attributes(record)
            id_ = attributes.pop("log.record.uid", None)
            found.append(
                {
                    "name": record["eventName"],
                    "attributes": attributes,
                    "id": id_,
                    "at": int(record["timeUnixNano"]),
                    "trace": _hex(record["traceId"]),
                    "span": _hex(record["spanId"]),
                }
            )
        return found

    def spans(self) -> list[dict[str, Any]]:
        """Every span: its name, ids, links, attributes, and times in nanoseconds."""
        return [
            {
                "trace": _hex(span["traceId"]),
                "span": _hex(span["spanId"]),
                "parent": _hex(span.get("parentSpanId", "")) or None,
                "links": [_hex(link["spanId"]) for link in span.get("links", ())],
                "name": span["name"],
                "kind": span["kind"],
                "started_at": int(span["startTimeUnixNano"]),
                "ended_at": int(span["endTimeUnixNano"]),
                "attributes": _attributes(span),
            }
            for span in self._found("resourceSpans", "scopeSpans", "spans")
        ]

    def resources(self) -> list[dict[str, Any]]:
        """The resource of every request, by its attributes."""
        kinds = ("resourceMetrics", "resourceLogs", "resourceSpans")
        return [_attributes(one["resource"]) for kind in kinds for one in self._found(kind)]

    def bodies(self) -> str:
        """All that came, as one text, to look for what must not be in it."""
        return json.dumps(self._requests)

    def wait_for(self, predicate: Callable[[Collector], object], seconds: float = 15.0) -> None:
        """Until ``predicate`` of this holds; AssertionError shows what came instead."""
        wait_until(
            "what is wanted",
            lambda: predicate(self),
            seconds,
            instead=lambda: (self.metrics(), self.logs(), self.spans()),
        )

    def _found(self, *path: str) -> list[dict[str, Any]]:
        level: list[dict[str, Any]] = list(self._requests)
        for name in path:
            level = [inner for outer in level for inner in outer.get(name, ())]
        return level


def _handler(requests: list[dict[str, Any]]) -> type[BaseHTTPRequestHandler]:
    class Sink(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers["Content-Encoding"] == "gzip":
                body = gzip.decompress(body)
            if self.headers["Content-Type"] == "application/json":
                requests.append(json.loads(body))
            else:
                request = PROTOBUF[self.path]()
                request.ParseFromString(body)
                requests.append(MessageToDict(request, use_integers_for_enums=True))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            pass

    return Sink


def _command(
    folder: Path, port: int, grpc: int, sink: int, options: Mapping[str, object]
) -> list[str]:
    collector = binary("otelcol")
    if collector is not None:
        config = folder / "collector.yaml"
        config.write_text(CONFIG.format(port=port, grpc=grpc, sink=sink, **options))
        return [str(collector), "--config", str(config)]
    found = importlib.util.find_spec("rotel")
    assert found is not None, "no Collector: neither shared/tools nor rotel is there"
    assert found.origin is not None
    return [
        str(Path(found.origin).with_name("rotel-agent")), "start",
        "--otlp-http-endpoint", f"127.0.0.1:{port}",
        "--otlp-grpc-endpoint", f"127.0.0.1:{grpc}",
        "--exporter", "otlp",
        "--otlp-exporter-endpoint", f"http://127.0.0.1:{sink}",
        "--otlp-exporter-protocol", "http",
        "--batch-timeout", "50ms",
    ]  # fmt: skip


def binary(name: str) -> Path | None:
    """A program that lies packed in ``shared/tools``; None where none does."""
    program = env.CACHE / name
    if not program.is_file():
        places = (parent / f"shared/tools/{name}.xz" for parent in env.ROOT.parents)
        packed = next((place for place in places if place.is_file()), None)
        if packed is None:
            return None
        content = packed.read_bytes()
        sums = (packed.parent / "SHA256SUMS").read_text()
        assert hashlib.sha256(content).hexdigest() in sums, f"{packed} is damaged"
        env.CACHE.mkdir(exist_ok=True)
        unpacked = program.with_suffix(f".{os.getpid()}")
        unpacked.write_bytes(lzma.decompress(content))
        unpacked.chmod(0o755)
        unpacked.replace(program)
    return program


def need_the_core() -> None:
    """Leave a test out where the Collector is rotel, which takes no JSON and speaks no TLS."""
    if binary("otelcol") is None:
        leave_out("the core Collector (otelcol) is not in shared/tools beside the checkout")


def leave_out(reason: str) -> NoReturn:
    """Leave a test out that cannot run here; in CI that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"in CI nothing is left out: {reason}")
    pytest.skip(reason)


def _attributes(holder: dict[str, Any]) -> dict[str, Any]:
    return {
        attribute["key"]: next(
            int(value) if kind == "intValue" else value
            for kind, value in attribute["value"].items()
        )
        for attribute in holder.get("attributes", ())
    }


def _hex(id_: str) -> str:
    """An id in hex digits: so in OTLP's JSON, while protobuf's has base64."""
    return id_ if len(id_) in (0, 16, 32) else base64.b64decode(id_).hex()


def _value(point: dict[str, Any]) -> Any:
    if "asInt" in point:
        return int(point["asInt"])
    if "asDouble" in point:
        return point["asDouble"]
    # JSON leaves out what is zero.
    return int(point.get("count", 0)), point.get("sum", 0)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
