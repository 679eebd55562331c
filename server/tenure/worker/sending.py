"""When the worker sends: events and spans soon after they are queued, totals at their interval.

Knows intervals. What is sent, and what the receiver makes of it, is telemetry's.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from tenure.core.metrics.permissions import METADATA, Permission
from tenure.store.pauses import Signal
from tenure.telemetry.targets import signals_sent

if TYPE_CHECKING:
    from tenure.telemetry.points import KeptPoints

INTERVALS: Mapping[Signal, tuple[str, float]] = {
    "metrics": ("OTEL_METRIC_EXPORT_INTERVAL", 60_000.0),
    "logs": ("OTEL_BLRP_SCHEDULE_DELAY", 1_000.0),
    "traces": ("OTEL_BSP_SCHEDULE_DELAY", 5_000.0),
}
"""The variable that says how often each is sent, and the specification's default, in ms."""

BOUND_SECONDS = 60.0
"""How often the outbox is held to its size and age: its whole length is read for it."""


class Sending:
    """Sends what is due, when it is due."""

    def __init__(
        self, environment: Mapping[str, str], may_go_on: Callable[[], bool] = lambda: True
    ) -> None:
        self._environment = environment
        self._may_go_on = may_go_on
        self._every = {
            signal: _seconds(environment, variable, default)
            for signal, (variable, default) in INTERVALS.items()
        }
        self._next = dict.fromkeys(self._every, 0.0)
        self._next_bound = 0.0
        self._kept: KeptPoints | None = None

    def goes_anywhere(self, endpoint: str) -> bool:
        """Whether any signal has somewhere to go, with ``endpoint`` as the general one."""
        return bool(signals_sent(endpoint, self._environment))

    def send_what_is_due(
        self,
        connection: sqlite3.Connection,
        endpoint: str,
        now: float,
        monotonic: float,
        permission: Permission = METADATA,
    ) -> None:
        """Send to ``endpoint`` what is due by the ``monotonic`` time, stamped ``now``."""
        due = [signal for signal, time in self._next.items() if monotonic >= time]
        if not due:
            return
        from tenure.telemetry.export import bound_outbox, send_pending  # OpenTelemetry comes too
        from tenure.telemetry.points import KeptPoints

        if self._kept is None:
            self._kept = KeptPoints()

        if monotonic >= self._next_bound:
            self._next_bound = monotonic + BOUND_SECONDS
            bound_outbox(connection, self._environment, now)
        # First, so that a receiver that fails is asked again after the interval, not at once.
        for signal in due:
            self._next[signal] = monotonic + self._every[signal]
        send_pending(
            connection,
            endpoint,
            self._environment,
            now,
            signals=due,
            may_go_on=self._may_go_on,
            permission=permission,
            kept=self._kept,
        )


def _seconds(environment: Mapping[str, str], variable: str, default: float) -> float:
    try:
        milliseconds = float(environment[variable])
    except (KeyError, ValueError):
        milliseconds = default
    return max(0.0, milliseconds) / 1000 if milliseconds < float("inf") else default / 1000
