"""A conversation that is being recorded, and the truth about each act beside it.

The editor runs a ``tenure serve`` that writes what it is told; a recording cuts that into acts by
its own clock, which it moves on after each, so that no act is joined with the next.
"""

from __future__ import annotations

import json
import shlex
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests import environment as env
from tests.followed_text import FollowedText
from tests.hand_clock import HandClock
from tests.waiting import wait_until

RECORDED = Path(__file__).resolve().parent.parent / "sessions/recorded"
WORKSPACE = "file:///work/"
"""What stands in a kept trace for the folder where the editor's file lay."""

BETWEEN_ACTS = 3.0
"""Seconds that go by between two acts: a report and its change are joined within two."""

QUIET = 0.4
"""Seconds without a message after which an editor has said all of an act."""

_KEPT = ("textDocument/didOpen", "textDocument/didChange", "textDocument/didSave")
_KEPT_TOO = (
    "textDocument/didClose",
    "tenure/suggestion",
    "tenure/changeOrigin",
    "tenure/selfCheck",
)


class Recording:
    """What one editor says about one document, act by act."""

    def __init__(self, folder: Path) -> None:
        self.clock = HandClock(folder / "clock")
        self._raw = folder / "raw.jsonl"
        self._acts: list[dict[str, Any]] = []
        self.command = folder / "tenure"
        serve = shlex.join([str(env.program("python")), "-m", "tenure"])
        # A client also asks for the version, and that must not begin the trace anew.
        self.command.write_text(
            "#!/bin/sh\n"
            f'[ "$1" = serve ] && exec {serve} "$@" --record {shlex.quote(str(self._raw))}\n'
            f'exec {serve} "$@"\n'
        )
        self.command.chmod(0o755)
        self.variables = {
            "TENURE_HOME": str(folder / "home"),
            "PYTHONPATH": str(env.ROOT / "server"),
            "OTEL_EXPORTER_OTLP_ENDPOINT": "",
            **self.clock.variables,
        }

    def opened(self) -> None:
        """Wait for the document to be opened; what it holds then was there before."""
        wait_until("the document", lambda: self.told() is not None)
        self._quiet()
        self.clock.move(BETWEEN_ACTS)

    def done(self, name: str, label: str, text: Callable[[], str]) -> None:
        """An act is over: ``text`` is the document as the editor has it, which ours becomes."""
        wait_until(
            f"the text of {name!r}",
            lambda: self.told() == text(),
            seconds=10,
            instead=lambda: f"{self.told()!r} instead of {text()!r}",
        )
        held = text()
        self._quiet()
        self._acts.append({"name": name, "label": label, "until": self.clock.now(), "text": held})
        self.clock.move(BETWEEN_ACTS)

    def messages(self, method: str) -> int:
        """How often the client has sent ``method``."""
        return sum(line["message"].get("method") == method for line in self._lines())

    def write(self, name: str, editor: str) -> None:
        """Keep the trace and the truth as ``name``; ``editor`` says which and which version."""
        lines = self._lines()
        uri = _document(lines)
        start = lines[0]["time"]
        kept = WORKSPACE + uri.rsplit("/", 1)[1]
        trace = []
        for line in lines:
            message = _cleaned(line["message"])
            if message is not None:
                # Three digits are a millisecond, which is finer than any rule looks.
                line = {"time": round(line["time"] - start, 3), "from": "client"}
                line |= {"message": message}
                trace.append(json.dumps(line, ensure_ascii=False, separators=(",", ":")))
        acts = [act | {"until": round(act["until"] - start, 3)} for act in self._acts]
        truth = {"editor": editor, "document": kept, "acts": acts}
        RECORDED.mkdir(parents=True, exist_ok=True)
        text = "".join(f"{line}\n" for line in trace).replace(uri, kept)
        (RECORDED / f"{name}.jsonl").write_text(text, encoding="utf-8")
        (RECORDED / f"{name}.truth.json").write_text(
            json.dumps(truth, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )

    def _quiet(self) -> None:
        size, since = -1, time.monotonic()

        def is_quiet() -> bool:
            nonlocal size, since
            now = self._raw.stat().st_size
            if now != size:
                size, since = now, time.monotonic()
            return time.monotonic() - since > QUIET

        wait_until("a quiet moment", is_quiet)

    def _lines(self) -> list[dict[str, Any]]:
        if not self._raw.exists():
            return []
        lines = self._raw.read_text(encoding="utf-8").splitlines(keepends=True)
        # The last may be half written.
        return [json.loads(line) for line in lines if line.endswith("\n")]

    def told(self) -> str | None:
        """The text as the editor has told it up to now."""
        followed = FollowedText()
        for line in self._lines():
            followed.take(line["message"])
        return followed.text


def _document(lines: list[dict[str, Any]]) -> str:
    """The one document that was opened."""
    opened = {
        line["message"]["params"]["textDocument"]["uri"]
        for line in lines
        if line["message"].get("method") == "textDocument/didOpen"
    }
    assert len(opened) == 1, f"a recording is of one document, and this is of {opened}"
    return str(opened.pop())


def _cleaned(message: dict[str, Any]) -> dict[str, Any] | None:
    """What replay reads of a message, with nothing of the machine in it; None: nothing."""
    method = message.get("method")
    if method == "initialize":
        params = message["params"]
        general = params["capabilities"].get("general") or {}
        encodings = {"positionEncodings": general.get("positionEncodings") or ["utf-16"]}
        client = {"name": (params.get("clientInfo") or {}).get("name", "unknown")}
        params = {"clientInfo": client, "capabilities": {"general": encodings}}
        return {"jsonrpc": "2.0", "id": 0, "method": method, "params": params}
    return message if method in _KEPT + _KEPT_TOO else None
