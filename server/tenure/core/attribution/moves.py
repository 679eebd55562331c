"""Text that was taken out and turns up elsewhere: a cut that is pasted, a block that is moved.

Two texts are the same here if they are so but for white space: editors re-indent what they move.
Must not know what labels mean, documents, or suggestions.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import groupby, repeat
from typing import NamedTuple

from tenure.core.attribution.runs import Pairs
from tenure.core.text.edits import common_prefix

REMEMBERED = 64
"""Texts taken out that are remembered, in all documents together."""

SHORTEST = 3
"""Characters, white space left out, below which a text that comes again is nothing special."""

LINES = re.compile(r"[^\n]+|\n")
WORDS = re.compile(r"\w+|\W")
"""Parts of a text that a command puts in another order; together they are all of it."""

_LAYOUT = re.compile(r"[\s\"'`,;()]")
"""What formatters change without changing a token's meaning."""


class Place(NamedTuple):
    """Where a block lies: among which neighbours, after which step of its document."""

    document: str
    step: int
    before: str
    after: str

    def is_at(self, other: Place) -> bool:
        """Whether it is the same place among the same neighbours."""
        return (self.document, self.before, self.after) == (
            other.document,
            other.before,
            other.after,
        )


class Removed(NamedTuple):
    """A text that was taken out of a document, with the labels that it had."""

    text: str
    labels: Pairs
    place: Place


class Removals:
    """The last texts taken out of any document."""

    def __init__(self) -> None:
        self._removed: deque[tuple[str, Removed]] = deque(maxlen=REMEMBERED)

    def add(self, key: str, removed: Removed) -> None:
        """Remember ``removed``, whose text without its white space is ``key``."""
        self._removed.append((key, removed))

    def find(self, text: str) -> Removed | None:
        """The newest text taken out that ``text`` is, but for white space."""
        if not self._removed or len(text) < SHORTEST:
            return None
        key = solid(text)
        if len(key) < SHORTEST:
            return None
        return next((removed for known, removed in reversed(self._removed) if known == key), None)


def solid(text: str) -> str:
    """``text`` without its white space."""
    return "".join(text.split())


def unlaid(text: str) -> str:
    """``text`` without what formatters put in, take out and exchange."""
    return _LAYOUT.sub("", text)


def carried(removed: Removed, text: str) -> list[tuple[int, bool]]:
    """For each character of ``text``, which is ``removed`` but for white space: its label.

    And whether it is that character again: white space that is new has the label of the character
    before it, at the start of the first.
    """
    old = list(zip(removed.text, each(removed.labels), strict=True))
    labels: list[tuple[int, bool]] = []
    place = 0
    for character in text:
        if character.isspace():
            again = place < len(old) and old[place][0] == character
            labels.append((old[place if again else max(0, place - 1)][1], again))
            place += again
            continue
        while old[place][0].isspace():
            place += 1
        labels.append((old[place][1], True))
        place += 1
    return labels


def rearranged(old: str, labels: Pairs, new: str, part: re.Pattern[str]) -> list[int] | None:
    """The label of each character of ``new``, which has the parts of ``old`` in another order.

    None where it has not. Parts that are there more than once stay in their order.
    """
    before, after = part.findall(old), part.findall(new)
    if before == after or sorted(before) != sorted(after):
        return None
    single = list(each(labels))
    starts: dict[str, list[int]] = {}
    place = 0
    for one in before:
        starts.setdefault(one, []).append(place)
        place += len(one)
    found: list[int] = []
    for one in after:
        start = starts[one].pop(0)
        found += single[start : start + len(one)]
    return found


def relaid(old: str, new: str, start: int) -> list[tuple[int, int, str]]:
    """``old`` at ``start`` giving way to ``new`` in its white space alone; [] if more differs."""
    if not old.strip() or solid(old) != solid(new):
        return []
    found = []
    was, now = 0, 0
    while was < len(old) or now < len(new):
        to, until = _after_blanks(old, was), _after_blanks(new, now)
        gone, come = old[was:to], new[now:until]
        if gone != come:
            kept = common_prefix(gone, come)
            tail = common_prefix(gone[kept:][::-1], come[kept:][::-1])
            found.append((start + was + kept, start + to - tail, come[kept : len(come) - tail]))
        was, now = to + 1, until + 1
    return found


def _after_blanks(text: str, place: int) -> int:
    while place < len(text) and text[place].isspace():
        place += 1
    return place


def joined(labels: Iterable[int]) -> Pairs:
    """Labels one by one as counts and labels."""
    return [(len(list(same)), label) for label, same in groupby(labels)]


def each(labels: Pairs) -> Iterator[int]:
    """Counts and labels as labels one by one."""
    for count, label in labels:
        yield from repeat(label, count)
