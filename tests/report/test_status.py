"""What the status bar says of a day, and its tooltip of the days before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from sqlite3 import Connection

import pytest
from tenure.core.records import Horizon, ReadingRecord, State, SuggestionRecord, Verdict
from tenure.report.status import StatusBar
from tenure.store.database import open_store
from tenure.store.records import write

from tests.store.examples import START, accepted, shown, unattributed

DAY = 86_400.0
NOON = START + 40 * DAY


@pytest.fixture
def store(tmp_path) -> Iterator[Connection]:
    connection = open_store(tmp_path / "tenure.db")
    yield connection
    connection.close()


def decided(state: State, provider: str | None, count: int, at: float) -> list[SuggestionRecord]:
    """So many accepted or rejected suggestions of which nobody saw that they were shown."""
    make = accepted if state is State.ACCEPTED else shown
    return [
        replace(
            make(f"{provider}-{state}-{at}-{number}", at),
            state=state, provider=provider, shown_at=None, shown_characters=None, ended_at=at,
        )
        for number in range(count)
    ]  # fmt: skip


def test_a_store_without_suggestions_has_nothing_yet(store):
    """No figure is made up of nothing."""
    shown_now = StatusBar().shown(store, NOON - DAY / 2, NOON)

    assert (shown_now.text, shown_now.label) == ("Tenure: nothing yet", "Tenure: nothing yet")
    assert shown_now.tooltip == "**Tenure**\n\nNo suggestion was decided on yet."


def test_a_day_beside_the_weeks_before_it(store):
    """Today, 7 and 30 days, by provider, with every denominator in words."""
    write(
        store,
        [
            *decided(State.ACCEPTED, "github.copilot", 3, NOON),
            *decided(State.REJECTED, "github.copilot", 4, NOON),
            *decided(State.ACCEPTED, "tabby", 15, NOON - 2 * DAY),
            *decided(State.REJECTED, "tabby", 5, NOON - 2 * DAY),
            *decided(State.ACCEPTED, None, 40, NOON - 20 * DAY),
            *(
                ReadingRecord(
                    f"github.copilot-accepted-{NOON}-{number}",
                    Horizon.SECONDS_30, NOON, NOON, False, 13, 26, Verdict.EDITED,
                )
                for number in range(3)
            ),
            unattributed(NOON),
        ],
        None,
    )  # fmt: skip

    found = StatusBar().shown(store, NOON - DAY / 2, NOON)

    assert found.text == "3 of 7 decided · 50 % standing"
    assert found.label == (
        "Tenure, today: accepted 3 of 7 suggestions that were accepted or dismissed; "
        "standing 39 of 78 accepted characters"
    )
    assert found.tooltip == "\n".join(
        [
            "**Tenure**",
            "",
            "| | &emsp;today | &emsp;7 days | &emsp;30 days |",
            "| :--- | ---: | ---: | ---: |",
            "| accepted of decided | &emsp;3 of 7 | &emsp;**67 %** of 27 | &emsp;**87 %** of 67 |",
            "| standing | &emsp;**50 %** of 78 | &emsp;**50 %** of 78 | &emsp;**50 %** of 78 |",
            "| github.copilot, of decided | &emsp;3 of 7 | &emsp;3 of 7 | &emsp;3 of 7 |",
            "| tabby, of decided | &emsp; | &emsp;**75 %** of 20 | &emsp;**75 %** of 20 |",
            "| others, of decided | &emsp; | &emsp; | &emsp;**100 %** of 40 |",
            "",
            (
                "*decided*: suggestions that were accepted or dismissed; "
                "nobody tells which were shown  "
            ),
            "*standing*: accepted characters that still stand, at the newest reading of each",
            "",
            "Up to 4 of 8 today: 1 insertion that nothing explains looks like an accept.",
            "",
            "Accepts of 30 days: 58 seen by their key.",
        ]
    )


def test_windows_that_take_long_to_count_are_counted_seldom(store):
    """Of a large store the longer windows take at most a hundredth of the time."""
    seconds = iter([0.0, 1.0, 50.0, 102.0, 103.0])
    bar = StatusBar(timer=lambda: next(seconds))
    tooltips = []
    for moment in range(3):
        write(store, decided(State.REJECTED, None, 1, NOON + moment), None)
        tooltips.append(bar.shown(store, NOON - DAY / 2, NOON + moment).tooltip.splitlines()[4])

    assert tooltips == [
        "| accepted of decided | &emsp;0 of 1 | &emsp;0 of 1 | &emsp;0 of 1 |",
        "| accepted of decided | &emsp;0 of 2 | &emsp;0 of 1 | &emsp;0 of 1 |",
        "| accepted of decided | &emsp;0 of 3 | &emsp;0 of 3 | &emsp;0 of 3 |",
    ]
