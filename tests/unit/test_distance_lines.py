"""Line distance: the share of the original lines that changed."""

from __future__ import annotations

import pytest
from tenure.core.distance import lines
from tenure.core.distance.counts import Counts, Unmeasured


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("\n", [""]),
        ("a\n\n", ["a", ""]),
        ("a\r\nb\rc\nd", ["a", "b", "c", "d"]),
        ("a\u2028b\x0cc\x85d", ["a\u2028b\x0cc\x85d"]),
    ],
)
def test_lines_end_as_in_lsp(text: str, found: list[str]):
    """At \\n, \\r\\n and \\r and nowhere else; one empty last line is dropped."""
    assert lines.lines(text) == found


def test_one_changed_line_of_four():
    """A line changed in any way counts once, of the original lines."""
    assert lines.distance("a\nb\nc\nd\n", "a\nB!\nc\nd\n") == Counts(1, 4)


def test_more_new_lines_than_there_were_is_all_of_them():
    """However much was added, no more than all original lines have changed."""
    assert lines.distance("a\n", "a\nb\nc\nd\n") == Counts(1, 1)


def test_a_line_that_holds_a_nul_is_not_an_empty_line():
    """A NUL is a character like any other."""
    assert lines.distance("\0\n", "\n") == Counts(1, 1)


def test_a_text_of_too_many_lines_is_unmeasured():
    """Beyond the limit there is a reason, not a zero."""
    assert lines.distance("a", "\n" * (lines.LONGEST + 1)) == Unmeasured("longer than 20000 lines")
