"""What the status bar says of a day, and of the days before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from sqlite3 import Connection

import pytest
from tenure.core.metrics.rates import Rate
from tenure.core.records import Horizon, ReadingRecord, State, SuggestionRecord, Verdict
from tenure.report.status import StatusBar
from tenure.report.summary import build
from tenure.report.windows import Provider, Window
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


TOOLTIP = """\
| **Tenure** | today | 7 days | 30 days |
| :--- | ---: | ---: | ---: |
| accepted of decided | 3 of 7 | **67 %** of 27 | **87 %** of 67 |
| standing | **50 %** of 78 | **50 %** of 78 | **50 %** of 78 |
| github.copilot, of decided | 3 of 7 | 3 of 7 | 3 of 7 |
| tabby, of decided |  | **75 %** of 20 | **75 %** of 20 |
| others, of decided |  |  | **100 %** of 40 |

- *decided*: suggestions accepted or dismissed; nobody tells which were shown
- *standing*: accepted characters that still stand, at the newest reading of each

Accepts of 30 days: 58 seen by key."""


def test_a_store_without_suggestions_has_nothing_yet(store):
    """No figure is made up of nothing."""
    found = StatusBar().shown(store, NOON - DAY / 2, NOON)

    assert found.text == "Tenure: nothing yet"
    assert found.tooltip == "**Tenure**\n\nNo suggestion was decided on yet."
    assert [(one.window, one.standing, one.providers) for one in found.windows] == [
        (window, Rate(0, 0), []) for window in ("today", "7d", "30d")
    ]


def test_a_day_beside_the_weeks_before_it(store):
    """Today, 7 and 30 days, each with its counts, as a whole and by provider."""
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

    copilot, tabby, others = (
        Provider(name, of_decided(*counts))
        for name, counts in (("github.copilot", (3, 7)), ("tabby", (15, 20)), (None, (40, 40)))
    )
    assert found.text == "3 of 7 decided · 50 % standing"
    assert found.windows == [
        Window("today", of_decided(3, 7), Rate(39, 78), accepts(3), [copilot]),
        Window("7d", of_decided(18, 27), Rate(39, 78), accepts(18), [copilot, tabby]),
        Window("30d", of_decided(58, 67), Rate(39, 78), accepts(58), [others, copilot, tabby]),
    ]
    assert found.figures == build(store, NOON - DAY / 2, NOON)
    assert found.tooltip == TOOLTIP


def of_decided(numerator: int, denominator: int) -> dict[str, Rate]:
    """Rates of which nobody knows what was shown or requested."""
    return {
        "acceptance": Rate(0, 0),
        "decision": Rate(numerator, denominator),
        "opportunity": Rate(0, 0),
    }


def accepts(reported: int) -> dict[str, int]:
    """So many accepts, and one insertion that looks like one."""
    return {"exact": 0, "reported": reported, "matched": 0, "inferred": 1}


def test_windows_that_take_long_to_count_are_counted_seldom(store):
    """Of a large store the longer windows take at most a hundredth of the time."""
    seconds = iter([0.0, 1.0, 50.0, 102.0, 103.0])
    bar = StatusBar(timer=lambda: next(seconds))
    decisions = []
    for moment in range(3):
        write(store, decided(State.REJECTED, None, 1, NOON + moment), None)
        found = bar.shown(store, NOON - DAY / 2, NOON + moment)
        decisions.append([one.rates["decision"].denominator for one in found.windows])

    assert decisions == [[1, 1, 1], [2, 1, 1], [3, 3, 3]]
