"""When a span is looked at (measures.md §6)."""

from __future__ import annotations

from tenure.core.records import Horizon

SECONDS: dict[Horizon, float] = {
    Horizon.SECONDS_30: 30.0,
    Horizon.MINUTES_2: 120.0,
    Horizon.MINUTES_5: 300.0,
}
"""The horizons of time that are read, in seconds after the first accepted part."""

HORIZONS_IN_FORCE: tuple[Horizon, ...] = (*SECONDS, Horizon.SAVE)
"""Every horizon that is read."""

ORDER: dict[Horizon, int] = {horizon: index for index, horizon in enumerate(Horizon)}
"""The order of horizons that fall due at one time."""
