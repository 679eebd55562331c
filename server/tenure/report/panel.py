"""What the stats panel shows of a window: the report, groups, curves, and the last suggestions."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tenure.core.metrics.curves import Point
from tenure.report import summary
from tenure.report.curves import curves
from tenure.report.others import OtherFigure, at_last_horizon
from tenure.store import figures
from tenure.store.recent import RecentSuggestion, last_suggestions

LAST_SUGGESTIONS = 100
"""How many suggestions are listed."""

GROUPED_BY = ("language", "provider", "model", "kind")


@dataclass(frozen=True, slots=True)
class Curve:
    """What stands by age; the names are those of ``curves``."""

    name: str
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class Panel:
    """The report's JSON, its groups by each dimension alone, and what it has not."""

    figures: Mapping[str, Any]
    groups: Mapping[str, Sequence[Mapping[str, Any]]]
    curves: Sequence[Curve]
    others: Sequence[OtherFigure]
    recent: Sequence[RecentSuggestion]


def build(connection: sqlite3.Connection, since: float, until: float) -> Panel:
    """Everything over the window; times are seconds since 1970."""
    found = summary.read(connection, since, until, GROUPED_BY)
    whole = figures.whole(found.tallies)
    report = summary.of_whole(found, whole)
    return Panel(
        figures=report,
        groups=summary.along(found, GROUPED_BY),
        curves=[Curve(name, points) for name, points in curves(whole).items()],
        others=at_last_horizon(report["asOthersCount"]),
        recent=last_suggestions(connection, LAST_SUGGESTIONS),
    )
