"""Everything that a person sees of Tenure in a real VS Code, on one accepted suggestion."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Frame

from tests import environment as env
from tests.editors.vscode.code_server import CodeServer, stock_like
from tests.editors.vscode.panel_page import editors_panel, violations
from tests.filled_store import fill
from tests.hand_clock import HandClock
from tests.waiting import wait_until

pytestmark = pytest.mark.vscode

ACCEPTED = 'def greet(name):\n    message = "hi " + name\n    return message'
NUMBER = 60
"""Suggestions of the days before: enough for shares and drawings."""


class Desk:
    """A person at an editor whose store has been filled for some days."""

    def __init__(self, editor: CodeServer, clock: HandClock, variables: dict[str, str]) -> None:
        self.editor = editor
        self.clock = clock
        self._variables = variables

    def report(self) -> dict[str, Any]:
        """What `tenure report` says of the window that the panel begins with."""
        done = subprocess.run(
            [env.program("tenure"), "report", "--format", "json", "--since", "30d"],
            env={**os.environ, **self._variables},
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(done.stdout)

    def panel(self) -> Frame:
        """The frame of the stats panel, once it shows figures."""
        return editors_panel(self.editor.page)


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("views")
    clock = HandClock.at_noon(folder / "clock")
    fill(folder / "home", NUMBER, clock.now())
    variables = {"TENURE_HOME": str(folder / "home"), **clock.variables}
    editor = CodeServer(stock_like(), folder, variables)
    dist = env.CLIENT / "dist"
    editor.start(
        dist / "tenure.vsix",
        dist / "tenure-practice.vsix",
        files={"basket.py": "# by hand\n\n"},
        settings={"tenure.server.path": str(env.program("tenure"))},
    )
    try:
        wait_until("figures in the status bar", lambda: "standing" in editor.status(), 90)
        editor.press("Control+End")
        editor.type_until_ghost("def")
        editor.press("Tab")
        yield Desk(editor, clock, variables)
    finally:
        editor.screenshot("views-at-the-end")
        editor.stop()


def test_marks_show_what_stands_once_they_are_asked_for(desk: Desk) -> None:
    """Off at first; on, the accepted text is marked and a person's own is not."""
    assert _marked(desk) == 0
    desk.editor.run_command("Tenure: Toggle Marks")
    wait_until("marks on three lines", lambda: _marked(desk) == ACCEPTED.count("\n") + 1)
    desk.editor.screenshot("views-marks")

    desk.editor.run_command("Tenure: Toggle Marks")
    wait_until("no marks", lambda: _marked(desk) == 0)


def test_what_is_due_is_a_view_that_is_opened_by_a_command(desk: Desk) -> None:
    """Hidden at first; it names the file, and when its text is read next."""
    tree = desk.editor.page.get_by_role("tree", name="Tenure: What Is Due")
    assert tree.count() == 0
    desk.editor.run_command("Tenure: Show What Is Due")
    item = tree.get_by_role("treeitem").first
    item.wait_for()
    assert item.inner_text().startswith("basket.py30 s at ")
    desk.editor.screenshot("views-due")


def test_a_suggestion_is_compared_from_behind_its_last_character(desk: Desk) -> None:
    """Where the cursor is once it was accepted."""
    page = desk.editor.page
    page.locator(".editor-instance .view-lines").first.click()
    desk.editor.press("Control+End")
    desk.editor.run_command("Tenure: Compare with As Accepted")
    compared = page.locator(".tab.active", has_text="As accepted")
    compared.wait_for()
    desk.editor.close("As accepted")
    compared.wait_for(state="detached")


def test_a_suggestion_is_compared_with_what_became_of_it(desk: Desk) -> None:
    """The editor's own diff of the text as accepted and as it stands, named by how much stands."""
    desk.editor.page.locator(".editor-instance .view-lines").first.click()
    desk.editor.press("Control+End")
    for _ in range(len("message")):
        desk.editor.page.keyboard.press("Backspace")
    desk.editor.type("name")
    desk.editor.press("Home")
    desk.editor.run_command("Tenure: Compare with As Accepted")
    tab = desk.editor.page.locator(".tab.active", has_text="As accepted")
    tab.wait_for()

    original = len(ACCEPTED) - len("def")  # what had been typed already is a person's
    stands = original - len("message")
    assert tab.inner_text() == f"As accepted ↔ now: {stands} of {original} characters stand"
    desk.editor.screenshot("views-diff")


