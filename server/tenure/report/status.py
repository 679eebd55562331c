"""What a status bar shows: two figures of a day, and what they are over longer windows.

Whoever can words the windows in the language of its user; the line and the tooltip are English.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tenure.core.metrics.rates import Rate
from tenure.report import summary
from tenure.report.tooltip import tooltip
from tenure.report.windows import RATES, Provider, Window
from tenure.store import figures

NOTHING_YET = "Tenure: nothing yet"
PAUSED = "Tenure paused"

LONGER = (("7d", 7 * 86_400.0), ("30d", 30 * 86_400.0))
"""The windows beside the day's, with their length in seconds."""

_REST = 100.0
"""Times as long as the longer windows took to count they are left alone: 1 % of the time."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The line, a tooltip (Markdown), the day's report, and windows, today's first."""

    text: str
    tooltip: str
    figures: dict[str, Any]
    windows: Sequence[Window]
    paused: bool = False


class StatusBar:
    """Remembers the longer windows where they take long to count."""

    def __init__(self, timer: Callable[[], float] = time.perf_counter) -> None:
        self._timer = timer
        self._longer: list[Window] = []
        self._rests_until = float("-inf")

    def shown(self, connection: sqlite3.Connection, midnight: float, now: float) -> Shown:
        """What to show of the day that began at ``midnight``; times in seconds since 1970."""
        today, report = _window(connection, "today", midnight, now, readings=True)
        started = self._timer()
        if started >= self._rests_until:
            self._longer = [
                _window(connection, name, now - seconds, now)[0] for name, seconds in LONGER
            ]
            ended = self._timer()
            self._rests_until = ended + _REST * (ended - started)
        windows = [today, *self._longer]
        return Shown(_text(today), tooltip(windows), report, windows)


def first_told(report: dict[str, Any]) -> tuple[str, str] | None:
    """The first rate that has a denominator, with the word for it."""
    return next((rate for rate in RATES if report["rates"][rate[0]]["denominator"]), None)


def upper_end(report: dict[str, Any], name: str) -> Rate:
    """The rate if every insertion that looks like an accept were one."""
    rate, looks = _rate(report, name), report["suggestions"]["byEvidence"]["inferred"]
    if name == "decision":
        return Rate(rate.numerator + looks, rate.denominator + looks)
    return Rate(min(rate.numerator + looks, rate.denominator), rate.denominator)


def _text(today: Window) -> str:
    parts = []
    told = next(((name, word) for name, word in RATES if today.rates[name].denominator), None)
    if told is not None:
        rate, word = today.rates[told[0]], told[1]
        parts.append(f"{rate.words}{' of' if '%' in rate.words else ''} {word}")
    if today.standing.denominator:
        parts.append(f"{today.standing.words} standing")
    return " · ".join(parts) or NOTHING_YET


def _window(
    connection: sqlite3.Connection, name: str, since: float, until: float, *, readings: bool = False
) -> tuple[Window, dict[str, Any]]:
    """The window, and its report, which has no survival without the readings."""
    found = summary.read(connection, since, until, ("provider",), readings=readings)
    whole = figures.whole(found.tallies)
    report = summary.of_whole(found, whole)
    groups = summary.along(found, ("provider",))["provider"]
    window = Window(
        name,
        _rates(report),
        Rate(*figures.standing(whole)),
        report["suggestions"]["byEvidence"],
        [Provider(group["key"]["provider"], _rates(group)) for group in groups],
    )
    return window, report


def _rates(report: dict[str, Any]) -> dict[str, Rate]:
    return {name: _rate(report, name) for name, _ in RATES}


def _rate(report: dict[str, Any], name: str) -> Rate:
    rate = report["rates"][name]
    return Rate(rate["numerator"], rate["denominator"])
