"""Tenure keeps out of the way of the keys: whatever happens to it, and whoever else binds them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests import environment as env
from tests.editors.vscode import keybindings
from tests.editors.vscode.fixtures import packed
from tests.editors.vscode.session import Session
from tests.waiting import wait_until

pytestmark = pytest.mark.vscode

STARTED = f'exec "{env.program("tenure")}" "$@"'


@pytest.fixture(scope="module")
def asked(tmp_path_factory) -> keybindings.Asked:
    return keybindings.Asked(tmp_path_factory.mktemp("asked"))


@pytest.fixture(scope="module")
def session(asked: keybindings.Asked, tmp_path_factory) -> Iterator[Session]:
    """VS Code as from the store, with a second AI, and others who bind our keys: a person, too."""
    folder = tmp_path_factory.mktemp("keys")
    running = Session("stable", folder, **asked.variables)
    readme = (env.CLIENT / "README.md").read_text(encoding="utf-8")
    running.editor.bind([json.loads(readme.partition("```json\n")[2].partition("```")[0])])
    others = [packed(name, folder) for name in ("second", "neighbours")]
    running.start(*others, asked.vsix, proposals=["fixture.second"])
    try:
        yield running
    finally:
        running.editor.screenshot("keys-at-the-end")
        running.editor.stop()


def test_the_installed_release_binds_what_its_fixture_says(
    session: Session, asked: keybindings.Asked
) -> None:
    """A release that changes what it does on our keys is noticed."""
    version = keybindings.version_of(env.CODE_SERVER)
    recorded = json.loads((keybindings.RECORDED / f"{version}.json").read_text())
    ours = {"runCommands", "neighbours.word", "neighbours.escape"}

    def found() -> dict[str, Any]:
        return {
            key: [rule for rule in rules if rule["command"] not in ours]
            for key, rules in asked.bindings().items()
        }

    def differing() -> list[str]:
        is_, was = found(), recorded["linux"]
        return [
            f"{key}: {one}"
            for key in was
            for one in is_[key] + was[key]
            if (one in is_[key]) != (one in was[key])
        ]

    wait_until("the recorded bindings", lambda: found() == recorded["linux"], instead=differing)


def test_suggestions_of_two_ais_count_once_each(session: Session) -> None:
    """With two AIs at once each accepted suggestion is one, whoever made it."""
    before = session.fresh()
    session.editor.type_until_ghost("pair")
    session.editor.press("Tab")
    session.editor.type("\n")
    session.editor.type_until_ghost("res")
    session.editor.press("Tab")

    session.done(before, accepted=2)
    assert session.text() == "pair = (first, second)\nresult = compute_total(items, tax_rate)"


def test_an_answer_that_comes_late_is_accepted(session: Session) -> None:
    """A slow AI's suggestion counts when it is accepted, and typing never waits for it."""
    before = session.fresh()
    session.editor.type("late")
    wait_until("the answer", session.editor.ghost)
    session.editor.press("Tab")

    session.done(before, accepted=1)
    assert session.text() == "late = answer(after=1.5)"


def test_a_next_edit_is_accepted(session: Session) -> None:
    """Tab that goes to a suggested edit of another line decides nothing; Tab on it accepts it."""
    before = session.fresh()
    session.editor.type("price = 1\nrenamed")
    accept_edit(session)

    session.done(before, accepted=1)
    assert session.text() == "price = 2\nrenamed"
    assert newest(session) == ("nextEdit", "accepted", 1)


def test_a_deletion_is_accepted(session: Session) -> None:
    """An accepted edit that takes a line out is an accepted suggestion without characters."""
    before = session.fresh()
    session.editor.type("unused = 1\nuseless")
    accept_edit(session)

    session.done(before, accepted=1)
    assert session.text() == "useless"
    assert newest(session) == ("nextEdit", "accepted", 0)


def test_a_next_edit_is_rejected(session: Session) -> None:
    """Escape on a suggested edit rejects it."""
    before = session.fresh()
    session.editor.type("price = 1\nrenamed")
    wait_for_edit(session)
    session.editor.press("Escape")

    session.done(before, rejected=1)
    assert session.text() == "price = 1\nrenamed"


def test_another_extension_keeps_the_key_it_binds_always(session: Session) -> None:
    """A key that another extension has in every context is its own, as without Tenure."""
    before = session.fresh()
    session.editor.type_until_ghost("res")
    session.editor.press("Control+ArrowRight")

    wait_until("the other's text", lambda: session.text() == "res?")
    session.done(before)


def test_another_extension_keeps_escape_while_its_mode_is_on(session: Session) -> None:
    """Vim's Escape is Vim's while it is on, and dismisses a suggestion when it is off."""
    before = session.fresh()
    turned(session, "Neighbours: Mode On")
    session.editor.type_until_ghost("res")
    session.editor.press("Escape")
    wait_until("the other's text", lambda: session.text() == "res!")
    turned(session, "Neighbours: Mode Off")
    session.done(before)

    session.editor.clear()
    session.editor.type_until_ghost("res")
    session.editor.press("Escape")
    session.done(before, rejected=1)


def test_a_key_bound_as_the_readme_says_is_seen(session: Session) -> None:
    """A person's own key for accepting counts as Tab does."""
    before = session.fresh()
    session.editor.type_until_ghost("res")
    session.editor.press("Alt+Enter")

    session.done(before, accepted=1)
    assert session.text() == "result = compute_total(items, tax_rate)"