def test_the_panel_shows_the_counts_of_the_store(desk: Desk) -> None:
    """What `tenure report` counts, and axe finds no violation in the editor's own frame."""
    desk.editor.run_command("Tenure: Show Stats")
    frame = desk.panel()
    rate = desk.report()["rates"]["decision"]
    cells = frame.locator("tr", has_text="Accepted of decided").locator("td")

    share = round(100 * rate["numerator"] / rate["denominator"])
    of = "suggestions that were accepted or dismissed"
    assert cells.all_inner_texts()[:2] == [
        f"{share} %",
        f"{rate['numerator']} of {rate['denominator']} {of}",
    ]
    assert violations(frame) == []
    desk.editor.screenshot("views-panel")


def test_a_click_on_a_suggestion_opens_its_place(desk: Desk) -> None:
    """The newest suggestion's file is shown, with its text selected."""
    frame = desk.panel()
    frame.get_by_role("button", name="basket.py").first.click()

    desk.editor.page.locator(".tab.active", has_text="basket.py").wait_for()
    selected = desk.editor.page.locator(".editor-instance .selected-text")
    wait_until("its text to be selected", lambda: selected.count() > 0)


def test_the_panel_comes_back_with_its_window(desk: Desk) -> None:
    """A reloaded window has its panel again, with the days that were chosen and their figures."""
    desk.editor.run_command("Tenure: Show Stats")
    panel = desk.panel()
    days = panel.get_by_role("status").inner_text()
    panel.get_by_label("Over").select_option("1d")
    # The answer shows that the editor has heard of the choice, which it keeps for the page.
    wait_until("other days", lambda: panel.get_by_role("status").inner_text() != days)
    desk.editor.reload()

    again = desk.panel()
    chosen = again.get_by_label("Over")
    wait_until("the choice", lambda: chosen.input_value() == "1d")
    days = again.get_by_role("status").inner_text()
    assert desk.editor.page.locator(".tab", has_text="Tenure").count() == 1
    assert again.get_by_role("heading", name="Accepted").count() == 1
    assert "Every figure comes with its counts" in days


def test_a_button_for_a_setting_leads_to_it_in_a_remote_too(desk: Desk) -> None:
    """An export with nowhere to go offers the setting, which only the remote's settings have."""
    page = desk.editor.page
    desk.editor.run_command("Tenure: Export Now")
    page.get_by_role("button", name="Open Settings").click()
    page.locator(".settings-editor", has_text="Otlp: Endpoint").wait_for()

    page.keyboard.press("Escape")
    page.keyboard.press("Escape")


def test_a_server_that_ends_as_it_starts_is_told_once(desk: Desk, tmp_path: Path) -> None:
    """One notice names the setting that chose it; the practice file says why no figure moves."""
    false = tmp_path / "tenure"
    false.write_text("#!/bin/sh\n[ $1 = --version ] && echo tenure 0.1.0\n")
    false.chmod(0o755)
    desk.editor.run_command("Notifications: Clear All Notifications")
    desk.editor.set_up({"tenure.server.path": str(false)})
    wait_until("the status", lambda: desk.editor.status() == "Tenure: no server", 90)
    desk.editor.run_command("Tenure: Practise")
    wait_until("two notices", lambda: len(desk.editor.notices()) == 2)

    practised, chosen = desk.editor.notices()
    assert f"{false}, which the setting tenure.server.path names, does not work" in chosen
    assert "is not counted" in practised


def _marked(desk: Desk) -> int:
    """Lines that carry a dotted line under them."""
    return desk.editor.page.evaluate(
        "[...document.querySelectorAll('.editor-instance .view-overlays div, "
        ".editor-instance .view-lines span')]"
        ".filter((one) => getComputedStyle(one).borderBottomStyle === 'dotted').length"
    )
