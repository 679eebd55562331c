"""How long an editor waits for Tenure while its worker reads and exports.

Somebody types, key by key, each followed by a request; the clock runs fast meanwhile, so that the
readings of hundreds of suggestions fall due while we watch, one after another or all at once.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from tests.performance.client import Client
from tests.performance.servers import Server
from tests.performance.sessions import (
    BrokenMeasurementError,
    accepted_all,
    ask,
    received,
    receiver,
    round_trips,
    running,
    worker_of,
)
from tests.performance.typing_person import TypingPerson

LINES = 4_000
SUGGESTIONS = 120
HORIZONS = (30.0, 120.0, 300.0)
SECONDS_A_SUGGESTION = 0.12
"""How far the clock moves between two accepted suggestions: they come due one after another."""

CLOCK_RUNS_ON = HORIZONS[-1] + SUGGESTIONS * SECONDS_A_SUGGESTION + 10.0

FINISHED_WITHIN = 20.0
"""Seconds that the worker may need at most to read and export what has fallen due."""


class Mode(Enum):
    """What the worker does while somebody types."""

    QUIET = "nothing falls due"
    READING = "it reads"
    EXPORTING = "it reads and exports"
    AT_ONCE = "all falls due at one instant"


@dataclass(frozen=True, slots=True)
class Wait:
    """The keystrokes' round trips in one session, and what was done meanwhile."""

    trips_ms: list[float]
    readings: int
    exports: int

    @property
    def longest_ms(self) -> float:
        """The longest round trip."""
        return max(self.trips_ms)

    @property
    def p95_ms(self) -> float:
        """Of a hundred keystrokes, five wait longer."""
        return statistics.quantiles(self.trips_ms, n=20)[-1]


def measure(server: Server, mode: Mode, keys: int) -> Wait:
    """Type ``keys`` keys while the worker does what ``mode`` says."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name, receiver() as endpoint:
        clock = _Clock(Path(name) / "clock")
        environment = {
            "TENURE_CLOCK_FILE": str(clock.path),
            # As often as it can be: the worst that a person could set.
            "OTEL_METRIC_EXPORT_INTERVAL": "200",
            "OTEL_BLRP_SCHEDULE_DELAY": "100",
        }
        if mode is Mode.EXPORTING:
            environment["TENURE_OTLP_ENDPOINT"] = endpoint
        with running(server, environment) as client:
            client.initialize()
            person = TypingPerson(client.uri("module.py"), LINES, SUGGESTIONS)
            client.send([person.opening()])
            _accept(client, person, clock)
            worker_of(client)
            accepted_all(client, SUGGESTIONS)
            client.settle()
            before = _exported(endpoint) if mode is Mode.EXPORTING else 0
            trips: list[float] = []
            for offset in _offsets(mode, clock.offset, keys):
                clock.move_to(offset)
                trips += round_trips(client, person, 1, server.request)
            readings = _readings(client, mode)
            exports = _requests(endpoint) - before
    if mode is Mode.EXPORTING and not exports:
        raise BrokenMeasurementError("nothing was exported while the waits were measured")
    return Wait(trips, readings, exports)


class _Clock:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.move_to(0.0)

    def move_to(self, offset: float) -> None:
        self.offset = offset
        self.path.write_text(f"{offset:.3f}", encoding="ascii")


def _accept(client: Client, person: TypingPerson, clock: _Clock) -> None:
    messages = person.acceptances(telling=True)
    for change, told in zip(messages[::2], messages[1::2], strict=True):
        client.send([change, told])
        ask(client, person, "textDocument/hover")
        clock.move_to(clock.offset + SECONDS_A_SUGGESTION)


def _offsets(mode: Mode, start: float, keys: int) -> Iterator[float]:
    """Where the clock stands before each key."""
    for key in range(1, keys + 1):
        match mode:
            case Mode.QUIET:
                yield start
            case Mode.READING | Mode.EXPORTING:
                yield start + CLOCK_RUNS_ON * key / keys
            case Mode.AT_ONCE:
                yield start + (CLOCK_RUNS_ON if key > keys // 3 else 0)


def _exported(endpoint: str) -> int:
    """The requests so far, once there is one: its libraries are loaded then."""
    until = time.monotonic() + FINISHED_WITHIN
    while not (requests := _requests(endpoint)):
        if time.monotonic() > until:
            raise BrokenMeasurementError("nothing was exported before the waits were measured")
        time.sleep(0.05)
    return requests


def _requests(endpoint: str) -> int:
    return sum(received(endpoint)["requests"].values())


def _readings(client: Client, mode: Mode) -> int:
    """The readings made; where any fall due, all of them must come to be made."""
    wanted = 0 if mode is Mode.QUIET else SUGGESTIONS * len(HORIZONS)
    until = time.monotonic() + FINISHED_WITHIN
    while True:
        figures = accepted_all(client, SUGGESTIONS)
        made = sum(row["count"] for row in figures["survival"])
        if made >= wanted:
            return int(made)
        if time.monotonic() > until:
            raise BrokenMeasurementError(f"{made} of {wanted} readings were made")
        time.sleep(0.2)
