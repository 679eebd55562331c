"""When the worker sends: log events soon after they are queued, totals at their interval.

Knows intervals. What is sent, and what the receiver makes of it, is telemetry's.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from tenure.core.metrics.permissions import METADATA, Permission

METRICS_VARIABLE = "OTEL_METRIC_EXPORT_INTERVAL"
LOGS_VARIABLE = "OTEL_BLRP_SCHEDULE_DELAY"

METRICS_MILLISECONDS = 60_000.0
LOGS_MILLISECONDS = 1_000.0
"""The defaults of the OpenTelemetry specification for those two variables."""


class Sending:
    """Sends what is due, when it is due."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._metrics_every = _seconds(environment, METRICS_VARIABLE, METRICS_MILLISECONDS)
        self._logs_every = _seconds(environment, LOGS_VARIABLE, LOGS_MILLISECONDS)
        self._next_metrics = 0.0
        self._next_logs = 0.0

    def send_what_is_due(
        self,
        connection: sqlite3.Connection,
        endpoint: str,
        now: float,
        monotonic: float,
        permission: Permission = METADATA,
    ) -> None:
        """Send to ``endpoint`` what is due by the ``monotonic`` time, stamped ``now``."""
        metrics = monotonic >= self._next_metrics
        logs = monotonic >= self._next_logs
        if not (metrics or logs):
            return
        from tenure.telemetry.export import send_pending  # OpenTelemetry comes with it

        # First, so that a receiver that fails is asked again after the interval, not at once.
        if metrics:
            self._next_metrics = monotonic + self._metrics_every
        if logs:
            self._next_logs = monotonic + self._logs_every
        send_pending(
            connection,
            endpoint,
            self._environment,
            now,
            metrics=metrics,
            logs=logs,
            permission=permission,
        )


def _seconds(environment: Mapping[str, str], variable: str, default: float) -> float:
    try:
        milliseconds = float(environment[variable])
    except (KeyError, ValueError):
        milliseconds = default
    return max(0.0, milliseconds) / 1000 if milliseconds < float("inf") else default / 1000
