"""One editing session with one server, measured: start, memory, round trips, a flood of edits."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from tests.performance.client import Client, framed
from tests.performance.servers import Server
from tests.performance.typing_person import TypingPerson

SUGGESTIONS = {200: 20, 2_000: 100, 20_000: 100}
"""Accepted suggestions whose spans live in the document, by its lines."""

WORKER_PATIENCE = 10.0
"""Seconds to wait for Tenure's worker process; the figures without it would flatter us."""

AT_THE_TOP = {"line": 0, "character": 0}
"""Where requests ask: on `def`, where there is nothing to tell."""


class BrokenMeasurementError(Exception):
    """What was to be measured did not happen, so its figures would mean nothing."""


@dataclass(frozen=True, slots=True)
class Session:
    """What one session measured; MB are 10^6 bytes."""

    start_ms: float
    memory_mb: float
    memory_open_mb: float
    memory_end_mb: float
    worker_mb: float | None
    trips_ms: list[float]
    cpu_ms: float

    @property
    def trip_ms(self) -> float:
        """The median round trip."""
        return statistics.median(self.trips_ms)


@contextmanager
def receiver() -> Iterator[str]:
    """An OTLP endpoint on the loopback interface."""
    script = str(Path(__file__).with_name("receiver.py"))
    process = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def received(endpoint: str) -> dict[str, dict[str, int]]:
    """Requests and bytes that a receiver has taken, by path."""
    with urllib.request.urlopen(f"{endpoint}/counts", timeout=10) as answer:
        counts: dict[str, dict[str, int]] = json.load(answer)
    return counts


@contextmanager
def running(server: Server, environment: dict[str, str] | None = None) -> Iterator[Client]:
    """The server, started in an empty workspace with a store of its own."""
    with tempfile.TemporaryDirectory(prefix="benchmark-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "home").mkdir()
        own = {"TENURE_HOME": str(folder / "home"), **(environment or {})}
        client = Client(server.command, folder, own)
        try:
            yield client
        finally:
            client.close()


def measure(server: Server, lines: int, endpoint: str, fraction: float) -> Session:
    """A session in a document of ``lines`` lines, with ``fraction`` of the usual edits."""
    telling = server.name == "tenure"
    with running(server, {"TENURE_OTLP_ENDPOINT": endpoint}) as client:
        start = client.initialize()
        client.settle()
        memory = client.resident()
        person = TypingPerson(client.uri("module.py"), lines, SUGGESTIONS[lines])
        if not server.accepts:
            person.acceptances(telling=False)
        client.send([person.opening()])
        ask(client, person, server.request)
        client.settle()
        memory_open = client.resident()
        if server.accepts:
            client.send(person.acceptances(telling))
        client.send(person.keys(server.warm_up_edits))
        ask(client, person, server.request)
        if telling:
            accepted_all(client, SUGGESTIONS[lines])
            worker_of(client)
            client.settle()
        number = max(3, int(server.round_trips[lines] * fraction))
        trips = round_trips(client, person, number, server.request)
        cpu = flood(client, person, max(3, int(server.flood[lines] * fraction)), server.request)
        memory_end = client.resident()
        worker = worker_of(client).memory_info().rss / 1e6 if telling else None
    return Session(1000 * start, memory, memory_open, memory_end, worker, trips, cpu)


def flood(client: Client, person: TypingPerson, edits: int, request: str) -> float:
    """Milliseconds of the server's processor time an edit, in edits as fast as it takes them."""
    frames = person.keys(edits)
    before = client.cpu()
    client.send(frames)
    ask(client, person, request)
    return 1000 * (client.cpu() - before) / edits


def round_trips(
    client: Client, person: TypingPerson, number: int, method: str, pause: float = 0.002
) -> list[float]:
    """Milliseconds from an edit followed by a request to the answer, ``number`` times."""
    taken = []
    for key in person.keys(number):
        request, id_ = client.prepared(method, _place(person))
        time.sleep(pause)
        begun = time.perf_counter()
        client.ask(key + request, id_)
        taken.append(1000 * (time.perf_counter() - begun))
    return taken


def ask(client: Client, person: TypingPerson, request: str) -> Any:
    """Ask something; the answer comes after everything that was sent before has been read."""
    return client.request(request, _place(person))


def accepted_all(client: Client, suggestions: int) -> dict[str, Any]:
    """Tenure's figures, which must know that every suggestion was accepted."""
    figures = client.request("workspace/executeCommand", {"command": "tenure.stats"})
    found = figures and figures["suggestions"]["accepted"] + figures["suggestions"]["reverted"]
    if found != suggestions:
        raise BrokenMeasurementError(f"{suggestions} were accepted, Tenure says: {figures}")
    return dict(figures)


def worker_of(client: Client) -> psutil.Process:
    """Tenure's worker process."""
    until = time.monotonic() + WORKER_PATIENCE
    while time.monotonic() < until:
        for child in client.children():
            if "worker" in child.cmdline():
                return child
        time.sleep(0.05)
    raise BrokenMeasurementError("Tenure has started no worker")


def save(person: TypingPerson) -> bytes:
    """The document is saved."""
    params = {"textDocument": {"uri": person.uri}}
    return framed({"method": "textDocument/didSave", "params": params})


def _place(person: TypingPerson) -> dict[str, Any]:
    return {"textDocument": {"uri": person.uri}, "position": AT_THE_TOP}
