"""``tenure export``: send everything pending once, or show what that would be, and end."""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
from collections.abc import Iterable
from contextlib import closing
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenure.core.metrics.permissions import Permission


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "--endpoint",
        metavar="URL",
        help="where to send it (default: tenure.otlp.endpoint or OTEL_EXPORTER_OTLP_ENDPOINT)",
    )
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument(
        "--preview",
        action="store_true",
        help="print exactly what would be sent, one OTLP JSON request a line, and send nothing",
    )
    instead.add_argument(
        "--file",
        type=Path,
        metavar="PATH",
        help="write that to a file, and send nothing; a name that ends in .db gets a copy of the "
        "whole store",
    )


def run(arguments: argparse.Namespace) -> int:
    """Send; 1 where something had to stay."""
    from tenure.cli import store_of
    from tenure.clock import clock_from
    from tenure.store.database import open_store

    now = clock_from(os.environ).now()
    only_shown = arguments.preview or arguments.file is not None
    sending = None if only_shown else _where_and_what(arguments.endpoint)
    with closing(open_store(store_of(arguments), create=False)) as connection:
        if arguments.file is not None and arguments.file.suffix == ".db":
            return _copy(connection, arguments.file)
        if sending is None:
            return _show(connection, arguments.file, now)
        return _send(connection, *sending, now)


def _where_and_what(given: str | None) -> tuple[str, Permission]:
    """Where to send and what may leave; TenureError where nothing is to be sent at all."""
    from tenure.core.errors import TenureError
    from tenure.settings import disabled, resolve
    from tenure.telemetry.targets import signals_sent

    settings = resolve(os.environ)
    endpoint, permission = given or settings.endpoint, settings.permission
    if disabled(os.environ):
        raise TenureError("OTEL_SDK_DISABLED is true, so nothing leaves this machine; unset it")
    if not permission:
        raise TenureError(
            "tenure.telemetry.level is off, so nothing leaves this machine; "
            f"it is set by {settings.values['telemetry.level'].source}"
        )
    if not signals_sent(endpoint, os.environ):
        raise TenureError(
            "no endpoint is set, so nothing leaves this machine; "
            "set tenure.otlp.endpoint or OTEL_EXPORTER_OTLP_ENDPOINT, or give --endpoint"
        )
    return endpoint, permission


def _send(connection: sqlite3.Connection, endpoint: str, permission: Permission, now: float) -> int:
    from tenure.syntax.parsers import parse
    from tenure.telemetry.export import bound_outbox, send_pending
    from tenure.telemetry.targets import shown
    from tenure.worker.passes import work

    work(connection, now, parse=parse, permission=permission)
    bound_outbox(connection, os.environ, now)
    outcome = send_pending(
        connection, endpoint, os.environ, now, at_once=True, permission=permission
    )
    print(f"sent {outcome.sent} events and spans; {outcome.kept} wait, {outcome.lost} were refused")
    if outcome.problem is not None:
        print(f"tenure: {shown(endpoint)}: {outcome.problem}", file=sys.stderr)
    return 1 if outcome.kept or outcome.lost or outcome.problem is not None else 0


def _show(connection: sqlite3.Connection, file: Path | None, now: float) -> int:
    """What the next export would send, from one moment of the store, which stays as it is."""
    from tenure.settings import resolve
    from tenure.syntax.parsers import parse
    from tenure.telemetry import pending
    from tenure.telemetry.export import bound_outbox
    from tenure.worker.passes import work

    permission = resolve(os.environ).permission
    with closing(pending.snapshot(connection)) as copy:
        work(copy, now, parse=parse, permission=permission)
        bound_outbox(copy, os.environ, now)
        lines = pending.lines(copy, os.environ, now, permission)
        if file is None:
            if isinstance(sys.stdout, TextIOWrapper):
                sys.stdout.reconfigure(encoding="utf-8")  # as it would be sent, on any terminal
            for line in lines:
                print(line)
        else:
            count = _write(file, lines)
            print(f"wrote {count} {'request' if count == 1 else 'requests'} to {file}")
    return 0


def _write(file: Path, lines: Iterable[str]) -> int:
    """All or nothing: another file is written beside it and takes its place at the end."""
    from tenure.core.errors import TenureError

    unfinished = file.with_name(f".{file.name}.{os.getpid()}.unfinished")
    count = 0
    try:
        with unfinished.open("x", encoding="utf-8", newline="\n") as output:
            for line in lines:
                output.write(f"{line}\n")
                count += 1
            output.flush()
            os.fsync(output.fileno())
        unfinished.replace(file)
    except OSError as error:
        raise TenureError(
            f"{file} cannot be written ({error.strerror or error}); name another place"
        ) from None
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def _copy(connection: sqlite3.Connection, target: Path) -> int:
    from tenure.store.copies import copy

    copy(connection, target)
    print(f"copied the store to {target}")
    return 0
