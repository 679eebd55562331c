"""The servers that are measured, and how much work each gets: the slow ones less."""

from __future__ import annotations

import importlib.util
import shutil
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SIZES = (200, 2_000, 20_000)
"""Lines of the documents."""


UNKNOWN_REQUEST = "benchmark/nothing"
"""The least that a server can be asked: a method that it has to refuse.

A hover would make those that know Python infer types, which is not what is compared here.
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A server's name, command line, and its numbers of edits by the document's lines."""

    name: str
    command: tuple[str, ...]
    flood: Mapping[int, int]
    """Enough that the processor time is long beside the clock's tick of 10 ms."""
    round_trips: Mapping[int, int]
    available: bool = True
    request: str = "textDocument/hover"
    warm_up_edits: int = 60
    accepts: bool = True
    """Whether suggestions are accepted in the session; else they stand in the text it opens."""


def all_servers() -> dict[str, Server]:
    """Every server, by its name."""
    scripts = Path(sysconfig.get_path("scripts"))

    def script(name: str) -> str:
        return str(scripts / name) if (scripts / name).is_file() else shutil.which(name) or ""

    def other(name: str, program: str, *arguments: str, slow: bool = False) -> Server:
        path = script(program)
        flood = {200: 100, 2_000: 30, 20_000: 6} if slow else {200: 400, 2_000: 300, 20_000: 60}
        trips = {200: 60, 2_000: 20, 20_000: 4} if slow else {200: 100, 2_000: 80, 20_000: 25}
        warm_up = 3 if slow else 30
        return Server(
            name,
            (path, *arguments),
            flood,
            trips,
            bool(path),
            UNKNOWN_REQUEST,
            warm_up_edits=warm_up,
            accepts=False,
        )

    stock = Server(
        "stock pygls",
        (sys.executable, str(Path(__file__).with_name("stock_server.py"))),
        {200: 1_000, 2_000: 600, 20_000: 200},
        {200: 200, 2_000: 200, 20_000: 80},
        available=importlib.util.find_spec("pygls") is not None,
    )
    tenure = Server(
        "tenure",
        (sys.executable, "-m", "tenure", "serve"),
        {200: 20_000, 2_000: 20_000, 20_000: 20_000},
        {200: 300, 2_000: 300, 20_000: 300},
        available=importlib.util.find_spec("tenure") is not None
        and importlib.util.find_spec("tenure.__main__") is not None,
    )
    found = [
        stock,
        tenure,
        other("python-lsp-server", "pylsp"),
        other("jedi-language-server", "jedi-language-server"),
        other("ruff server", "ruff", "server"),
        other("ty server", "ty", "server", slow=True),
    ]
    return {server.name: server for server in found}
