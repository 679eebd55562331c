"""Where people work: untrusted folders, several at once, notebooks, diffs, settings."""

from __future__ import annotations

import json
import socket
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest

from tests.editors.vscode.fixtures import packed
from tests.editors.vscode.session import Session
from tests.waiting import wait_until

pytestmark = pytest.mark.vscode

NOTEBOOK = {
    "cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "source": [""]}],
    "metadata": {"language_info": {"name": "python"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}

SEVERAL = {"folders": [{"path": "../on"}, {"path": "../off"}]}

VIRTUAL = {"folders": [{"uri": "memory:/shop"}]}
"""A folder that lies on no machine."""

ACCEPTED = "result = compute_total(items, tax_rate)"

FOCUSED = r"""() => {
    const { tagName, className, ariaLabel } = document.activeElement
    return `${tagName} ${className} ${ariaLabel}`.replace(/\d+/g, 'N')
}"""


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    """Where data would arrive that must not leave."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        listening.setblocking(False)
        yield listening


@pytest.fixture(scope="module")
def session(listener: socket.socket, tmp_path_factory) -> Iterator[Session]:
    """VS Code as from the store, which trusts no folder yet; the one that it opens sets things."""
    running = Session("stable", tmp_path_factory.mktemp("places"))
    host, port = listener.getsockname()
    theirs = {"tenure.exclude": ["*.py"], "tenure.otlp.endpoint": f"http://{host}:{port}"}
    written = {
        ".vscode/settings.json": theirs,
        "off/.vscode/settings.json": {"tenure.enabled": False},
        "cells.ipynb": NOTEBOOK,
        "workspaces/several.code-workspace": SEVERAL,
        "workspaces/virtual.code-workspace": VIRTUAL,
        "on/.vscode/settings.json": {},
        "on/first.py": "",
        "off/second.py": "",
    }
    for name, content in written.items():
        path = running.editor.workspace / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content))
    running.start(packed("memory", running.editor.workspace.parent), trusting=False)
    try:
        yield running
    finally:
        running.editor.screenshot("places-at-the-end")
        running.editor.stop()


def test_an_untrusted_folder_is_watched_and_believed_nothing(
    session: Session, listener: socket.socket
) -> None:
    """What it wants left out counts, nothing is sent where it says, and nobody is told anything."""
    before = session.fresh()
    accept(session)
    session.done(before, accepted=1)

    assert session.editor.notices() == []
    session.editor.run_command("Tenure: Doctor")
    wait_until(
        "the doctor",
        lambda: session.editor.says("is not trusted: what it sets is not believed"),
    )
    session.editor.close("Tenure Doctor")
    assert not connected(listener)


def test_a_trusted_folder_says_what_is_left_out_and_sends_nothing(
    session: Session, listener: socket.socket
) -> None:
    """Trusted, it may have less watched; where data goes no folder ever says."""
    session.editor.run_command("Workspaces: Manage Workspace Trust")
    trust = session.editor.page.locator(".workspace-trust-editor")
    trust.get_by_role("button", name="Trust").first.click()
    trust.get_by_text("You trust this folder").wait_for()
    close_modal(session)
    session.editor.enter(".editor-instance")
    wait_until("its figures", session.is_watching)
    before = session.fresh()
    accept(session)

    assert session.text() == ACCEPTED
    session.done(before)
    assert not connected(listener)


def test_of_several_folders_one_can_be_off(session: Session) -> None:
    """What is accepted in one folder counts; of the other, nothing reaches the store."""
    session.editor.open_workspace("workspaces/several.code-workspace", "on/first.py")
    wait_until("its figures", session.is_watching)
    before = session.fresh()
    go_to(session, "second.py")
    accept(session)
    assert session.text("off/second.py") == ACCEPTED
    go_to(session, "first.py")
    accept(session)
    assert session.text("on/first.py") == ACCEPTED

    session.done(before, accepted=1)
    assert [name for name in ("first.py", "second.py") if name in recorded(session)] == ["first.py"]


def test_a_folder_that_is_turned_off_is_closed_for_the_server(session: Session) -> None:
    """What is open in it is read as at its close and seen no more, until it is on again."""
    server = session.server()
    before = session.fresh()
    accept(session)
    session.done(before, accepted=1)
    assert session.text("on/first.py") == ACCEPTED
    closes = read_at(session, "close")
    set_in_folder(session, "on", enabled=False)
    wait_until("the reading at close", lambda: read_at(session, "close") > closes)
    before = session.report()
    session.editor.press("Enter")
    accept(session)
    set_in_folder(session, "on", enabled=True)
    wait_until("keys that are seen again", lambda: seen_again(session, before))

    assert session.server() == server
    assert session.text("on/first.py").splitlines()[:2] == [ACCEPTED, ACCEPTED]


def test_a_suggestion_in_a_cell_of_a_notebook_counts_once(session: Session) -> None:
    """A cell is a document: Tab in it is one accept, Escape one dismissal, and it stays open."""
    session.editor.open("cells.ipynb")
    wait_until("its figures", session.is_watching)
    before = session.fresh()
    accept(session)
    session.editor.type("\n")
    session.editor.type_until_ghost("def")
    session.editor.press("Escape")
    session.editor.type(" x")

    session.done(before, accepted=1, rejected=1)
    cell = json.loads(session.text("cells.ipynb"))["cells"][0]
    assert "".join(cell["source"]) == f"{ACCEPTED}\ndef x"


def test_in_a_diff_the_keys_are_those_of_the_editor(session: Session) -> None:
    """On a suggestion Tab accepts and Escape dismisses; without one Tab indents."""
    session.editor.run_command("File: Compare New Untitled Text Files")
    session.editor.enter(".editor.modified")
    before = session.fresh()
    accept(session)
    session.editor.type("\n")
    session.editor.type_until_ghost("def")
    session.editor.press("Escape")
    session.editor.press("Escape")
    session.editor.press("Home")
    session.editor.press("Tab")

    session.done(before, accepted=1, rejected=1)
    lines = session.editor.page.locator(".editor.modified .view-line").all_inner_texts()
    assert [line.replace("\u00a0", " ") for line in lines] == [ACCEPTED, "    def"]


def test_in_the_settings_the_keys_are_those_of_the_editor(session: Session) -> None:
    """Tab and Escape go from place to place as they do where Tenure is off."""
    with_tenure = walked(session)
    session.editor.run_command("Tenure: Turn Off")
    wait_until("no status", lambda: session.editor.status() == "")
    without = walked(session)
    session.editor.run_command("Tenure: Turn On")
    wait_until("its figures", session.is_watching)

    assert with_tenure == without
    assert len(set(with_tenure)) > 3


def test_of_a_virtual_workspace_nothing_is_followed_and_the_doctor_says_so(
    session: Session,
) -> None:
    """There Tab is the editor's own, nothing of it reaches the store, and a new file counts."""
    session.editor.open_workspace("workspaces/virtual.code-workspace", "basket.py")
    wait_until("its figures", session.is_watching)
    session.editor.run_command("Open a File in Memory")
    session.editor.page.locator(".tab.active", has_text="basket.py").nth(0).wait_for()
    session.editor.enter(".editor-instance")
    before = session.fresh()
    accept(session)
    assert session.editor.text() == ACCEPTED
    session.done(before)
    assert "memory:" not in recorded(session)

    session.editor.run_command("Tenure: Doctor")
    sentence = "Not followed, since what is in it lies on no machine: shop."
    wait_until("the doctor", lambda: session.editor.says(sentence))
    session.editor.close("Tenure Doctor")


def accept(session: Session) -> None:
    """Accept a suggestion by Tab."""
    session.editor.type_until_ghost("res")
    session.editor.press("Tab")


def walked(session: Session) -> list[str]:
    """Where Tab and Escape put the focus in the settings editor, key by key."""
    session.editor.run_command("Preferences: Open Settings (UI)")
    session.editor.page.locator(".settings-editor .suggest-input-container").click()
    session.editor.type("tab size")
    session.editor.page.wait_for_timeout(1000)
    places = []
    for key in ("Tab", "Tab", "Tab", "Escape", "Escape", "Tab"):
        session.editor.press(key)
        places.append(session.editor.page.evaluate(FOCUSED))
    session.editor.screenshot("settings")
    wait_until("the text again", lambda: escaped(session))
    return places


def close_modal(session: Session) -> None:
    """Close the editor that lies above the others."""
    session.editor.page.locator(".monaco-modal-editor-block .codicon-close").last.click()


def escaped(session: Session) -> bool:
    """Leave the settings editor by Escape, which closes it where it lies above the others."""
    session.editor.press("Escape")
    return session.editor.page.locator(".settings-editor").count() == 0


def set_in_folder(session: Session, folder: str, *, enabled: bool) -> None:
    """Turn one of several folders off or on, in its own settings."""
    session.editor.run_command("Preferences: Open Folder Settings (JSON)")
    session.editor.page.locator(".quick-input-list .monaco-list-row", has_text="off").wait_for()
    session.editor.type(folder)
    session.editor.press("Enter")
    session.editor.page.locator(".monaco-modal-editor-block .view-line").first.click()
    session.editor.press("Control+a")
    session.editor.page.keyboard.insert_text(json.dumps({"tenure.enabled": enabled}))
    session.editor.press("Control+s")
    close_modal(session)
    session.editor.enter(".editor-instance")
    session.editor.press("Control+End")


def read_at(session: Session, horizon: str) -> int:
    """How many readings there are at one horizon."""
    return sum(one["count"] for one in session.report()["survival"] if one["horizon"] == horizon)


def seen_again(session: Session, before: dict[str, Any]) -> bool:
    """Accept one more suggestion; whether it is the only one that was seen."""
    session.editor.press("Enter")
    accept(session)
    session.editor.page.wait_for_timeout(1000)
    counts = session.report()["suggestions"]
    return bool(counts["accepted"] == before["suggestions"]["accepted"] + 1)


def go_to(session: Session, name: str) -> None:
    """Open a file by its name."""
    session.editor.press("Control+p")
    session.editor.type(name)
    found = session.editor.page.locator(".quick-input-list .monaco-list-row", has_text=name)
    found.wait_for()
    session.editor.press("Enter")
    session.editor.page.locator(".tab.active", has_text=name).wait_for()
    session.editor.enter(".editor-instance")


def recorded(session: Session) -> str:
    """Everything in the store, as text."""
    with sqlite3.connect(session.store) as store:
        return "\n".join(store.iterdump())


def connected(listener: socket.socket) -> bool:
    """Whether anybody connected."""
    try:
        listener.accept()[0].close()
    except BlockingIOError:
        return False
    return True
