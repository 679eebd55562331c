"""One suggestion from its first fact to its last.

Knows states and times as arguments. Must not know documents' text beyond its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tenure.core.attribution.moves import Place
from tenure.core.attribution.tracked import TrackedDocument
from tenure.core.records import Evidence, Kind, State, SuggestionRecord
from tenure.core.suggestions.states import OPEN, Turn, next_state
from tenure.core.text.points import Point
from tenure.core.text.source import SourceText

_RANK = {evidence: rank for rank, evidence in enumerate(Evidence)}


@dataclass(slots=True)
class Life:
    """What is known of one suggestion; ``record()`` is what others see of it.

    ``start`` is where its text begins in the document, ``frontier`` where its last accepted part
    ended; both are moved along by the edits that follow, and None once they lost their place.
    """

    id: str
    document: str
    language: str
    kind: Kind
    evidence: Evidence
    rule: str
    adapter: str
    first_seen_at: float
    provider_id: str | None = None
    provider: str | None = None
    model: str | None = None
    latency: float | None = None
    text: str | None = None
    start: Point | None = None
    frontier: Point | None = None
    state: State | None = None
    before_reverted: State | None = None
    shown_at: float | None = None
    accepted_at: float | None = None
    last_part_at: float | None = None
    ended_at: float | None = None
    closed: bool = False
    horizons_set: bool = False
    touched_at: float = 0.0
    """When text between its edges last changed."""
    branch: str | None = None
    """The branch that was checked out when it was accepted."""
    parts: list[str] = field(default_factory=list)
    documents: list[TrackedDocument] = field(default_factory=list)
    """Where its characters may stand: where it was accepted, and where they were moved to."""
    replaced: list[str] = field(default_factory=list)
    """What its parts took the place of."""
    missing: int | None = 0
    """The most of its characters that were missing at one time; None where nobody watched."""
    moved_from: Place | None = None
    moved_to: Place | None = None
    """Where all that stood of it was taken out first and put in last; None where it never was."""

    @property
    def is_open(self) -> bool:
        """Whether more of its text may come."""
        return not self.closed and self.state in OPEN

    @property
    def original(self) -> str:
        """The text that was inserted, in the order of its parts."""
        return "".join(self.parts)

    @property
    def is_reverted(self) -> bool:
        """Whether it was taken back soon after it was accepted."""
        return self.state is State.REVERTED

    @property
    def never_left(self) -> int | None:
        """The fewest of its characters that stood at any time, later parts added."""
        return None if self.missing is None else max(0, len(self.original) - self.missing)

    def forget_last(self, parts: int) -> None:
        """Forget its last ``parts``, which are to be put in anew, in order with others."""
        first = len(self.parts) - parts
        del self.parts[first:], self.replaced[first:]

    def stood(self, characters: int) -> None:
        """So many of its characters stand, for a moment at least."""
        if self.missing is not None:
            self.missing = max(self.missing, len(self.original) - characters)

    def turn(self, turn: Turn, now: float) -> bool:
        """Let ``turn`` happen; False where it changes nothing."""
        state = next_state(self.state, turn, self.before_reverted)
        if state is None:
            return False
        if state is State.REVERTED:
            self.before_reverted = self.state
        elif self.state is not State.REVERTED:
            self.ended_at = None if state is State.SHOWN else now
        self.state = state
        if state is State.SHOWN:
            self.shown_at = now
        if turn in (Turn.ACCEPTED, Turn.PART_ACCEPTED, Turn.APPLIED):
            self.accepted_at = now if self.accepted_at is None else self.accepted_at
            self.last_part_at = now
        return True

    def learn(
        self,
        *,
        evidence: Evidence,
        rule: str,
        adapter: str,
        provider: str | None = None,
        model: str | None = None,
        latency: float | None = None,
        provider_id: str | None = None,
    ) -> None:
        """Take what a further fact tells.

        Evidence is of the last conclusion; once accepted, the better evidence of the accept stays.
        """
        if self.accepted_at is None or _RANK[evidence] < _RANK[self.evidence]:
            self.evidence, self.rule, self.adapter = evidence, rule, adapter
        self.provider = self.provider or provider
        self.model = self.model or model
        self.latency = self.latency if latency is None else latency
        self.provider_id = self.provider_id or provider_id

    def record(self) -> SuggestionRecord:
        """The suggestion as it stands now."""
        assert self.state is not None
        reverted = self.is_reverted
        state = self.before_reverted if reverted else self.state
        assert state is not None
        shown = len(self.text) if self.text is not None and self.shown_at is not None else None
        text = self.text if self.text is not None else self.original
        return SuggestionRecord(
            id=self.id,
            document=self.document,
            language=self.language,
            kind=self.kind,
            state=state,
            evidence=self.evidence,
            rule=self.rule,
            adapter=self.adapter,
            first_seen_at=self.first_seen_at,
            provider=self.provider,
            model=self.model,
            latency=self.latency,
            shown_at=self.shown_at,
            shown_characters=shown,
            accepted_at=self.accepted_at,
            last_part_at=self.last_part_at,
            ended_at=self.ended_at,
            accepted_characters=len(self.original),
            reverted=reverted,
            text=SourceText(text) if text else None,
            accepted_text=SourceText(self.original) if self.parts else None,
            replaced_text=SourceText("".join(self.replaced)) if self.parts else None,
        )
