"""A report is the same whether periods were tallied before or every row is counted."""

from __future__ import annotations

from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tenure.report import panel
from tenure.report.status import StatusBar
from tenure.report.summary import build
from tenure.store.database import open_store
from tenure.store.periods import DAY_SECONDS, tally_one
from tenure.store.purge import purge_before

from tests.store.grown import grow

NOW = 20_000.5 * DAY_SECONDS
DAYS = 150


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    """The same store twice: with every period tallied, and with none."""
    folder = tmp_path_factory.mktemp("stores")
    with (
        closing(open_store(folder / "tallied.db")) as tallied,
        closing(open_store(folder / "rows.db")) as rows,
    ):
        for store in (tallied, rows):
            grow(store, NOW, suggestions=600, days=DAYS)
        while tally_one(tallied, NOW):
            pass
        yield tallied, rows


moments = st.floats(NOW - (DAYS + 5) * DAY_SECONDS, NOW + 5 * DAY_SECONDS)


@settings(max_examples=40)
@given(
    moments,
    moments,
    st.lists(st.sampled_from(("language", "provider", "model", "editor", "kind")), unique=True),
)
def test_a_report_of_any_window_is_that_of_its_rows(stores, one, other, by):
    """Every figure of it, by whatever it is grouped."""
    tallied, rows = stores
    window = min(one, other), max(one, other)

    assert build(tallied, *window, by) == build(rows, *window, by)


@settings(max_examples=20)
@given(moments, moments)
def test_so_is_all_that_the_panel_and_the_status_bar_show(stores, one, other):
    """The curves with their intervals, and what stands at the newest reading."""
    tallied, rows = stores
    window = min(one, other), max(one, other)

    assert panel.build(tallied, *window) == panel.build(rows, *window)
    assert StatusBar().shown(tallied, *window) == StatusBar().shown(rows, *window)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE suggestion SET state = 'rejected' WHERE rowid % 3 = 0",
        "UPDATE suggestion SET first_seen_at = first_seen_at + 400000 WHERE rowid % 50 = 0",
        "DELETE FROM suggestion WHERE rowid % 7 = 0",
        "DELETE FROM reading WHERE horizon = '5m'",
        "DELETE FROM opportunity WHERE rowid % 3 = 0",
        "DELETE FROM unattributed",
        (
            "INSERT INTO unattributed SELECT NULL, at, document, language, editor, characters,"
            " looks_accepted, rule, 1 FROM unattributed"
        ),
        (
            "INSERT INTO opportunity SELECT NULL, at + 9e5, document, language, editor, kind,"
            " evidence, adapter, provider, model, 1 FROM opportunity"
        ),
        (
            "INSERT INTO reading"
            " (suggestion, horizon, due_at, read_at, late, kept, original, verdict)"
            " SELECT id, 'merge', 0, 0, 0, 1, 2, 'edited' FROM suggestion WHERE rowid % 99 = 0"
            " ON CONFLICT DO NOTHING"
        ),
    ],
)
def test_what_changes_in_a_tallied_period_is_in_the_next_report(stores, change):
    """Nothing that was summed before stays when a row under it changes."""
    window = NOW - DAYS * DAY_SECONDS, NOW
    reports = []
    for store in stores:
        store.execute(change)
        reports.append(build(store, *window, ["language"]))
    while tally_one(stores[0], NOW):
        pass
    reports.append(build(stores[0], *window, ["language"]))

    assert reports[0] == reports[1] == reports[2]


def test_what_was_purged_is_in_no_tally(stores):
    """A purge by time leaves the report of what is left."""
    for store in stores:
        purge_before(store, NOW - 60 * DAY_SECONDS)

    window = NOW - DAYS * DAY_SECONDS, NOW
    assert build(stores[0], *window) == build(stores[1], *window)
