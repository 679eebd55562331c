"""``tenure purge``: delete what was recorded."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import closing


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    part = parser.add_mutually_exclusive_group()
    part.add_argument(
        "--workspace", metavar="FOLDER", help="only what lies in this folder (a path or URI)"
    )
    part.add_argument("--before", metavar="TIME", help="only what is older, e.g. 30d")
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(arguments: argparse.Namespace) -> int:
    """Delete, after asking on a terminal; without one ``--yes`` must be given."""
    from tenure.cli import store_of
    from tenure.clock import clock_from
    from tenure.core.errors import TenureError
    from tenure.report.summary import window_of
    from tenure.store import purge
    from tenure.store.database import open_store

    if not arguments.yes and not sys.stdin.isatty():
        raise TenureError("purge deletes for good; give --yes where nobody can be asked")
    path = store_of(arguments)
    before: float | None = None
    what = "all"
    if arguments.workspace is not None:
        what = f"what lies in {arguments.workspace}"
    elif arguments.before is not None:
        before = window_of(arguments.before, clock_from(os.environ).now())
        what = f"what is older than {arguments.before}"
    with closing(open_store(path, create=False)) as connection:
        if not arguments.yes and not _is_wanted(f"Delete {what} that {path} holds, for good?"):
            print("Nothing was deleted.")
            return 1
        if arguments.workspace is not None:
            count = purge.purge_workspace(connection, arguments.workspace)
        elif before is not None:
            count = purge.purge_before(connection, before)
        else:
            count = purge.purge_everything(connection)
    suggestions = "suggestion" if count == 1 else "suggestions"
    print(f"Deleted {count} {suggestions}, and all else that was recorded there.")
    return 0


def _is_wanted(question: str) -> bool:
    try:
        return input(f"{question} Type yes: ").strip().lower() == "yes"
    except EOFError:
        print()
        return False
