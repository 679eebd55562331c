"""``tenure export``: send everything pending once, and end."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import closing
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "--endpoint",
        metavar="URL",
        help="where to send it (default: tenure.otlp.endpoint or OTEL_EXPORTER_OTLP_ENDPOINT)",
    )
    parser.add_argument(
        "--file",
        type=Path,
        metavar="NAME.db",
        help="copy the whole store to a file, whoever writes meanwhile, and send nothing",
    )


def run(arguments: argparse.Namespace) -> int:
    """Send; 1 where something had to stay."""
    from tenure.cli import store_of
    from tenure.clock import clock_from
    from tenure.core.errors import TenureError
    from tenure.settings import resolve
    from tenure.store.database import open_store
    from tenure.syntax.parsers import parse
    from tenure.telemetry.export import send_pending
    from tenure.worker.passes import work

    if arguments.file is not None:
        return _copy(store_of(arguments), arguments.file)
    endpoint = arguments.endpoint or resolve(os.environ).endpoint
    if not endpoint:
        raise TenureError(
            "no endpoint is set, so nothing leaves this machine; "
            "set OTEL_EXPORTER_OTLP_ENDPOINT or give --endpoint"
        )
    now = clock_from(os.environ).now()
    with closing(open_store(store_of(arguments), create=False)) as connection:
        work(connection, now, parse=parse, endpoint_set=True)
        outcome = send_pending(connection, endpoint, os.environ, now, at_once=True)
    print(f"sent {outcome.sent} events; {outcome.kept} wait, {outcome.lost} were refused")
    if outcome.problem is not None:
        print(f"tenure: {endpoint}: {outcome.problem}", file=sys.stderr)
    return 1 if outcome.kept or outcome.lost or not outcome.metrics_sent else 0


def _copy(store: Path, target: Path) -> int:
    from tenure.core.errors import TenureError
    from tenure.store.copies import copy
    from tenure.store.database import open_store

    if target.suffix != ".db":
        raise TenureError(f"{target} is no name for a copy of the store; name a file that ends .db")
    with closing(open_store(store, create=False)) as connection:
        copy(connection, target)
    print(f"copied {store} to {target}")
    return 0
