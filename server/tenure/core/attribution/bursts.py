"""Changes that one command made at once: a rename, a formatter, several carets, a completed import.

An ordered table of pure rules over all of them, the first that answers wins; each of the changes
alone would be taken for typing, or for nothing known. It makes no difference whether a client sends
them in one message or in several at the same time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tenure.core.attribution.classify import Conclusion, Maker
from tenure.core.attribution.moves import solid

WITHIN = 0.02
"""Seconds between two changes that one command made; two keys are never so close."""

MOST = 2_000
"""Pieces beyond which no rule is asked."""


class Piece(NamedTuple):
    """One place that a burst changed; ``step`` is the change that it belongs to.

    The texts are what the client sent where a change has one place only, else what differs.
    """

    step: int
    removed: str
    inserted: str
    indents: bool
    """Whether white space at the start of a line is all that it put in."""
    completed: str = ""
    """The whole word, where the insertion completes the one before it."""


class _Rule(NamedTuple):
    name: str
    conclude: Callable[[Sequence[Piece]], Maker | None]


_IMPORT = re.compile(r"^\s*(import|from|use|using|#include|require|const .*require|\}?\s*from)\b")
_LAYOUT = re.compile(r"[\s\"'`,;()]")
"""What formatters put in, take out and exchange without changing a token's meaning."""


def _replaced_everywhere(pieces: Sequence[Piece]) -> Maker | None:
    pairs = {(piece.removed, piece.inserted) for piece in pieces}
    removed, inserted = next(iter(pairs))
    # One character at several carets is a person who types over a selection.
    if len(pairs) > 1 or not removed.strip() or len(inserted) < 2:
        return None
    return Maker.REFACTOR


def _laid_out(pieces: Sequence[Piece]) -> Maker | None:
    blank = any(solid(piece.removed) == solid(piece.inserted) for piece in pieces)
    if all(piece.indents for piece in pieces) or not blank:
        return None
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for piece in pieces:
        before.update(_LAYOUT.sub("", piece.removed))
        after.update(_LAYOUT.sub("", piece.inserted))
    return Maker.FORMAT if before == after else None


def _completed(pieces: Sequence[Piece]) -> Maker | None:
    words = [piece.completed for piece in pieces if piece.completed]
    others = [piece for piece in pieces if not piece.completed and piece.inserted]
    if len(words) != 1 or not others:
        return None
    (word,) = words
    imports = all(word in piece.inserted or _IMPORT.match(piece.inserted) for piece in others)
    return Maker.MENU if imports else None


RULES: tuple[_Rule, ...] = (
    _Rule("the same text gave way to the same text at several places", _replaced_everywhere),
    _Rule("several places changed and no token did", _laid_out),
    _Rule("it completes the word before the caret and imports it elsewhere", _completed),
)


def conclude(pieces: Sequence[Piece]) -> Conclusion | None:
    """The first rule's answer; None where each change stands for itself."""
    if not 2 <= len(pieces) <= MOST:
        return None
    for rule in RULES:
        maker = rule.conclude(pieces)
        if maker is not None:
            return Conclusion(maker, rule.name, "inferred")
    return None


def at_several_carets(pieces: Sequence[Piece]) -> bool:
    """Whether one text went in at several places: one act, however many carets."""
    return len(pieces) > 1 and len({piece.inserted for piece in pieces}) == 1
