"""``tenure export``: send everything pending once, and end."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import closing


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "--endpoint",
        metavar="URL",
        help="where to send it (default: tenure.otlp.endpoint or OTEL_EXPORTER_OTLP_ENDPOINT)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Send; 1 where something had to stay."""
    from tenure.cli import store_of
    from tenure.clock import clock_from
    from tenure.core.errors import TenureError
    from tenure.settings import resolve
    from tenure.store.database import open_store
    from tenure.syntax.parsers import parse
    from tenure.telemetry.export import bound_outbox, send_pending
    from tenure.worker.passes import work

    settings = resolve(os.environ)
    endpoint, permission = arguments.endpoint or settings.endpoint, settings.permission
    if not endpoint:
        raise TenureError(
            "no endpoint is set, so nothing leaves this machine; "
            "set OTEL_EXPORTER_OTLP_ENDPOINT or give --endpoint"
        )
    if not permission:
        raise TenureError(
            "tenure.telemetry.level is off, so nothing leaves this machine; "
            f"it is set by {settings.values['telemetry.level'].source}"
        )
    now = clock_from(os.environ).now()
    with closing(open_store(store_of(arguments), create=False)) as connection:
        work(connection, now, parse=parse, permission=permission)
        bound_outbox(connection, now)
        outcome = send_pending(
            connection, endpoint, os.environ, now, at_once=True, permission=permission
        )
    print(f"sent {outcome.sent} events; {outcome.kept} wait, {outcome.lost} were refused")
    if outcome.problem is not None:
        print(f"tenure: {endpoint}: {outcome.problem}", file=sys.stderr)
    return 1 if outcome.kept or outcome.lost or not outcome.metrics_sent else 0
