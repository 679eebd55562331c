"""A document under observation: its lineage, and what happened in it within the last two seconds.

A report may reach us before or after the change that it speaks of (measures.md §3), so recent
insertions wait here for an explanation, and recent explanations for their change.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from tenure.core.attribution.bursts import MOST, Piece, indents_line
from tenure.core.attribution.facts import ChangeExplained, SuggestionReported
from tenure.core.attribution.lineage import Lineage, Splice
from tenure.core.attribution.moves import Place
from tenure.core.attribution.origins import Label, Labels, Origin, Typed, Unattributed
from tenure.core.attribution.replacements import Replacement, labelled
from tenure.core.text.points import Point, moved

JOINED_WITHIN = 2.0
"""Seconds between a report and its change (measures.md §3)."""


NEIGHBOUR = 200
"""Characters beside a place by which it is known again; a line may have millions."""

Beside = tuple[int | None, int | None]
"""The labels of the characters before and after a place."""


@dataclass(slots=True)
class Insertion:
    """Text that a change inserted, until it is known whose it is.

    ``candidate`` is the origin that its characters carry meanwhile (None where it is a single typed
    character, which carries no number of its own); ``settles_as`` is what they carry if nothing
    better turns up. ``start`` and ``end`` are moved along by the edits that follow.
    """

    step: int
    version: int | None
    at: float
    text: str
    start: Point
    end: Point
    candidate: Unattributed | None
    settles_as: Origin
    rule: str
    looks_accepted: bool
    evidence: str
    """How ``rule`` knows (a word of measures.md §2)."""
    splices: list[Splice]
    """How it was made, with the labels of new text."""
    beside: list[Beside | None]
    """For each splice of white space the labels on both its sides."""
    claimed_by: str | None = None
    is_known: bool = False
    """Whether it was taken for text that came back or was moved, and has that text's labels."""
    explained: bool = False
    is_said: bool = False
    """Whether the client said what it is, which beats what its shape suggests."""
    counts: bool = True
    """Whether it is an act of its own; of one text at several carets only the first is."""
    overwritten: int = 0
    """How many of its words were replaced since."""
    replaced: str = ""
    """What it took the place of."""


class TypedCharacter(msgspec.Struct, frozen=True):
    """A single character that appeared; an accept of one character looks just the same."""

    step: int
    version: int | None
    at: float
    text: str
    start: Point
    end: Point
    replacements: list[Replacement]
    label: int
    beside: list[Beside | None]

    def piece(self) -> Piece:
        """It, of one place, as a part of what one command changed."""
        at = self.replacements[0][0]  # it may have moved: a line feed goes to the line before
        return Piece(self.step, "", self.text, indents_line(at, self.text), at)


class Waiting(NamedTuple):
    """A report whose change has not come yet."""

    fact: SuggestionReported
    until: float
    is_suggestion: bool
    """False where a mere change origin said so: without its change it says nothing."""
    is_joined: bool = False
    """Whether a place of its change was found; the others, of the same version, may follow."""


