"""Records become rows, and text stays no longer than it is needed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tenure.core.records import (
    Distance,
    DocumentRecord,
    Horizon,
    OpportunityRecord,
    ReadingRecord,
    State,
    Unit,
    Verdict,
)
from tenure.core.survival.horizons import SECONDS
from tenure.core.text.source import SourceText
from tenure.store import reader
from tenure.store.database import open_store
from tenure.store.records import write

from tests.store.examples import SECRET, START, accepted, due, opportunity, shown, unattributed


@pytest.fixture
def store(tmp_path):
    connection = open_store(tmp_path / "tenure.db")
    yield connection
    connection.close()


def texts(store) -> list[tuple[str | None]]:
    return store.execute("SELECT text FROM suggestion ORDER BY id").fetchall()


def pending(store) -> list[tuple[str, float, str | None]]:
    return store.execute(
        "SELECT horizon, due_at, server FROM pending_horizon ORDER BY due_at"
    ).fetchall()


def reading(horizon: Horizon) -> ReadingRecord:
    return ReadingRecord("s1", horizon, START, START, False, 5, 26, Verdict.EDITED)


def test_a_suggestion_comes_back_as_it_was_written(store):
    """Every field of a suggestion but its text is read back, with its editor."""
    record = replace(accepted(), model="m", latency=0.25, reverted=True)
    write(store, [record], "visual studio code")

    assert reader.suggestion(store, "s1") == reader.StoredSuggestion(
        replace(record, text=None), "visual studio code"
    )


def test_a_later_record_replaces_the_earlier(store):
    """A suggestion is one row, as it stands now."""
    write(store, [shown()], None)
    write(store, [accepted()], None)

    assert store.execute("SELECT id, state FROM suggestion").fetchall() == [("s1", "accepted")]


def test_opportunities_and_insertions_come_back_as_they_were_written(store):
    """They keep their order and their editor."""
    write(store, [opportunity(), unattributed(), opportunity(START + 1)], "nvim")

    assert reader.uncounted_opportunities(store, 10) == [
        reader.StoredOpportunity(1, opportunity(), "nvim"),
        reader.StoredOpportunity(2, opportunity(START + 1), "nvim"),
    ]
    assert reader.uncounted_unattributed(store, 10) == [
        reader.StoredUnattributed(1, unattributed(), "nvim")
    ]


def test_a_document_is_one_row_of_counts(store):
    """The newest counts by origin stand, without zeros."""
    write(store, [DocumentRecord("file:///w/a.py", "python", START, {"typed": 3})], "nvim")
    later = DocumentRecord(
        "file:///w/a.py", "python", START + 1, {"typed": 4, "paste": 0, "menu": 1}
    )
    write(store, [later], "nvim")

    assert store.execute("SELECT * FROM document").fetchall() == [
        ("file:///w/a.py", "python", "nvim", START + 1, '{"menu": 1, "typed": 4}')
    ]


def test_readings_keep_each_distance_with_its_unit(store):
    """A distance that was not measured is null, never 0."""
    distances = (Distance(Unit.CHAR, 2, 26), Distance(Unit.LINE, 0, 1))
    write(store, [replace(reading(Horizon.SAVE), distances=distances)], None)

    assert store.execute(
        "SELECT char_distance, char_longest, token_distance, token_longest, line_distance,"
        " line_longest, tree_distance, tree_longest FROM reading"
    ).fetchall() == [(2, 26, None, None, 0, 1, None, None)]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (shown(), None),
        (replace(shown(), state=State.REJECTED, ended_at=START + 2), START + 2),
        (replace(shown(), state=State.IGNORED, ended_at=START + 3), START + 3),
        (replace(shown(), state=State.TYPED_THROUGH, ended_at=START + 4), START + 6),
        (accepted(), START + 30),
        (replace(accepted(), state=State.PARTLY_ACCEPTED, last_part_at=START + 5), START + 35),
        (replace(accepted(), state=State.APPLIED), START + 30),
        (replace(accepted(), reverted=True), START + 30),
    ],
)
def test_an_outcome_is_final_at_once_or_30_s_after_the_last_part(store, record, expected):
    """Only what a revert can still undo waits for its 30 s."""
    write(store, [record], None)

    assert store.execute("SELECT final_at FROM suggestion").fetchall() == [(expected,)]


def test_the_first_accept_sets_the_horizons(store):
    """Horizons of time run from the first accepted part; later parts do not move them."""
    write(store, [replace(accepted(), state=State.PARTLY_ACCEPTED)], None, "server-1")
    write(store, [replace(accepted(), last_part_at=START + 9)], None, "server-1")

    assert pending(store) == [
        ("30s", START + 30, "server-1"),
        ("2m", START + 120, "server-1"),
        ("5m", START + 300, "server-1"),
        ("10m", START + 600, "server-1"),
        ("15m", START + 900, "server-1"),
    ]


def test_a_due_reading_waits_for_the_worker_in_place_of_its_horizon(store):
    """What was looked at is pending no more, and comes back as it was written."""
    record = due(text="return sum")
    write(store, [accepted(), record], None)

    assert reader.due_readings(store, 10) == [record]
    assert [horizon for horizon, _, _ in pending(store)] == ["2m", "5m", "10m", "15m"]


def test_a_horizon_is_read_once(store):
    """A second look at a horizon that has its reading is dropped; the first reading stays."""
    write(store, [accepted(), reading(Horizon.SECONDS_30), due()], None)
    write(store, [replace(reading(Horizon.SECONDS_30), kept=0)], None)

    assert reader.due_readings(store, 10) == []
    assert store.execute("SELECT horizon, kept FROM reading").fetchall() == [("30s", 5)]


def test_text_stays_until_the_last_horizon_was_read(store):
    """The text of an accepted suggestion goes with the reading of its last horizon."""
    write(store, [accepted()], None)
    seen = [texts(store)]
    for horizon in SECONDS:
        write(store, [reading(horizon)], None)
        seen.append(texts(store))

    assert seen == [*[[(SECRET,)]] * len(SECONDS), [(None,)]]


def test_text_that_went_does_not_come_back(store):
    """A suggestion that stands again after its last horizon brings no text back."""
    write(store, [accepted()], None)
    write(
        store,
        [reading(h) for h in SECONDS],
        None,
    )
    write(store, [replace(accepted(), reverted=True)], None)

    assert texts(store) == [(None,)]


def test_a_suggestion_that_was_not_accepted_keeps_no_text(store):
    """Text of what is open is kept; of what ended without an accept it is not."""
    write(store, [shown("open"), shown("ended")], None)
    write(store, [replace(shown("ended"), state=State.IGNORED, ended_at=START)], None)

    assert texts(store) == [(None,), (SECRET,)]


def test_half_a_surrogate_pair_is_stored_as_a_replacement(store):
    """Text that UTF-8 cannot hold does not keep its record from being written."""
    write(store, [replace(shown(), text=SourceText("a\ud83db"))], None)

    assert texts(store) == [("a\N{REPLACEMENT CHARACTER}b",)]


def test_the_store_begins_with_its_first_record(store):
    """Totals start at the first record's own time, under one random id."""
    assert reader.installation(store) is None
    write(store, [accepted(at=START), shown("s2", START - 5)], None)
    first = reader.installation(store)
    write(store, [OpportunityRecord("u", "python", 1.0, accepted().evidence, "test")], None)

    assert first is not None
    assert first.started_at == START - 5
    assert reader.installation(store) == first
