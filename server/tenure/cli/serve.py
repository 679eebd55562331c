"""``tenure serve``: the language server, over standard input and output.

The client's ``initialize`` is answered before anything heavy is imported; see ``lsp.handshake``.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from tenure import __version__
from tenure.core.errors import TenureError
from tenure.lsp.channel import Channel, Socket, StandardStreams
from tenure.lsp.framing import Framing, FramingError
from tenure.lsp.handshake import answer_before_initialize
from tenure.memory import leave_tls_to_who_speaks_it


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "--stdio", action="store_true", help="speak over standard input and output (the default)"
    )
    parser.add_argument(
        "--tcp",
        type=int,
        metavar="PORT",
        help="speak over one connection on the loopback interface (for development)",
    )
    parser.add_argument(
        "--record",
        type=Path,
        metavar="FILE",
        help="write the conversation to FILE for `tenure replay`; it holds source text",
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve one client; the exit code."""
    if arguments.tcp is None and sys.stdin.isatty():
        print("waiting for an editor, which would start this itself", file=sys.stderr)
    channel: Channel = StandardStreams() if arguments.tcp is None else Socket(arguments.tcp)
    framing = Framing()
    version = __version__
    while True:
        data = channel.read()
        if not data:
            return 1
        try:
            bodies = framing.feed(data)
        except FramingError as error:
            raise TenureError(f"{error}; let an editor start `tenure serve`") from None
        while bodies:
            message, answer = answer_before_initialize(bodies.pop(0), version)
            if answer:
                channel.write(answer)
            if message is not None:
                leave_tls_to_who_speaks_it()
                from tenure.app import serve
                from tenure.cli import home_of

                return serve(
                    channel,
                    message,
                    bodies,
                    framing,
                    dict(os.environ),
                    home_of(arguments),
                    version,
                    arguments.record,
                )
