"""What a change is put down to when nobody has said it, as a rule after two seconds.

Knows tracked documents and labels. Must not know suggestions' states, what is due or written.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest
from typing import NamedTuple

from tenure.core.attribution.bursts import WITHIN, at_several_carets, conclude
from tenure.core.attribution.classify import Maker
from tenure.core.attribution.lineage import Splice
from tenure.core.attribution.moves import SHORTEST, each, joined, solid
from tenure.core.attribution.origins import (
    TYPED_LABEL,
    External,
    Format,
    Label,
    Labels,
    Menu,
    Note,
    Origin,
    Paste,
    Refactor,
    Region,
    Snippet,
    Typed,
    Unattributed,
)
from tenure.core.attribution.replacements import aligned
from tenure.core.attribution.runs import Pairs
from tenure.core.attribution.tracked import JOINED_WITHIN, Insertion, TrackedDocument
from tenure.core.text.lines import split_lines
from tenure.core.text.points import Point, after

SHORTEST_COPY = 20
"""Characters, white space left out, from which text that stands elsewhere too was copied there."""

LARGEST_SEARCH = 4_000_000
"""Characters of open documents that are searched for a copy's source: about 2 ms."""

_NOWHERE: frozenset[Region] = frozenset()

_ORIGINS: dict[Maker, Origin] = {
    Maker.TYPED: Typed(),
    Maker.PASTE: Paste(),
    Maker.SNIPPET: Snippet(),
    Maker.MENU: Menu(),
    Maker.REFACTOR: Refactor(),
    Maker.FORMAT: Format(),
    Maker.EXTERNAL: External(),
}


def origin_of(maker: Maker) -> Origin | None:
    """The origin of what ``maker`` inserts; None where it is not one for all of its text."""
    return _ORIGINS.get(maker)


class _Source(NamedTuple):
    tracked: TrackedDocument
    text: str
    offset: int

    def lies_in(self, stretches: list[tuple[int, int]]) -> bool:
        """Whether any of it lies between the offsets of one of ``stretches``."""
        end = self.offset + len(self.text)
        return any(first < end and self.offset < last for first, last in stretches)


