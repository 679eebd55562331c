"""Char distance: Levenshtein over code points / the longer length (measures.md §6)."""

from __future__ import annotations

from rapidfuzz.distance import Levenshtein

from tenure.core.distance.counts import Counts, Unmeasured

LONGEST = 50_000
"""Characters of one side beyond which nothing is compared: 1,000 lines take 60 ms, and time grows
with the product of both sides."""


def distance(original: str, text: str) -> Counts | Unmeasured:
    """How many characters were inserted, deleted or replaced."""
    longest = max(len(original), len(text))
    if longest > LONGEST:
        return Unmeasured(f"longer than {LONGEST} characters")
    return Counts(Levenshtein.distance(original, text), longest)
