"""A document whose lineage was kept is taken up again, whatever became of it meanwhile."""

from __future__ import annotations

import pytest
from tenure.core.attribution.origins import Labels
from tenure.core.attribution.runs import label_at
from tenure.core.attribution.snapshots import KeptLabel, Snapshot, hashes_of, taken_up

TYPED = KeptLabel("typed", None, (), is_copy=False)


@pytest.mark.parametrize(
    ("before", "runs", "now", "origins"),
    [
        ("", [0], "a = 1\n", ["external"]),
        ("a\n", [7, 0], "a\nb", ["typed", "external"]),
        ("\na", [0, 7], "b\na", ["external", "typed"]),
    ],
)
def test_an_empty_line_that_is_no_more_is_nobodys(before, runs, now, origins):
    """What came in the place of an empty line is external; the rest stays whose it was."""
    labels = Labels()
    snapshot = Snapshot("file:///a.py", "python", 0.0, hashes_of(before), runs, {7: TYPED})
    lineage = taken_up(snapshot, now, labels)

    first = [
        labels.meaning(label_at(run, 0)).origin.name
        for run, line in zip(lineage.runs, lineage.document.lines, strict=True)
        if line
    ]
    assert (lineage.document.text, first) == (now, origins)
