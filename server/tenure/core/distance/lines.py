"""Line distance: Levenshtein over lines / original lines, at most 1 (measures.md §6).

The share of the original lines that changed; lines that were only added count too.
"""

from __future__ import annotations

from rapidfuzz.distance import Levenshtein

from tenure.core.distance.counts import Counts, Unmeasured

LONGEST = 20_000
"""Lines of one side beyond which nothing is compared."""


def lines(text: str) -> list[str]:
    """The lines of ``text`` without their ends, one empty last line dropped."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = text.split("\n")
    if not found[-1]:
        found.pop()
    return found


def distance(original: str, text: str) -> Counts | Unmeasured:
    """How many lines were inserted, deleted or changed, at most the original's."""
    before = lines(original)
    after = before if text == original else lines(text)
    if max(len(before), len(after)) > LONGEST:
        return Unmeasured(f"longer than {LONGEST} lines")
    if not before:
        return Counts(1 if after else 0, 1 if after else 0)
    if not after or before == after:
        return Counts(0 if after else len(before), len(before))
    if "\0" in original or "\0" in text:
        # By number: rapidfuzz takes an empty line and one that holds a single NUL for the same.
        numbers: dict[str, int] = {}
        changed = Levenshtein.distance(
            [numbers.setdefault(line, len(numbers)) for line in before],
            [numbers.setdefault(line, len(numbers)) for line in after],
        )
    else:
        changed = Levenshtein.distance(before, after)
    return Counts(min(changed, len(before)), len(before))
