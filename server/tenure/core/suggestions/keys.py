"""Text that keys put in or take out at one place: nearly every edit, on the shortest way.

For one of which nothing has been said and that continues no suggestion; ``changes`` takes up any
other. Must not know what is due or what is written.
"""

from __future__ import annotations

from tenure.core.attribution.bursts import Piece, indents_line
from tenure.core.attribution.classify import looks_typed
from tenure.core.attribution.facts import TextChanged
from tenure.core.attribution.lineage import Splice
from tenure.core.attribution.moves import SHORTEST, Removed
from tenure.core.attribution.origins import TYPED_LABEL, Labels
from tenure.core.attribution.replacements import Replacement
from tenure.core.attribution.tracked import Beside, TrackedDocument, TypedCharacter
from tenure.core.suggestions.applied import NOTHING, Applied
from tenure.core.suggestions.ledger import Ledger
from tenure.core.suggestions.moving import Moving
from tenure.core.text.points import Point

_LINE_ENDS = frozenset("\r\n")

_AT_ONCE = Applied(True, [], False)
"""It may be a part of what one command does."""


class Keys:
    """Takes up key presses."""

    def __init__(self, labels: Labels, ledger: Ledger, moving: Moving) -> None:
        self._labels = labels
        self._ledger = ledger
        self._moving = moving

    def press(self, tracked: TrackedDocument, fact: TextChanged, now: float) -> Applied | None:
        """Take up ``fact`` if it is one key's; None, and nothing is done, where it may be more."""
        at, end, text = fact.start, fact.end, fact.text
        if at is None or end is None or tracked.explained or tracked.waiting:
            return None
        if self._ledger.on_screen(tracked.uri) is not None:
            return None
        if at == end:
            return self._typed(tracked, fact, at, now) if text and looks_typed(text) else None
        return None if text else self._deleted(tracked, fact, at, end, now)

    def _typed(self, tracked: TrackedDocument, fact: TextChanged, at: Point, now: float) -> Applied:
        lineage, text = tracked.lineage, fact.text
        around = lineage.labels_beside(at)
        regions = self._labels.regions_between(*around)
        label = self._labels.typed_in(regions) if regions else TYPED_LABEL
        is_short = len(text) == 1 and text not in _LINE_ENDS
        back = lineage.respell(at, 0, text, label) if is_short else None
        if back is None:
            (back,) = lineage.replace([Splice(at, at, text, [(len(text), label)])])
        if regions:
            self._ledger.touched(regions, now)
        self._follow(tracked, fact, at, at, back.end)
        replacements: list[Replacement] = [(at, at, text)]
        beside: list[Beside | None] = [around] if text.isspace() else []
        key = TypedCharacter(
            lineage.step, fact.version, now, text, back.start, back.end, replacements, label, beside
        )
        return _AT_ONCE if tracked.press(key) else NOTHING

    def _deleted(
        self, tracked: TrackedDocument, fact: TextChanged, at: Point, end: Point, now: float
    ) -> Applied:
        lineage = tracked.lineage
        place = back = None
        if end.line == at.line and end.column - at.column < SHORTEST:
            back = lineage.respell(at, end.column - at.column, "", TYPED_LABEL)
        else:
            place = tracked.place(at, end)
        if back is None:
            (back,) = lineage.replace([Splice(at, end, "", [])])
        if tracked.recent:
            tracked.overwrite(at, end, back.text)
        self._follow(tracked, fact, at, end, back.end)
        lost = self._ledger.lost(back.labels, now) if self._labels.has_regions else None
        if place is not None:
            self._moving.taken(Removed(back.text, back.labels, place), now)
        piece = Piece(lineage.step, back.text, "", indents_line(at, ""), at)
        second = tracked.change_at_once(piece)
        if lost:
            return Applied(second, [], False, frozenset(lost))
        return _AT_ONCE if second else NOTHING

    def _follow(
        self, tracked: TrackedDocument, fact: TextChanged, start: Point, end: Point, new_end: Point
    ) -> None:
        lineage = tracked.lineage
        if tracked.recent:
            tracked.follow(start, end, new_end)
        self._ledger.follow(tracked.uri, start, end, new_end)
        known = lineage.known
        if known is not None:  # it may have been typed again, or be an undo that is told later
            tracked.known_before = (fact.version, lineage.step, known)
        tracked.last_edit_end = new_end
