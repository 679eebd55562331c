"""What the panel shows is what the report says, of the whole and of every group."""

from __future__ import annotations

from contextlib import closing

import pytest
from tenure.report import panel
from tenure.report.summary import build
from tenure.store.database import open_store, store_path

from tests.filled_store import fill

NOW = 1_700_000_000.0
SINCE = NOW - 30 * 86_400


@pytest.mark.parametrize("count", [0, 10, 300])
def test_groups_read_at_once_are_those_of_the_report(tmp_path, count: int):
    """One reading of the store gives the figures, and the groups by each dimension alone."""
    fill(tmp_path, count, NOW)
    with closing(open_store(store_path(tmp_path))) as store:
        found = panel.build(store, SINCE, NOW)

        assert found.figures == build(store, SINCE, NOW)
        assert found.groups == {
            name: [
                {**group, "editDistance": []}
                for group in build(store, SINCE, NOW, [name])["groups"]
            ]
            for name in panel.GROUPED_BY
        }
