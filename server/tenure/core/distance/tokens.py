r"""Token distance: Levenshtein over tokens / more tokens; a token is ``\w+`` or a single sign.

White space is no token: a formatter that only moves text about changes none (measures.md §6).
"""

from __future__ import annotations

import re

from rapidfuzz.distance import Levenshtein

from tenure.core.distance.counts import Counts, Unmeasured

LONGEST = 20_000
"""Tokens of one side beyond which nothing is compared."""

_TOKEN = re.compile(r"\w+|[^\w\s]")


def tokens(text: str) -> list[str]:
    """The tokens of ``text``, in order."""
    return _TOKEN.findall(text)


def distance(original: str, text: str) -> Counts | Unmeasured:
    """How many tokens were inserted, deleted or replaced."""
    before, after = tokens(original), tokens(text)
    longest = max(len(before), len(after))
    if not longest:
        return Unmeasured("no tokens")
    if longest > LONGEST:
        return Unmeasured(f"longer than {LONGEST} tokens")
    return Counts(Levenshtein.distance(before, after), longest)
