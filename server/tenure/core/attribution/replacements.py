"""A change as the smallest replacements that make it, from the end of the text to its start."""

from __future__ import annotations

from collections.abc import Sequence

from tenure.core.attribution.lineage import Splice
from tenure.core.attribution.moves import relaid, unlaid
from tenure.core.text.documents import Document
from tenure.core.text.edits import DIFFED_FROM, minimised
from tenure.core.text.lines import split_lines
from tenure.core.text.points import Point

Replacement = tuple[Point, Point, str]
"""A text in the place of what is between two places."""


def smallest(
    document: Document, start: Point, old: str, new: str, *, aligned: bool = False
) -> list[Replacement]:
    """What differs between ``old``, which stands at ``start``, and ``new``, from the end.

    ``aligned``: however short both are; for a text found on disk, which nobody put in as it is.
    """
    return [
        (document.forward(start, first), document.forward(start, last), text)
        for first, last, text in _differing(old, new, aligned=aligned)
    ]


def aligned(old: str, new: str) -> list[tuple[int, int, str]]:
    """``smallest`` by offsets in ``old``, however short both are."""
    return _differing(old, new, aligned=True)


def _differing(old: str, new: str, *, aligned: bool) -> list[tuple[int, int, str]]:
    differing: list[tuple[int, int, str]] = []
    for first, last, text in minimised(old, new, diffed_from=0 if aligned else DIFFED_FROM):
        gone = old[first:last]
        inside = _laid_out(gone, text, first) or _on_each_line(gone, text, first)
        differing += inside or [(first, last, text)]
    return differing[::-1]


def _laid_out(old: str, new: str, start: int) -> list[tuple[int, int, str]]:
    """What a formatter changed of ``old`` at ``start``; [] where more than layout differs."""
    found = relaid(old, new, start)
    if not found and unlaid(old) and unlaid(old) == unlaid(new):
        found += minimised(old, new, start, diffed_from=0)
    return found


def _on_each_line(old: str, new: str, start: int) -> list[tuple[int, int, str]]:
    """One text put in on each of several lines, or taken out of each; [] where it is not so.

    Vim tells it as one block: lines that are commented out, or typed into at once.
    """
    if "\n" not in old:
        return []
    before, after = split_lines(old), split_lines(new)
    if len(before) != len(after):
        return []
    found: list[tuple[int, int, str]] = []
    kinds = set()
    for one, other in zip(before, after, strict=True):
        for first, last, text in minimised(one, other):
            found.append((start + first, start + last, text))
            kinds.add((_turned(one[first:last]), _turned(text)))
        start += len(one)
    alike = len(found) == len(before) and len(kinds) == 1 and "" in kinds.pop()
    return found if alike else []


def _turned(text: str) -> str:
    """The same for "# " and " #": beside a blank nobody can tell which of the two came or went."""
    return min((text[place:] + text[:place] for place in range(len(text))), default="")


def labelled(replacements: Sequence[Replacement], label: int) -> list[Splice]:
    """``replacements`` whose every character carries ``label``."""
    return [
        Splice(start, end, text, [(len(text), label)] if text else [])
        for start, end, text in replacements
    ]
