"""What a comparison of two texts gives: its counts, or why there are none."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counts:
    """``distance`` edits; ``longest`` units of what the distance is a share of."""

    distance: int
    longest: int


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """There is no distance, which is not a distance of zero."""

    reason: str
