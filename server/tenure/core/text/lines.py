r"""Where lines end: \n, \r\n and \r, and nowhere else (LSP 3.17, "Text Documents")."""

from __future__ import annotations

import re

_LINE = re.compile(r"[^\r\n]*+(?:\r\n|\r|\n)|[^\r\n]+")
"""Possessive, or a last line of megabytes would be gone through backwards again."""


def split_lines(text: str) -> list[str]:
    """The lines of ``text`` with their ends; the last has none and may be empty."""
    if "\r" in text:
        lines: list[str] = _LINE.findall(text)
        if lines[-1][-1] in "\r\n":
            lines.append("")
        return lines
    lines = text.split("\n")
    last = lines.pop()
    lines = [line + "\n" for line in lines]
    lines.append(last)
    return lines


def content_length(line: str) -> int:
    """Code points of ``line`` before its end."""
    if line.endswith("\r\n"):
        return len(line) - 2
    if line.endswith(("\n", "\r")):
        return len(line) - 1
    return len(line)
