"""The curves of a window: what of accepted text stands by age."""

from __future__ import annotations

import sqlite3

from tenure.core.metrics.curves import Point, standing, surviving
from tenure.store import ages


def curves(connection: sqlite3.Connection, since: float, until: float) -> dict[str, list[Point]]:
    """The shares of characters that stand, of spans as accepted, and of spans not gone, by age."""
    histories = ages.histories(connection, since, until)
    return {
        "characters": standing(ages.standing(connection, since, until)),
        "asAccepted": surviving(histories, frozenset({"changed", "gone"})),
        "notGone": surviving(histories, frozenset({"gone"})),
    }
