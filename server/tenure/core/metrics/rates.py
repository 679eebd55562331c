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


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares in 0..1: how many are 0, how many are 1, and each of those between in any order."""

    zeros: int
    between: Sequence[float]
    ones: int

    @property
    def count(self) -> int:
        """How many they are."""
        return self.zeros + len(self.between) + self.ones

    def quantiles(self, *shares: float) -> tuple[float, ...] | None:
        """The quantiles by nearest rank; None of nothing."""
        if not self.count:
            return None
        ordered: Sequence[float] = ()
        found = []
        for share in shares:
            place = max(1, math.ceil(share * self.count)) - 1 - self.zeros
            if place < 0:
                found.append(0.0)
            elif place >= len(self.between):
                found.append(1.0)
            else:
                # Most are 0, so that often nothing need be sorted.
                ordered = ordered or sorted(self.between)
                found.append(round(ordered[place], DIGITS))
        return tuple(found)
