"""When a span is looked at (measures.md §6)."""

from __future__ import annotations

from tenure.core.records import Horizon

SECONDS: dict[Horizon, float] = {
    Horizon.SECONDS_30: 30.0,
    Horizon.MINUTES_2: 120.0,
    Horizon.MINUTES_5: 300.0,
    Horizon.MINUTES_10: 600.0,
    Horizon.MINUTES_15: 900.0,
}
"""The horizons of time that are read, in seconds after the first accepted part."""

SETTLED_AFTER = 10.0
"""Seconds without an edit between a span's edges after which it is settled."""

ORDER: dict[Horizon, int] = {horizon: index for index, horizon in enumerate(Horizon)}
"""The order of horizons that fall due at one time."""
