"""The curves of a window: what of accepted text stands by age."""

from __future__ import annotations

from tenure.core.metrics.curves import LOST, Point, standing, surviving
from tenure.store import figures
from tenure.store.tallies import Tally


def curves(tally: Tally) -> dict[str, list[Point]]:
    """The shares of characters that stand, of spans as accepted, and of spans not gone, by age."""
    return {
        "characters": standing(figures.by_age(tally)),
        **{name: surviving(tally.losses(name)) for name in LOST},
    }
