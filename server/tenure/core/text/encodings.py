"""Columns in the position encodings of LSP 3.17, to and from code points.

Only ``lsp``, ``proxy`` and ``syntax`` call this; everything else counts code points. Lines are
well formed: no adapter lets a lone surrogate in.
"""

from __future__ import annotations

from enum import StrEnum


class PositionEncoding(StrEnum):
    """What a client counts columns in."""

    UTF_8 = "utf-8"
    UTF_16 = "utf-16"
    UTF_32 = "utf-32"


_CODECS = {PositionEncoding.UTF_8: ("utf-8", 1), PositionEncoding.UTF_16: ("utf-16-le", 2)}
"""Python's name of each encoding that counts other than code points, and bytes in a code unit."""


def column(line: str, units: int, encoding: PositionEncoding) -> int:
    """The code-point column of ``units`` code units into ``line``.

    A place inside a character is the place before it; one past the end is the end (LSP 3.17).
    """
    if units <= 0:
        return 0
    if line.isascii() or encoding is PositionEncoding.UTF_32:
        return min(units, len(line))
    # A codec goes through a line of megabytes in the time that a loop needs for a few thousand.
    codec, width = _CODECS[encoding]
    before = line[:units].encode(codec, "surrogatepass")
    if len(before) <= units * width:
        return min(units, len(line))
    return len(before[: units * width].decode(codec, "ignore"))


def units(line: str, column: int, encoding: PositionEncoding) -> int:
    """Code units before the code-point ``column`` of ``line``."""
    if line.isascii() or encoding is PositionEncoding.UTF_32:
        return min(column, len(line))
    codec, width = _CODECS[encoding]
    return len(line[:column].encode(codec, "surrogatepass")) // width


def length(text: str, encoding: PositionEncoding) -> int:
    """Code units of ``text``."""
    return units(text, len(text), encoding)
