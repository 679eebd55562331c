"""A document whose every character carries a label, and the states it has been in.

Knows text and labels. Must not know what labels mean, suggestions, or time.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from operator import itemgetter

import msgspec

from tenure.core.attribution.runs import (
    Pairs,
    Run,
    cut,
    erased,
    found,
    label_at,
    pairs,
    put_in,
    spliced,
)
from tenure.core.text.documents import Document
from tenure.core.text.points import Point

KNOWN_STATES = 1_000
"""How many earlier states an undo can come back to (measures.md §5)."""


class Splice(msgspec.Struct, frozen=True):
    """A replacement with the labels of its text. Every edit makes several."""

    start: Point
    end: Point
    text: str
    labels: Pairs

    def labelled(self, labels: Pairs) -> Splice:
        """The same replacement with other labels."""
        return Splice(self.start, self.end, self.text, labels)


_Step = tuple[int, list[Splice]]
"""How to come back from a state to the one before it: that state, and the splices back to it."""


class Lineage:
    """Text, the label of every character, how many carry each, and the way back."""

    def __init__(self, text: str, label: int) -> None:
        self.document = Document(text)
        self.counts: dict[int, int] = defaultdict(int)
        self.counts[label] = len(text)
        self.step = 0
        self.known: int | None = None
        """The latest earlier step after which the text was as it is, if it can be come back to."""
        self._steps: deque[_Step] = deque(maxlen=KNOWN_STATES)
        self._label = label
        self._runs: list[Run] = []
        self._reached: dict[int, int] = {}
        """The latest step after which the text was in a state, of steps long forgotten too."""
        self._seen: dict[int, int] = {}
        """The line at which a label's text was last put in or found; others may have moved it."""
        self._looked_at: tuple[Run, int, int] = (label, 0, 0)
        """A run, and where in it a place was found last: who types goes on from there."""

    @property
    def runs(self) -> list[Run]:
        """The labels of every line; made, as the lines are, when they are first asked for."""
        if not self._runs:
            self._runs = [self._label] * len(self.document.lines)
        return self._runs

    @property
    def length(self) -> int:
        """Characters of the text; costs the labels in use, not the text."""
        return sum(self.counts.values())

    def labels_in_use(self) -> list[int]:
        """The labels that characters carry; what no character carries is counted no longer."""
        counts = self.counts
        for label in [label for label, count in counts.items() if not count]:
            del counts[label]
            self._seen.pop(label, None)
        return list(counts)

    def replace(self, pieces: list[Splice]) -> list[Splice]:
        """Make one step of ``pieces``, each placed in the text that the one before it left.

        Returns the way back of each, in the order of the pieces.
        """
        state = self._state_before()
        inverses = [self._splice(piece) for piece in pieces]
        self._stepped(state, inverses[::-1])
        return inverses

    def respell(self, at: Point, count: int, text: str, label: int) -> Splice | None:
        """One step that puts ``text`` in the place of ``count`` characters of ``at``'s line.

        The short way of what ``replace`` does for any text; the way back. None, and nothing is
        done, where the document cannot do it so. ``text``: at most one character, no line's end.
        """
        state = self._state_before()
        removed = self.document.respell(at, count, text)
        if removed is None:
            return None
        line, column = at.line, at.column
        runs, counts = self.runs, self.counts
        run, length = runs[line], len(self.document.lines[line]) - len(text) + count
        lost: Pairs = []
        if count and not text:
            index, place = (0, 0) if isinstance(run, int) else self._found(run, column + 1)
            left = erased(run, column, count, index, place)
            if left is None:
                (runs[line],), lost = spliced([run], [length], column, count, [], [length - count])
            else:
                runs[line], lost = left
                self._looked_at = (runs[line], index, place)
        elif count or not column:
            labels = [(1, label)]
            new = [length + 1 - count]
            (runs[line],), lost = spliced([run], [length], column, count, labels, new)
        else:
            index, place = (0, 0) if isinstance(run, int) else self._found(run, column)
            run, index, place = put_in(run, length, column, label, index, place)
            runs[line], self._looked_at = run, (run, index, place)
        for number, of in lost:
            counts[of] -= number
        if text:
            counts[label] += 1
        back = Splice(at, Point(line, column + len(text)), removed, lost)
        self._stepped(state, [back])
        return back

    def restore(self, step: int) -> bool:
        """Give every character the label it had after ``step``, if its text is the present one.

        False, and nothing is changed, where only the states are equal and the texts are not.
        """
        lines, last = self.document.lines.copy(), self._steps[-1]
        redo = self._go_to(step)
        if self.document.lines == lines:
            return True
        forth, self._steps[-1] = self._steps[-1][1], last
        for splice in (*forth, *redo):
            self._splice(splice)
        return False

    def go_back(self, step: int) -> bool:
        """Take back every step after ``step``, as a step of its own; False if it is forgotten."""
        if not self.step - len(self._steps) <= step <= self.step:
            return False
        if step != self.step:
            back = [inverse for passed in reversed(self._since(step)) for inverse in passed[1]]
            self.replace(back)
        return True

    def taken_out(self, step: int) -> Pairs:
        """The labels of what ``step``, of one piece, took out; [] where it is forgotten."""
        if not self.step - len(self._steps) < step <= self.step:
            return []
        return self._steps[step - self.step - 1][1][0].labels

    def relabel(self, step: int, label: int) -> None:
        """Give the text that ``step`` inserted the label ``label``, as if it always had.

        A step that is no longer known is left as it is.
        """
        self._remake(step, None, label)

    def remake(self, step: int, pieces: list[Splice]) -> None:
        """As if ``step`` had been made of ``pieces`` and had restored nothing."""
        self._remake(step, pieces, 0)

    def _remake(self, step: int, pieces: list[Splice] | None, label: int) -> None:
        if not self.step - len(self._steps) < step <= self.step:
            return
        redone = self._since(step - 1)
        forth: list[list[Splice]] = []
        for passed in reversed(redone):
            redo = [self._splice(inverse) for inverse in passed[1]]
            redo.reverse()
            forth.append(redo)
        forth.reverse()
        forth[0] = pieces or [
            Splice(one.start, one.end, one.text, [(len(one.text), label)] if one.text else [])
            for one in forth[0]
        ]
        for index, redo in enumerate(forth, start=len(self._steps) - len(redone)):
            inverses = [self._splice(splice) for splice in redo]
            inverses.reverse()
            self._steps[index] = (self._steps[index][0], inverses)

    def relabel_all(self, runs: list[Run]) -> None:
        """Give every line the labels of ``runs``; for a document that nobody has changed yet."""
        self._runs = runs
        self.counts = defaultdict(int)
        for line, run in zip(self.document.lines, runs, strict=True):
            for count, label in pairs(run, len(line)):
                self.counts[label] += count

    def labels_beside(self, point: Point) -> tuple[int | None, int | None]:
        """``label_before`` and ``label_after``."""
        line, column = point.line, point.column
        if not 0 < column < len(self.document.lines[line]):
            return self.label_before(point), self.label_after(point)
        run = self.runs[line]
        if isinstance(run, int):
            return run, run
        index, place = self._found(run, column)
        before = run[index + 1]
        return before, before if column < place + run[index] else run[index + 3]

    def label_before(self, point: Point) -> int | None:
        """The label of the character before ``point``, None at the start of the text."""
        line, column = point.line, point.column
        if column:
            return label_at(self.runs[line], column - 1)
        if not line:
            return None
        return label_at(self.runs[line - 1], len(self.document.lines[line - 1]) - 1)

    def label_after(self, point: Point) -> int | None:
        """The label of the character at ``point``, None at the end of the text."""
        line, column = point.line, point.column
        lines = self.document.lines
        if column < len(lines[line]):
            return label_at(self.runs[line], column)
        if line + 1 == len(lines) or not lines[line + 1]:
            return None
        return label_at(self.runs[line + 1], 0)

    def labels_between(self, start: Point, end: Point) -> Pairs:
        """Counts and labels of the text between two places."""
        lines, runs = self.document.lines, self.runs
        if start.line == end.line:
            return cut(runs[start.line], start.column, end.column)
        found = cut(runs[start.line], start.column, len(lines[start.line]))
        for line in range(start.line + 1, end.line):
            found += pairs(runs[line], len(lines[line]))
        return found + cut(runs[end.line], 0, end.column)

    def texts_of(self, holders: Mapping[int, Sequence[str]]) -> dict[str, str]:
        """The text of each holder: all that carries one of its labels, in order.

        Costs the lines around where it was last seen, up to the last of its characters.
        """
        found: dict[str, list[tuple[int, str]]] = defaultdict(list)
        left = sum(self.counts.get(label, 0) for label in holders)
        has_none = holders.keys().isdisjoint
        lines, runs = self.document.lines, self.runs
        seen = next((self._seen[label] for label in holders if label in self._seen), 0)
        for number in _outwards(min(seen, len(lines) - 1), len(lines)):
            if not left:
                break
            run = runs[number]
            if isinstance(run, int):
                if run not in holders:  # hardly any line is
                    continue
            elif has_none(run):  # nor one of its counts is the number of such a label
                continue
            line, place = lines[number], 0
            for count, label in pairs(run, len(line)):
                if label in holders:
                    left -= count
                    self._seen[label] = number
                    for holder in holders[label]:
                        found[holder].append((number, line[place : place + count]))
                place += count
        return {
            holder: "".join(text for _, text in sorted(parts, key=itemgetter(0)))
            for holder, parts in found.items()
        }

    def _state_before(self) -> int:
        """The state before the step that is about to be made."""
        if not self._reached:
            self._reached[self.document.state] = 0
            _ = self.runs  # while the text is as it was opened
        return self.document.state

    def _found(self, run: tuple[int, ...], column: int) -> tuple[int, int]:
        last, index, place = self._looked_at
        if last is not run or place >= column:
            index = place = 0
        index, place = found(run, column, index, place)
        self._looked_at = (run, index, place)
        return index, place

    def _stepped(self, state_before: int, inverses: list[Splice]) -> None:
        steps, reached, state = self._steps, self._reached, self.document.state
        steps.append((state_before, inverses))
        step = self.step = self.step + 1
        known = reached.get(state)
        self.known = None if known is None or known < step - len(steps) else known
        reached[state] = step
        if len(reached) > 2 * KNOWN_STATES:
            oldest = step - KNOWN_STATES
            self._reached = {state: step for state, step in reached.items() if step >= oldest}

    def _go_to(self, step: int) -> list[Splice]:
        """Undo what was done after ``step``; how the last of it was done."""
        undone = self._since(step)
        redo = [self._splice(inverse) for inverse in undone[-1][1]]
        forth: list[Splice] = []
        for passed in reversed(undone[:-1]):
            forth += [self._splice(inverse) for inverse in passed[1]]
        forth.reverse()
        # From here the last step's way back leads over all that was undone.
        self._steps[-1] = (undone[-1][0], forth)
        return redo[::-1]

    def _since(self, step: int) -> list[_Step]:
        count = self.step - step
        return [self._steps[index] for index in range(-count, 0)]

    def _splice(self, splice: Splice) -> Splice:
        labels = splice.labels
        done = self.document.replace(splice.start, splice.end, splice.text)
        first, last = done.first_line, done.first_line + len(done.before)
        runs, counts = self.runs, self.counts
        block, offset, index, place = runs[first:last], done.offset, 0, 0
        if offset and isinstance(block[0], tuple):
            index, place = self._found(block[0], offset)
        runs[first:last], lost = spliced(
            block,
            list(map(len, done.before)),
            offset,
            len(done.removed),
            labels,
            list(map(len, done.after)),
            index,
            place,
        )
        for count, label in lost:
            counts[label] -= count
        for count, label in labels:
            counts[label] += count
            self._seen[label] = first
        return Splice(done.start, done.end, done.removed, lost)


def _outwards(start: int, size: int) -> Iterator[int]:
    """Every index of ``size`` things, the nearest to ``start`` first."""
    below, above = range(start, size), range(start - 1, -1, -1)
    both = min(len(below), len(above))
    return chain(chain.from_iterable(zip(below, above, strict=False)), below[both:], above[both:])
