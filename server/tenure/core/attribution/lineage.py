"""A document whose every character carries a label, and the states it has been in.

Knows text and labels. Must not know what labels mean, suggestions, or time.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from tenure.core.attribution.runs import (
    Pairs,
    Run,
    cut,
    label_at,
    labels_beside,
    lines_of,
    pairs,
    respelled,
)
from tenure.core.text.documents import Document, Point

KNOWN_STATES = 1_000
"""How many earlier states an undo can come back to (measures.md §5)."""


class Splice(NamedTuple):
    """A replacement with the labels of its text."""

    start: Point
    end: Point
    text: str
    labels: Pairs


_Step = tuple[int, list[Splice]]
"""How to come back from a state to the one before it: that state, and the splices back to it."""


class Lineage:
    """Text, the label of every character, how many carry each, and the way back."""

    def __init__(self, text: str, label: int) -> None:
        self.document = Document(text)
        self.counts: dict[int, int] = defaultdict(int)
        self.counts[label] = len(text)
        self.step = 0
        self._steps: deque[_Step] = deque(maxlen=KNOWN_STATES)
        self._label = label
        self._seen: dict[int, int] = {}
        """The line at which a label's text was last put in or found; others may have moved it."""

    @cached_property
    def runs(self) -> list[Run]:
        """The labels of every line; made, as the lines are, when they are first asked for."""
        return [self._label] * len(self.document.lines)

    @cached_property
    def _reached(self) -> dict[int, int]:
        """The latest step after which the text was in a state, of steps long forgotten too.

        First asked for before the first step.
        """
        return {self.document.state: 0}

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
        done, where the document cannot do it so: ``text`` ends no line.
        """
        state = self._state_before()
        removed = self.document.respell(at, count, text)
        if removed is None:
            return None
        line, column = at
        added, runs, counts = len(text), self.runs, self.counts
        length = len(self.document.lines[line]) - added + count
        labels = ((added, label),) if added else ()
        runs[line], lost = respelled(runs[line], length, column, count, labels)
        for number, of in lost:
            counts[of] -= number
        if added:
            counts[label] += added
        back = Splice(at, Point(line, column + added), removed, lost)
        self._stepped(state, [back])
        return back

    def known_step(self) -> int | None:
        """The latest earlier step after which the text was what it is now."""
        return self._known(self._reached.get(self.document.state))

    def remember(self) -> int | None:
        """Let later changes come back to the present state; ``known_step`` as it was before."""
        reached, state = self._reached, self.document.state
        earlier = reached.get(state)
        reached[state] = self.step
        if len(reached) > 2 * KNOWN_STATES:
            oldest = self.step - KNOWN_STATES
            self._reached = {state: step for state, step in reached.items() if step >= oldest}
        return None if earlier is None else self._known(earlier)

    def restore(self, step: int) -> bool:
        """Give every character the label it had after ``step``, if its text is the present one.

        False, and nothing is changed, where only the states are equal and the texts are not.
        """
        document = self.document
        lines, runs = document.lines.copy(), self.runs.copy()
        counts, state, last = self.counts.copy(), document.state, self._steps[-1]
        self._go_to(step)
        if document.lines == lines:
            return True
        document.lines, self.runs = lines, runs
        self.counts, document.state, self._steps[-1] = counts, state, last
        return False

    def go_back(self, step: int) -> bool:
        """Take back every step after ``step``, as a step of its own; False if it is forgotten."""
        if not self.step - len(self._steps) <= step <= self.step:
            return False
        if step != self.step:
            back = [inverse for passed in reversed(self._since(step)) for inverse in passed[1]]
            self.replace(back)
            self.remember()
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
            Splice(start, end, text, [(len(text), label)] if text else [])
            for start, end, text, _ in forth[0]
        ]
        for index, redo in enumerate(forth, start=len(self._steps) - len(redone)):
            inverses = [self._splice(splice) for splice in redo]
            inverses.reverse()
            self._steps[index] = (self._steps[index][0], inverses)

    def relabel_all(self, runs: list[Run]) -> None:
        """Give every line the labels of ``runs``; for a document that nobody has changed yet."""
        self.runs = runs
        self.counts = defaultdict(int)
        for line, run in zip(self.document.lines, runs, strict=True):
            for count, label in pairs(run, len(line)):
                self.counts[label] += count

    def labels_beside(self, point: Point) -> tuple[int | None, int | None]:
        """``label_before`` and ``label_after``."""
        line, column = point
        if 0 < column < len(self.document.lines[line]):
            return labels_beside(self.runs[line], column)
        return self.label_before(point), self.label_after(point)

    def label_before(self, point: Point) -> int | None:
        """The label of the character before ``point``, None at the start of the text."""
        line, column = point
        if column:
            return label_at(self.runs[line], column - 1)
        if not line:
            return None
        return label_at(self.runs[line - 1], len(self.document.lines[line - 1]) - 1)

    def label_after(self, point: Point) -> int | None:
        """The label of the character at ``point``, None at the end of the text."""
        line, column = point
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
        if not self._steps:
            _ = self.runs, self._reached  # while the text is as it was opened
        return self.document.state

    def _stepped(self, state_before: int, inverses: list[Splice]) -> None:
        self._steps.append((state_before, inverses))
        self.step += 1

    def _known(self, step: int | None) -> int | None:
        is_known = step is not None and self.step - len(self._steps) <= step != self.step
        return step if is_known else None

    def _go_to(self, step: int) -> None:
        undone = self._since(step)
        for inverse in undone[-1][1]:
            self._splice(inverse)
        forth: list[Splice] = []
        for passed in reversed(undone[:-1]):
            forth += [self._splice(inverse) for inverse in passed[1]]
        forth.reverse()
        # From here the last step's way back leads over all that was undone.
        self._steps[-1] = (undone[-1][0], forth)

    def _since(self, step: int) -> list[_Step]:
        count = self.step - step
        return [self._steps[index] for index in range(-count, 0)]

    def _splice(self, splice: Splice) -> Splice:
        start, end, text, labels = splice
        first, before, after, offset, removed, new_start, new_end = self.document.replace(
            start, end, text
        )
        runs, counts = self.runs, self.counts
        if len(before) == 1 and len(after) == 1:
            length = len(before[0])
            runs[first], lost = respelled(runs[first], length, offset, len(removed), labels)
        elif len(before) == 1 and not removed:
            head, tail = cut(runs[first], 0, offset), cut(runs[first], offset, len(before[0]))
            lost = []
            runs[first : first + 1] = lines_of((*head, *labels, *tail), list(map(len, after)))
        else:
            block: Pairs = []
            for line, run in zip(before, runs[first : first + len(before)], strict=True):
                block += pairs(run, len(line))
            lengths = (offset, len(removed), sum(map(len, before)) - offset - len(removed))
            head, lost, tail = (
                list(pairs(run, length))
                for run, length in zip(lines_of(block, lengths), lengths, strict=True)
            )
            runs[first : first + len(before)] = lines_of(
                (*head, *labels, *tail), [len(line) for line in after]
            )
        for count, label in lost:
            counts[label] -= count
        for count, label in labels:
            counts[label] += count
            self._seen[label] = first
        return Splice(new_start, new_end, removed, lost)


def _outwards(start: int, size: int) -> Iterator[int]:
    """Every index of ``size`` things, the nearest to ``start`` first."""
    below, above = range(start, size), range(start - 1, -1, -1)
    both = min(len(below), len(above))
    return chain(chain.from_iterable(zip(below, above, strict=False)), below[both:], above[both:])
