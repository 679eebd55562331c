"""How long an editor waits for Tenure while its worker reads ten thousand spans at once.

The spans are put into the store as another window's server would; then somebody types, key by key,
each followed by a request. The same without them is the baseline.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tenure.core.records import (
    DueReadingRecord,
    Evidence,
    Horizon,
    Kind,
    Record,
    State,
    SuggestionRecord,
)
from tenure.core.text.source import SourceText
from tenure.store.database import open_store, store_path
from tenure.store.records import write

from tests.performance.requirements import Line
from tests.performance.servers import Server
from tests.performance.sessions import (
    BrokenMeasurementError,
    accepted_all,
    ask,
    round_trips,
    running,
    worker_of,
)
from tests.performance.spans import Fate, Pair, pairs
from tests.performance.stalls import Wait
from tests.performance.typing_person import TypingPerson

LINES = 2_000
SUGGESTIONS = 20
SPANS = 10_000


def measure(server: Server, spans: int, keys: int) -> Wait:
    """Type ``keys`` keys while ``spans`` spans are due."""
    with tempfile.TemporaryDirectory(prefix="benchmark-", ignore_cleanup_errors=True) as name:
        home = Path(name)
        with running(server, {"TENURE_HOME": str(home)}) as client:
            client.initialize()
            person = TypingPerson(client.uri("module.py"), LINES, SUGGESTIONS)
            client.send([person.opening(), *person.acceptances(telling=True)])
            accepted_all(client, SUGGESTIONS)
            worker_of(client)
            client.settle()
            ask(client, person, server.request)
            with closing(open_store(store_path(home), create=False)) as store:
                _fall_due(store, spans)
                trips = round_trips(client, person, keys, server.request)
                (readings,) = store.execute("SELECT count(*) FROM reading").fetchone()
    if spans and not readings:
        raise BrokenMeasurementError("nothing was read while the waits were measured")
    return Wait(trips, readings, 0)


def requirement_lines(with_readings: list[Wait], without: list[Wait]) -> list[Line]:
    """The best of the rounds on both sides: a stall that is ours is in every round."""

    def best(waits: list[Wait], figure: Callable[[Wait], float]) -> float | None:
        return min(map(figure, waits), default=None)

    def line(name: str, figure: Callable[[Wait], float], bound: float) -> Line:
        value, baseline = best(with_readings, figure), best(without, figure)
        return Line(name, "ms", value, bound, "nothing due", baseline)

    return [
        line("longest wait while 10,000 spans are read", lambda wait: wait.longest_ms, 2),
        line("keystroke's p95 meanwhile", lambda wait: wait.p95_ms, 1.5),
    ]


def _fall_due(store: sqlite3.Connection, spans: int) -> None:
    now = time.time()
    records: list[Record] = []
    for number, pair in enumerate(pairs(spans)):
        records += [_accepted(number, pair, now), _due(number, pair, now)]
    write(store, records, "benchmark")


def _accepted(number: int, pair: Pair, now: float) -> SuggestionRecord:
    return SuggestionRecord(
        id=f"due-{number}",
        document="file:///elsewhere/module",
        language=pair.language,
        kind=Kind.INLINE,
        state=State.ACCEPTED,
        evidence=Evidence.EXACT,
        rule="the client says accepted",
        adapter="benchmark",
        first_seen_at=now,
        accepted_at=now,
        last_part_at=now,
        ended_at=now,
        accepted_characters=len(pair.original),
    )


def _due(number: int, pair: Pair, now: float) -> DueReadingRecord:
    return DueReadingRecord(
        suggestion=f"due-{number}",
        horizon=Horizon.SETTLED,
        due_at=now,
        read_at=now,
        language=pair.language,
        kept=0 if pair.fate is Fate.GONE else len(pair.original),
        original=len(pair.original),
        original_text=SourceText(pair.original),
        text=SourceText(pair.text),
    )
