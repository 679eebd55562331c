r"""Token distance: Levenshtein over tokens / more tokens; a token is ``\w+`` or a single sign.

White space is no token: a formatter that only moves text about changes none (measures.md §6).
What both texts begin and end with is counted and not compared: it is most of most texts.
"""

from __future__ import annotations

import re

from rapidfuzz.distance import Levenshtein, Postfix, Prefix

from tenure.core.distance.counts import Counts, Unmeasured

LONGEST = 20_000
"""Tokens of one side beyond which nothing is compared."""

_TOKEN = re.compile(r"\w+|[^\w\s]")

_SIGN = b"."
_CLASSES = b"".join(
    b"w" if re.match(r"\w", chr(code)) else b" " if re.match(r"\s", chr(code)) else _SIGN
    for code in range(128)
).ljust(256)
"""For each ASCII character a letter, a sign or a blank, as the pattern of a token has it."""


def tokens(text: str) -> list[str]:
    """The tokens of ``text``, in order."""
    return _TOKEN.findall(text)


def same(original: str, text: str) -> bool:
    """Whether both have the same tokens in the same order."""
    start, end, other_end = _differing(original, text)
    return tokens(original[start:end]) == tokens(text[start:other_end])


def distance(original: str, text: str) -> Counts | Unmeasured:
    """How many tokens were inserted, deleted or replaced."""
    start, end, other_end = _differing(original, text)
    gone, new = original[start:end], text[start:other_end]
    equal = _count(original[:start]) + _count(original[end:])
    if not gone or not new:
        changed = _count(gone or new)
        longest = equal + changed
    else:
        before, after = tokens(gone), tokens(new)
        changed = Levenshtein.distance(before, after)
        longest = equal + max(len(before), len(after))
    if not longest:
        return Unmeasured("no tokens")
    if longest > LONGEST:
        return Unmeasured(f"longer than {LONGEST} tokens")
    return Counts(changed, longest)


def _differing(original: str, text: str) -> tuple[int, int, int]:
    """Where both begin to differ, and where they cease to in one and in the other.

    No token is cut: a word that goes on beyond a cut is left to what differs.
    """
    if original == text:
        return len(original), len(original), len(text)
    start: int = Prefix.similarity(original, text)
    while start and _is_of_a_word(original[start - 1]):
        start -= 1
    end, other_end = len(original), len(text)
    shared: int = Postfix.similarity(original[start:], text[start:])
    while shared and _is_of_a_word(original[end - shared]):
        shared -= 1
    return start, end - shared, other_end - shared


def _is_of_a_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _count(text: str) -> int:
    """How many tokens ``text`` has; where it is ASCII, without making them."""
    if not text:
        return 0
    if not text.isascii():
        return len(tokens(text))
    classes = text.encode("ascii").translate(_CLASSES)
    return classes.count(_SIGN) + len(classes.replace(_SIGN, b" ").split())
