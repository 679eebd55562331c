"""A change as the smallest replacements that make it, from the end of the text to its start."""

from __future__ import annotations

from collections.abc import Sequence

from tenure.core.attribution.lineage import Splice
from tenure.core.attribution.moves import relaid
from tenure.core.text.documents import Document, Point
from tenure.core.text.edits import minimised

Replacement = tuple[Point, Point, str]
"""A text in the place of what is between two places."""


def smallest(document: Document, start: Point, old: str, new: str) -> list[Replacement]:
    """What differs between ``old``, which stands at ``start``, and ``new``, from the end."""
    differing: list[tuple[int, int, str]] = []
    for first, last, text in minimised(old, new):
        differing += relaid(old[first:last], text, first) or [(first, last, text)]
    return [
        (document.forward(start, first), document.forward(start, last), text)
        for first, last, text in reversed(differing)
    ]


def labelled(replacements: Sequence[Replacement], label: int) -> list[Splice]:
    """``replacements`` whose every character carries ``label``."""
    return [
        Splice(start, end, text, [(len(text), label)] if text else [])
        for start, end, text in replacements
    ]
