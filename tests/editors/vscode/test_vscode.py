"""What people do with suggestions in a real VS Code becomes exactly those figures.

Both ways of seeing it: in a copy that behaves as VS Code from the store does, by keys; and where
the editor tells its own reason of each change, precisely.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.collector import Collector
from tests.editors.vscode.session import Session
from tests.waiting import wait_until

pytestmark = [pytest.mark.vscode, pytest.mark.collector]


@pytest.fixture(scope="module", params=["stable", "precise"])
def session(request: pytest.FixtureRequest, tmp_path_factory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp(request.param)
    with Collector(folder) as collector:
        running = Session(request.param, folder, collector)
        running.start()
        try:
            yield running
        finally:
            running.editor.screenshot(f"{request.param}-at-the-end")
            running.editor.stop()


def test_tab_accepts(session: Session) -> None:
    """Tab on ghost text is one accepted suggestion, known as well as this mode can know it."""
    before = session.fresh()
    session.editor.type_until_ghost("res")
    session.editor.press("Tab")

    report = session.done(before, accepted=1)
    known = before["suggestions"]["byEvidence"][session.evidence] + 1
    assert report["suggestions"]["byEvidence"][session.evidence] == known
    assert report["rates"]["acceptance"]["denominator"] == 0


def test_a_word_is_a_part(session: Session) -> None:
    """Ctrl+Right accepts a part; Escape after it leaves it partly accepted."""
    before = session.fresh()
    session.editor.type_until_ghost("res")
    session.editor.press("Control+ArrowRight")

    session.done(before, partlyAccepted=1)
    session.editor.press("Escape")
    session.editor.page.wait_for_timeout(500)
    session.done(before, partlyAccepted=1)


def test_words_and_the_rest_are_one_suggestion(session: Session) -> None:
    """Two words and then Tab are one accepted suggestion with all its characters."""
    before = session.fresh()
    session.editor.type_until_ghost("res")
    session.editor.press("Control+ArrowRight")
    session.editor.press("Control+ArrowRight")
    session.editor.press("Tab")

    session.done(before, accepted=1)
    with sqlite3.connect(session.store) as store:
        newest = store.execute(
            "SELECT accepted_characters FROM suggestion ORDER BY first_seen_at DESC LIMIT 1"
        ).fetchone()
    assert newest == (len("ult = compute_total(items, tax_rate)"),)


def test_escape_rejects(session: Session) -> None:
    """Escape on ghost text is one rejected suggestion; Escape without one is nothing."""
    before = session.fresh()
    session.editor.press("Escape")
    session.editor.type_until_ghost("def")
    session.editor.press("Escape")

    session.done(before, rejected=1)


def test_typing_a_suggestion_is_typing(session: Session) -> None:
    """Typing through a suggestion to its end accepts nothing."""
    before = session.fresh()
    session.editor.type_until_ghost("res")
    session.editor.type("ult = compute_total(items, tax_rate)")
    session.editor.press("End")

    session.clock.move(3)
    session.editor.page.wait_for_timeout(500)
    session.done(before)


def test_undo_reverts(session: Session) -> None:
    """An accept that is undone at once was accepted, and reverted; redo takes that back."""
    before = session.fresh()
    session.editor.type_until_ghost("def")
    session.editor.press("Tab")
    session.editor.press("Control+z")
    session.done(before, accepted=1, reverted=1)

    session.editor.press("Control+y")
    session.done(before, accepted=1)


def test_what_is_edited_after_an_accept_is_read(session: Session) -> None:
    """Text edited inside a suggestion stands in part, and the readings say how much."""
    before = session.fresh()
    session.editor.type_until_ghost("res")
    session.editor.press("Tab")
    for _ in range(len("tax_rate)")):
        session.editor.page.keyboard.press("Backspace")
    session.editor.type("0.2)")
    session.done(before, accepted=1)
    session.editor.press("Control+s")
    session.clock.move(301)

    def newest() -> list[tuple[Any, ...]]:
        with sqlite3.connect(session.store) as store:
            rows = store.execute(
                "SELECT horizon, kept, original, verdict FROM reading WHERE suggestion ="
                " (SELECT id FROM suggestion ORDER BY first_seen_at DESC LIMIT 1)"
                " ORDER BY due_at, horizon"
            ).fetchall()
        return rows if len(rows) == 5 else []

    readings = wait_until("five readings", newest)
    due = ("save", "settled", "30s", "2m", "5m")
    assert readings == [(horizon, 27, 36, "edited") for horizon in due]


def test_a_paste_is_no_accept(session: Session) -> None:
    """What no key tells widens the range at most: it is in no rate."""
    before = session.fresh()
    session.editor.page.evaluate("navigator.clipboard.writeText('price * (1 + rate)')")
    session.editor.type("total = ")
    session.editor.press("Control+v")
    session.editor.page.wait_for_timeout(500)
    session.clock.move(3)

    if session.mode == "precise":
        session.editor.page.wait_for_timeout(500)
        report = session.done(before)
    else:
        report = session.done(before, unattributed=1)
    assert report["rates"]["decision"] == before["rates"]["decision"]


def test_status_bar_report_and_receiver_agree(session: Session) -> None:
    """In the end the status bar, the report and a real Collector say the same."""
    session.fresh()
    session.editor.type_until_ghost("res")
    session.editor.press("Tab")
    session.clock.move(1000)

    report = session.report()
    decision = report["rates"]["decision"]
    words = f"{decision['numerator']} of {decision['denominator']} decided"
    wait_until("every reading", lambda: not _rows(session.store, "pending_horizon"))
    wait_until("every distance", lambda: not _rows(session.store, "due_reading"))
    shown = f"{words} · {_standing(session.store)} % standing"
    wait_until(f"{shown!r} in the status bar", lambda: session.editor.status() == shown)

    session.collector.wait_for(lambda arrived: _outcomes(arrived) == _final(session.store))
    session.collector.wait_for(
        lambda arrived: {log["id"] for log in arrived.logs()} == _event_ids(session.store)
    )
    assert len(session.collector.logs()) == len(_event_ids(session.store))
    item = session.editor.page.locator("#tenure\\.tenure\\.tenure\\.status")
    item.hover()
    session.editor.page.wait_for_timeout(1500)
    session.editor.screenshot(f"{session.mode}-tooltip")
    item.click()
    stats = session.editor.page.frame_locator("iframe.webview.ready")
    stats.frame_locator("iframe#active-frame").get_by_text("How much held its place").wait_for()
    session.editor.screenshot(f"{session.mode}-stats")


def _rows(store: Path, table: str) -> int:
    with sqlite3.connect(store) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def _standing(store: Path) -> int:
    """The share of accepted characters at each suggestion's newest reading, in percent."""
    newest: dict[str, tuple[int, int]] = {}
    with sqlite3.connect(store) as connection:
        for id_, kept, original in connection.execute(
            "SELECT suggestion, kept, original FROM reading ORDER BY read_at, due_at"
        ):
            newest[id_] = (kept, original)
    kept, original = (sum(pair[place] for pair in newest.values()) for place in (0, 1))
    return round(100 * kept / original)


def _final(store: Path) -> dict[str, int]:
    """How many suggestions ended in each outcome, as the store has it."""
    snake = {"partlyAccepted": "partly_accepted"}
    with sqlite3.connect(store) as connection:
        found = Counter(
            "reverted" if reverted else snake.get(state, state)
            for state, reverted in connection.execute("SELECT state, reverted FROM suggestion")
        )
        bulk = connection.execute("SELECT count(*) FROM unattributed").fetchone()[0]
    return dict(found) | ({"unattributed": bulk} if bulk else {})


def _outcomes(arrived: Collector) -> dict[str, int]:
    found: Counter[str] = Counter()
    for (name, attributes), value in arrived.metrics().items():
        if name == "tenure.suggestion.count":
            found[dict(attributes)["tenure.suggestion.outcome"]] += value
    return dict(found)


def _event_ids(store: Path) -> set[str]:
    with sqlite3.connect(store) as connection:
        return {
            f"{id_}:suggestion" for (id_,) in connection.execute("SELECT id FROM suggestion")
        } | {
            f"{id_}:{horizon}"
            for id_, horizon in connection.execute("SELECT suggestion, horizon FROM reading")
        }
