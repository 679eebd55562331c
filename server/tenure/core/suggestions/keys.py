"""One character put in or a few taken out inside a line: nearly every edit, on the shortest way.

It does what ``changes`` does for any edit, for one of which nothing has been said and that
continues no suggestion. Must not know what is due or what is written.
"""

from __future__ import annotations

from tenure.core.attribution.bursts import Piece, indents_line
from tenure.core.attribution.facts import TextChanged
from tenure.core.attribution.moves import SHORTEST
from tenure.core.attribution.origins import TYPED_LABEL, Labels
from tenure.core.attribution.spans import regions_of_new_text
from tenure.core.attribution.tracked import Beside, TrackedDocument, TypedCharacter
from tenure.core.suggestions.applied import Applied
from tenure.core.suggestions.ledger import Ledger
from tenure.core.text.documents import Point

_LINE_ENDS = frozenset("\r\n")

_APPLIED, _AT_ONCE = Applied(False, [], False), Applied(True, [], False)
"""What follows from a key press: nothing, or that it may be a part of what one command does."""


class Keys:
    """Takes up key presses."""

    def __init__(self, labels: Labels, ledger: Ledger) -> None:
        self._labels = labels
        self._ledger = ledger

    def press(self, tracked: TrackedDocument, fact: TextChanged, now: float) -> Applied | None:
        """Take up ``fact`` if it is one key's; None, and nothing is done, where it may be more."""
        at, end, text = fact.start, fact.end, fact.text
        if at is None or end is None or text in _LINE_ENDS:
            return None
        if tracked.explained or tracked.waiting:
            return None
        count = end.column - at.column
        is_insertion = end == at and len(text) == 1
        if not is_insertion and (text or end.line != at.line or not 0 < count < SHORTEST):
            return None
        if self._ledger.on_screen(tracked.uri) is not None:
            return None
        if is_insertion:
            return self._typed(tracked, fact, at, now)
        return self._deleted(tracked, fact, at, end, now)

    def _typed(
        self, tracked: TrackedDocument, fact: TextChanged, at: Point, now: float
    ) -> Applied | None:
        lineage, character = tracked.lineage, fact.text
        label = TYPED_LABEL
        regions = regions_of_new_text(lineage, self._labels, at, at)
        beside: list[Beside | None] = []
        if character.isspace():
            beside.append(lineage.labels_beside(at))
        if regions:
            label = self._labels.typed_in(regions)
        back = lineage.respell(at, 0, character, label)
        if back is None:
            return None
        self._ledger.touched(regions, now)
        end = back.end
        self._follow(tracked, fact, at, at, end)
        replacement = (at, at, character)
        key = TypedCharacter(
            lineage.step, fact.version, now, character, at, end, [replacement], label, beside
        )
        return _AT_ONCE if tracked.press(key) else _APPLIED

    def _deleted(
        self, tracked: TrackedDocument, fact: TextChanged, at: Point, end: Point, now: float
    ) -> Applied | None:
        back = tracked.lineage.respell(at, end.column - at.column, "", TYPED_LABEL)
        if back is None:
            return None
        if tracked.recent:
            tracked.overwrite(at, end, back.text)
        self._follow(tracked, fact, at, end, at)
        lost = self._ledger.lost(back.labels, now) if self._labels.has_regions else None
        piece = Piece(tracked.lineage.step, back.text, "", indents_line(at, ""), at)
        second = tracked.change_at_once(piece)
        if lost:
            return Applied(second, [], False, frozenset(lost))
        return _AT_ONCE if second else _APPLIED

    def _follow(
        self, tracked: TrackedDocument, fact: TextChanged, start: Point, end: Point, new_end: Point
    ) -> None:
        lineage = tracked.lineage
        if tracked.recent:
            tracked.follow(start, end, new_end)
        self._ledger.follow(tracked.uri, start, end, new_end)
        known = lineage.remember()
        if known is not None:  # it may have been typed again, or be an undo that is told later
            tracked.known_before = (fact.version, lineage.step, known)
        tracked.last_edit_end = new_end
