"""Edits by offset, and their algebra: apply, compose, invert, rebase, minimise.

An edit is a list of replacements in one text, in order and apart. The laws are in
``tests/laws/test_edits.py``. Offsets are code points.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tenure.core.text.diffs import differing_ranges

DIFFED_FROM = 32
"""Characters left on both sides beyond which a replacement is diffed inside (measures.md §5)."""


class Replacement(NamedTuple):
    """``text`` in the place of what is between ``start`` and ``end``."""

    start: int
    end: int
    text: str


class Edit(NamedTuple):
    """Replacements of one text, sorted, none overlapping or touching another."""

    replacements: tuple[Replacement, ...] = ()

    def apply(self, text: str) -> str:
        """The text after the edit."""
        parts: list[str] = []
        place = 0
        for start, end, new in self.replacements:
            parts += (text[place:start], new)
            place = end
        return "".join((*parts, text[place:]))

    def invert(self, text: str) -> Edit:
        """The edit that leads from ``apply(text)`` back to ``text``."""
        inverse = []
        grown = 0
        for start, end, new in self.replacements:
            inverse.append(Replacement(start + grown, start + grown + len(new), text[start:end]))
            grown += len(new) - (end - start)
        return Edit(tuple(inverse))

    def compose(self, later: Edit) -> Edit:
        """One edit that does this one and then ``later``."""
        return _edit(_composed(_Steps(self), _Steps(later)))

    def rebase(self, over: Edit) -> Edit:
        """This edit, made to the same text, as it reads once ``over`` has been made first.

        Where both insert at one place, ``over``'s text comes first. What ``over`` deleted cannot be
        deleted again; what this edit puts in its place is kept.
        """
        return _edit(_rebased(_Steps(self), _Steps(over)))

    def minimise(self, text: str) -> Edit:
        """The same change without what it replaces by itself.

        Common prefix, then common suffix are taken off each replacement; where more than
        ``DIFFED_FROM`` characters are left on both sides the rest is diffed (measures.md §5).
        """
        minimal: list[Replacement] = []
        for start, end, new in self.replacements:
            minimal += minimised(text[start:end], new, start)
        return Edit(tuple(minimal))

    def moved(self, offset: int) -> int:
        """Where ``offset`` of the old text lies in the new: before what is inserted there."""
        grown = 0
        for start, end, new in self.replacements:
            if end < offset or (end == offset and start < end):
                grown += len(new) - (end - start)
            elif start < offset:
                return start + grown
            else:
                break
        return offset + grown


def minimised(
    old: str, new: str, start: int = 0, diffed_from: int = DIFFED_FROM
) -> list[Replacement]:
    """``old`` at ``start`` giving way to ``new``, as the smallest replacements; [] where equal."""
    prefix = common_prefix(old, new)
    suffix = common_prefix(old[prefix:][::-1], new[prefix:][::-1])
    old_end, new_end = len(old) - suffix, len(new) - suffix
    if prefix == old_end and prefix == new_end:
        return []
    if old_end - prefix <= diffed_from or new_end - prefix <= diffed_from:
        return [Replacement(start + prefix, start + old_end, new[prefix:new_end])]
    # By whole lines, so that none is compared without its beginning or its end.
    prefix = old.rfind("\n", 0, prefix) + 1
    beyond = old.find("\n", old_end) + 1 - old_end
    beyond = beyond if beyond > 0 else suffix
    old, new = old[prefix : old_end + beyond], new[prefix : new_end + beyond]
    start += prefix
    return [
        Replacement(start + old_start, start + old_end, new[new_start:new_end])
        for old_start, old_end, new_start, new_end in differing_ranges(old, new)
    ]


def common_prefix(left: str, right: str) -> int:
    """Characters that both texts begin with."""
    shorter = min(len(left), len(right))
    if left[:shorter] == right[:shorter]:
        return shorter
    low, high = 0, shorter
    while low < high:
        middle = (low + high + 1) // 2
        if left[low:middle] == right[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


_Operation = tuple[int, int, str]
"""Characters kept, characters deleted, text inserted: exactly one of the three is set."""

_REST = 1 << 62
"""Longer than any text: what is kept after the last replacement."""


class _Steps:
    """An edit read as operations, taken in portions."""

    def __init__(self, edit: Edit) -> None:
        self._operations = self._all(edit)
        self._kept, self._deleted, self.inserted = next(self._operations)

    @staticmethod
    def _all(edit: Edit) -> Iterator[_Operation]:
        place = 0
        for start, end, new in edit.replacements:
            if start > place:
                yield start - place, 0, ""
            if new:
                yield 0, 0, new
            if end > start:
                yield 0, end - start, ""
            place = end
        yield _REST, 0, ""

    @property
    def deletes(self) -> bool:
        return self._deleted > 0

    @property
    def length(self) -> int:
        return self._kept or self._deleted or len(self.inserted)

    @property
    def at_rest(self) -> bool:
        return self._kept > _REST // 2

    def take(self, count: int) -> None:
        if self._kept:
            self._kept -= count
        elif self._deleted:
            self._deleted -= count
        else:
            self.inserted = self.inserted[count:]
        if not self.length:
            self._kept, self._deleted, self.inserted = next(self._operations)


def _composed(earlier: _Steps, later: _Steps) -> Iterator[_Operation]:
    while not (earlier.at_rest and later.at_rest):
        if later.inserted:
            yield 0, 0, later.inserted
            later.take(later.length)
        elif earlier.deletes:
            yield 0, earlier.length, ""
            earlier.take(earlier.length)
        else:
            count = min(earlier.length, later.length)
            if earlier.inserted and not later.deletes:
                yield 0, 0, earlier.inserted[:count]
            elif not earlier.inserted:
                yield (0, count, "") if later.deletes else (count, 0, "")
            earlier.take(count)
            later.take(count)


def _rebased(mine: _Steps, over: _Steps) -> Iterator[_Operation]:
    while not (mine.at_rest and over.at_rest):
        if over.inserted:
            yield over.length, 0, ""
            over.take(over.length)
        elif mine.inserted:
            yield 0, 0, mine.inserted
            mine.take(mine.length)
        else:
            count = min(mine.length, over.length)
            if not over.deletes:
                yield (0, count, "") if mine.deletes else (count, 0, "")
            mine.take(count)
            over.take(count)


def _edit(operations: Iterable[_Operation]) -> Edit:
    replacements: list[Replacement] = []
    place = 0
    for kept, deleted, inserted in operations:
        if kept:
            place += kept
            continue
        if replacements and replacements[-1].end == place:
            start, end, new = replacements[-1]
            replacements[-1] = Replacement(start, end + deleted, new + inserted)
        else:
            replacements.append(Replacement(place, place + deleted, inserted))
        place += deleted
    return Edit(tuple(replacements))
