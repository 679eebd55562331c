"""Places in a text, and where they lie after a change."""

from __future__ import annotations

import msgspec

from tenure.core.text.lines import split_lines


class Point(msgspec.Struct, frozen=True, order=True, gc=False):
    """A place: zero-based line, column in code points. Every edit makes several."""

    line: int
    column: int


def after(start: Point, text: str, following: str = "") -> Point:
    """Where ``text`` ends that begins at ``start``, and behind which ``following`` stands."""
    if text.endswith("\r") and following.startswith("\n"):
        place = after(start, text[:-1])
        return Point(place.line, place.column + 1)
    *above, last = split_lines(text)
    return Point(start.line + len(above), len(last) + (0 if above else start.column))


def moved(point: Point, start: Point, end: Point, new_end: Point) -> Point:
    """Where ``point`` lies after what was between ``start`` and ``end`` ends at ``new_end``.

    A place at ``start`` stays before what was inserted; one inside what is gone is at ``start``.
    """
    if point <= start:
        return point
    if point < end:
        return start
    if point.line == end.line:
        return Point(new_end.line, new_end.column + point.column - end.column)
    return Point(point.line + new_end.line - end.line, point.column)
