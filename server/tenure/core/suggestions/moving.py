"""Text that was taken out and is put in again keeps its origins, in one document or another.

Knows tracked documents, labels and the ledger. Must not know what the client said of a change.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable

from tenure.core.attribution.bursts import WITHIN
from tenure.core.attribution.lineage import Splice
from tenure.core.attribution.moves import (
    LINES,
    SHORTEST,
    WORDS,
    Place,
    Removals,
    Removed,
    carried,
    joined,
    rearranged,
    solid,
)
from tenure.core.attribution.origins import Labels, Region
from tenure.core.attribution.replacements import Replacement
from tenure.core.attribution.runs import Pairs
from tenure.core.attribution.tracked import NEIGHBOUR, Insertion, TrackedDocument
from tenure.core.suggestions.ledger import Ledger
from tenure.core.text.points import Point

_WORD_BEFORE = re.compile(r"\w+\Z")
_WORD_AFTER = re.compile(r"\w+")

JUST_PUT = 64
"""Insertions that are remembered, in all documents together, for what one command moves."""

RULE = "the same text was taken out before"


class Moving:
    """Remembers what is taken out and knows it again."""

    def __init__(self, labels: Labels, ledger: Ledger) -> None:
        self._labels = labels
        self._ledger = ledger
        self._removals = Removals()
        self._put: deque[tuple[TrackedDocument, Insertion]] = deque(maxlen=JUST_PUT)

    def again(
        self,
        tracked: TrackedDocument,
        replacements: list[Replacement],
        regions: frozenset[Region],
    ) -> list[Splice] | None:
        """``replacements`` with the labels of the one text that they put in; None if it is new."""
        texts = [replacement for replacement in replacements if replacement[2]]
        if len(texts) != 1:
            return None
        start, end, text = texts[0]
        put = tracked.place(start, end)
        leaving = self._leaving(tracked, replacements, text)
        found = leaving or self._removals.find(text)
        if found is not None:
            is_leaving = leaving is not None
            pairs = self._again(tracked, found, text, regions, put, is_leaving=is_leaving)
            return [
                Splice(first, last, new, pairs if new else []) for first, last, new in replacements
            ]
        swapped = self._swapped(tracked, start, end, text) if len(replacements) == 1 else None
        return None if swapped is None else [swapped]

    def rearranged(
        self, tracked: TrackedDocument, start: Point, end: Point, text: str
    ) -> Splice | None:
        """The whole lines that ``text`` makes, where they are those before it in another order.

        A client may leave out what the first or the last line has in common with another.
        """
        document = tracked.lineage.document
        first, last = Point(start.line, 0), Point(end.line, len(document.lines[end.line]))
        new = document.between(first, start) + text + document.between(end, last)
        return self._in_another_order(tracked, first, last, new, LINES)

    def _swapped(
        self, tracked: TrackedDocument, start: Point, end: Point, text: str
    ) -> Splice | None:
        """The whole words that ``text`` makes in a line, where only their order is another."""
        if start == end or start.line != end.line or LINES.findall(text) != [text]:
            return None
        line = tracked.lineage.document.lines[start.line]
        head = _WORD_BEFORE.search(line[max(0, start.column - NEIGHBOUR) : start.column])
        tail = _WORD_AFTER.match(line[end.column : end.column + NEIGHBOUR])
        before, after = head.group() if head else "", tail.group() if tail else ""
        first = Point(start.line, start.column - len(before))
        last = Point(end.line, end.column + len(after))
        return self._in_another_order(tracked, first, last, before + text + after, WORDS)

    def _in_another_order(
        self, tracked: TrackedDocument, start: Point, end: Point, new: str, part: re.Pattern[str]
    ) -> Splice | None:
        old = tracked.lineage.document.between(start, end)
        found = rearranged(old, tracked.lineage.labels_between(start, end), new, part)
        return None if found is None else Splice(start, end, new, joined(found))

    def put(self, tracked: TrackedDocument, insertion: Insertion) -> None:
        """``insertion`` went into ``tracked``; it may be taken out elsewhere a moment later."""
        self._put.append((tracked, insertion))

    def taken(self, removed: Removed, now: float) -> None:
        """``removed`` was taken out; it may have been put in a moment before."""
        key = solid(removed.text)
        if len(key) >= SHORTEST:
            self._came_before(key, removed, now)
            self._removals.add(key, removed)

    def _leaving(
        self, tracked: TrackedDocument, replacements: Iterable[Replacement], text: str
    ) -> Removed | None:
        """The same text, where the same change takes it out."""
        key = solid(text)
        if len(key) < SHORTEST:
            return None
        lineage = tracked.lineage
        for start, end, _ in replacements:
            here = "" if start == end else lineage.document.between(start, end)
            if here and solid(here) == key:
                labels = lineage.labels_between(start, end)
                return Removed(here, labels, tracked.place(start, end))
        return None

    def _again(
        self,
        tracked: TrackedDocument,
        found: Removed,
        text: str,
        regions: frozenset[Region],
        put: Place,
        *,
        is_leaving: bool = False,
    ) -> Pairs:
        """The labels of ``found`` for ``text``, as copies where all of it still stands."""
        stands_again = self._ledger.put_again(tracked, found, put, is_leaving=is_leaving)
        copied = self._labels.copied
        return joined(
            label if stands_again and again else copied(label, regions)
            for label, again in carried(found, text)
        )

    def _came_before(self, key: str, removed: Removed, now: float) -> None:
        for tracked, insertion in reversed(self._put):
            if now - insertion.at > WITHIN:
                return
            # What was taken out now is nearer than what was taken out at any time before.
            open_ = not insertion.explained or insertion.rule == RULE
            if open_ and len(insertion.splices) == 1 and solid(insertion.text) == key:
                self._put_before(tracked, insertion, removed)
                return

    def _put_before(self, tracked: TrackedDocument, insertion: Insertion, removed: Removed) -> None:
        splice = insertion.splices[0]
        regions = frozenset(
            region
            for _, label in splice.labels
            for region in self._labels.meaning(label).regions
            if isinstance(region, str)
        )
        put = tracked.place(insertion.start, insertion.end)
        labels = self._again(tracked, removed, insertion.text, regions, put)
        tracked.lineage.remake(insertion.step, [splice.labelled(labels)])
        insertion.is_known = insertion.explained = True
        insertion.rule = RULE
