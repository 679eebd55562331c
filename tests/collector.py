"""A real OpenTelemetry Collector, and what it took, decoded.

The Collector is the core distribution; it lies beside the checkout in ``shared/tools``. It passes
what it takes on as OTLP JSON to a small sink in this process.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests import environment as env

CONFIG = """
receivers:
  otlp:
    protocols:
      http: {{endpoint: "127.0.0.1:{port}"}}
exporters:
  otlphttp:
    endpoint: "http://127.0.0.1:{sink}"
    encoding: json
    compression: none
service:
  telemetry: {{metrics: {{level: none}}}}
  pipelines:
    metrics: {{receivers: [otlp], exporters: [otlphttp]}}
    logs: {{receivers: [otlp], exporters: [otlphttp]}}
"""


class Collector:
    """A running Collector; ``folder`` is for its configuration and log."""

    def __init__(self, folder: Path) -> None:
        self._requests: list[dict[str, Any]] = []
        self._sink = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self._requests))
        threading.Thread(target=self._sink.serve_forever, daemon=True).start()
        port = _free_port()
        self.endpoint = f"http://127.0.0.1:{port}"
        config = folder / "collector.yaml"
        config.write_text(CONFIG.format(port=port, sink=self._sink.server_port))
        with (folder / "collector.log").open("wb") as log:
            self._process = subprocess.Popen(
                [_binary(), "--config", str(config)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        _wait_for_port(port)

    def __enter__(self) -> Collector:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(10)
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
        """Every point of a metric in the order in which it came: its time and value."""
        return [
            (int(point["timeUnixNano"]), _value(point))
            for metric in self._found("resourceMetrics", "scopeMetrics", "metrics")
            if metric["name"] == name
            for kind in ("sum", "gauge", "histogram")
            for point in metric.get(kind, {}).get("dataPoints", ())
        ]

    def logs(self) -> list[dict[str, Any]]:
        """Every log record: its event name, attributes and id."""
        found = []
        for record in self._found("resourceLogs", "scopeLogs", "logRecords"):
            attributes = _attributes(record)
            id_ = attributes.pop("log.record.uid", None)
            found.append({"name": record["eventName"], "attributes": attributes, "id": id_})
        return found

    def bodies(self) -> str:
        """All that came, as one text, to look for what must not be in it."""
        return json.dumps(self._requests)

    def wait_for(self, predicate: Callable[[Collector], object], seconds: float = 15.0) -> None:
        """Until ``predicate`` of this holds; AssertionError shows what came instead."""
        deadline = time.monotonic() + seconds
        while not predicate(self):
            assert time.monotonic() < deadline, (self.metrics(), self.logs())
            time.sleep(0.05)

    def _found(self, *path: str) -> list[dict[str, Any]]:
        level: list[dict[str, Any]] = list(self._requests)
        for name in path:
            level = [inner for outer in level for inner in outer.get(name, ())]
        return level


def _handler(requests: list[dict[str, Any]]) -> type[BaseHTTPRequestHandler]:
    class Sink(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            requests.append(json.loads(body))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            pass

    return Sink


def _binary() -> str:
    binary = env.CACHE / "otelcol"
    if not binary.is_file():
        packed = next(
            (
                found
                for parent in env.ROOT.parents
                if (found := parent / "shared/tools/otelcol.xz").is_file()
            ),
            None,
        )
        if packed is None:
            pytest.skip("no Collector: put a built otelcol into .cache (see shared/tools)")
        content = packed.read_bytes()
        sums = (packed.parent / "SHA256SUMS").read_text()
        assert hashlib.sha256(content).hexdigest() in sums, f"{packed} is damaged"
        env.CACHE.mkdir(exist_ok=True)
        binary.write_bytes(lzma.decompress(content))
        binary.chmod(0o755)
    return str(binary)


def _attributes(holder: dict[str, Any]) -> dict[str, Any]:
    return {
        attribute["key"]: next(
            int(value) if kind == "intValue" else value
            for kind, value in attribute["value"].items()
        )
        for attribute in holder.get("attributes", ())
    }


def _value(point: dict[str, Any]) -> Any:
    if "asInt" in point:
        return int(point["asInt"])
    if "asDouble" in point:
        return point["asDouble"]
    # JSON leaves out what is zero.
    return int(point.get("count", 0)), point.get("sum", 0)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for_port(port: int) -> None:
    deadline = time.monotonic() + 15
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            assert time.monotonic() < deadline, "the Collector did not start"
            time.sleep(0.05)
