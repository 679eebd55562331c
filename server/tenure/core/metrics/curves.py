"""What of accepted text stands by age, with 95 % intervals.

Spans that have not reached an age, or could not be read there, are censored (Kaplan and Meier,
1958). An interval is Wilson's over the effective number of spans: for a product of shares the
number that would give Greenwood's variance (Rothman, 1978), for characters, which stand and fall
with their span, Kish's (1965). Where no span is censored both are Wilson's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from tenure.core.metrics.rates import DIGITS, wilson
from tenure.core.records import Horizon
from tenure.core.survival.horizons import SECONDS

AGES = tuple(SECONDS)
"""The horizons that are ages, youngest first."""

Stage = Literal["whole", "changed", "gone"]
"""How a span was found at one age."""

History = tuple[Stage | None, ...]
"""A span's stage at each of ``AGES``; None where it was not, or could not be, read."""


LOST: Mapping[str, frozenset[Stage]] = {
    "asAccepted": frozenset({"changed", "gone"}),
    "notGone": frozenset({"gone"}),
}
"""The curves of spans by their names, with the stages in which a span is lost to each."""


class Losses(NamedTuple):
    """How many spans were lost for good, and how many seen last, at each of ``AGES``; they add up.

    Who is lost is seen last at the same age.
    """

    lost: list[int]
    last_seen: list[int]


@dataclass(frozen=True, slots=True)
class Standing:
    """The measured readings of one age: spans, and sums over their characters."""

    spans: int
    kept: int
    original: int
    original_squares: int


@dataclass(frozen=True, slots=True)
class Point:
    """A share in 0..1 at one age, its interval, and the spans that it is known of."""

    horizon: Horizon
    spans: int
    value: float
    low: float
    high: float


def standing(ages: Mapping[Horizon, Standing]) -> list[Point]:
    """The share of characters that stand at each age that has a reading."""
    points = []
    for horizon in AGES:
        found = ages.get(horizon)
        if found is not None and found.original:
            effective = found.original**2 / found.original_squares
            points.append(_point(horizon, found.spans, found.kept / found.original, effective))
    return points


def losses(histories: Mapping[History, int], lost: frozenset[Stage]) -> Losses:
    """When spans came into a stage of ``lost`` for good, or were seen last."""
    found = Losses([0] * len(AGES), [0] * len(AGES))
    for history, count in histories.items():
        read = [age for age, stage in enumerate(history) if stage is not None]
        if not read:
            continue
        # What came back was not lost: the loss is where it begins for good.
        first = len(read)
        while first and history[read[first - 1]] in lost:
            first -= 1
        if first < len(read):
            found.lost[read[first]] += count
        found.last_seen[read[min(first, len(read) - 1)]] += count
    return found


def surviving(found: Losses) -> list[Point]:
    """The share of spans that are not lost yet at each age."""
    points = []
    share, greenwood, at_risk = 1.0, 0.0, sum(found.last_seen)
    for horizon, lost, last_seen in zip(AGES, *found, strict=True):
        if not at_risk:
            break
        share *= 1 - lost / at_risk
        effective = float(at_risk)
        if lost < at_risk:
            greenwood += lost / (at_risk * (at_risk - lost))
            if greenwood:
                effective = (1 - share) / (share * greenwood)
        points.append(_point(horizon, at_risk, share, effective))
        at_risk -= last_seen
    return points


def _point(horizon: Horizon, spans: int, share: float, effective: float) -> Point:
    low, high = wilson(share, effective)
    return Point(horizon, spans, round(share, DIGITS), low, high)
