"""The extension as people get it: one file to install, on a machine where there is no Python."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests import environment as env
from tests.editors.vscode.code_server import CodeServer, stock_like
from tests.hand_clock import HandClock
from tests.waiting import wait_until

pytestmark = pytest.mark.vscode


class Installed:
    """A clean profile with a VSIX, and nothing on PATH but what is named."""

    def __init__(self, folder: Path, vsix: Path, **programs: str) -> None:
        self.clock = HandClock.at_noon(folder / "clock")
        self.store = folder / "home/tenure.db"
        self.settings = folder / "profile/User/settings.json"
        path = folder / "path"
        path.mkdir()
        for name, program in programs.items():
            (path / name).symlink_to(program)
        self._variables = {
            "TENURE_HOME": str(self.store.parent),
            "PATH": str(path),
            **self.clock.variables,
        }
        self.editor = CodeServer(stock_like(), folder, self._variables)
        practice = env.CLIENT / "dist/tenure-practice.vsix"
        self.editor.start(vsix, practice, files={"basket.py": ""}, settings={})
        self.server = next(folder.glob("extensions/tenure.tenure-0*")) / "bundled/tenure"

    def wait_for_server(self) -> None:
        wait_until("the server", lambda: self.editor.status() == "Tenure: nothing yet", 60)

    def command(self, *arguments: str) -> str:
        """What the server inside the extension prints as a command of its own."""
        done = subprocess.run(
            [self.server if self.server.is_file() else env.program("tenure"), *arguments],
            env=self._variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def accepted(self, provider: str | None = None) -> int:
        """How many suggestions were accepted, of one provider or of all."""
        every = ("report", "--format", "json", "--since", "1d", "--by", "provider")
        report = json.loads(self.command(*every))
        if provider is not None:
            groups = (one for one in report["groups"] if one["key"]["provider"] == provider)
            report = next(groups, {"suggestions": {"accepted": 0}})
        return int(report["suggestions"]["accepted"])

    def servers(self) -> list[int]:
        """The processes of the server inside the extension that answer an editor."""
        found = psutil.process_iter(["exe", "cmdline"])
        return [
            one.pid
            for one in found
            if one.info["exe"] == str(self.server) and one.info["cmdline"][1:] == ["serve"]
        ]

    def confirm(self, button: str) -> None:
        """Press a button of the dialog that is open."""
        self.editor.page.locator(".monaco-dialog-box").get_by_role("button", name=button).click()


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    running = Installed(tmp_path_factory.mktemp("installed"), env.platform_extension())
    try:
        running.wait_for_server()
        yield running
    finally:
        running.editor.screenshot("installed-at-the-end")
        running.editor.stop()


def test_an_accept_counts_and_is_read_without_any_python(installed: Installed) -> None:
    """Installed, started and nothing else: Tab is one accept, and the worker reads the text."""
    installed.editor.type_until_ghost("res")
    installed.editor.press("Tab")
    wait_until("the accept", lambda: installed.accepted("tenure.tenure-practice") == 1)
    installed.clock.move(31)

    def readings() -> list[tuple[Any, ...]]:
        with sqlite3.connect(installed.store) as store:
            return store.execute(
                "SELECT horizon, kept, original, verdict FROM reading"
                " WHERE verdict IS NOT NULL ORDER BY horizon"
            ).fetchall()

    kept = ("30s", 36, 36, "unchanged"), ("settled", 36, 36, "unchanged")
    assert wait_until("the readings", lambda: readings() == list(kept))


def test_the_doctor_says_what_is_here_and_copies_the_line_that_tells_more(
    installed: Installed,
) -> None:
    """It names the AI extension, its accept commands, the server in use, and changes nothing."""
    editor = installed.editor
    editor.run_command("Tenure: Doctor")
    editor.page.get_by_text("Copy This Line").click()
    shown = editor.text()
    editor.screenshot("doctor")

    assert "Tenure Practice (tenure.tenure-practice 0.1.0), active" in shown
    assert "accept         editor.action.inlineSuggest.commit (seen, by its key)" in shown
    assert f"bundled: {installed.server} is used" in shown
    copied = editor.page.evaluate("navigator.clipboard.readText()")
    assert copied == '"enable-proposed-api": ["tenure.tenure"]'
    assert not list(installed.settings.parent.parent.glob("**/argv.json"))
    editor.close("Tenure Doctor")


def test_what_is_practised_counts_until_the_file_is_closed(installed: Installed) -> None:
    """The practice file offers suggestions of its own, and is forgotten with all done in it."""
    editor, before = installed.editor, installed.accepted()
    editor.run_command("Tenure: Practise")
    wait_until("the practice file", lambda: "Tenure forgets" in editor.text())
    editor.type_until_ghost("res")
    editor.press("Tab")
    wait_until("the accept", lambda: installed.accepted("tenure.practice") == 1)
    assert installed.accepted() == before + 1
    editor.screenshot("practice")

    editor.close("# Type res")
    installed.confirm("Don't Save")
    wait_until("nothing of it", lambda: installed.accepted() == before)
    assert installed.accepted("tenure.practice") == 0


def test_turned_off_it_leaves_no_trace_and_turned_on_it_goes_on(installed: Installed) -> None:
    """Off: no status, no process, no key of ours, nothing counted. On: all of it again."""
    editor, before = installed.editor, installed.accepted()
    editor.run_command("Tenure: Turn Off for This Workspace")
    wait_until("no server", lambda: not installed.servers())
    wait_until("no status", lambda: editor.status() == "")
    editor.page.locator(".editor-instance .view-lines").first.click()
    editor.press("Control+End")
    editor.press("Enter")
    editor.type_until_ghost("for")
    editor.press("Tab")
    assert "total += item.price" in editor.text()

    editor.run_command("Tenure: Turn On")
    wait_until("a server", installed.servers)
    wait_until("a status", lambda: "decided" in editor.status())
    assert installed.accepted() == before


def test_purged_it_has_recorded_nothing_and_goes_on(installed: Installed) -> None:
    """Asked once; then every figure is gone, and the status bar says so."""
    editor = installed.editor
    assert installed.accepted() > 0
    editor.run_command("Tenure: Purge")
    installed.confirm("Delete Everything")
    wait_until("nothing recorded", lambda: installed.accepted() == 0)
    wait_until("the status", lambda: editor.status() == "Tenure: nothing yet")


def test_uninstalled_by_its_command_it_leaves_nothing_but_the_store(installed: Installed) -> None:
    """No process, setting, or extension is left; what was recorded is."""
    editor, kept = installed.editor, installed.store.read_bytes()[:16]
    editor.run_command("Tenure: Uninstall")
    installed.confirm("Uninstall")
    registry = installed.server.parents[2] / "extensions.json"
    wait_until(
        "no extension",
        lambda: (
            "tenure.tenure-practice" in registry.read_text()
            and ('"tenure.tenure"' not in registry.read_text())
        ),
    )
    wait_until("no server", lambda: not installed.servers())
    wait_until("no status", lambda: editor.status() == "")

    assert "tenure" not in installed.settings.read_text()
    assert not (installed.settings.parent / "globalStorage/tenure.tenure").exists()
    assert installed.store.read_bytes()[:16] == kept


def test_one_click_installs_the_server_where_the_extension_brings_none(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Nothing is installed before it; then the server runs from the extension's own folder."""
    if not request.config.getoption("--long"):
        pytest.skip("installs packages from the network; run it with --long")
    python = os.path.realpath(sys.executable)
    clean = Installed(tmp_path, env.CLIENT / "dist/tenure.vsix", python3=python)
    editor = clean.editor
    own = clean.settings.parent / "globalStorage/tenure.tenure"
    try:
        wait_until("the status", lambda: editor.status() == "Tenure: no server")
        assert not own.exists()
        editor.page.locator(".notification-toast").get_by_role("button", name="Install").click()
        wait_until("the server", lambda: editor.status() == "Tenure: nothing yet", 300)
        editor.type_until_ghost("res")
        editor.press("Tab")
        wait_until("the accept", lambda: clean.accepted() == 1)
        editor.run_command("Tenure: Doctor")
        wait_until(
            "the doctor", lambda: f"installed: {own}/server/bin/python is used" in editor.text()
        )
    finally:
        editor.screenshot("installed-by-a-click")
        editor.stop()
