"""Who put a run of characters into a document, and the labels that characters carry.

A label is a small number for an origin together with the spans whose region the character lies in.
What a label means may be learnt later (a suggestion is reported after its text): the table changes
then, and every run, inverse and known state that holds the number is right at once.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Typed:
    """A person typed it."""

    name = "typed"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """It came with the suggestion ``id``, which a person accepted."""

    id: str
    name = "suggestion"


@dataclass(frozen=True, slots=True)
class Agent:
    """It came with the suggestion ``id``, which an agent applied without asking."""

    id: str
    name = "agent"


@dataclass(frozen=True, slots=True)
class Paste:
    """It was pasted."""

    name = "paste"


@dataclass(frozen=True, slots=True)
class Snippet:
    """A snippet expanded to it."""

    name = "snippet"


@dataclass(frozen=True, slots=True)
class Menu:
    """It came from a completion menu, not of an AI."""

    name = "menu"


@dataclass(frozen=True, slots=True)
class Refactor:
    """A rename or code action wrote it."""

    name = "refactor"


@dataclass(frozen=True, slots=True)
class Format:
    """A formatter wrote it."""

    name = "format"


@dataclass(frozen=True, slots=True)
class External:
    """It was found changed on disk: a reload, a branch switch, another process."""

    name = "external"


@dataclass(frozen=True, slots=True)
class Unattributed:
    """A bulk insertion that nothing explains; ``number`` tells one from another."""

    number: int
    name = "unattributed"


@dataclass(frozen=True, slots=True)
class Unknown:
    """It was there before Tenure looked."""

    name = "unknown"


Origin = (
    Typed
    | Suggestion
    | Agent
    | Paste
    | Snippet
    | Menu
    | Refactor
    | Format
    | External
    | Unattributed
    | Unknown
)

ORIGIN_NAMES = tuple(
    origin.name
    for origin in (
        Typed,
        Suggestion,
        Agent,
        Paste,
        Snippet,
        Menu,
        Refactor,
        Format,
        External,
        Unattributed,
        Unknown,
    )
)
"""The origins in the order of the report."""


def origin_named(name: str, suggestion: str | None) -> Origin:
    """The origin called ``name``; what only its own process could tell apart is unknown."""
    if suggestion is not None:
        return Agent(suggestion) if name == Agent.name else Suggestion(suggestion)
    plain = (Typed(), Paste(), Snippet(), Menu(), Refactor(), Format(), External())
    return next((origin for origin in plain if origin.name == name), Unknown())


Region = str | int
"""A span: the id of its suggestion, or the number of an insertion that may become one."""

NOWHERE: frozenset[Region] = frozenset()

UNKNOWN_LABEL = 0
TYPED_LABEL = 1


class Label(NamedTuple):
    """What a character's label means.

    ``is_copy`` says that the character is not one of those its origin inserted but a copy of one,
    or white space that a formatter put between two of them: it adds nothing to what stands.
    """

    origin: Origin
    regions: frozenset[Region]
    is_copy: bool = False


class Note(NamedTuple):
    """What was concluded of the text that carries a label: the rule, its evidence, and when."""

    rule: str
    evidence: str
    at: float


class Labels:
    """Every label in use, each meaning once until a later conclusion makes two the same."""

    def __init__(self) -> None:
        self.version = 0
        """Another number whenever a label is new or means something else."""
        self._meanings: list[Label] = []
        self._numbers: dict[Label, int] = {}
        self._of_origin: dict[Origin, list[int]] = defaultdict(list)
        self._of_region: dict[Region, set[int]] = defaultdict(set)
        self._notes: dict[int, Note] = {}
        self._typed_in: dict[frozenset[Region], int] = {}
        self._between: dict[tuple[int | None, int | None], frozenset[Region]] = {}
        self.number(Label(Unknown(), NOWHERE))
        self.number(Label(Typed(), NOWHERE))

    def number(self, label: Label) -> int:
        """The number of ``label``."""
        found = self._numbers.get(label)
        if found is None:
            found = len(self._meanings)
            self._meanings.append(label)
            self._file(label, found)
        return found

    def typed_in(self, regions: frozenset[Region]) -> int:
        """The number of what is typed inside ``regions``."""
        found = self._typed_in.get(regions)
        if found is None:
            found = self._typed_in[regions] = self.number(Label(Typed(), regions))
        return found

    def regions_between(self, before: int | None, after: int | None) -> frozenset[Region]:
        """The spans that lie on both sides of a place; the labels beside it, None for no text."""
        found = self._between.get((before, after))
        if found is None:
            found = NOWHERE
            if before is not None and after is not None:
                found = self._meanings[before].regions & self._meanings[after].regions
            self._between[before, after] = found
        return found

    def meaning(self, number: int) -> Label:
        """What ``number`` means now."""
        return self._meanings[number]

    def note(self, number: int, note: Note) -> None:
        """Remember what was concluded of the text that carries ``number``."""
        self._notes[number] = note

    def note_of(self, number: int) -> Note | None:
        """What was concluded last of the text that carries ``number``."""
        return self._notes.get(number)

    @property
    def has_regions(self) -> bool:
        """Whether any character ever lay in a region."""
        return bool(self._of_region)

    def of_origin(self, origin: Origin) -> list[int]:
        """The numbers of all labels with ``origin``, copies included."""
        return self._of_origin.get(origin, [])

    def copied(self, number: int, regions: frozenset[Region]) -> int:
        """The label of a copy of what carries ``number``, that lies in ``regions``."""
        origin = self._meanings[number].origin
        # Unattributed text may yet turn out to be a suggestion's.
        is_copy = isinstance(origin, Suggestion | Agent | Unattributed)
        copy = self.number(Label(origin, regions, is_copy))
        if number in self._notes:
            self._notes.setdefault(copy, self._notes[number])
        return copy

    def of_region(self, region: Region) -> set[int]:
        """The numbers of all labels inside ``region``."""
        return self._of_region.get(region, set())

    def learn(self, before: Origin, after: Origin, region: Region | None) -> None:
        """Everything of ``before`` is of ``after``.

        ``before``'s insertion, as a region, becomes ``region``; None ends it.
        """
        self._between.clear()
        candidate = before.number if isinstance(before, Unattributed) else None
        touched = set(self._of_origin.pop(before, ()))
        if candidate is not None:
            touched |= self._of_region.pop(candidate, set())
        for number in sorted(touched):
            origin, regions, is_copy = self._meanings[number]
            if candidate in regions:
                regions -= {candidate}
                if region is not None:
                    regions |= {region}
            label = Label(after if origin == before else origin, regions, is_copy)
            self._meanings[number] = label
            self._file(label, number)

    def _file(self, label: Label, number: int) -> None:
        self.version += 1
        self._numbers.setdefault(label, number)
        numbers = self._of_origin[label.origin]
        if number not in numbers:
            numbers.append(number)
        for region in label.regions:
            self._of_region[region].add(number)
