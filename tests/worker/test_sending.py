"""The worker sends where it is told to, at the intervals of the standard variables."""

from __future__ import annotations

import http.server
import os
import queue
import subprocess
import sys
import threading

import pytest
from tenure.store.database import store_path
from tenure.store.writer import Writer
from tenure.telemetry import export
from tenure.worker.sending import Sending

from tests.store.examples import accepted
from tests.worker.test_process import ENOUGH, RUN, Home, until


@pytest.fixture
def sent(monkeypatch) -> list[tuple[bool, bool]]:
    """What was asked to be sent: metrics, logs."""
    asked: list[tuple[bool, bool]] = []

    def send_pending(*_: object, metrics: bool, logs: bool) -> None:
        asked.append((metrics, logs))

    monkeypatch.setattr(export, "send_pending", send_pending)
    return asked


def at(sending: Sending, *times: float) -> None:
    for time in times:
        sending.send_what_is_due(None, "http://localhost", 0.0, time)


def test_events_go_each_second_and_totals_each_minute(sent):
    """Without variables, the defaults of the specification."""
    at(Sending({}), 100, 100.5, 101, 102, 160, 160.9)

    assert sent == [(True, True), (False, True), (False, True), (True, True)]


def test_the_standard_variables_set_the_intervals(sent):
    """Both are in milliseconds; what is no number is passed over."""
    variables = {"OTEL_METRIC_EXPORT_INTERVAL": "2000", "OTEL_BLRP_SCHEDULE_DELAY": "soon"}
    at(Sending(variables), 100, 101, 102)

    assert sent == [(True, True), (False, True), (True, True)]


def test_a_sender_that_fails_is_not_asked_again_before_its_interval(monkeypatch):
    """A fault costs one attempt an interval, not one a round."""
    attempts = []

    def fail(*_: object, metrics: bool, logs: bool) -> None:
        attempts.append((metrics, logs))
        raise ZeroDivisionError

    monkeypatch.setattr(export, "send_pending", fail)
    sending = Sending({})
    for time in (100, 100.5, 101):
        try:
            at(sending, time)
        except ZeroDivisionError:
            continue

    assert attempts == [(True, True), (False, True)]


class Receiver(http.server.BaseHTTPRequestHandler):
    """Takes everything and remembers where it was posted."""

    posts: queue.Queue[str]

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "application/x-protobuf")
        self.send_header("Content-Length", "0")
        self.end_headers()
        self.posts.put(self.path)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def receiver():
    posts: queue.Queue[str] = queue.Queue()
    handler = type("Handler", (Receiver,), {"posts": posts})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", posts
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def home(tmp_path):
    found = Home(tmp_path)
    yield found
    found.end()


def test_the_worker_sends_to_the_endpoint_of_an_editors_settings(home, receiver, monkeypatch):
    """What is final leaves for the endpoint that a living server tells; its events go once."""
    endpoint, posts = receiver
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)
    monkeypatch.setenv("OTEL_METRIC_EXPORT_INTERVAL", "100")
    server = home.serve()
    server.set_endpoint(endpoint)
    home.start()
    server.append([accepted(at=home.clock.now())])
    home.move(32)

    until(lambda: home.counted() == 1)
    assert {posts.get(timeout=ENOUGH), posts.get(timeout=ENOUGH)} <= {"/v1/logs", "/v1/metrics"}
    until(lambda: home.store.execute("SELECT count(*) FROM outbox").fetchone() == (0,))


def test_without_an_endpoint_nothing_is_loaded_that_could_send(tmp_path):
    """OpenTelemetry and its client are not even imported where nobody is to be told."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("OTEL_")
    }
    script = RUN.replace(
        "sys.exit(run(",
        "import threading, time, signal\n"
        "def end():\n"
        "    while not Path(os.environ['TENURE_HOME'], 'counted').exists(): time.sleep(0.01)\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "threading.Thread(target=end, daemon=True).start()\n"
        "code = run(",
    ).replace("clock_from(os.environ)))", "clock_from(os.environ))\nprint(*sys.modules)")
    worker = subprocess.Popen(
        [sys.executable, "-c", script],
        env={**environment, "TENURE_HOME": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    home = Home(tmp_path)
    home.workers = []
    writer = Writer(store_path(tmp_path))
    writer.append([accepted(at=home.clock.now() - 60)])
    assert writer.close(ENOUGH)
    until(lambda: home.counted() == 1)
    (tmp_path / "counted").touch()
    loaded = set(worker.communicate(timeout=ENOUGH)[0].split())
    home.end()

    assert "tenure.worker.process" in loaded
    assert {"opentelemetry", "requests"} & loaded == set()
