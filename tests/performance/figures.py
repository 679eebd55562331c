"""All that one run measured: its requirements, its tables, and every figure as JSON."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass, field

from tests.performance import (
    crowd,
    exporting,
    hot_path,
    memory,
    reading_spans,
    requirements,
    storing,
    tables,
)
from tests.performance.exporting import ExportTime
from tests.performance.hot_path import HistoryTime, KeyTimes
from tests.performance.memory import Held
from tests.performance.reading_spans import SpanTimes, TreeTime
from tests.performance.requirements import Line
from tests.performance.sessions import Session
from tests.performance.stalls import Mode, Wait
from tests.performance.storing import StoreTimes


@dataclass(slots=True)
class Figures:
    """What each part measured, empty where it was left out; ``broken`` says what failed."""

    sessions: dict[tuple[str, int], list[Session]] = field(
        default_factory=lambda: defaultdict(list)
    )
    waits: dict[Mode, list[Wait]] = field(default_factory=lambda: defaultdict(list))
    crowds: dict[int, list[Wait]] = field(default_factory=lambda: defaultdict(list))
    """By the spans that are due."""
    keys: list[KeyTimes] = field(default_factory=list)
    histories: list[HistoryTime] = field(default_factory=list)
    spans: SpanTimes | None = None
    trees: list[TreeTime] = field(default_factory=list)
    exports: list[ExportTime] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    store: StoreTimes | None = None
    broken: list[str] = field(default_factory=list)

    def requirements(self) -> list[Line]:
        """Every requirement, judged."""
        with_readings = [wait for due, many in self.crowds.items() if due for wait in many]
        return [
            *requirements.lines(self.sessions, self.waits),
            *hot_path.requirement_lines(self.keys, self.histories),
            *reading_spans.requirement_lines(self.spans, self.trees),
            *crowd.requirement_lines(with_readings, self.crowds.get(0, [])),
            *exporting.requirement_lines(self.exports),
            *memory.requirement_lines(self.held),
            *storing.requirement_lines(self.store),
        ]

    def tables(self) -> list[str]:
        """A table for each part that was measured."""
        found = (
            tables.of_servers(self.sessions) if self.sessions else "",
            tables.of_waits({mode.value: many for mode, many in self.waits.items()}),
            tables.of_waits({f"{due:,} spans are due": many for due, many in self.crowds.items()}),
            tables.of_keys(self.keys) if self.keys else "",
            tables.of_histories(self.histories) if self.histories else "",
            tables.of_spans(self.spans) if self.spans else "",
            tables.of_trees(self.trees) if self.trees else "",
            tables.of_memory(self.held) if self.held else "",
            tables.of_store(storing.rows(self.store)) if self.store else "",
        )
        return [table for table in found if table]

    def as_json(self) -> dict[str, object]:
        """Every figure."""
        return {
            "sessions": [
                {
                    "server": name,
                    "lines": size,
                    "start_ms": session.start_ms,
                    "memory_mb": session.memory_mb,
                    "memory_open_mb": session.memory_open_mb,
                    "memory_end_mb": session.memory_end_mb,
                    "worker_mb": session.worker_mb,
                    "trip_ms": session.trip_ms,
                    "cpu_ms": session.cpu_ms,
                }
                for (name, size), many in self.sessions.items()
                for session in many
            ],
            "waits": [
                {"mode": mode.value, **_wait(wait)}
                for mode, many in self.waits.items()
                for wait in many
            ],
            "crowds": [
                {"due": due, **_wait(wait)} for due, many in self.crowds.items() for wait in many
            ],
            "keys": [one.as_json() for one in self.keys],
            "histories": [asdict(one) for one in self.histories],
            "spans_ms": dict(self.spans.spans_ms) if self.spans else {},
            "trees": [asdict(one) for one in self.trees],
            "exports": [asdict(one) for one in self.exports],
            "store_ms": {piece: [p50, p99] for piece, p50, p99 in storing.rows(self.store)}
            if self.store
            else {},
            "memory": [asdict(one) for one in self.held],
            "requirements": [
                {
                    "name": line.name,
                    "unit": line.unit,
                    "value": line.value,
                    "against": line.against,
                    "baseline": line.baseline,
                    "ratio": line.ratio,
                    "bound": line.bound,
                    "verdict": line.verdict,
                }
                for line in self.requirements()
            ],
            "broken": self.broken,
        }


def _wait(wait: Wait) -> dict[str, float]:
    return {
        "p95_ms": wait.p95_ms,
        "longest_ms": wait.longest_ms,
        "readings": wait.readings,
        "exports": wait.exports,
    }
