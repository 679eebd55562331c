"""What the store costs: a record to durable, what is read of two years, the export of its totals.

Beside a bare insert into a bare SQLite database of the same settings, in turns.
"""

from __future__ import annotations

import json
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tenure.core.records import Horizon, Unit, Verdict
from tenure.report import panel
from tenure.report.status import StatusBar
from tenure.report.summary import build
from tenure.store import rollups
from tenure.store.database import open_store, transaction
from tenure.store.periods import tallies_between, tally_one
from tenure.store.reader import installation
from tenure.store.records import write_within
from tenure.store.rollups import Increment
from tenure.store.writer import Writer
from tenure.telemetry.encode import metrics_request
from tenure.telemetry.points import KeptPoints
from tenure.telemetry.resource import resource_of
from tenure.telemetry.totals import next_totals

from tests.performance.requirements import Line
from tests.store.examples import accepted
from tests.store.grown import DAY, DAYS, SUGGESTIONS, grow

RECORDS = 2_000
PAUSE = 0.006
"""Seconds between two records of a person; the writer makes a flood share its transactions."""

NOW = 20_000.4 * DAY

CHANGED = 60
"""Totals that change in the minute between two exports: an accepted suggestion is in five, and
each of its readings in six."""

FIRST, NEXT, PLAIN = "first totals", "next totals", "the SDK's encoder"

PANEL, YEAR, STATUS = "panel", "panel of a year", "status bar"

BARE, CALLING, WRITER = "bare insert", "record and event, calling thread", "record, writer thread"


@dataclass(frozen=True, slots=True)
class StoreTimes:
    """Milliseconds: of single writes all of them, by piece; of reports and exports the median."""

    writes_ms: dict[str, list[float]]
    reads_ms: dict[str, float]

    def p50(self, piece: str) -> float:
        """The median of a piece."""
        return statistics.median(self.writes_ms[piece])

    def p99(self, piece: str) -> float:
        """What one in a hundred takes longer than."""
        return statistics.quantiles(self.writes_ms[piece], n=100)[-1]


