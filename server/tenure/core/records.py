"""What the engine concluded: the frozen values that every layer exchanges.

Times are seconds since 1970. Counts of characters are code points. None of these values can be
serialised by itself: each adapter converts them to its own shape.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tenure.core.attribution.origins import Label
from tenure.core.text.source import NO_TEXT, SourceText


class Evidence(StrEnum):
    """How a conclusion is known (measures.md §2), best first."""

    EXACT = "exact"
    REPORTED = "reported"
    MATCHED = "matched"
    INFERRED = "inferred"


class Kind(StrEnum):
    """What sort of suggestion it is (measures.md §1)."""

    INLINE = "inline"
    NEXT_EDIT = "nextEdit"
    MENU = "menu"
    CHAT = "chat"
    AGENT = "agent"


class State(StrEnum):
    """The states of a suggestion (measures.md §3), and no others."""

    SHOWN = "shown"
    ACCEPTED = "accepted"
    PARTLY_ACCEPTED = "partlyAccepted"
    APPLIED = "applied"
    REJECTED = "rejected"
    IGNORED = "ignored"
    TYPED_THROUGH = "typedThrough"
    REVERTED = "reverted"


class Horizon(StrEnum):
    """When a span is looked at again, with the keys of measures.md §6 in their order."""

    SECONDS_30 = "30s"
    MINUTES_2 = "2m"
    MINUTES_5 = "5m"
    MINUTES_10 = "10m"
    MINUTES_15 = "15m"
    SETTLED = "settled"
    SAVE = "save"
    CLOSE = "close"
    COMMIT = "commit"
    MERGE = "merge"
    DAY_1 = "1d"
    DAYS_7 = "7d"
    DAYS_30 = "30d"


class Verdict(StrEnum):
    """What a reading says of a span (measures.md §6); the first that fits."""

    UNCHANGED = "unchanged"
    REFORMATTED = "reformatted"
    RENAMED = "renamed"
    MOVED = "moved"
    EDITED = "edited"
    GONE = "gone"
    UNMEASURED = "unmeasured"


class Unit(StrEnum):
    """What an edit distance counts."""

    CHAR = "char"
    TOKEN = "token"  # noqa: S105  a unit of text, no secret
    LINE = "line"
    TREE = "tree"


@dataclass(frozen=True, slots=True)
class SuggestionRecord:
    """One suggestion as it stands now; a later record of the same ``id`` replaces it.

    ``state`` is the furthest state; ``reverted`` is told beside it, so that leaving it again
    restores the former. ``shown_characters`` is None where nobody saw it shown with its text.
    """

    id: str
    document: str
    language: str
    kind: Kind
    state: State
    evidence: Evidence
    rule: str
    adapter: str
    first_seen_at: float
    provider: str | None = None
    model: str | None = None
    latency: float | None = None
    shown_at: float | None = None
    shown_characters: int | None = None
    accepted_at: float | None = None
    last_part_at: float | None = None
    ended_at: float | None = None
    accepted_characters: int = 0
    reverted: bool = False
    text: SourceText | None = None
    accepted_text: SourceText | None = None
    replaced_text: SourceText | None = None


@dataclass(frozen=True, slots=True)
class OpportunityRecord:
    """One request for a suggestion, whatever came of it."""

    document: str
    language: str
    at: float
    evidence: Evidence
    adapter: str
    provider: str | None = None
    model: str | None = None
    kind: Kind = Kind.INLINE


@dataclass(frozen=True, slots=True)
class UnattributedRecord:
    """A bulk insertion that nothing explains; ``looks_accepted`` widens a rate's range."""

    document: str
    language: str
    at: float
    characters: int
    looks_accepted: bool
    rule: str


@dataclass(frozen=True, slots=True)
class DueReadingRecord:
    """A look at one span at one horizon, before any distance is computed.

    ``original_text`` is what was accepted, ``text`` what lies between the span's edges now; of a
    reverted suggestion it is what came back in its place. Where it could not be read,
    ``unmeasured`` says why and both counts of it are void. ``moved`` says that all that stands of
    it lies elsewhere than it was put. ``replaced_text`` is what it took the place of;
    ``never_left`` the fewest of its characters that ever stood since, None where nobody watched
    all the time.
    """

    suggestion: str
    horizon: Horizon
    due_at: float
    read_at: float
    language: str
    kept: int
    original: int
    original_text: SourceText
    text: SourceText
    late: bool = False
    unmeasured: str | None = None
    moved: bool = False
    replaced_text: SourceText = NO_TEXT
    never_left: int | None = None


@dataclass(frozen=True, slots=True)
class Distance:
    """An edit distance as its counts: ``distance`` edits over ``longest`` units."""

    unit: Unit
    distance: int
    longest: int

    @property
    def ratio(self) -> float:
        """The share in 0..1; 0 where there is nothing to compare."""
        return min(1.0, self.distance / self.longest) if self.longest else 0.0


@dataclass(frozen=True, slots=True)
class AsOthersCount:
    """What other systems would say of a reading; None where they would say nothing.

    ``never_left`` in characters, the others shares in 0..1.
    """

    never_left: int | None = None
    still_in_code: bool | None = None
    four_gram: float | None = None
    no_revert: float | None = None
    kept_rate: float | None = None


@dataclass(frozen=True, slots=True)
class ReadingRecord:
    """What one reading says: the verdict, the counts, and the distances that could be measured."""

    suggestion: str
    horizon: Horizon
    due_at: float
    read_at: float
    late: bool
    kept: int
    original: int
    verdict: Verdict
    distances: tuple[Distance, ...] = ()
    reason: str | None = None
    others: AsOthersCount | None = None


class SeenBy(StrEnum):
    """Which of a client's two ways saw an accept: the stable one is held to the precise one."""

    BOTH = "both"
    PRECISE = "precise"
    STABLE = "stable"


@dataclass(frozen=True, slots=True)
class SelfCheckRecord:
    """One accept where a client sees in two ways; ``state`` is accepted or partly accepted."""

    state: State
    kind: Kind
    seen_by: SeenBy
    at: float


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """The characters of a document's last seen text by origin, zero counts left out."""

    document: str
    language: str
    at: float
    characters: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LineageRecord:
    """A document with a live span as it stands: its text, each line's runs, and their labels.

    The store keeps a hash for each line instead of the text.
    """

    document: str
    language: str
    at: float
    text: SourceText
    runs: Sequence[int | tuple[int, ...]]
    labels: Mapping[int, Label]


Record = (
    SuggestionRecord
    | OpportunityRecord
    | UnattributedRecord
    | DueReadingRecord
    | ReadingRecord
    | DocumentRecord
    | LineageRecord
    | SelfCheckRecord
)
