"""The engine: facts in, records out, the time as an argument.

It never asks what time it is and does no I/O, therefore it cannot fail of the outside world, and
the same facts at the same times always give the same records.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, assert_never

from tenure.core import sightings
from tenure.core.agenda import Agenda, Count, Expire, Keep, Leave, Read, Rest, Settle
from tenure.core.attribution.facts import (
    BranchSwitched,
    ChangeExplained,
    DocumentClosed,
    DocumentOpened,
    DocumentSaved,
    Fact,
    FileChanged,
    FileDeleted,
    Report,
    Saying,
    SelfChecked,
    SuggestionReported,
    TextChanged,
)
from tenure.core.attribution.lineage import Lineage
from tenure.core.attribution.origins import UNKNOWN_LABEL, Labels
from tenure.core.attribution.snapshots import Accepted, Snapshot, taken_up
from tenure.core.attribution.tracked import JOINED_WITHIN, Insertion, TrackedDocument, Waiting
from tenure.core.inquiry import Inquiry
from tenure.core.records import (
    DocumentRecord,
    Horizon,
    Kind,
    Record,
    SuggestionRecord,
)
from tenure.core.self_check import checked
from tenure.core.suggestions.applied import NOTHING
from tenure.core.suggestions.changes import Changes
from tenure.core.suggestions.joining import joined
from tenure.core.suggestions.ledger import KEPT_OPEN, Ledger
from tenure.core.suggestions.life import Life
from tenure.core.watch import Watch
from tenure.ports import Identifiers

COUNTED_EVERY = 5.0
"""Seconds between two counts of a document that is being edited."""

_ACCEPTING = {
    Saying.INLINE: (Kind.INLINE, Report.ACCEPTED),
    Saying.NEXT_EDIT: (Kind.NEXT_EDIT, Report.ACCEPTED),
    Saying.CHAT: (Kind.CHAT, Report.ACCEPTED),
    Saying.AGENT: (Kind.AGENT, Report.APPLIED),
}
"""Change origins that say that a suggestion was accepted or applied."""

KEPT_EVERY = 1.0
"""Seconds of typing whose lineage a kill may lose at most."""


class Resumable(NamedTuple):
    """A document of an earlier process: its lineage, and spans with the horizons to come."""

    snapshot: Snapshot
    spans: Sequence[tuple[SuggestionRecord, Sequence[tuple[Horizon, float]]]]


class Observer:
    """One editing session: its documents, its suggestions, and what is due."""

    def __init__(self, identifiers: Identifiers) -> None:
        self.documents: dict[str, TrackedDocument] = {}
        self.paused = False
        self._labels = Labels()
        self._ledger = Ledger(self._labels, identifiers.next)
        self._changes = Changes(self._labels, self._ledger)
        self.inquiry = Inquiry(self.documents, self._labels, self._ledger)
        self._agenda = Agenda()
        self._resumable: dict[str, Resumable] = {}
        self._watch = Watch(self._labels, self._ledger, self._agenda)
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
            case FileChanged():
                self._file_changed(fact, now)
            case FileDeleted():
                self._file_deleted(fact)
            case BranchSwitched():
                self._branch_switched(fact, now)
            case SelfChecked():
                self._records += [] if self.paused else [checked(fact, now)]
            case _:
                assert_never(fact)
        return self._taken()

    def advance(self, now: float) -> list[Record]:
        """What follows from time having passed."""
        self._advance(now)
        return self._taken()

    def finish(self, now: float) -> list[Record]:
        """The last counts and lineages, when no more facts will come."""
        self._advance(now)
        for tracked in self.documents.values():
            if tracked.closed_at is not None:
                self._left(tracked, now)
            self._count(tracked, now)
            if tracked.keep_due is not None:
                self._keep(tracked, now)
        return self._taken()

    def resume(self, resumable: Iterable[Resumable]) -> None:
        """Take up documents of earlier processes when they are opened again."""
        self._resumable |= {one.snapshot.document: one for one in resumable}

    # Documents

    def _opened(self, fact: DocumentOpened, now: float) -> None:
        tracked = self.documents.get(fact.document)
        as_it_was = False
        if tracked is None:
            tracked = self._renamed(fact, now)
        elif tracked.closed_at is not None:
            # An editor closes and opens a document to give it another language.
            as_it_was = tracked.lineage.document.text == fact.text
            self._left(tracked, now, as_it_was=as_it_was)
        if tracked is None and fact.document in self._resumable:
            tracked = self._taken_up(fact, self._resumable.pop(fact.document), now)
        elif tracked is None or tracked.lost is not None:
            tracked = TrackedDocument(
                uri=fact.document,
                language=fact.language,
                lineage=Lineage(fact.text, UNKNOWN_LABEL),
                version=fact.version,
                saved_step=0,
            )
            self.documents[fact.document] = tracked
        else:
            # Known text that comes back is aligned: what is equal keeps its origins.
            tracked.language, tracked.version = fact.language, fact.version
            self._changes.realign(tracked, fact.text)
            self._check_standing(now, tracked)
        tracked.is_open, tracked.is_deleted = True, False
        if not as_it_was:
            tracked.saved_step = tracked.lineage.step
        self._count_later(tracked, now)

    def _taken_up(self, fact: DocumentOpened, resumable: Resumable, now: float) -> TrackedDocument:
        texts = [
            Accepted(record.id, record.accepted_text)
            for record, _ in resumable.spans
            if record.accepted_text is not None
        ]
        tracked = TrackedDocument(
            uri=fact.document,
            language=fact.language,
            lineage=taken_up(resumable.snapshot, fact.text, self._labels, texts),
            version=fact.version,
            saved_step=0,
        )
        self.documents[fact.document] = tracked
        for record, pending in resumable.spans:
            life = self._ledger.resume(record, tracked)
            self._lives_changed([life])
            self._records += self._watch.resume(life, pending, now)
        self._keep(tracked, now)
        return tracked

    def _keep_later(self, tracked: TrackedDocument, now: float) -> None:
        if tracked.keep_due is None and now < tracked.live_until:
            tracked.keep_due = now + KEPT_EVERY
            self._agenda.add(tracked.keep_due, Keep(tracked.uri))

    def _keep(self, tracked: TrackedDocument, now: float) -> None:
        """Write down the lineage of a document with a live span."""
        tracked.keep_due = None
        self._records.append(sightings.lineage(tracked, self._labels, now))

    def _saved(self, fact: DocumentSaved, now: float) -> None:
        tracked = self.documents.get(fact.document)
        if tracked is None:
            return
        tracked.saved_step = tracked.lineage.step
        tracked.saved_at = now
        if now - tracked.written_at <= JOINED_WITHIN:
            tracked.written_at = float("-inf")  # it was this save that wrote the file
        self._records += self._watch.happened(Horizon.SAVE, fact.document, now)
        self._count(tracked, now)

    def _closed(self, fact: DocumentClosed, now: float) -> None:
        tracked = self.documents.get(fact.document)
        if tracked is None:
            return
        tracked.is_open, tracked.closed_at = False, now
        self._lives_changed(self._ledger.let_go(fact.document, now))
        self._agenda.add(now + JOINED_WITHIN, Leave(fact.document))

    def _left(self, tracked: TrackedDocument, now: float, *, as_it_was: bool = False) -> None:
        """A document was closed, and is not open again; or it is, ``as_it_was``."""
        closed_at, tracked.closed_at = tracked.closed_at, None
        assert closed_at is not None
        self._settle(tracked, closed_at + JOINED_WITHIN)
        tracked.leave()
        if not as_it_was:
            # What was not saved is gone: the file has the text that was saved last.
            if not tracked.lineage.go_back(tracked.saved_step):
                tracked.lost = "the document was closed with changes that were not saved"
            self._ledger.lose_places(tracked.uri)
        self._check_standing(closed_at, tracked)
        self._records += self._watch.happened(Horizon.CLOSE, tracked.uri, closed_at)
        self._count(tracked, now)

    def _renamed(self, fact: DocumentOpened, now: float) -> TrackedDocument | None:
        """The document that was closed a moment ago under another name, with the same text."""
        for old in self.documents.values():
            if old.closed_at is not None and old.lineage.document.text == fact.text:
                break
        else:
            return None
        self._left(old, now, as_it_was=True)
        del self.documents[old.uri]
        self._records.append(
            DocumentRecord(document=old.uri, language=old.language, at=now, characters={})
        )
        self._watch.renamed(old.uri, fact.document)
        self._lives_changed(self._ledger.renamed(old.uri, fact.document))
        old.uri, old.count_is_due, old.counted_step = fact.document, False, -1
        self.documents[fact.document] = old
        return old

    def _file_changed(self, fact: FileChanged, now: float) -> None:
        tracked = self.documents.get(fact.document)
        if tracked is None or now - tracked.saved_at <= JOINED_WITHIN:
            return
        tracked.written_at = now
        if self._changes.reloaded(tracked, now):
            self._check_standing(now, tracked)

    def _file_deleted(self, fact: FileDeleted) -> None:
        tracked = self.documents.get(fact.document)
        if tracked is not None:
            tracked.is_deleted = True

    def _branch_switched(self, fact: BranchSwitched, now: float) -> None:
        if not self._watch.switched(fact.folder, fact.branch):
            return
        for tracked in self.documents.values():
            if tracked.uri.startswith(fact.folder + "/"):
                tracked.written_at = now

    # Changes

    def _text_changed(self, fact: TextChanged, now: float) -> None:
        tracked = self.documents.get(fact.document)
        if tracked is None:
            return
        applied = self._changes.apply(tracked, fact, now)
        if applied is None:
            return
        self._count_later(tracked, now)
        self._keep_later(tracked, now)
        if applied is NOTHING:
            return
        if applied.waits:
            self._settle_at(tracked, now + JOINED_WITHIN)
        if applied.lives:
            self._lives_changed(applied.lives)
            self._watch.begin(tracked, applied.lives)
        if tracked.waiting:
            self._fulfil(tracked, now)
        if applied.lost:
            self._watch.left(applied.lost)
        if applied.restored:
            self._check_standing(now)
        elif applied.lost:
            self._lives_changed(self._watch.turned(now, only=applied.lost))

    def _explained(self, fact: ChangeExplained, now: float) -> None:
        tracked = self.documents.get(fact.document)
        if tracked is None:
            return
        accepting = _ACCEPTING.get(fact.saying)
        if accepting is None:
            if self._changes.explain(tracked, fact):
                self._settle_at(tracked, now + JOINED_WITHIN)
                self._keep_later(tracked, now)
                self._check_standing(now, tracked)
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
                self._records.append(sightings.opportunity(tracked, fact, now))
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
        insertions = joined(tracked, fact)
        if not insertions:
            tracked.waiting.append(Waiting(fact, now + JOINED_WITHIN, is_suggestion))
            self._agenda.add(now + JOINED_WITHIN, Settle(tracked.uri))
            return
        self._join(tracked, fact, insertions, now)

    def _fulfil(self, tracked: TrackedDocument, now: float) -> None:
        for waiting in list(tracked.waiting):
            insertions = joined(tracked, waiting.fact)
            if not insertions or (waiting.is_joined and all(one.claimed_by for one in insertions)):
                continue
            tracked.waiting.remove(waiting)
            version = insertions[0].version
            if version is not None:
                following = waiting.fact._replace(version=version)
                tracked.waiting.append(waiting._replace(fact=following, is_joined=True))
            self._join(tracked, waiting.fact, insertions, now)

    def _join(
        self,
        tracked: TrackedDocument,
        fact: SuggestionReported,
        insertions: Sequence[Insertion],
        now: float,
    ) -> None:
        if self._changes.made_new(tracked, insertions):
            self._check_standing(now, tracked)
        lives = self._ledger.accepted(tracked, fact, list(insertions), now)
        self._lives_changed(lives)
        self._watch.begin(tracked, lives)
        self._check_standing(now, tracked)
        if now < tracked.live_until:
            self._keep(tracked, now)

    def _check_standing(self, now: float, tracked: TrackedDocument | None = None) -> None:
        uri = None if tracked is None else tracked.uri
        self._lives_changed(self._watch.turned(now, uri))

    def _lives_changed(self, lives: Sequence[Life]) -> None:
        self._records += [life.record() for life in lives]

    # What falls due

    def _advance(self, now: float) -> None:
        reads: list[tuple[float, Read]] = []
        for due_at, task in self._agenda.due(now):
            if isinstance(task, Read):
                reads.append((due_at, task))
                continue
            if reads:
                self._records += self._watch.read(reads)
                reads.clear()
            match task:
                case Settle():
                    tracked = self.documents.get(task.document)
                    if tracked is not None:
                        self._settle(tracked, due_at)
                case Expire():
                    life = self._ledger.lives[task.suggestion]
                    if life.shown_at is not None and life.shown_at + KEPT_OPEN <= due_at:
                        self._lives_changed(self._ledger.expired(life, due_at))
                case Keep():
                    tracked = self.documents.get(task.document)
                    if tracked is not None and tracked.keep_due == due_at:
                        self._keep(tracked, due_at)
                case Leave():
                    tracked = self.documents.get(task.document)
                    # It may have been opened and closed again meanwhile.
                    if tracked is not None and tracked.leaves_at == due_at:
                        self._left(tracked, due_at)
                case Rest():
                    self._records += self._watch.rested(task, due_at)
                case Count():
                    tracked = self.documents.get(task.document)
                    if tracked is not None:
                        tracked.count_is_due = False
                        self._count(tracked, due_at)
                case _:
                    assert_never(task)
        self._records += self._watch.read(reads)

    def _settle(self, tracked: TrackedDocument, now: float) -> None:
        for waiting in [one for one in tracked.waiting if one.until <= now]:
            tracked.waiting.remove(waiting)
            if waiting.is_suggestion and not waiting.is_joined:
                reported_at = waiting.until - JOINED_WITHIN
                self._lives_changed(self._ledger.accepted(tracked, waiting.fact, [], reported_at))
        for insertion in self._changes.settled(tracked, now, self.documents.values()):
            if not self.paused:
                self._records.append(sightings.unattributed(tracked, insertion))
        # Of a burst its second change alone has had this fall due.
        if tracked.recent and tracked.recent[-1].at + JOINED_WITHIN > tracked.settles_at:
            self._settle_at(tracked, tracked.recent[-1].at + JOINED_WITHIN)
        # What an origin was learnt of now is counted and written down anew.
        tracked.counted_step = -1
        self._count_later(tracked, now)
        self._keep_later(tracked, now)

    def _settle_at(self, tracked: TrackedDocument, due_at: float) -> None:
        tracked.settles_at = due_at
        self._agenda.add(due_at, Settle(tracked.uri))

    def _count_later(self, tracked: TrackedDocument, now: float) -> None:
        if not tracked.count_is_due:
            tracked.count_is_due = True
            self._agenda.add(now + COUNTED_EVERY, Count(tracked.uri))

    def _count(self, tracked: TrackedDocument, now: float) -> None:
        if tracked.counted_step == tracked.lineage.step:
            return
        tracked.counted_step = tracked.lineage.step
        self._records.append(sightings.characters(tracked, self._labels, now))

    def _taken(self) -> list[Record]:
        records, self._records = self._records, []
        return records
