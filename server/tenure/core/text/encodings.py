"""Columns in the position encodings of LSP 3.17, to and from code points.

Only ``lsp``, ``proxy`` and ``syntax`` call this; everything else counts code points.
"""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never


class PositionEncoding(StrEnum):
    """What a client counts columns in."""

    UTF_8 = "utf-8"
    UTF_16 = "utf-16"
    UTF_32 = "utf-32"


def column(line: str, units: int, encoding: PositionEncoding) -> int:
    """The code-point column of ``units`` code units into ``line``.

    A place inside a character is the place before it; one past the end is the end (LSP 3.17).
    """
    if units <= 0:
        return 0
    if line.isascii() or encoding is PositionEncoding.UTF_32:
        return min(units, len(line))
    passed = 0
    for index, character in enumerate(line):
        passed += _width(character, encoding)
        if passed > units:
            return index
    return len(line)


def units(line: str, column: int, encoding: PositionEncoding) -> int:
    """Code units before the code-point ``column`` of ``line``."""
    if line.isascii() or encoding is PositionEncoding.UTF_32:
        return min(column, len(line))
    return sum(_width(character, encoding) for character in line[:column])


def length(text: str, encoding: PositionEncoding) -> int:
    """Code units of ``text``."""
    return units(text, len(text), encoding)


def _width(character: str, encoding: PositionEncoding) -> int:
    point = ord(character)
    match encoding:
        case PositionEncoding.UTF_16:
            return 2 if point > 0xFFFF else 1
        case PositionEncoding.UTF_8:
            return 1 if point < 0x80 else 2 if point < 0x800 else 3 if point < 0x10000 else 4
        case PositionEncoding.UTF_32:
            return 1
        case _:
            assert_never(encoding)
