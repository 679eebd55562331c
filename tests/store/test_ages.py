"""What became of spans by age and at their newest reading, held to a plain count of the rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from sqlite3 import Connection

import pytest
from tenure.core.metrics.curves import AGES
from tenure.store.ages import Alike, alike
from tenure.store.database import open_store

from tests.store.grown import DAY, grow

NOW = 20_000.5 * DAY
STAGES = {"unmeasured": None, "edited": "changed", "gone": "gone"}


@pytest.fixture
def store(tmp_path) -> Iterator[Connection]:
    connection = open_store(tmp_path / "tenure.db")
    yield connection
    connection.close()


def test_spans_that_went_alike_are_counted_together(store):
    """Every span of the window by its group and its stages; the newest reading that measured."""
    grow(store, NOW, suggestions=800, days=40)
    since, until = NOW - 30 * DAY, NOW - 0.001 * DAY

    assert sorted(alike(store, since, until, "language, provider"), key=repr) == sorted(
        plainly(store, since, until), key=repr
    )


def plainly(store: Connection, since: float, until: float) -> Iterator[Alike]:
    """The same, one reading after the other."""
    counted: dict[tuple, list[int]] = defaultdict(lambda: [0, 0, 0])
    for id_, language, provider, state in store.execute(
        "SELECT id, language, provider, state FROM suggestion"
        " WHERE first_seen_at >= ? AND first_seen_at < ?",
        (since, until),
    ):
        stages: dict[str, str | None] = {}
        newest = (0, 0)
        for horizon, verdict, kept, original in store.execute(
            "SELECT horizon, verdict, kept, original FROM reading WHERE suggestion = ?"
            " ORDER BY read_at",
            (id_,),
        ):
            stages[horizon] = STAGES.get(verdict, "whole")
            if verdict != "unmeasured" and state != "applied":
                newest = (kept, original)
        if stages:
            history = tuple(stages.get(str(age)) for age in AGES)
            counts = counted[(language, provider), history]
            counts[:] = [counts[0] + 1, counts[1] + newest[0], counts[2] + newest[1]]
    for (group, history), counts in counted.items():
        yield Alike(group, history, *counts)


def test_nothing_is_counted_outside_the_window(store):
    """The first moment is inside, the last is not."""
    grow(store, NOW, suggestions=100, days=5)
    first, last = store.execute(
        "SELECT min(first_seen_at), max(first_seen_at) FROM suggestion"
        " WHERE accepted_at < ?", (NOW - DAY,),
    ).fetchone()  # fmt: skip

    all_but_one = sum(one.spans for one in alike(store, first, last, "kind"))
    everything = sum(one.spans for one in alike(store, first, last + 1e-3, "kind"))
    assert everything - all_but_one == 1
