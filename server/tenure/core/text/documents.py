"""A document as a list of lines: an edit costs what it touches, however long the file is.

Knows text and places (line, code-point column). Must not know who wrote anything.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

import msgspec

from tenure.core.text.lines import content_length, split_lines
from tenure.core.text.points import Point


class Replaced(msgspec.Struct):
    """What a replacement did.

    ``before`` are the lines that stood at ``first_line``, ``after`` those that stand there now;
    ``offset`` characters into them ``removed`` gave way to the new text, which now lies between
    ``start`` and ``end``.
    """

    first_line: int
    before: list[str]
    after: list[str]
    offset: int
    removed: str
    start: Point
    end: Point


class Document:
    """Text with a fingerprint of its state that costs nothing to keep.

    ``state`` is equal for equal texts (within one process), and hardly ever for others: a sum over
    pairs of neighbouring lines, so that it changes only where lines change. Equal lines that change
    places, such as blank ones, may leave it as it was: who needs certainty compares the texts.

    A text is cut into lines when they are first asked for: most documents that are open are only
    looked at, and as lines a text takes three times the memory.
    """

    def __init__(self, text: str) -> None:
        self._uncut: str | None = text
        self._lines: list[str] = []
        self._state = 0

    @property
    def lines(self) -> list[str]:
        """The lines with their ends."""
        if self._uncut is not None:
            self._cut(self._uncut)
        return self._lines

    @property
    def state(self) -> int:
        """The fingerprint."""
        if self._uncut is not None:
            self._cut(self._uncut)
        return self._state

    @property
    def text(self) -> str:
        """The whole text; costs its length."""
        return "".join(self._lines) if self._uncut is None else self._uncut

    @property
    def end(self) -> Point:
        """The place after the last character."""
        return Point(len(self.lines) - 1, len(self.lines[-1]))

    def contains(self, line: int) -> bool:
        """Whether there is such a line."""
        return 0 <= line < len(self.lines)

    def clamped(self, line: int, column: int) -> Point:
        """The nearest place that exists; a column past the line's text is its end."""
        if line < 0:
            return Point(0, 0)
        if line >= len(self.lines):
            return self.end
        return Point(line, max(0, min(column, content_length(self.lines[line]))))

    def between(self, start: Point, end: Point) -> str:
        """The text from ``start`` up to ``end``."""
        if start.line == end.line:
            return self.lines[start.line][start.column : end.column]
        return "".join(
            (
                self.lines[start.line][start.column :],
                *self.lines[start.line + 1 : end.line],
                self.lines[end.line][: end.column],
            )
        )

    def following(self, start: Point, count: int) -> str:
        """At most ``count`` characters from ``start``."""
        parts = []
        column = start.column
        for line in range(start.line, len(self.lines)):
            part = self.lines[line][column : column + count]
            parts.append(part)
            count -= len(part)
            if count <= 0:
                break
            column = 0
        return "".join(parts)

    def forward(self, start: Point, count: int) -> Point:
        """The place ``count`` characters after ``start``; costs the lines between."""
        line, count = start.line, start.column + count
        lines = self.lines
        while count >= len(lines[line]) and line + 1 < len(lines):
            count -= len(lines[line])
            line += 1
        return Point(line, count)

    def point_at(self, offset: int) -> Point:
        """The place ``offset`` characters from the start, or the end where there are fewer."""
        ends = list(accumulate(map(len, self.lines)))
        line = min(bisect_right(ends, offset), len(ends) - 1)
        length = len(self.lines[line])
        return Point(line, min(offset - ends[line] + length, length))

    def offset_of(self, point: Point) -> int:
        """Characters before ``point``; costs the lines before it."""
        return sum(map(len, self.lines[: point.line])) + point.column

    def replace(self, start: Point, end: Point, text: str) -> Replaced:
        """Replace what is between two places that exist, ``start`` not after ``end``."""
        lines = self.lines
        first, offset, last = start.line, start.column, end.line
        removed = "" if start == end else self.between(start, end)
        combined = lines[first][:offset] + text + lines[last][end.column :]
        # \r and \n that come to lie side by side are one line end.
        if first and combined[:1] == "\n" and lines[first - 1][-1:] == "\r":
            first -= 1
            offset = len(lines[first])
            combined = lines[first] + combined
        if combined[-1:] == "\r" and last + 1 < len(lines) and lines[last + 1][:1] == "\n":
            last += 1
            combined += lines[last]
        before = lines[first : last + 1]
        after = _relined(combined, is_last=last == len(lines) - 1)
        self._fingerprint(first, before, after)
        lines[first : last + 1] = after
        begun = _advanced(first, after, offset)
        ended = _advanced(first, after, offset + len(text)) if text else begun
        return Replaced(first, before, after, offset, removed, begun, ended)

    def respell(self, at: Point, count: int, text: str) -> str | None:
        """Put ``text``, which ends no line, in the place of ``count`` characters of ``at``'s line.

        ``replace`` for nearly every key press; what was there before. None, and nothing is done,
        where it could touch a line's end.
        """
        number, column = at.line, at.column
        lines = self.lines
        line = lines[number]
        if column and line[column - 1] == "\r":
            return None
        if count:
            after = column + count
            removed = line[column:after]
            new = line[:column] + text + line[after:]
            if "\n" in removed or "\r" in removed or not new or new[0] == "\n":
                return None  # it may belong to the line before, or be the last line
        elif text:
            removed = ""
            new = line[:column] + text + line[column:]
        else:
            return None
        lines[number] = new
        above = hash(lines[number - 1]) if number else _NONE
        below = (hash(lines[number + 1]) if number + 1 < len(lines) else _NONE) ^ _ASYMMETRY
        was, now = hash(line), hash(new)
        self._state += above * ((now ^ _ASYMMETRY) - (was ^ _ASYMMETRY)) + (now - was) * below
        return removed

    def _cut(self, text: str) -> None:
        self._uncut = None
        self._lines = split_lines(text)
        self._state = _pairs(None, self._lines, None)

    def _fingerprint(self, first: int, before: list[str], after: list[str]) -> None:
        lines = self.lines
        above = lines[first - 1] if first else None
        beyond = first + len(before)
        below = lines[beyond] if beyond < len(lines) else None
        self._state += _pairs(above, after, below) - _pairs(above, before, below)


_ASYMMETRY = 0x2545F4914F6CDD1D
"""Any odd number of 62 bits: with it a pair of lines and the same pair reversed differ."""


_NONE = hash(None)
"""Stands above the first line and below the last."""


def _pairs(above: str | None, lines: list[str], below: str | None) -> int:
    """A sum over pairs of neighbours, the first and the last with what is around them.

    It tells orders of lines apart.

    Products, since the hash of a tuple is nearly a sum of its parts' and such sums do not change
    when lines change places.
    """
    total, previous = 0, hash(above)
    for line in lines:
        own = hash(line)
        total += previous * (own ^ _ASYMMETRY)
        previous = own
    return total + previous * (hash(below) ^ _ASYMMETRY)


def _relined(combined: str, *, is_last: bool) -> list[str]:
    after = split_lines(combined)
    if not is_last and not after[-1]:
        after.pop()
    return after


def _advanced(line: int, lines: list[str], offset: int) -> Point:
    length = 0
    for content in lines:
        length = len(content)
        if offset < length:
            return Point(line, offset)
        offset -= length
        line += 1
    return Point(line - 1, offset + length) if lines else Point(line, 0)
