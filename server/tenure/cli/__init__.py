"""The command line; a command imports what it needs when it runs."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import NoReturn

from tenure.core.errors import TenureError

COMMANDS = {
    "serve": "speak the language server protocol with an editor",
    "replay": "replay a recorded conversation and print its report",
    "report": "print what became of AI suggestions",
    "explain": "say whose text a place in a file is, since when, and how that is known",
    "export": "send everything pending to the OTLP endpoint, once",
    "doctor": "say what is connected, what is not, and the next step",
    "purge": "delete what was recorded",
    "worker": "",
}
"""Every command with its help; one without help is started by Tenure itself."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code: 0 well, 1 the answer is no, 2 wrong use or input."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that knows no · is no reason to fail
    parser = _parser(next((word for word in words if word in COMMANDS), None))
    chosen, unknown = parser.parse_known_args(words)
    if unknown:
        of = f" {chosen.command}" if chosen.command else ""
        parser.error(f"tenure{of} does not know {' '.join(unknown)}", of)
    if chosen.version:
        from tenure import __version__

        print(f"tenure {__version__}")
        return 0
    if chosen.command is None:
        parser.print_help(sys.stderr)
        return 2
    command = import_module(f"tenure.cli.{chosen.command}")
    try:
        return int(command.run(chosen))
    except TenureError as error:
        print(f"tenure: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130  # as shells have it for a program that Ctrl+C ended
    except BrokenPipeError:
        # Whoever read our output has had enough, as `head` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def store_of(arguments: argparse.Namespace) -> Path:
    """The store that a command works on."""
    from tenure.store.database import store_path

    chosen: Path | None = arguments.store
    return chosen or store_path(home_of(arguments))


def home_of(arguments: argparse.Namespace) -> Path:
    """The folder of the store of a command that shares it with others, who go by the folder."""
    from tenure.settings import home
    from tenure.store.database import store_path

    chosen: Path | None = arguments.store
    if chosen is None:
        return home(os.environ)
    if chosen != store_path(chosen.parent):
        raise TenureError(
            f"{chosen} is no store that can be recorded in; name one that is called "
            f"{store_path(chosen.parent).name}, or its folder in TENURE_HOME"
        )
    return chosen.absolute().parent


class _Parser(argparse.ArgumentParser):
    """Answers a wrong use with one sentence; argparse has its whole usage before its own."""

    def error(self, message: str, of: str = "") -> NoReturn:
        no_command = re.match(r"argument COMMAND: invalid choice: '(.*?)'", message)
        if no_command is not None:
            message = f"there is no command {no_command[1]!r}"
        self.exit(2, f"tenure: {message}; see `{self.prog}{of} --help`\n")


def _parser(wanted: str | None) -> _Parser:
    parser = _Parser(
        prog="tenure",
        description="How much of what the AI wrote held its place.",
    )
    parser.add_argument("--version", action="store_true", help="print the version and end")
    parser.add_argument("--store", type=Path, metavar="PATH", help=argparse.SUPPRESS)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, words in COMMANDS.items():
        if words:
            description = words[0].upper() + words[1:]
            command = commands.add_parser(name, help=words, description=description)
        else:
            command = commands.add_parser(name, description="Started by Tenure itself")
        module = import_module(f"tenure.cli.{name}") if name == wanted else None
        usual = getattr(module, "USUAL_STORE", "in TENURE_HOME, or the user's data folder")
        command.add_argument(
            "--store",
            type=Path,
            metavar="PATH",
            default=argparse.SUPPRESS,
            help=f"the store's file (default: {usual})",
        )
        if module is not None:
            module.add_arguments(command)
    return parser