class Settling:
    """Gives insertions their origins."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels

    def close_burst(self, tracked: TrackedDocument) -> None:
        """Conclude from all that was changed at once, now that the burst is over."""
        pieces = tracked.burst
        if len(pieces) > 1:
            concluded = conclude(pieces)
            steps = dict.fromkeys(piece.step for piece in pieces)
            insertions = [one for step in steps if (one := tracked.insertion_at(step)) is not None]
            alone = not at_several_carets(pieces)
            for place, insertion in enumerate(insertions):
                if insertion.explained or insertion.is_said:
                    continue
                insertion.counts = alone or not place
                if concluded is not None:
                    insertion.settles_as = _ORIGINS[concluded.maker]
                    insertion.rule = concluded.rule
        tracked.burst, tracked.pressed = [], None

    def settled(
        self, tracked: TrackedDocument, now: float, documents: Iterable[TrackedDocument]
    ) -> list[Insertion]:
        """Insertions that nothing has explained within two seconds, which nothing will any more."""
        self.close_burst(tracked)
        unexplained = []
        while tracked.recent and tracked.recent[0].at + JOINED_WITHIN <= now:
            insertion = tracked.recent.popleft()
            if insertion.explained or insertion.claimed_by is not None:
                continue
            self._conclude(tracked, insertion, documents)
            self.note(insertion)
            if isinstance(insertion.settles_as, Unattributed) and insertion.counts:
                unexplained.append(insertion)
        return unexplained

    def reloaded(self, tracked: TrackedDocument, now: float) -> bool:
        """Align what went in as one text a moment ago, since another process wrote it.

        What is equal keeps its origin (measures.md §5); False where there was no such change.
        """
        found = False
        for insertion in tracked.recent:
            open_ = not insertion.explained and not insertion.is_said and insertion.replaced
            if open_ and now - insertion.at <= JOINED_WITHIN and len(insertion.splices) == 1:
                taken_out = tracked.lineage.taken_out(insertion.step)
                if taken_out:
                    self._align(tracked, insertion, taken_out)
                    found = True
        return found

    def _align(self, tracked: TrackedDocument, insertion: Insertion, taken_out: Pairs) -> None:
        start, end = insertion.splices[0].start, insertion.splices[0].end
        old = insertion.replaced
        # It may end between the two characters of a line end.
        behind = "\n" if old.endswith("\r") and end.column else ""
        regions = [self._labels.meaning(label).regions for label in each(taken_out)]
        splices = []
        for first, last, text in aligned(old, insertion.text):
            around = _NOWHERE.union(*regions[first:last])
            if first > 0 and last < len(old):
                around |= regions[first - 1] & regions[last]
            label = self._labels.number(Label(insertion.settles_as, around))
            labels = [(len(text), label)] if text else []
            begun, ended = (
                after(start, old[:place], old[place:] or behind) for place in (first, last)
            )
            splices.append(Splice(begun, ended, text, labels))
        insertion.splices, insertion.beside = splices, []
        insertion.text = "".join(splice.text for splice in reversed(splices))
        tracked.lineage.remake(insertion.step, splices)

    def note(self, insertion: Insertion) -> None:
        """Remember by which rule ``insertion`` has its origin."""
        note = Note(insertion.rule, insertion.evidence, insertion.at)
        for splice in insertion.splices:
            for _, label in splice.labels:
                if label != TYPED_LABEL:
                    self._labels.note(label, note)

    def give(self, tracked: TrackedDocument, insertion: Insertion, origin: Origin) -> None:
        """Let ``insertion`` be of ``origin`` from now on."""
        insertion.settles_as = origin
        if isinstance(origin, Format):
            self._lay_out(tracked, insertion)
        if insertion.candidate is not None:
            self._labels.learn(insertion.candidate, origin, None)
            insertion.candidate = None
        elif origin != Typed() and not isinstance(origin, Format):
            self._relabel(tracked, insertion, origin)

    def _conclude(
        self,
        tracked: TrackedDocument,
        insertion: Insertion,
        documents: Iterable[TrackedDocument],
    ) -> None:
        origin = insertion.settles_as
        bulk = isinstance(origin, Unattributed)
        if bulk and abs(tracked.written_at - insertion.at) <= JOINED_WITHIN:
            origin, insertion.rule = External(), "another process wrote the file"
        elif bulk and insertion.overwritten > 1:
            origin, insertion.rule = Snippet(), "several of its words were filled in at once"
        elif bulk or isinstance(origin, Paste):
            source = self._source(tracked, insertion, documents)
            if source is not None:
                self._copy(tracked, insertion, source)
                insertion.settles_as = Paste()
                insertion.rule = "the same text stands elsewhere"
                return
        self.give(tracked, insertion, origin)

    def _relabel(self, tracked: TrackedDocument, insertion: Insertion, origin: Origin) -> None:
        regions = self._regions(insertion.splices)
        tracked.lineage.relabel(insertion.step, self._labels.number(Label(origin, regions)))

    def _lay_out(self, tracked: TrackedDocument, insertion: Insertion) -> None:
        """New white space between two characters of one origin takes that origin."""
        meaning = self._labels.meaning
        splices = []
        for splice, beside in zip_longest(insertion.splices, insertion.beside):
            regions = self._regions([splice])
            label = self._labels.number(Label(Format(), regions))
            if beside is not None:
                before, after = beside
                if (
                    before is not None
                    and after is not None
                    and meaning(before).origin == meaning(after).origin
                ):
                    inside = meaning(before).regions & meaning(after).regions
                    label = self._labels.copied(before, regions | inside)
            labels = [(len(splice.text), label)] if splice.text else []
            splices.append(splice.labelled(labels))
        tracked.lineage.remake(insertion.step, splices)

    def _regions(self, splices: Iterable[Splice]) -> frozenset[Region]:
        """The spans that they lie in, themselves left out."""
        found: frozenset[Region] = frozenset()
        for splice in splices:
            for _, label in splice.labels:
                found |= self._labels.meaning(label).regions
        return frozenset(region for region in found if isinstance(region, str))

    def _source(
        self,
        tracked: TrackedDocument,
        insertion: Insertion,
        documents: Iterable[TrackedDocument],
    ) -> _Source | None:
        """Where else the text stands: in this document, then in those opened last."""
        wanted = insertion.text.strip()
        length = len(solid(wanted))
        if len(insertion.splices) != 1 or length < SHORTEST:
            return None
        doubled = self._doubled(tracked, insertion)
        if doubled is not None or (length < SHORTEST_COPY and not insertion.is_said):
            return doubled
        left = LARGEST_SEARCH
        others = [one for one in reversed(list(documents)) if one is not tracked]
        others.sort(key=lambda one: not one.is_open)
        for other in (tracked, *others):
            length = other.lineage.length
            if length > left:  # another may be smaller
                continue
            left -= length
            text = other.lineage.document.text
            offset = text.find(wanted)
            if other is tracked:
                new = self._new_with(tracked, insertion)
                while offset >= 0 and _Source(other, wanted, offset).lies_in(new):
                    offset = text.find(wanted, offset + 1)
            if offset >= 0:
                return _Source(other, wanted, offset)
        return None

    def _doubled(self, tracked: TrackedDocument, insertion: Insertion) -> _Source | None:
        """The same lines directly above or below it: a line that is doubled may be short."""
        text, lines = insertion.text, tracked.lineage.document.lines
        wanted = text.strip()
        height = len(split_lines(wanted))
        first = after(insertion.start, text[: text.index(wanted)]).line
        if "".join(lines[first : first + height]).strip() != wanted:
            return None
        for line in (first - height, first + height):
            beside = "".join(lines[line : line + height]) if line >= 0 else ""
            if beside.strip() == wanted:
                offset = tracked.lineage.document.offset_of(Point(line, 0))
                source = _Source(tracked, wanted, offset + beside.index(wanted))
                return None if source.lies_in(self._new_with(tracked, insertion)) else source
        return None

    def _new_with(self, tracked: TrackedDocument, insertion: Insertion) -> list[tuple[int, int]]:
        """Where it lies, and what went in with it at other carets: none is the others' source."""
        offset_of = tracked.lineage.document.offset_of
        beside = [
            one
            for one in tracked.recent
            if not one.explained and abs(one.at - insertion.at) <= WITHIN
        ]
        starts = [(offset_of(one.start), len(one.text)) for one in (insertion, *beside)]
        return [(start, start + length) for start, length in starts]

    def _copy(self, tracked: TrackedDocument, insertion: Insertion, source: _Source) -> None:
        """A copy keeps its origins and adds nothing to what stands (measures.md §5)."""
        document = source.tracked.lineage.document
        start = document.point_at(source.offset)
        end = document.forward(start, len(source.text))
        regions = self._regions(insertion.splices)
        labels: list[int] = []
        for count, label in source.tracked.lineage.labels_between(start, end):
            labels += [self._labels.copied(label, regions)] * count
        leading = len(insertion.text) - len(insertion.text.lstrip())
        trailing = len(insertion.text) - leading - len(labels)
        labels = [labels[0]] * leading + labels + [labels[-1]] * trailing
        splice = insertion.splices[0].labelled(joined(labels))
        tracked.lineage.remake(insertion.step, [splice])
