"""The extension as people get it: one file to install, on a machine where there is no Python."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from tenure import __version__

from tests import environment as env
from tests.editors.vscode.installed import Installed
from tests.waiting import wait_until

pytestmark = pytest.mark.vscode


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
    editor.screenshot("doctor")

    assert editor.says("Tenure Practice (tenure.tenure-practice 0.1.0), active")
    assert editor.says("accept         editor.action.inlineSuggest.commit (seen, by its key)")
    editor.press("PageDown")
    assert wait_until("the next page", lambda: editor.says(f"bundled: {installed.server} is used"))
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
