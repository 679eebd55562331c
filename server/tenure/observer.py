"""The engine: facts in, records out, the time as an argument.

It never asks what time it is and does no I/O, therefore it cannot fail of the outside world, and
the same facts at the same times always give the same records.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import assert_never

from tenure.core.agenda import Agenda, Count, Expire, Read, Settle
from tenure.core.attribution.facts import (
    ChangeExplained,
    DocumentClosed,
    DocumentOpened,
    DocumentSaved,
    Fact,
    Report,
    Saying,
    SuggestionReported,
    TextChanged,
)
from tenure.core.attribution.lineage import Lineage
from tenure.core.attribution.origins import UNKNOWN_LABEL, Labels
from tenure.core.attribution.tracked import JOINED_WITHIN, Insertion, TrackedDocument, Waiting
from tenure.core.explanation import Explanation, explained
from tenure.core.records import (
    DocumentRecord,
    DueReadingRecord,
    Evidence,
    Horizon,
    Kind,
    OpportunityRecord,
    Record,
    State,
    UnattributedRecord,
)
from tenure.core.suggestions.changes import Changes
from tenure.core.suggestions.ledger import KEPT_OPEN, Ledger
from tenure.core.suggestions.life import Life
from tenure.core.suggestions.states import Turn
from tenure.core.survival.horizons import SECONDS
from tenure.core.survival.spans import standing_characters, texts_between_edges
from tenure.core.text.documents import Point
from tenure.core.text.source import SourceText
from tenure.ports import Identifiers

REVERTED_WITHIN = 30.0
"""Seconds within which a span of which nothing stands is reverted (measures.md §3)."""

COUNTED_EVERY = 5.0
"""Seconds between two counts of a document that is being edited."""

_ACCEPTING = {
    Saying.INLINE: (Kind.INLINE, Report.ACCEPTED),
    Saying.NEXT_EDIT: (Kind.NEXT_EDIT, Report.ACCEPTED),
    Saying.CHAT: (Kind.CHAT, Report.ACCEPTED),
    Saying.AGENT: (Kind.AGENT, Report.APPLIED),
}
"""Change origins that say that a suggestion was accepted or applied."""


class Observer:
    """One editing session: its documents, its suggestions, and what is due."""

    def __init__(self, identifiers: Identifiers) -> None:
        self.documents: dict[str, TrackedDocument] = {}
        self.paused = False
        self._labels = Labels()
        self._ledger = Ledger(self._labels, identifiers.next)
        self._changes = Changes(self._labels, self._ledger)
        self._agenda = Agenda()
        self._fresh: dict[str, list[Life]] = {}
        self._unsaved: dict[str, list[Life]] = {}
        self._records: list[Record] = []

    @property
    def next_due(self) -> float | None:
        """When ``advance`` has something to do next."""
        return self._agenda.next_due

    def receive(self, fact: Fact, now: float) -> list[Record]:
        """What follows from ``fact``, after everything that was due by ``now``."""
        due = self._agenda.next_due
        if due is not None and due <= now:
            self._advance(now)
        match fact:
            case TextChanged():
                self._text_changed(fact, now)
            case SuggestionReported():
                self._reported(fact, now)
            case ChangeExplained():
                self._explained(fact, now)
            case DocumentOpened():
                self._opened(fact, now)
            case DocumentSaved():
                self._saved(fact, now)
            case DocumentClosed():
                self._closed(fact, now)
            case _:
                assert_never(fact)
        return self._taken()

    def advance(self, now: float) -> list[Record]:
        """What follows from time having passed."""
        self._advance(now)
        return self._taken()

    def finish(self, now: float) -> list[Record]:
        """The last counts, when no more facts will come."""
        self._advance(now)
        for tracked in self.documents.values():
            self._count(tracked, now)
        return self._taken()

    def explain(self, document: str, place: Point) -> Explanation | None:
        """Whose text stands at ``place``; None where nothing does."""
        tracked = self.documents.get(document)
        if tracked is None:
            return None
        label = tracked.lineage.label_after(place)
        if label is None:
            return None
        return explained(self._labels.meaning(label), self._ledger.lives)

    # Documents

    def _opened(self, fact: DocumentOpened, now: float) -> None:
        tracked = self.documents.get(fact.document)
        if tracked is None or tracked.lost is not None:
            tracked = TrackedDocument(
                uri=fact.document,
                language=fact.language,
                lineage=Lineage(fact.text, UNKNOWN_LABEL),
                version=fact.version,
                saved_state=0,
            )
            self.documents[fact.document] = tracked
        else:
            # Known text that comes back is aligned: what is equal keeps its origins.
            tracked.language, tracked.version = fact.language, fact.version
            self._changes.realign(tracked, fact.text)
            self._check_standing(tracked, now)
        tracked.is_open = True
        tracked.saved_state = tracked.lineage.document.state
        self._count_later(tracked, now)

    def _saved(self, fact: DocumentSaved, now: float) -> None:
        tracked = self.documents.get(fact.document)
        if tracked is None:
            return
        tracked.saved_state = tracked.lineage.document.state
        unsaved = self._unsaved.pop(fact.document, ())
        self._read_all([(now, Read(life.id, Horizon.SAVE)) for life in unsaved])
        self._count(tracked, now)

    def _closed(self, fact: DocumentClosed, now: float) -> None:
        tracked = self.documents.get(fact.document)
        if tracked is None:
            return
        tracked.is_open = False
        self._lives_changed(self._ledger.let_go(fact.document, now))
        self._settle(tracked, now + JOINED_WITHIN)
        self._count(tracked, now)
        if tracked.saved_state != tracked.lineage.document.state:
            tracked.lost = "the document was closed with changes that were not saved"

    # Changes

    def _text_changed(self, fact: TextChanged, now: float) -> None:
        tracked = self.documents.get(fact.document)
        if tracked is None:
            return
        applied = self._changes.apply(tracked, fact, now)
        if applied is None:
            return
        if not tracked.count_is_due:
            self._count_later(tracked, now)
        if applied.insertion is not None:
            self._agenda.add(now + JOINED_WITHIN, Settle(tracked.uri))
        if applied.lives:
            self._lives_changed(applied.lives)
            self._started(tracked, applied.lives)
        if tracked.waiting:
            self._fulfil(tracked, now)
        if (applied.removed or applied.restored) and tracked.uri in self._fresh:
            self._check_standing(tracked, now)

    def _explained(self, fact: ChangeExplained, now: float) -> None:
        tracked = self.documents.get(fact.document)
        if tracked is None:
            return
        accepting = _ACCEPTING.get(fact.saying)
        if accepting is None:
            if self._changes.explain(tracked, fact):
                self._check_standing(tracked, now)
            return
        kind, report = accepting
        if fact.partial and report is Report.ACCEPTED:
            report = Report.PARTLY_ACCEPTED
        self._accepted(
            SuggestionReported(
                document=fact.document,
                version=fact.version,
                report=report,
                kind=kind,
                evidence=fact.evidence,
                adapter=fact.adapter,
                provider=fact.provider,
            ),
            now,
            is_suggestion=False,
        )

    # Suggestions

    def _reported(self, fact: SuggestionReported, now: float) -> None:
        tracked = self.documents.get(fact.document)
        if tracked is None or self.paused:
            return
        match fact.report:
            case Report.OPPORTUNITY:
                self._records.append(_opportunity(tracked, fact, now))
            case Report.SHOWN:
                lives = self._ledger.shown(tracked, fact, now)
                self._lives_changed(lives)
                self._agenda.add(now + KEPT_OPEN, Expire(lives[-1].id))
            case Report.REJECTED:
                self._lives_changed(self._ledger.rejected(tracked, fact, now))
            case Report.IGNORED:
                self._lives_changed(self._ledger.ignored(tracked, fact, now))
            case Report.ACCEPTED | Report.PARTLY_ACCEPTED | Report.APPLIED:
                self._accepted(fact, now, is_suggestion=True)
            case _:
                assert_never(fact.report)

    def _accepted(self, fact: SuggestionReported, now: float, *, is_suggestion: bool) -> None:
        tracked = self.documents.get(fact.document)
        if tracked is None or self.paused:
            return
        insertions = self._changes.joined(tracked, fact)
        if not insertions:
            tracked.waiting.append(Waiting(fact, now + JOINED_WITHIN, is_suggestion))
            self._agenda.add(now + JOINED_WITHIN, Settle(tracked.uri))
            return
        self._join(tracked, fact, insertions, now)

    def _fulfil(self, tracked: TrackedDocument, now: float) -> None:
        for waiting in list(tracked.waiting):
            insertions = self._changes.joined(tracked, waiting.fact)
            if insertions:
                tracked.waiting.remove(waiting)
                self._join(tracked, waiting.fact, insertions, now)

    def _join(
        self,
        tracked: TrackedDocument,
        fact: SuggestionReported,
        insertions: Sequence[Insertion],
        now: float,
    ) -> None:
        if self._changes.made_new(tracked, insertions):
            self._check_standing(tracked, now)
        lives = self._ledger.accepted(tracked, fact, list(insertions), now)
        self._lives_changed(lives)
        self._started(tracked, lives)
        self._check_standing(tracked, now)

    def _started(self, tracked: TrackedDocument, lives: Sequence[Life]) -> None:
        for life in lives:
            if life.accepted_at is None or life.state in (State.REVERTED, State.TYPED_THROUGH):
                continue
            fresh = self._fresh.setdefault(tracked.uri, [])
            if life not in fresh:
                fresh.append(life)
            if life.horizons_set or not life.parts:
                continue
            life.horizons_set = True
            self._unsaved.setdefault(tracked.uri, []).append(life)
            for horizon, seconds in SECONDS.items():
                self._agenda.add(life.accepted_at + seconds, Read(life.id, horizon))

    def _lives_changed(self, lives: Sequence[Life]) -> None:
        self._records += [life.record() for life in lives]

    def _check_standing(self, tracked: TrackedDocument, now: float) -> None:
        fresh = self._fresh.get(tracked.uri, [])
        for life in list(fresh):
            if not life.parts:
                fresh.remove(life)
                continue
            stands = standing_characters(tracked.lineage, self._labels, life.id) > 0
            recent = life.last_part_at is not None and now <= life.last_part_at + REVERTED_WITHIN
            if life.state is State.REVERTED:
                if stands and life.turn(Turn.STANDS_AGAIN, now):
                    self._lives_changed([life])
            elif not stands and recent and life.turn(Turn.NOTHING_STANDS, now):
                self._lives_changed([life])
            elif not recent:
                fresh.remove(life)
        if not fresh:
            self._fresh.pop(tracked.uri, None)

    # What falls due

    def _advance(self, now: float) -> None:
        reads: list[tuple[float, Read]] = []
        for due_at, task in self._agenda.due(now):
            if isinstance(task, Read):
                reads.append((due_at, task))
                continue
            self._read_all(reads)
            match task:
                case Settle():
                    tracked = self.documents.get(task.document)
                    if tracked is not None:
                        self._settle(tracked, due_at)
                case Expire():
                    life = self._ledger.lives[task.suggestion]
                    if life.shown_at is not None and life.shown_at + KEPT_OPEN <= due_at:
                        self._lives_changed(self._ledger.expired(life, due_at))
                case Count():
                    tracked = self.documents.get(task.document)
                    if tracked is not None:
                        tracked.count_is_due = False
                        self._count(tracked, due_at)
                case _:
                    assert_never(task)
        self._read_all(reads)

    def _settle(self, tracked: TrackedDocument, now: float) -> None:
        for waiting in [one for one in tracked.waiting if one.until <= now]:
            tracked.waiting.remove(waiting)
            if waiting.is_suggestion:
                reported_at = waiting.until - JOINED_WITHIN
                self._lives_changed(self._ledger.accepted(tracked, waiting.fact, [], reported_at))
        for insertion in self._changes.settled(tracked, now):
            if not self.paused:
                self._records.append(
                    UnattributedRecord(
                        document=tracked.uri,
                        language=tracked.language,
                        at=insertion.at,
                        characters=len(insertion.text),
                        looks_accepted=insertion.looks_accepted,
                        rule=insertion.rule,
                    )
                )

    def _read_all(self, reads: list[tuple[float, Read]]) -> None:
        """Look at spans, each document once for all of its own; ``reads`` is empty then."""
        spans: dict[str, list[str]] = {}
        for _, task in reads:
            spans.setdefault(self._ledger.lives[task.suggestion].document, []).append(
                task.suggestion
            )
        texts: dict[str, str] = {}
        for document, mine in spans.items():
            tracked = self.documents.get(document)
            if tracked is not None and tracked.lost is None:
                texts |= texts_between_edges(tracked.lineage, self._labels, mine)
        for due_at, task in reads:
            life = self._ledger.lives[task.suggestion]
            self._read(life, task.horizon, due_at, texts.get(life.id, ""))
        reads.clear()

    def _read(self, life: Life, horizon: Horizon, now: float, text: str) -> None:
        tracked = self.documents.get(life.document)
        lost = "the document is not tracked any more" if tracked is None else tracked.lost
        kept = 0
        if tracked is not None and lost is None:
            kept = standing_characters(tracked.lineage, self._labels, life.id)
        original = life.original
        self._records.append(
            DueReadingRecord(
                suggestion=life.id,
                horizon=horizon,
                due_at=now,
                read_at=now,
                language=life.language,
                kept=kept,
                original=len(original),
                original_text=SourceText(original),
                text=SourceText(text),
                unmeasured=lost,
            )
        )

    def _count_later(self, tracked: TrackedDocument, now: float) -> None:
        if not tracked.count_is_due:
            tracked.count_is_due = True
            self._agenda.add(now + COUNTED_EVERY, Count(tracked.uri))

    def _count(self, tracked: TrackedDocument, now: float) -> None:
        if tracked.counted_step == tracked.lineage.step:
            return
        tracked.counted_step = tracked.lineage.step
        characters: Counter[str] = Counter()
        for label, number in tracked.lineage.counts.items():
            if number:
                characters[self._labels.meaning(label).origin.name] += number
        self._records.append(
            DocumentRecord(
                document=tracked.uri,
                language=tracked.language,
                at=now,
                characters=dict(sorted(characters.items())),
            )
        )

    def _taken(self) -> list[Record]:
        records, self._records = self._records, []
        return records


def _opportunity(
    tracked: TrackedDocument, fact: SuggestionReported, now: float
) -> OpportunityRecord:
    return OpportunityRecord(
        document=tracked.uri,
        language=tracked.language,
        at=now,
        evidence=Evidence(fact.evidence),
        adapter=fact.adapter,
        provider=fact.provider,
        model=fact.model,
        kind=Kind(fact.kind),
    )
