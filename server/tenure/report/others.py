"""Figures of the report as other systems count them, from the same readings.

Knows which sums make which figure. Their formulas are in ``core/survival/others.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from tenure.core.survival.others import FIGURES
from tenure.store.figures import OthersCounts


class _Share(NamedTuple):
    numerator: float
    denominator: int


_SHARES: dict[tuple[str, str], Callable[[OthersCounts], _Share]] = {
    ("ziegler", "unchanged"): lambda counts: _Share(counts.unchanged, counts.read),
    ("ziegler", "mostlyUnchanged"): lambda counts: _Share(counts.mostly_unchanged, counts.read),
    ("copilot", "stillInCode"): lambda counts: _Share(counts.still_in_code, counts.lexed),
    ("cody", "difference"): lambda counts: _Share(counts.difference, counts.read),
    ("vscode", "arc"): lambda counts: _Share(counts.never_left, counts.watched),
    ("copilotChat", "fourGram"): lambda counts: _Share(counts.four_gram, counts.compared),
    ("copilotChat", "noRevert"): lambda counts: _Share(counts.no_revert, counts.compared),
    ("zed", "keptRate"): lambda counts: _Share(counts.kept_rate, counts.settled),
}


def as_others_count(counts: Sequence[OthersCounts]) -> list[dict[str, Any]]:
    """A row for each figure at each of its horizons that has a reading (interfaces.md).

    The numerator is a count or, where the system takes a mean over spans, their sum.
    """
    return [
        {
            "system": figure.system,
            "figure": figure.name,
            "horizon": one.horizon.value,
            "numerator": round(share.numerator, 6),
            "denominator": share.denominator,
        }
        for figure in FIGURES
        for one in counts
        if one.horizon in figure.horizons
        and (share := _SHARES[figure.system, figure.name](one)).denominator
    ]


@dataclass(frozen=True, slots=True)
class OtherFigure:
    """A figure as another system counts it, with what it divides and how it differs from ours."""

    system: str
    figure: str
    horizon: str
    numerator: float
    denominator: int
    divides: str
    by: str
    differs: str
    source: str


def at_last_horizon(rows: Sequence[Mapping[str, Any]]) -> list[OtherFigure]:
    """Of the report's ``asOthersCount`` each figure at the last of its horizons, in words."""
    latest = {(row["system"], row["figure"]): row for row in rows}
    return [
        OtherFigure(
            system=figure.system,
            figure=figure.name,
            horizon=row["horizon"],
            numerator=row["numerator"],
            denominator=row["denominator"],
            divides=figure.numerator,
            by=figure.denominator,
            differs=figure.differs,
            source=figure.source,
        )
        for figure in FIGURES
        if (row := latest.get((figure.system, figure.name))) is not None
    ]
