"""Char distance: what is inserted, deleted or replaced, of the longer text."""

from __future__ import annotations

from tenure.core.distance import characters
from tenure.core.distance.counts import Counts, Unmeasured


def test_each_code_point_is_one_character():
    """An emoji is one character, a \\r\\n two."""
    assert characters.distance("a🎉\r\n", "a\n") == Counts(2, 4)


def test_a_deleted_text_is_wholly_changed():
    """Nothing left is a distance of the whole length."""
    assert characters.distance("return x", "") == Counts(8, 8)


def test_a_text_too_long_is_unmeasured():
    """Beyond the limit there is a reason, not a zero."""
    longest = "a" * characters.LONGEST

    assert characters.distance(longest, longest) == Counts(0, characters.LONGEST)
    assert characters.distance("", longest + "a") == Unmeasured("longer than 50000 characters")
