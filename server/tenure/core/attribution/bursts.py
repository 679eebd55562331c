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

import msgspec

from tenure.core.attribution.classify import Conclusion, Maker, is_comment_mark
from tenure.core.attribution.moves import solid, unlaid
from tenure.core.text.points import Point

WITHIN = 0.02
"""Seconds between two changes that one command made; two keys are never so close."""

MOST = 2_000
"""Pieces beyond which no rule is asked."""


class Piece(msgspec.Struct, frozen=True):
    """One place that a burst changed; ``step`` is the change that it belongs to.

    The texts are what the client sent where a change has one place only, else what differs.
    """

    step: int
    removed: str
    inserted: str
    indents: bool
    """Whether white space at the start of a line is all that it put in."""
    start: Point
    """Where, in the text that the pieces before it left."""
    completed: str = ""
    """The whole word, where the insertion completes the one before it."""


class _Rule(NamedTuple):
    name: str
    conclude: Callable[[Sequence[Piece]], Maker | None]


_IMPORT = re.compile(r"^\s*(import|from|use|using|#include|require|const .*require|\}?\s*from)\b")


def _replaced_everywhere(pieces: Sequence[Piece]) -> Maker | None:
    # A client may send of each place only what differs: the same few changes at each.
    pairs = Counter((piece.removed, piece.inserted) for piece in pieces)
    if len(set(pairs.values())) > 1 or len(pairs) == len(pieces):
        return None
    # One character at several carets is a person who types over a selection.
    removed = "".join(pair[0] for pair in pairs)
    inserted = "".join(pair[1] for pair in pairs)
    everywhere = removed.strip() and len(inserted) > 1 and not at_one_place(pieces)
    return Maker.REFACTOR if everywhere else None


def _laid_out(pieces: Sequence[Piece]) -> Maker | None:
    blank = any(solid(piece.removed) == solid(piece.inserted) for piece in pieces)
    if all(piece.indents for piece in pieces) or not blank or at_one_place(pieces):
        return None
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for piece in pieces:
        before.update(unlaid(piece.removed))
        after.update(unlaid(piece.inserted))
    return Maker.FORMAT if before == after else None


def _commented(pieces: Sequence[Piece]) -> Maker | None:
    signs = all(not piece.removed and is_comment_mark(piece.inserted) for piece in pieces)
    return Maker.TYPED if signs else None


def _completed(pieces: Sequence[Piece]) -> Maker | None:
    words = [piece.completed for piece in pieces if piece.completed]
    others = [piece for piece in pieces if not piece.completed and piece.inserted]
    if len(words) != 1 or not others:
        return None
    (word,) = words
    imports = all(word in piece.inserted or _IMPORT.match(piece.inserted) for piece in others)
    return Maker.MENU if imports else None


def _put_in_anew(pieces: Sequence[Piece]) -> Maker | None:
    """What Neovim makes of a menu's item: the word goes and comes again, key by key."""
    place = at_one_place(pieces)
    if place is None or not place.removed:
        return None
    longer = place.inserted.startswith(place.removed) and place.inserted != place.removed
    return Maker.MENU if longer and place.inserted.isidentifier() else None


RULES: tuple[_Rule, ...] = (
    _Rule("several places changed and no token did", _laid_out),
    _Rule("the same text gave way to the same text at several places", _replaced_everywhere),
    _Rule("comment signs went in at several places", _commented),
    _Rule("it completes the word before the caret and imports it elsewhere", _completed),
    _Rule("a word gave way at once to a longer one that begins with it", _put_in_anew),
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


def indents_line(start: Point, text: str) -> bool:
    """Whether ``text`` is nothing but white space at the start of a line."""
    return not start.column and not text.strip(" \t")


class _Place(NamedTuple):
    """All that pieces changed, where it is one place: what went and what came, in the end."""

    start: Point
    removed: str
    inserted: str


def at_one_place(pieces: Sequence[Piece]) -> _Place | None:
    """What became of the one place that all pieces change; None where there are several."""
    found = _Place(pieces[0].start, "", "")
    for piece in pieces:
        joined = _joined(found, piece)
        if joined is None:
            return None
        found = joined
    return found


def _joined(place: _Place, piece: Piece) -> _Place | None:
    start, removed, inserted = place
    length = len(piece.removed)
    if piece.start < start:
        # What stood before it, on its line.
        gap = start.column - piece.start.column
        if piece.start.line != start.line or gap > length:
            return None
        beyond = length - gap
        if inserted[:beyond] != piece.removed[gap:]:
            return None
        head = piece.removed[:gap]
        return _Place(piece.start, head + removed, piece.inserted + inserted[beyond:])
    at = piece.start.column
    if piece.start.line == start.line:
        at -= start.column
    else:
        above = inserted.splitlines(keepends=True)[: piece.start.line - start.line]
        if len(above) < piece.start.line - start.line:
            return None
        at += sum(map(len, above))
    if at > len(inserted):
        return None
    return _Place(
        start,
        removed + piece.removed[len(inserted) - at :],
        inserted[:at] + piece.inserted + inserted[at + length :],
    )


def at_several_carets(pieces: Sequence[Piece]) -> bool:
    """Whether one text went in at several places: one act, however many carets."""
    return len(pieces) > 1 and len({piece.inserted for piece in pieces}) == 1