def measure(fraction: float, rounds: int) -> StoreTimes:
    """Write records, then read a store of which ``fraction`` of two years is filled."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        writes = _writes(Path(folder), int(RECORDS * fraction))
        reads = _reads(Path(folder) / "grown.db", fraction, rounds)
    return StoreTimes(writes, reads)


def requirement_lines(times: StoreTimes | None) -> list[Line]:
    """What the store owes, judged."""

    def p50(piece: str) -> float | None:
        return times.p50(piece) if times else None

    def p99(piece: str) -> float | None:
        return times.p99(piece) if times else None

    def read(piece: str) -> float | None:
        return times.reads_ms[piece] if times else None

    return [
        Line("durable, calling thread", "ms", p50(CALLING), 2, BARE, p50(BARE)),
        Line("durable, writer thread", "ms", p50(WRITER), 10, BARE, p50(BARE)),
        Line("  and one in a hundred", "ms", p99(WRITER), 10),
        Line("report, 7 days of two years", "ms", read("7 days"), 500),
        Line("report, two years", "ms", read("two years"), 500),
        Line("  by language and provider", "ms", read("two years by"), 500),
        Line("panel, 30 days of two years", "ms", read(PANEL), 500),
        Line("  over a year", "ms", read(YEAR), 500),
        Line("status bar, with 7 and 30 days", "ms", read(STATUS), 100),
        Line(f"totals of two years, {CHANGED} of them changed", "ms", read(NEXT), 50),
        Line("  all of them, once a process", "ms", read(FIRST), 1.5, PLAIN, read(PLAIN)),
    ]


def _writes(folder: Path, count: int) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = {BARE: [], CALLING: [], WRITER: []}
    with _bare(folder / "bare.db") as bare, closing(open_store(folder / "called.db")) as called:
        writer = Writer(folder / "written.db")
        writer.append([accepted("first")])
        writer.flush()
        body = json.dumps({"name": "tenure.suggestion", "attributes": {"outcome": "accepted"}})
        for number in range(count):
            record = replace(accepted(f"s{number:06}"), accepted_at=None, text=None)

            def insert() -> None:
                bare.execute("BEGIN IMMEDIATE")
                bare.execute("INSERT INTO event VALUES (?, ?)", (number, body))  # noqa: B023
                bare.execute("COMMIT")

            def call() -> None:
                with transaction(called):
                    write_within(called, [record], "nvim")  # noqa: B023
                    called.execute(
                        "INSERT OR IGNORE INTO outbox (signal, event_id, at, body)"
                        " VALUES ('logs', ?, 0, ?)",
                        (str(number), body),  # noqa: B023
                    )

            def append() -> None:
                writer.append([record])  # noqa: B023
                writer.flush()

            for piece, act in ((BARE, insert), (CALLING, call), (WRITER, append)):
                taken[piece].append(_milliseconds(act))
            time.sleep(PAUSE)
        writer.close()
    return taken


@contextmanager
def _bare(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL").fetchone()
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("CREATE TABLE event (id INTEGER PRIMARY KEY, body TEXT)")
        yield connection


def _reads(path: Path, fraction: float, rounds: int) -> dict[str, float]:
    with closing(open_store(path)) as store:
        grow(store, NOW, suggestions=int(SUGGESTIONS * fraction))
        while tally_one(store, NOW):
            pass
        sets = _fill_totals(store)
        start = NOW - DAYS * DAY
        pieces: dict[str, Callable[[], object]] = {
            "7 days": lambda: build(store, NOW - 7 * DAY, NOW),
            "two years": lambda: build(store, start, NOW),
            "two years by": lambda: build(store, start, NOW, ("language", "provider")),
            PANEL: lambda: panel.build(store, NOW - 30 * DAY, NOW),
            YEAR: lambda: panel.build(store, NOW - 365 * DAY, NOW),
            STATUS: lambda: StatusBar().shown(store, NOW - DAY / 2, NOW),
        }
        reports = {
            name: statistics.median(_milliseconds(piece) for _ in range(rounds))
            for name, piece in pieces.items()
        }
        return {**reports, **_exports(store, sets, rounds)}


def _exports(store: sqlite3.Connection, sets: Sequence[Increment], rounds: int) -> dict[str, float]:
    """The totals from the store to the bytes that are posted: all of them, then what changed."""
    who = installation(store)
    assert who is not None
    resource = resource_of(who, {})
    chance = random.Random(1)
    taken: dict[str, list[float]] = {FIRST: [], NEXT: [], PLAIN: []}

    def export(kept: KeptPoints) -> None:
        totals = next_totals(store, who, resource, NOW, kept)
        assert totals is not None
        totals.request(totals.everything)

    def encode() -> None:
        totals = rollups.totals(store)
        metrics_request(totals, resource, who.started_at, NOW).SerializeToString()

    for _ in range(rounds):
        kept = KeptPoints()
        taken[PLAIN].append(_milliseconds(encode))
        taken[FIRST].append(_milliseconds(lambda: export(kept)))  # noqa: B023
        for _ in range(rounds):
            with transaction(store):
                rollups.add(store, chance.sample(sets, min(CHANGED, len(sets))), NOW)
            taken[NEXT].append(_milliseconds(lambda: export(kept)))  # noqa: B023
    return {piece: statistics.median(times) for piece, times in taken.items()}


def _fill_totals(store: sqlite3.Connection) -> list[Increment]:
    """The totals that two years leave behind: each group's that there was, at each horizon.

    A receiver knows them all. Gives what was added.
    """
    names = ("language", "provider", "model", "editor", "kind")
    increments = []
    for group in tallies_between(store, 0, NOW):
        common = {name: value for name, value in zip(names, group, strict=True) if value}
        increments.append(Increment("tenure.suggestion.count", common, 1))
        for horizon in Horizon:
            at = {**common, "tenure.horizon": horizon.value}
            increments.append(Increment("tenure.survival.ratio", at, 0.5))
            increments += [
                Increment("tenure.survival.count", {**at, "verdict": verdict.value}, 1)
                for verdict in Verdict
            ]
            increments += [
                Increment("tenure.edit_distance.ratio", {**at, "unit": unit.value}, 0.5)
                for unit in Unit
            ]
    with transaction(store):
        rollups.add(store, increments, NOW)
        rollups.announce(store, rollups.totals(store))
    return increments


def _milliseconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - begun)


def rows(times: StoreTimes) -> Sequence[tuple[str, float, float | None]]:
    """Each piece with its median and what one in a hundred takes longer than."""
    return [
        *((piece, times.p50(piece), times.p99(piece)) for piece in times.writes_ms),
        *((piece, ms, None) for piece, ms in times.reads_ms.items()),
    ]
