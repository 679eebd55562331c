"""One character that a key puts in inside a line: nearly every edit, on the shortest way.

It does what ``changes`` does for any edit, for one that nothing has been said of and that continues
no suggestion. Must not know what is due or what is written.
"""

from __future__ import annotations

from tenure.core.attribution.origins import TYPED_LABEL, Labels
from tenure.core.attribution.spans import regions_of_new_text
from tenure.core.attribution.tracked import Beside, TrackedDocument, TypedCharacter
from tenure.core.suggestions.ledger import Ledger
from tenure.core.text.documents import Point

LINE_ENDS = frozenset("\r\n")


class Keys:
    """Takes up key presses."""

    def __init__(self, labels: Labels, ledger: Ledger) -> None:
        self._labels = labels
        self._ledger = ledger

    def press(
        self, tracked: TrackedDocument, at: Point, character: str, version: int | None, now: float
    ) -> bool | None:
        """A key put ``character`` in; whether it is the second change at once.

        None, and nothing is done, where it has to take the longer way.
        """
        if character in LINE_ENDS or tracked.explained:
            return None
        ledger, lineage = self._ledger, tracked.lineage
        if ledger.on_screen(tracked.uri) is not None:
            return None
        label = TYPED_LABEL
        regions = regions_of_new_text(lineage, self._labels, at, at)
        if regions:
            ledger.touched(regions, now)
            label = self._labels.typed_in(regions)
        around: list[Beside | None] = []
        if character.isspace():
            around.append(lineage.labels_beside(at))
        end = lineage.insert(at, character, label)
        if end is None:
            return None
        if tracked.recent:
            tracked.follow(at, at, end)
        ledger.follow(tracked.uri, at, at, end)
        known = lineage.known_step()
        if known is not None:  # it may have been typed again, or be an undo that is told later
            tracked.known_before = (version, lineage.step, known)
        lineage.remember()
        step = lineage.step
        tracked.last_edit_end = end
        return tracked.press(
            TypedCharacter(
                step, version, now, character, at, end, [(at, at, character)], label, around
            )
        )
