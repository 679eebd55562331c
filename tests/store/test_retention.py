"""What is too old, or too much, goes; the oldest first, and never what still counts."""

from __future__ import annotations

from contextlib import closing

import pytest
from tenure.store import rollups
from tenure.store.database import open_store
from tenure.store.records import write
from tenure.store.retention import Retention, forget_some
from tenure.store.rollups import Increment

from tests.store.examples import START, accepted
from tests.store.grown import DAY, grow

NOW = 20_000 * DAY


@pytest.fixture
def store(tmp_path):
    with closing(open_store(tmp_path / "tenure.db")) as connection:
        grow(connection, NOW, suggestions=300, days=100)
        yield connection


def oldest(store) -> dict[str, float]:
    """How many days old the oldest row of each table is."""
    ages = {}
    for table, column in (
        ("suggestion", "first_seen_at"),
        ("opportunity", "at"),
        ("unattributed", "at"),
        ("document", "seen_at"),
    ):
        first = store.execute(f"SELECT min({column}) FROM {table}").fetchone()[0]
        ages[table] = (NOW - first) / DAY
    return ages


def forget_all(store, keep: Retention) -> int:
    deleted = 0
    while more := forget_some(store, NOW, keep):
        deleted += more
    return deleted


def test_what_is_older_than_its_days_goes_and_nothing_else(store):
    """Of every table; readings go with their suggestion, totals stay."""
    rollups.add(store, [Increment("tenure.suggestion.count", {}, 300)], START)
    newer = store.execute(
        "SELECT count(*) FROM suggestion WHERE first_seen_at >= ?", (NOW - 30 * DAY,)
    ).fetchone()

    assert forget_all(store, Retention(days=30, megabytes=0)) > 200
    assert max(oldest(store).values()) <= 30
    assert store.execute("SELECT count(*) FROM suggestion").fetchone() == newer
    assert store.execute(
        "SELECT count(*) FROM reading WHERE suggestion NOT IN (SELECT id FROM suggestion)"
    ).fetchone() == (0,)
    assert [total.value for total in rollups.totals(store)] == [300]


def test_a_store_that_is_too_large_loses_its_oldest(store, tmp_path):
    """Down to the bound and no further, and the file shrinks with it."""
    store.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    before = (tmp_path / "tenure.db").stat().st_size
    forget_all(store, Retention(days=0, megabytes=0.5))
    store.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    size = (tmp_path / "tenure.db").stat().st_size
    assert size < before
    assert 0.3e6 < size < 0.7e6
    assert store.execute("SELECT count(*) FROM suggestion").fetchone()[0] > 10
    assert 5 < oldest(store)["suggestion"] < 95


def test_what_is_not_counted_yet_stays(store):
    """However old: its count would be lost with it."""
    write(store, [accepted("uncounted", NOW - 90 * DAY)], None)
    forget_all(store, Retention(days=30, megabytes=0))

    assert store.execute(
        "SELECT id FROM suggestion WHERE first_seen_at < ?", (NOW - 30 * DAY,)
    ).fetchall() == [("uncounted",)]


def test_without_bounds_everything_stays(store):
    """0 is no bound."""
    assert forget_all(store, Retention(days=0, megabytes=0)) == 0
