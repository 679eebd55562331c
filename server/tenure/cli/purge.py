"""``tenure purge``: delete what was recorded."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import closing


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "--workspace", metavar="FOLDER", help="only what lies in this folder (a path or URI)"
    )
    parser.add_argument("--before", metavar="TIME", help="only what is older, e.g. 30d")
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(arguments: argparse.Namespace) -> int:
    """Delete, after asking on a terminal; without one ``--yes`` must be given."""
    from tenure.cli import store_of
    from tenure.clock import clock_from
    from tenure.core.errors import TenureError
    from tenure.report.summary import window_of
    from tenure.store import purge
    from tenure.store.database import open_store

    path = store_of(arguments)
    if not arguments.yes:
        if not sys.stdin.isatty():
            raise TenureError("purge deletes for good; give --yes where nobody can be asked")
        answer = input(f"Delete what {path} holds for good? Type yes: ")
        if answer.strip().lower() != "yes":
            print("Nothing was deleted.")
            return 1
    with closing(open_store(path, create=False)) as connection:
        if arguments.workspace is not None:
            count = purge.purge_workspace(connection, arguments.workspace)
        elif arguments.before is not None:
            before = window_of(arguments.before, clock_from(os.environ).now())
            count = purge.purge_before(connection, before)
        else:
            count = purge.purge_everything(connection)
    print(f"Deleted {count} suggestions and all that was recorded of them.")
    return 0
