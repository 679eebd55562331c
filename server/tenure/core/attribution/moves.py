"""Text that was taken out and turns up elsewhere: a cut that is pasted, a block that is moved.

Two texts are the same here if they are so but for white space: editors re-indent what they move.
Must not know what labels mean, documents, or suggestions.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tenure.core.attribution.runs import Pairs

REMEMBERED = 64
"""Texts taken out that are remembered, in all documents together."""

SHORTEST = 3
"""Characters, white space left out, below which a text that comes again is nothing special."""


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

    def add(self, removed: Removed) -> None:
        """Remember ``removed``, unless it is too short to be known again."""
        if len(removed.text) >= SHORTEST:
            key = solid(removed.text)
            if len(key) >= SHORTEST:
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


def carried(removed: Removed, text: str) -> Pairs:
    """The labels of ``text``, which is what ``removed`` was but for white space.

    White space that is new has the label of the character before it, at the start the one after.
    """
    if text == removed.text:
        return removed.labels
    old = [
        (character, label)
        for character, label in zip(removed.text, _each(removed.labels), strict=True)
    ]
    labels: list[int] = []
    place = 0
    for character in text:
        if character.isspace():
            if place < len(old) and old[place][0] == character:
                labels.append(old[place][1])
                place += 1
            else:
                labels.append(old[max(0, place - 1)][1])
            continue
        while old[place][0].isspace():
            place += 1
        labels.append(old[place][1])
        place += 1
    return joined(labels)


def joined(labels: Iterable[int]) -> Pairs:
    """Labels one by one as counts and labels."""
    found: Pairs = []
    for label in labels:
        if found and found[-1][1] == label:
            found[-1] = (found[-1][0] + 1, label)
        else:
            found.append((1, label))
    return found


def _each(labels: Pairs) -> Iterator[int]:
    for count, label in labels:
        for _ in range(count):
            yield label
