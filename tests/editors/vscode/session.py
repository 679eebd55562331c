"""A person at a real VS Code with Tenure and a practice AI, and what Tenure says of it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil

from tests import environment as env
from tests.collector import Collector
from tests.editors.vscode.code_server import CodeServer, stock_like
from tests.hand_clock import HandClock
from tests.waiting import wait_until

NOTHING = {
    "opportunity": 0,
    "shown": 0,
    "accepted": 0,
    "partlyAccepted": 0,
    "applied": 0,
    "rejected": 0,
    "ignored": 0,
    "typedThrough": 0,
    "reverted": 0,
    "unattributed": 0,
}


class Session:
    """A person at an editor, with a clock that is moved by hand."""

    def __init__(
        self, mode: str, folder: Path, collector: Collector | None = None, **variables: str
    ) -> None:
        self.mode = mode
        self.evidence = "exact" if mode == "precise" else "reported"
        self.collector = collector
        # The status bar's day begins anew at midnight.
        self.clock = HandClock.at_noon(folder / "clock")
        self.store = folder / "home/tenure.db"
        self._environment = {
            "TENURE_HOME": str(folder / "home"),
            **self.clock.variables,
            "OTEL_EXPORTER_OTLP_ENDPOINT": "" if collector is None else collector.endpoint,
            "OTEL_METRIC_EXPORT_INTERVAL": "500",
            "OTEL_BLRP_SCHEDULE_DELAY": "200",
            **variables,
        }
        installation = env.CODE_SERVER if mode == "precise" else stock_like()
        self.editor = CodeServer(installation, folder, self._environment)

    def start(self, *vsix: Path, proposals: Sequence[str] = (), trusting: bool = True) -> None:
        """Start the editor with more extensions beside ours, and wait for the server.

        ``proposals`` and ``trusting`` are the editor's.
        """
        dist = env.CLIENT / "dist"
        self.editor.start(
            dist / "tenure.vsix",
            dist / "tenure-practice.vsix",
            *vsix,
            files={"basket.py": ""},
            settings={"tenure.server.path": str(env.program("tenure"))},
            proposals=proposals,
            trusting=trusting,
        )
        wait_until("the server", lambda: self.editor.status() == "Tenure: nothing yet")

    def report(self) -> dict[str, Any]:
        """What `tenure report --format json` prints."""
        done = subprocess.run(
            [env.program("tenure"), "report", "--format", "json", "--since", "1d"],
            env={**os.environ, **self._environment},
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(done.stdout)

    def fresh(self) -> dict[str, Any]:
        """An empty document long after what was done before; the figures up to here."""
        self.clock.move(31)
        self.editor.clear()
        self.editor.page.wait_for_timeout(500)
        return self.report()

    def done(self, before: dict[str, Any], **expected: int) -> dict[str, Any]:
        """Wait until the counts are those before and ``expected``, and no others; the report."""
        wanted = {key: before["suggestions"][key] + expected.get(key, 0) for key in NOTHING}

        def as_wanted() -> dict[str, Any] | None:
            report = self.report()
            counts = {key: report["suggestions"][key] for key in NOTHING}
            return report if counts == wanted else None

        def others() -> dict[str, tuple[int, int]]:
            counts = self.report()["suggestions"]
            return {
                key: (counts[key], wanted[key]) for key in NOTHING if counts[key] != wanted[key]
            }

        return wait_until("the counts", as_wanted, seconds=10, instead=others) or {}

    def text(self, name: str = "basket.py") -> str:
        """The document as it would be saved."""
        self.editor.press("Control+s")
        return (self.editor.workspace / name).read_text(encoding="utf-8")

    def is_watching(self) -> bool:
        """Whether the status bar says that a server runs."""
        without = ("starting", "stopped", "off", "no server")
        return self.editor.status() not in ("", *(f"Tenure: {state}" for state in without))

    def server(self) -> psutil.Process | None:
        """The process that answers the editor, where one runs."""
        return self._process("serve")

    def extension_host(self) -> psutil.Process | None:
        """The process that extensions run in."""
        return self._process("--type=extensionHost")

    def _process(self, argument: str) -> psutil.Process | None:
        home = self._environment["TENURE_HOME"]
        for process in psutil.process_iter():
            try:
                if process.environ().get("TENURE_HOME") == home and argument in process.cmdline():
                    return process
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
        return None
