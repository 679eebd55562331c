"""``tenure replay``: a recorded conversation through the same adapters and engine as a live one.

The trace's own times are the clock; the same trace always gives the same report, byte for byte.
The format of a trace is in interfaces.md, "Traces for replay".
"""

from __future__ import annotations

import argparse
import json
import re
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tenure.core.attribution.facts import Fact
from tenure.core.errors import TenureError
from tenure.core.records import Record
from tenure.lsp.conversation import Conversation
from tenure.lsp.handshake import encoding_for
from tenure.observer import Observer

_DURATION = re.compile(r"(\d+(?:\.\d+)?)([smhd])")
_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


class TraceError(TenureError):
    """A trace that cannot be replayed; names the line."""


USUAL_STORE = "none, the report is printed and nothing is kept"
"""What becomes of its store where none is named."""


@dataclass(frozen=True, slots=True)
class _Line:
    time: float
    sender: str
    via: str | None
    message: dict[str, Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "trace", type=Path, metavar="TRACE", help="a trace written by `tenure serve --record`"
    )
    parser.add_argument(
        "--until",
        default="0s",
        metavar="TIME",
        help="how long the clock runs on after the last line, e.g. 15m (default: 0s)",
    )
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="how to print it (default: text)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Replay the trace and print the report; the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.store or Path(folder) / "tenure.db"
        figures = replay(arguments.trace, path, _duration(arguments.until))
    if arguments.format == "json":
        print(json.dumps(figures, indent=2))
    else:
        from tenure.report.text import render

        print(render(figures))
    return 0


def replay(trace: Path, store: Path, until: float = 0.0) -> dict[str, Any]:
    """The report's JSON over the whole trace and ``until`` seconds more."""
    from tenure.report.summary import build
    from tenure.store.database import open_store

    with closing(open_store(store)) as connection:
        start, end = _Replay(connection).play(_lines(trace), until)
        _conclude(connection, end)
        return build(connection, start, end)


class _Replay:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._observer = Observer(_Counting())
        self._conversation = Conversation(self._observer.documents, self._receive)
        self._editor: str | None = None
        self._records: list[Record] = []
        self._now = 0.0

    def play(self, lines: Iterator[_Line], until: float) -> tuple[float, float]:
        """Play ``lines``; the first time and the last."""
        start: float | None = None
        proxied = 0
        for line in lines:
            start = line.time if start is None else start
            self._now = line.time
            self._records += self._observer.advance(line.time)
            if line.via is not None:
                proxied += 1
            elif line.sender == "client":
                self._client(line.message)
            else:
                self._server(line.message)
            self._write()
        if start is None:
            raise TraceError("the trace holds no line; record one with `tenure serve --record`")
        if proxied:
            print(f"{proxied} proxied lines were left out.", file=sys.stderr)
        end = self._now + until
        self._records += self._observer.finish(end)
        self._write()
        return start, end

    def _client(self, message: dict[str, Any]) -> None:
        method = message.get("method")
        params = message.get("params")
        if method == "initialize" and isinstance(params, dict):
            self._conversation.encoding = encoding_for(params)
            self._editor = ((params.get("clientInfo") or {}).get("name") or "").lower() or None
        elif isinstance(method, str) and self._conversation.takes(method):
            self._conversation.take(method, json.dumps(params).encode())

    def _server(self, message: dict[str, Any]) -> None:
        result = message.get("result")
        capabilities = result.get("capabilities") if isinstance(result, dict) else None
        if isinstance(capabilities, dict) and "positionEncoding" in capabilities:
            chosen = {"general": {"positionEncodings": [capabilities["positionEncoding"]]}}
            self._conversation.encoding = encoding_for({"capabilities": chosen})

    def _receive(self, fact: Fact) -> None:
        self._records += self._observer.receive(fact, self._now)

    def _write(self) -> None:
        from tenure.store.records import write

        if self._records:
            write(self._connection, self._records, self._editor)
            self._records = []


class _Counting:
    def __init__(self) -> None:
        self._last = 0

    def next(self) -> str:
        self._last += 1
        return f"{self._last:08d}"


def _conclude(connection: sqlite3.Connection, now: float) -> None:
    from tenure.core.metrics.permissions import NOTHING
    from tenure.syntax.parsers import parse
    from tenure.worker.passes import work

    while work(connection, now, parse=parse, permission=NOTHING):
        pass


def _lines(trace: Path) -> Iterator[_Line]:
    try:
        source = trace.open("rb")
    except OSError as error:
        raise TraceError(f"{trace} cannot be read: {error.strerror}; name a trace") from None
    last = float("-inf")
    with source:
        for number, text in enumerate(source, start=1):
            if not text.strip():
                continue
            line = _line(text, f"{trace}:{number}")
            if line.time < last:
                raise TraceError(
                    f"{trace}:{number}: the time falls from {last:g} to {line.time:g}; "
                    "sort the lines by time"
                )
            last = line.time
            yield line


def _line(text: bytes, place: str) -> _Line:
    try:
        found = json.loads(text)
        time, sender, message = found["time"], found["from"], found["message"]
    except (ValueError, LookupError, TypeError):
        found = time = sender = message = None
    if (
        not isinstance(time, int | float)
        or sender not in ("client", "server")
        or not isinstance(message, dict)
    ):
        raise TraceError(
            f"{place}: not a line of a trace; it needs time (a number), from (client or server) "
            "and message (an object)"
        )
    return _Line(float(time), sender, found.get("via"), message)


def _duration(text: str) -> float:
    found = _DURATION.fullmatch(text)
    if found is None:
        raise TraceError(f"{text!r} is no length of time; write it as 30s, 15m, 2h or 7d")
    return float(found[1]) * _SECONDS[found[2]]
