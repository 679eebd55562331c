"""The worker sends where it is told to, at the intervals of the standard variables."""

from __future__ import annotations

import http.server
import queue
import subprocess
import threading

import pytest
from tenure.store.lease import servers, show_life
from tenure.telemetry import export
from tenure.worker.sending import Sending

from tests.store.examples import accepted
from tests.waiting import wait_until
from tests.worker.homes import ENOUGH, RUN


@pytest.fixture
def sent(monkeypatch) -> list[set[str]]:
    """The signals that were asked to be sent, each time."""
    asked: list[set[str]] = []

    def send_pending(*_: object, signals: list[str], **options: object) -> None:
        asked.append(set(signals))

    monkeypatch.setattr(export, "bound_outbox", lambda *_: None)
    monkeypatch.setattr(export, "send_pending", send_pending)
    return asked


def at(sending: Sending, *times: float) -> None:
    for time in times:
        sending.send_what_is_due(None, "http://localhost", 0.0, time)


ALL, LOGS = {"metrics", "logs", "traces"}, {"logs"}


def test_events_go_each_second_spans_each_five_and_totals_each_minute(sent):
    """Without variables, the defaults of the specification."""
    at(Sending({}), 100, 100.5, 101, 102, 105, 160, 160.9)

    assert sent == [ALL, LOGS, LOGS, {"logs", "traces"}, ALL]


def test_the_standard_variables_set_the_intervals(sent):
    """All are in milliseconds; what is no number is passed over."""
    variables = {
        "OTEL_METRIC_EXPORT_INTERVAL": "2000",
        "OTEL_BLRP_SCHEDULE_DELAY": "soon",
        "OTEL_BSP_SCHEDULE_DELAY": "1500",
    }
    at(Sending(variables), 100, 101, 102)

    assert sent == [ALL, LOGS, ALL]


def test_a_sender_that_fails_is_not_asked_again_before_its_interval(monkeypatch):
    """A fault costs one attempt an interval, not one a round."""
    attempts = []

    def fail(*_: object, signals: list[str], **options: object) -> None:
        attempts.append(set(signals))
        raise ZeroDivisionError

    monkeypatch.setattr(export, "bound_outbox", lambda *_: None)
    monkeypatch.setattr(export, "send_pending", fail)
    sending = Sending({})
    for time in (100, 100.5, 101):
        try:
            at(sending, time)
        except ZeroDivisionError:
            continue

    assert attempts == [ALL, LOGS]


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


def test_the_worker_sends_to_the_endpoint_of_an_editors_settings(home, receiver, monkeypatch):
    """What is final leaves for the endpoint that a living server tells; its events go once."""
    endpoint, posts = receiver
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)
    for variable in ("OTEL_METRIC_EXPORT_INTERVAL", "OTEL_BSP_SCHEDULE_DELAY"):
        monkeypatch.setenv(variable, "100")
    server = home.serve()
    server.set_worker(endpoint)
    home.start()
    server.append([accepted(at=home.clock.now())])
    home.clock.move(32)

    wait_until("the count", lambda: home.counted() == 1)
    seen = set()
    while seen != {"/v1/logs", "/v1/metrics", "/v1/traces"}:
        seen.add(posts.get(timeout=ENOUGH))
    wait_until(
        "the export", lambda: home.store.execute("SELECT count(*) FROM outbox").fetchone() == (0,)
    )


IMPATIENT = """
from tenure.worker import living, process
process.Living = lambda since: living.Living(since, 3.0)
"""
"""Who is silent for three seconds was killed."""


def test_nothing_goes_to_an_endpoint_that_nobody_has_in_their_settings_any_more(
    home, receiver, monkeypatch
):
    """Neither to that of an editor that was killed yesterday, nor to what one had before."""
    endpoint, posts = receiver
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)
    show_life(home.store, "killed", "nvim", home.clock.now() - 86_400, endpoint)
    (home.folder / "tenure.toml").write_text(f'[otlp]\nendpoint = "{endpoint}"\n')
    home.start(IMPATIENT + RUN)
    wait_until("the worker", home.pid)
    (home.folder / "tenure.toml").unlink()
    server = home.serve()
    wait_until("a sign of life", lambda: "server-1" in servers(home.store))
    server.append([accepted(at=home.clock.now() - 60)])
    wait_until("the count", lambda: home.counted() == 1)

    assert posts.empty()
    assert home.store.execute("SELECT count(*) FROM outbox").fetchone() == (0,)


def test_without_an_endpoint_nothing_is_loaded_that_could_send(home, monkeypatch):
    """OpenTelemetry and its client are not even imported where nobody is to be told."""
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)
    tell = "import atexit, sys; atexit.register(lambda: print(*sys.modules))"
    worker = home.start(tell + RUN, stdout=subprocess.PIPE)
    server = home.serve()
    server.append([accepted(at=home.clock.now() - 60)])
    wait_until("the count", lambda: home.counted() == 1)
    worker.terminate()
    loaded = set(worker.communicate(timeout=ENOUGH)[0].decode().split())

    assert "tenure.telemetry.records" in loaded
    assert {"opentelemetry", "requests", "tenure.telemetry.export"} & loaded == set()
