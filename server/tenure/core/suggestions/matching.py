"""Whether text that appears is what was left of a suggestion.

An editor puts in the document's own line ends and its own indent, whatever a suggestion came with:
texts that differ in nothing else are the same here.

Pure texts in, an answer out. Must not know documents, time, or states.
"""

from __future__ import annotations

import re
from enum import Enum, auto

_LINE_BREAK = re.compile(r"[ \t]*(?:\r\n|\r|\n)[ \t]*")


class Continuation(Enum):
    """How an insertion continues a suggestion."""

    PART = auto()
    WHOLE = auto()


def continuation(suggestion: str, typed: str, inserted: str, following: str) -> Continuation | None:
    """How ``inserted`` continues ``suggestion``, of which ``typed`` already stands before it.

    ``following`` is what stands behind the insertion: an editor leaves out of an accept what is
    there already, such as a bracket that was closed automatically.
    """
    left = _left(suggestion, typed + inserted) if inserted else None
    if left is None:
        return None
    is_there = following.startswith(left) or _relaid(following).startswith(left)
    return Continuation.WHOLE if is_there else Continuation.PART


def begins(suggestion: str, typed: str) -> bool:
    """Whether ``typed`` is a beginning of ``suggestion``."""
    return _left(suggestion, typed) is not None


def accepts(suggestion: str, inserted: str) -> bool:
    """Whether ``inserted`` can be the part of ``suggestion`` that an accept still had to insert."""
    if not inserted or inserted in suggestion:
        return bool(inserted)
    relaid = _relaid(inserted).strip(" \t")
    return bool(relaid.strip()) and relaid in _relaid("\n" + suggestion)


def _left(suggestion: str, begun: str) -> str | None:
    """What follows ``begun`` in ``suggestion``; None where it does not begin so."""
    if not suggestion.startswith(begun):
        suggestion, begun = _relaid("\n" + suggestion), _relaid("\n" + begun)
    return suggestion[len(begun) :] if suggestion.startswith(begun) else None


def _relaid(text: str) -> str:
    """``text`` without its own line ends and indents."""
    return _LINE_BREAK.sub("\n", text)
