"""``tenure worker``: the background process that servers start; one per user."""

from __future__ import annotations

import argparse
import os


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It has no options of its own."""


def run(arguments: argparse.Namespace) -> int:
    """Work until no server needs it."""
    from tenure import worker
    from tenure.cli import home_of
    from tenure.clock import clock_from

    return worker.run(home_of(arguments), os.environ, clock_from(os.environ))
