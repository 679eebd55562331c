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
from tenure import __version__

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
        self.storage = self.settings.parent / "globalStorage/tenure.tenure"
        self.environment = self.storage / "server"

    def wait_for_server(self, seconds: float = 60) -> None:
        wait_until("the server", lambda: self.editor.status() == "Tenure: nothing yet", seconds)

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

    def installers(self) -> list[psutil.Process]:
        """The processes that install into the extension's own folder."""
        return [
            one
            for one in psutil.process_iter(["cmdline"])
            if any(str(self.environment) in word for word in one.info["cmdline"] or [])
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
    assert not installed.storage.exists()
    assert installed.store.read_bytes()[:16] == kept


def test_a_release_is_checked_by_what_it_brings() -> None:
    """The check of a release unpacks the server, converses with it, and prints its version."""
    check = [sys.executable, env.ROOT / "server/standalone/smoke.py", env.platform_extension()]
    done = subprocess.run(check, stdout=subprocess.PIPE, text=True, check=True)

    assert done.stdout.splitlines()[-1] == f"tenure {__version__}"


@pytest.fixture(scope="module", params=["uv", "pip"])
def clean(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installed]:
    """The VSIX for every platform, where there is no server but what to install one with."""
    if request.param == "pip" and not request.config.getoption("--long"):
        pytest.skip("the other way of installing; run it with --long")
    programs = {"python3": os.path.realpath(sys.executable)}
    if request.param == "uv":
        programs["uv"] = str(env.program("uv"))
    folder = tmp_path_factory.mktemp(f"clean-{request.param}")
    running = Installed(folder, env.CLIENT / "dist/tenure.vsix", **programs)
    try:
        wait_until("the status", lambda: running.editor.status() == "Tenure: no server")
        yield running
    finally:
        running.editor.screenshot(f"installed-by-{request.param}")
        running.editor.stop()


def test_an_installation_that_is_cancelled_leaves_nothing(clean: Installed) -> None:
    """Nothing is installed before the click; after Cancel there is no half of it, and no notice."""
    editor = clean.editor
    assert not clean.storage.exists()
    toast = editor.page.locator(".notification-toast")
    toast.get_by_role("button", name="Install").click()
    toast.get_by_text("Installing Tenure's server").wait_for()
    # It must not be through before the click.
    held = wait_until("an installer", lambda: [one for one in clean.installers() if held_up(one)])
    toast.get_by_role("button", name="Cancel").click()
    for installer in held:
        installer.resume()

    wait_until("the status", lambda: editor.status() == "Tenure: no server")
    wait_until("no notice", lambda: editor.notices() == [])
    assert not clean.environment.exists()
    assert clean.installers() == []


def test_one_click_installs_the_server_where_the_extension_brings_none(
    clean: Installed, request: pytest.FixtureRequest
) -> None:
    """The server runs from the extension's own folder, by uv where there is one."""
    if not request.config.getoption("--long"):
        pytest.skip("installs packages from the network; run it with --long")
    editor = clean.editor
    editor.run_command("Tenure: Install Server")
    clean.wait_for_server(300)
    editor.enter(".editor-instance")
    editor.type_until_ghost("res")
    editor.press("Tab")
    wait_until("the accept", lambda: clean.accepted() == 1)
    editor.run_command("Tenure: Doctor")
    used = f"installed: {clean.environment}/bin/python is used"
    wait_until("the doctor", lambda: used in editor.text())
    made_by_uv = "uv = " in (clean.environment / "pyvenv.cfg").read_text()
    assert made_by_uv == (request.node.callspec.params["clean"] == "uv")


def test_uninstalled_from_the_extensions_view_nothing_is_left_after_a_restart(
    clean: Installed,
) -> None:
    """The editor deletes what was installed into the extension's own folder with the extension."""
    editor = clean.editor
    (clean.environment / "lib").mkdir(parents=True, exist_ok=True)
    editor.press("Control+Shift+x")
    ours = editor.page.locator(".extension-list-item", has_text="How much of what the AI")
    ours.click()
    page = editor.page.locator(".extension-editor")
    page.get_by_role("button", name="Uninstall").click()
    page.get_by_role("button", name="Reload Window").wait_for()
    editor.restart("basket.py")

    wait_until("nothing installed", lambda: not clean.storage.exists(), 60)
    assert not clean.server.parent.exists()


def held_up(process: psutil.Process) -> bool:
    """Stop a process where it stands; whether it was there to be stopped."""
    try:
        process.suspend()
    except psutil.NoSuchProcess:
        return False
    return True
