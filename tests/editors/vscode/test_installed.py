"""The extension as people get it: one file to install, on a machine where there is no Python."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import environment as env
from tests.editors.vscode.code_server import CodeServer, stock_like
from tests.hand_clock import HandClock
from tests.waiting import wait_until

pytestmark = pytest.mark.vscode


class Installed:
    """A clean profile with the platform's VSIX, and nothing on PATH."""

    def __init__(self, folder: Path) -> None:
        self.clock = HandClock.at_noon(folder / "clock")
        self.store = folder / "home/tenure.db"
        self._empty = folder / "empty"
        self._empty.mkdir()
        self._variables = {
            "TENURE_HOME": str(self.store.parent),
            "PATH": str(self._empty),
            **self.clock.variables,
        }
        self.editor = CodeServer(stock_like(), folder, self._variables)
        practice = env.CLIENT / "dist/tenure-practice.vsix"
        self.editor.start(env.platform_extension(), practice, files={"basket.py": ""}, settings={})
        self.server = next(folder.glob("extensions/tenure.tenure-*/bundled/tenure"))

    def command(self, *arguments: str) -> str:
        """What the server inside the extension prints as a command of its own."""
        done = subprocess.run(
            [self.server, *arguments],
            env=self._variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def report(self) -> dict[str, Any]:
        return json.loads(self.command("report", "--format", "json", "--since", "1d"))


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    running = Installed(tmp_path_factory.mktemp("installed"))
    try:
        yield running
    finally:
        running.editor.screenshot("installed-at-the-end")
        running.editor.stop()


def test_an_accept_counts_and_is_read_without_any_python(installed: Installed) -> None:
    """Installed, started and nothing else: Tab is one accept, and the worker reads the text."""
    wait_until("the server", lambda: installed.editor.status() == "Tenure: nothing yet", 60)
    installed.editor.type_until_ghost("res")
    installed.editor.press("Tab")
    wait_until("the accept", lambda: installed.report()["suggestions"]["accepted"] == 1)
    installed.clock.move(31)

    def readings() -> list[tuple[Any, ...]]:
        with sqlite3.connect(installed.store) as store:
            return store.execute(
                "SELECT horizon, kept, original, verdict FROM reading"
                " WHERE verdict IS NOT NULL ORDER BY horizon"
            ).fetchall()

    kept = ("30s", 36, 36, "unchanged"), ("settled", 36, 36, "unchanged")
    assert wait_until("the readings", readings) == list(kept)
    assert json.loads(installed.command("doctor", "--format", "json"))["worker"] is True
