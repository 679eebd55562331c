"""A document under observation: its lineage, and what happened in it within the last two seconds.

A report may reach us before or after the change that it speaks of (measures.md §3), so recent
insertions wait here for an explanation, and recent explanations for their change.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

from tenure.core.attribution.facts import ChangeExplained, SuggestionReported
from tenure.core.attribution.lineage import Lineage, Splice
from tenure.core.attribution.origins import Origin, Typed, Unattributed
from tenure.core.text.documents import Point, moved

JOINED_WITHIN = 2.0
"""Seconds between a report and its change (measures.md §3)."""


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
    claimed_by: str | None = None
    remake: list[Splice] | None = None
    """Where it was taken for an earlier text that came back: how it would be made as new text."""
    explained: bool = False


class TypedCharacter(NamedTuple):
    """A single character that appeared; an accept of one character looks just the same."""

    step: int
    version: int | None
    at: float
    text: str
    start: Point
    end: Point


class Waiting(NamedTuple):
    """A report whose change has not come yet."""

    fact: SuggestionReported
    until: float
    is_suggestion: bool
    """False where a mere change origin said so: without its change it says nothing."""


@dataclass(slots=True)
class TrackedDocument:
    """One document and its recent past."""

    uri: str
    language: str
    lineage: Lineage
    version: int | None
    saved_state: int
    recent: deque[Insertion] = field(default_factory=deque)
    typed: deque[TypedCharacter] = field(default_factory=lambda: deque(maxlen=32))
    waiting: list[Waiting] = field(default_factory=list)
    explained: dict[int | None, ChangeExplained] = field(default_factory=dict)
    known_before: tuple[int | None, int, int] | None = None
    """Version and step of the last change that led to a known state, and that state's step."""
    last_edit_end: Point | None = None
    is_open: bool = True
    lost: str | None = None
    """Why its text cannot be read any more."""
    counted_step: int = -1
    """The step at which its characters were last counted."""
    count_is_due: bool = False

    def insertions_of(self, version: int) -> list[Insertion]:
        """Recent insertions of the change that led to ``version``, single characters too."""
        bulk = [insertion for insertion in self.recent if insertion.version == version]
        if bulk:
            return bulk
        single = next((typed for typed in self.typed if typed.version == version), None)
        if single is None:
            return []
        insertion = Insertion(
            step=single.step,
            version=version,
            at=single.at,
            text=single.text,
            start=single.start,
            end=single.end,
            candidate=None,
            settles_as=Typed(),
            rule="one character",
            looks_accepted=False,
        )
        self.typed.remove(single)
        self.recent.append(insertion)
        return [insertion]

    def follow(self, start: Point, end: Point, new_end: Point) -> None:
        """Move what waits here along with a change."""
        for insertion in self.recent:
            if insertion.explained:
                continue
            insertion.start = moved(insertion.start, start, end, new_end)
            insertion.end = moved(insertion.end, start, end, new_end)
