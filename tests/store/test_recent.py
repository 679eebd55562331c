"""What the views ask of the store: single suggestions, their readings, and what is due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from sqlite3 import Connection

import pytest
from tenure.core.records import Horizon, ReadingRecord, State, Verdict
from tenure.core.survival.horizons import SECONDS
from tenure.store.database import open_store
from tenure.store.recent import (
    DueHorizon,
    DueSpan,
    PastReading,
    RecentSuggestion,
    due_spans,
    last_suggestions,
    readings_of,
)
from tenure.store.records import write

from tests.store.examples import SECRET, START, accepted, shown

LONG = len(SECRET)


@pytest.fixture
def store(tmp_path) -> Iterator[Connection]:
    connection = open_store(tmp_path / "tenure.db")
    yield connection
    connection.close()


def reading(
    suggestion: str,
    horizon: Horizon,
    verdict: Verdict,
    kept: int = LONG,
    original: int = LONG,
) -> ReadingRecord:
    at = START + SECONDS.get(horizon, 1.0)
    return ReadingRecord(suggestion, horizon, at, at, False, kept, original, verdict)


def test_the_last_suggestions_come_with_their_newest_reading(store):
    """Newest first, as many as asked for, each with what became of it."""
    write(
        store,
        [
            accepted("old", START - 9),
            replace(accepted("kept"), model="m", reverted=True),
            replace(shown("no", START + 5), state=State.REJECTED, ended_at=START + 7),
            reading("kept", Horizon.SAVE, Verdict.UNCHANGED),
            reading("kept", Horizon.MINUTES_2, Verdict.EDITED, 20),
            reading("kept", Horizon.SECONDS_30, Verdict.UNCHANGED),
        ],
        None,
    )
    place = ("file:///w/a.py", "python", "inline")

    assert last_suggestions(store, 2) == [
        RecentSuggestion(
            "no", *place, "rejected", False, "reported", "the client says shown", "example",
            None, START + 7, LONG, None, None, None, None,
        ),
        RecentSuggestion(
            "kept", *place, "accepted", True, "reported", "the client says accepted", "example",
            "m", START, LONG, "2m", "edited", 20, LONG,
        ),
    ]  # fmt: skip


def test_readings_come_in_the_order_in_which_they_were_made(store):
    """A history reads from the first look to the last."""
    write(
        store,
        [
            accepted(),
            reading("s1", Horizon.MINUTES_2, Verdict.GONE, 0),
            reading("s1", Horizon.SAVE, Verdict.UNCHANGED),
        ],
        None,
    )

    assert readings_of(store, "s1") == [
        PastReading("save", START + 1, False, "unchanged", LONG, LONG),
        PastReading("2m", START + 120, False, "gone", 0, LONG),
    ]
    assert readings_of(store, "nobody's") == []


def test_what_is_due_comes_by_span_the_first_due_first(store):
    """Each span once, with every time at which it will be looked at."""
    write(store, [accepted("later", START + 10), accepted("first")], None)

    spans = due_spans(store, 9)

    assert [span.suggestion for span in spans] == ["first", "later"]
    assert spans[0] == DueSpan(
        "first",
        "file:///w/a.py",
        "python",
        "example",
        START,
        LONG,
        [DueHorizon(horizon.value, START + seconds) for horizon, seconds in SECONDS.items()],
    )
    assert [span.suggestion for span in due_spans(store, 1)] == ["first"]
