"""Whether text that appears is what was left of a suggestion.

Pure texts in, an answer out. Must not know documents, time, or states.
"""

from __future__ import annotations

from enum import Enum, auto


class Continuation(Enum):
    """How an insertion continues a suggestion."""

    PART = auto()
    WHOLE = auto()


def continuation(suggestion: str, typed: str, inserted: str, following: str) -> Continuation | None:
    """How ``inserted`` continues ``suggestion``, of which ``typed`` already stands before it.

    ``following`` is what stands behind the insertion: an editor leaves out of an accept what is
    there already, such as a bracket that was closed automatically.
    """
    if not inserted or not suggestion.startswith(typed):
        return None
    left = suggestion[len(typed) :]
    rest = left[len(inserted) :]
    if not left.startswith(inserted):
        return None
    return Continuation.WHOLE if not rest or following.startswith(rest) else Continuation.PART


def accepts(suggestion: str, inserted: str) -> bool:
    """Whether ``inserted`` can be the part of ``suggestion`` that an accept still had to insert."""
    return bool(inserted) and inserted in suggestion
