"""What speed Tenure owes its users, each with its bound, judged on one run's figures.

The bounds are ratios wherever a ratio says it: two runs on two machines can be compared by them.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.performance.sessions import Session
from tests.performance.stalls import Mode, Wait

Sessions = Mapping[tuple[str, int], Sequence[Session]]
"""Every session, by the server's name and the document's lines."""

Waits = Mapping[Mode, Sequence[Wait]]

TENURE, STOCK = "tenure", "stock pygls"

CPU_BOUNDS = {200: 0.05, 2_000: 0.05, 20_000: 0.02}
TRIP_BOUNDS = {200: 0.6, 2_000: 0.6, 20_000: 0.25}


@dataclass(frozen=True, slots=True)
class Line:
    """One requirement: a figure, what it is measured against, and the bound.

    With a baseline the bound is for the ratio, without one for the figure. None: not measured.
    """

    name: str
    unit: str
    value: float | None
    bound: float
    against: str | None = None
    baseline: float | None = None

    @property
    def ratio(self) -> float | None:
        """The figure in baselines."""
        if self.value is None or self.baseline is None:
            return None
        return self.value / self.baseline

    @property
    def verdict(self) -> str:
        """``within``, ``over``, or ``not measured``."""
        judged = self.value if self.against is None else self.ratio
        if judged is None:
            return "not measured"
        return "within" if judged <= self.bound else "over"


def lines(sessions: Sessions, waits: Waits) -> list[Line]:
    """Every requirement, in the order in which a person meets them."""

    def of(server: str, size: int, figure: Callable[[Session], float | None]) -> float | None:
        found = [figure(session) for session in sessions.get((server, size), ())]
        measured = [value for value in found if value is not None]
        return statistics.median(measured) if measured else None

    def of_all_sizes(server: str, figure: Callable[[Session], float]) -> float | None:
        found = [figure(s) for (name, _), many in sessions.items() if name == server for s in many]
        return statistics.median(found) if found else None

    def wait(mode: Mode, figure: Callable[[Wait], float]) -> float | None:
        found = [figure(one) for one in waits.get(mode, ())]
        return statistics.median(found) if found else None

    def fastest_other(size: int) -> tuple[str, float | None]:
        others = {
            name: trip
            for name in {name for name, _ in sessions} - {TENURE, STOCK}
            if (trip := of(name, size, lambda s: s.trip_ms)) is not None
        }
        best = min(others, key=lambda name: others[name], default=None)
        return ("fastest other", None) if best is None else (best, others[best])

    def against_stock(
        name: str, unit: str, size: int, figure: Callable[[Session], float], bound: float
    ) -> Line:
        return Line(name, unit, of(TENURE, size, figure), bound, STOCK, of(STOCK, size, figure))

    result = [
        against_stock(f"CPU an edit, {size:,} lines", "ms", size, lambda s: s.cpu_ms, bound)
        for size, bound in CPU_BOUNDS.items()
    ]
    result.append(
        Line(
            "CPU an edit, 20,000 against 200 lines",
            "ms",
            of(TENURE, 20_000, lambda s: s.cpu_ms),
            1.5,
            "tenure, 200 lines",
            of(TENURE, 200, lambda s: s.cpu_ms),
        )
    )
    result += [
        against_stock(f"edit and request, {size:,} lines", "ms", size, lambda s: s.trip_ms, bound)
        for size, bound in TRIP_BOUNDS.items()
    ]
    for size in (2_000, 20_000):
        name, trip = fastest_other(size)
        own = of(TENURE, size, lambda s: s.trip_ms)
        result.append(Line(f"edit and request, {size:,} lines", "ms", own, 1.0, name, trip))
    result += [
        Line(
            "start to the initialize answer",
            "ms",
            of_all_sizes(TENURE, lambda s: s.start_ms),
            1.15,
            STOCK,
            of_all_sizes(STOCK, lambda s: s.start_ms),
        ),
        Line(
            "memory after initialize",
            "MB",
            of_all_sizes(TENURE, lambda s: s.memory_mb),
            1.2,
            STOCK,
            of_all_sizes(STOCK, lambda s: s.memory_mb),
        ),
        Line("memory, 20,000 lines open", "MB", of(TENURE, 20_000, lambda s: s.memory_open_mb), 60),
        Line("  and after the flood", "MB", of(TENURE, 20_000, lambda s: s.memory_end_mb), 60),
        Line("worker's memory, OTLP on", "MB", of(TENURE, 20_000, lambda s: s.worker_mb), 75),
        Line(
            "longest wait while the worker exports",
            "ms",
            wait(Mode.EXPORTING, lambda w: w.longest_ms),
            10,
        ),
        Line(
            "keystroke's p95, export on",
            "ms",
            wait(Mode.EXPORTING, lambda w: w.p95_ms),
            1.5,
            "export off",
            wait(Mode.READING, lambda w: w.p95_ms),
        ),
    ]
    return result