def test_no_key_waits_for_tenure(session: Session) -> None:
    """Tab accepts while everything that is ours stands still; it is counted when that goes on."""
    before = session.fresh()
    session.editor.type_until_ghost("res")
    still = [process for process in (session.server(), session.extension_host()) if process]
    assert len(still) == 2
    for process in still:
        process.suspend()
    try:
        session.editor.press("Tab")
        session.editor.type(" # typed")
        shown = "result = compute_total(items, tax_rate) # typed"
        wait_until("the text", lambda: session.editor.shown() == shown)
    finally:
        for process in still:
            process.resume()

    session.done(before, accepted=1)


def test_the_server_is_killed_while_somebody_types(
    session: Session, request: pytest.FixtureRequest
) -> None:
    """No key is lost, nobody is told, and what was accepted counts, however often it is killed."""
    kills = 20 if request.config.getoption("--long") else 3
    before = session.fresh()
    for kill in range(kills):
        session.editor.type_until_ghost("res")
        session.editor.press("Tab")
        session.done(before, accepted=kill + 1)
        killed = wait_until("the server", session.server)
        session.editor.type(f" # before {kill}")
        killed.kill()
        session.editor.type(f", after {kill}\n")
        wait_until("another server", lambda killed=killed: is_another(session.server(), killed))
        wait_until("its figures", session.is_watching)

    line = "result = compute_total(items, tax_rate) # before {0}, after {0}\n"
    assert session.text() == "".join(line.format(kill) for kill in range(kills))
    assert session.editor.notices() == []


def test_a_server_that_answers_late_is_waited_for(session: Session, tmp_path: Path) -> None:
    """One that takes long to start is asked again, and nobody is told that there is none."""
    slow = tmp_path / "tenure"
    once = tmp_path / "once"
    slow.write_text(f"#!/bin/sh\n[ -e {once} ] || {{ touch {once}; exec sleep 60; }}\n{STARTED}\n")
    slow.chmod(0o755)
    starting = "Tenure: starting"
    session.fresh()
    session.editor.set_up({"tenure.server.path": str(slow)})
    wait_until("its start", lambda: once.exists() and session.editor.status() == starting)
    wait_until("its end", lambda: session.editor.status() != starting, 90)
    assert session.is_watching()

    assert session.editor.notices() == []
    before = session.fresh()
    accepted_and_dismissed(session)
    session.done(before, accepted=1, rejected=1)


def test_turned_off_no_key_is_bound(session: Session) -> None:
    """With the setting off the editor's own keys work and nothing is recorded; on, it is again."""
    session.fresh()
    turned(session, "Neighbours: Turn Tenure Off")
    before = session.fresh()
    accepted_and_dismissed(session)
    session.done(before)

    turned(session, "Neighbours: Turn Tenure On")
    wait_until("its figures", session.is_watching)
    before = session.fresh()
    accepted_and_dismissed(session)
    session.done(before, accepted=1, rejected=1)


def test_removed_in_mid_session_it_leaves_no_trace(session: Session) -> None:
    """Uninstalled, before and after the window is loaded anew, keys do what the editor's own do."""
    session.fresh()
    turned(session, "Neighbours: Remove Tenure")
    accepted_and_dismissed(session)
    assert session.editor.notices() == []
    session.editor.open("basket.py")
    before = session.fresh()
    accepted_and_dismissed(session)

    assert session.editor.status() == ""
    assert session.editor.notices() == []
    session.done(before)


def accepted_and_dismissed(session: Session) -> None:
    """Accept one suggestion and dismiss another, as the editor has it without anybody else."""
    session.editor.clear()
    session.editor.type_until_ghost("res")
    session.editor.press("Tab")
    session.editor.type("\n")
    session.editor.type_until_ghost("def")
    session.editor.press("Escape")
    assert session.editor.ghost() == ""
    assert session.text() == "result = compute_total(items, tax_rate)\ndef"


def turned(session: Session, command: str) -> None:
    """Run a command that changes what our keys do, and let the editor take it up."""
    session.editor.run_command(command)
    session.editor.page.wait_for_timeout(800)


def wait_for_edit(session: Session) -> None:
    """Wait until a suggested edit is on screen."""
    edit = session.editor.page.locator(".inline-edits-view-gutter-indicator .icon")
    wait_until("a suggested edit", edit.count)


def accept_edit(session: Session) -> None:
    """Press Tab until the edit that is on screen is in the text; the first may go to it."""
    wait_for_edit(session)
    shown = session.editor.shown()
    for _ in range(2):
        session.editor.press("Tab")
        if session.editor.shown() != shown:
            return


def newest(session: Session) -> tuple[Any, ...]:
    """Kind, state and accepted characters of the suggestion seen last."""
    with sqlite3.connect(session.store) as store:
        row = store.execute(
            "SELECT kind, state, accepted_characters FROM suggestion"
            " ORDER BY first_seen_at DESC LIMIT 1"
        ).fetchone()
    return tuple(row)


def is_another(found: psutil.Process | None, killed: psutil.Process) -> bool:
    """Whether a server runs that is not the one that was killed."""
    return found is not None and found.pid != killed.pid