@dataclass(slots=True)
class TrackedDocument:
    """One document and its recent past."""

    uri: str
    language: str
    lineage: Lineage
    version: int | None
    saved_step: int
    recent: deque[Insertion] = field(default_factory=deque)
    typed: deque[TypedCharacter] = field(default_factory=lambda: deque(maxlen=32))
    waiting: list[Waiting] = field(default_factory=list)
    explained: dict[int | None, ChangeExplained] = field(default_factory=dict)
    burst: list[Piece] = field(default_factory=list)
    """What was changed at once, the last change included; ``pressed`` comes before it."""
    pressed: TypedCharacter | None = None
    """A key press that nothing has followed yet: hardly ever a part of what one command does."""
    burst_at: float = float("-inf")
    settles_at: float = float("-inf")
    """When what happened last in it is to be settled."""
    known_before: tuple[int | None, int, int] | None = None
    """Version and step of the last change that led to a known state, and that state's step."""
    last_edit_end: Point | None = None
    is_open: bool = True
    lost: str | None = None
    """Why its text cannot be read any more."""
    closed_at: float | None = None
    """When it was closed, for the two seconds in which it may be opened again as it was."""
    saved_at: float = float("-inf")
    written_at: float = float("-inf")
    """When somebody else last wrote its file."""
    is_deleted: bool = False
    """Whether its file is gone."""
    counted_step: int = -1
    """The step at which its characters were last counted."""
    count_is_due: bool = False
    keep_due: float | None = None
    """When its lineage is to be written down; None where it has not changed since it was."""
    labels: dict[int, Label] = field(default_factory=dict)
    """What the labels of its characters meant when its lineage was last written down."""
    labels_at: int | None = None
    """The version of all labels then."""
    live_until: float = float("-inf")
    """When the last of its spans' horizons of time falls due."""

    @property
    def leaves_at(self) -> float | None:
        """When it is left as it was saved; None where it is open, or was left."""
        return None if self.closed_at is None else self.closed_at + JOINED_WITHIN

    def leave(self) -> None:
        """Forget what names versions or places: the next to open it counts and edits anew."""
        self.typed.clear()
        self.explained.clear()
        self.known_before = self.last_edit_end = None

    def place(self, start: Point, end: Point) -> Place:
        """What lies around the text between two places, blank lines left out."""
        lines = self.lineage.document.lines
        before = lines[start.line][max(0, start.column - NEIGHBOUR) : start.column]
        after = lines[end.line][end.column : end.column + NEIGHBOUR]
        line = start.line
        while not before.strip() and line > 0:
            line -= 1
            before = lines[line][-NEIGHBOUR:]
        line = end.line
        while not after.strip() and line + 1 < len(lines):
            line += 1
            after = lines[line][:NEIGHBOUR]
        return Place(self.uri, self.lineage.step + 1, before.strip(), after.strip())

    def pieces(self, replacements: Sequence[Replacement]) -> list[Piece]:
        """What a change of several places is about to do, as pieces of the next step."""
        step, between = self.lineage.step + 1, self.lineage.document.between
        return [
            Piece(step, between(start, end), new, indents_line(start, new), start)
            for start, end, new in replacements
        ]

    def giving_way(self, replacements: Sequence[Replacement]) -> str:
        """What a change of these places is about to take out, in the document's order."""
        between = self.lineage.document.between
        return "".join(between(start, end) for start, end, _ in reversed(replacements))

    def press(self, key: TypedCharacter) -> bool:
        """A key was pressed; whether it is the second of what may be one command's changes."""
        self.typed.append(key)
        if self.pressed is None and not self.burst:
            self.pressed = key
            return False
        return self.change_at_once(key.piece())

    def change_at_once(self, piece: Piece) -> bool:
        """``piece`` was changed too; whether it is the second of a burst."""
        burst = self.changed_at_once()
        if len(burst) <= MOST:
            burst.append(piece)
        return len(burst) == 2

    def changed_at_once(self) -> list[Piece]:
        """The burst, a key press that it began with included."""
        if self.pressed is not None:
            self.burst.append(self.pressed.piece())
            self.pressed = None
        return self.burst

    def labels_in_use(self, labels: Labels) -> dict[int, Label]:
        """What the labels of its characters mean; perhaps of some that none carries any more."""
        if self.labels_at != labels.version or self.lineage.counts.keys() - self.labels.keys():
            self.labels = {label: labels.meaning(label) for label in self.lineage.labels_in_use()}
            self.labels_at = labels.version
        return self.labels

    def typed_in_one_go(self) -> str:
        """What was typed last, each character behind the one before it."""
        found: list[str] = []
        start: Point | None = None
        for key in reversed(self.typed):
            if start not in (None, key.end):
                break
            found.append(key.text)
            start = key.start
        return "".join(reversed(found))

    def overwrite(self, start: Point, end: Point, removed: str) -> None:
        """``removed`` gave way between two places: perhaps a word of a recent insertion."""
        for insertion in self.recent:
            if (
                insertion.start <= start
                and end <= insertion.end
                and removed.isidentifier()
                and removed in insertion.text
            ):
                insertion.overwritten += 1

    def said_of(self, version: int | None) -> ChangeExplained | None:
        """What the client said beforehand of the change to ``version``, for each of its places."""
        if version is None:
            return self.explained.pop(None, None)
        for earlier in [known for known in self.explained if known is not None and known < version]:
            del self.explained[earlier]
        return self.explained.get(version)

    def insertions_of(self, version: int, *, everywhere: bool) -> list[Insertion]:
        """Recent insertions of the change that led to ``version``.

        Single characters too ``everywhere``, else only the last, and where there is nothing more: a
        client may tell the keys before an accept in the same message.
        """
        bulk = [insertion for insertion in self.recent if insertion.version == version]
        if bulk and not everywhere:
            return bulk
        single = [typed for typed in self.typed if typed.version == version]
        return bulk + [self._looked_into(one) for one in (single if everywhere else single[-1:])]

    def insertion_at(self, step: int) -> Insertion | None:
        """The recent insertion that ``step`` made, a single character too."""
        for insertion in self.recent:
            if insertion.step == step:
                return insertion
        single = next((typed for typed in self.typed if typed.step == step), None)
        return None if single is None else self._looked_into(single)

    def _looked_into(self, single: TypedCharacter) -> Insertion:
        """A typed character as an insertion that waits for an explanation."""
        insertion = Insertion(
            step=single.step,
            version=single.version,
            at=single.at,
            text=single.text,
            start=single.start,
            end=single.end,
            candidate=None,
            settles_as=Typed(),
            rule="one character",
            evidence="inferred",
            looks_accepted=False,
            splices=labelled(single.replacements, single.label),
            beside=single.beside,
        )
        self.typed.remove(single)
        self.recent.append(insertion)
        return insertion

    def follow(self, start: Point, end: Point, new_end: Point) -> None:
        """Move what waits here along with a change."""
        # What lies on later lines stays where it is, unless these become more or fewer.
        last = end.line if new_end.line == end.line else None
        for insertion in self.recent:
            first = insertion.start
            if insertion.end <= start or (last is not None and first.line > last):
                continue
            if insertion.is_known or not insertion.explained:
                insertion.start = moved(first, start, end, new_end)
                insertion.end = moved(insertion.end, start, end, new_end)
