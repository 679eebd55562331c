"""``tenure report``: what became of AI suggestions."""

from __future__ import annotations

import argparse
import json
import os
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="how to print it (default: text)"
    )
    parser.add_argument(
        "--since", default="7d", metavar="TIME", help="how far back, e.g. 90m, 12h, 7d (default)"
    )
    parser.add_argument(
        "--by",
        default="",
        metavar="NAMES",
        help="group by language, provider, model, editor, kind (comma between them)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the report; the exit code."""
    from tenure.cli import store_of
    from tenure.clock import clock_from
    from tenure.report import summary, text
    from tenure.store.database import StoreMissing, open_store

    now = clock_from(os.environ).now()
    since = summary.window_of(arguments.since, now)
    by = summary.grouping_of(arguments.by)
    try:
        with closing(open_store(store_of(arguments), create=False)) as connection:
            figures = summary.build(connection, since, now, by)
    except StoreMissing as missing:
        if arguments.format == "text":
            print(missing)
            return 0
        with TemporaryDirectory() as folder, closing(open_store(Path(folder) / "none")) as nothing:
            figures = summary.build(nothing, since, now, by)
    if arguments.format == "json":
        print(json.dumps(figures, indent=2))
    else:
        print(text.render(figures))
    return 0
