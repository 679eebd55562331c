"""The figures of a window of time, as a status bar shows them: rates, what stands, providers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tenure.core.metrics.rates import Rate

RATES = (("acceptance", "shown"), ("decision", "decided"), ("opportunity", "requested"))
"""The rates in the order in which the first that can be told is shown (measures.md §4)."""


@dataclass(frozen=True, slots=True)
class Provider:
    """The rates of a provider's suggestions; None is who nobody could tell."""

    provider: str | None
    rates: Mapping[str, Rate]


@dataclass(frozen=True, slots=True)
class Window:
    """The figures of one window; ``accepts`` are counted by their evidence."""

    window: str
    rates: Mapping[str, Rate]
    standing: Rate
    accepts: Mapping[str, int]
    providers: Sequence[Provider]
