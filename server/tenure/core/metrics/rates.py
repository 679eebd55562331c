"""Rates with their counts and intervals, quantiles, and how both are written for eyes.

A share never travels without its counts (measures.md §4, §9).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

Z = 1.959964
"""Of a 95 % interval (measures.md §4)."""

WRITTEN_AS_SHARE_FROM = 20
"""Below this a rate is written as counts: "3 of 7"."""

DIGITS = 6


@dataclass(frozen=True, slots=True)
class Rate:
    """``numerator`` of ``denominator``; the value is None where the denominator is 0."""

    numerator: int
    denominator: int

    @property
    def value(self) -> float | None:
        """The share, rounded to six digits."""
        if not self.denominator:
            return None
        return round(self.numerator / self.denominator, DIGITS)

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval."""
        if not self.denominator:
            return None
        return wilson(self.numerator / self.denominator, self.denominator)

    @property
    def words(self) -> str:
        """For eyes: "62 %", or "3 of 7" where that would say too much."""
        if self.denominator < WRITTEN_AS_SHARE_FROM:
            return f"{self.numerator} of {self.denominator}"
        return f"{round(100 * self.numerator / self.denominator)} %"


def wilson(share: float, total: float) -> tuple[float, float]:
    """The 95 % interval of a share of ``total`` (E. B. Wilson, 1927)."""
    centre = share + Z * Z / (2 * total)
    spread = Z * math.sqrt(share * (1 - share) / total + Z * Z / (4 * total * total))
    scale = 1 + Z * Z / total
    low = max(0.0, (centre - spread) / scale)
    high = min(1.0, (centre + spread) / scale)
    return round(low, DIGITS), round(high, DIGITS)


def nearest_rank(values: Sequence[float], share: float) -> float | None:
    """The quantile by nearest rank; None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    return round(ordered[max(1, math.ceil(share * len(ordered))) - 1], DIGITS)
