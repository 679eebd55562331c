"""``tenure doctor``: what is connected, what is not, and the next step."""

from __future__ import annotations

import argparse
import json
import os


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "--send-test",
        action="store_true",
        help="ask the receiver of each signal whether it takes an empty request",
    )
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="how to print it (default: text)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the examination; 1 where something needs the user."""
    from tenure.cli import store_of
    from tenure.clock import clock_from
    from tenure.report.doctor import examine, render

    found = examine(
        store_of(arguments),
        os.environ,
        clock_from(os.environ).now(),
        send_test=arguments.send_test,
    )
    print(json.dumps(found, indent=2) if arguments.format == "json" else render(found))
    return 1 if found["problems"] else 0
