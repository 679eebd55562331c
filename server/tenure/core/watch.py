"""The spans that are watched: when each is looked at again, and what stands of it then.

Knows lives, the agenda and documents. Must not know how text changes or what is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import replace

from tenure.core.agenda import Agenda, Read, Rest
from tenure.core.attribution.origins import Labels
from tenure.core.attribution.spans import texts_between_edges
from tenure.core.attribution.tracked import TrackedDocument
from tenure.core.records import DueReadingRecord, Horizon, State
from tenure.core.suggestions.ledger import Ledger
from tenure.core.suggestions.life import Life
from tenure.core.suggestions.states import Turn
from tenure.core.survival.horizons import SECONDS, SETTLED_AFTER
from tenure.core.text.source import SourceText

REVERTED_WITHIN = 30.0
"""Seconds within which a span of which nothing stands is reverted (measures.md §3)."""

_AWAY = "another branch than its own is checked out"


class Watch:
    """Spans by document: those that may yet be reverted, and those that wait for an act."""

    def __init__(self, labels: Labels, ledger: Ledger, agenda: Agenda) -> None:
        self._labels = labels
        self._ledger = ledger
        self._agenda = agenda
        self._fresh: dict[str, dict[str, Life]] = {}
        self._waiting: dict[Horizon, dict[str, list[Life]]] = {
            Horizon.SAVE: defaultdict(list),
            Horizon.CLOSE: defaultdict(list),
        }
        self._branches: dict[str, str] = {}

    def begin(self, tracked: TrackedDocument, lives: Sequence[Life]) -> None:
        """Watch those of ``lives`` of which text was put into ``tracked``."""
        for life in lives:
            if life.accepted_at is None or life.state in (State.REVERTED, State.TYPED_THROUGH):
                continue
            self._fresh.setdefault(tracked.uri, {})[life.id] = life
            if life.horizons_set or not life.parts:
                continue
            life.horizons_set = True
            life.branch = self._branch_of(tracked.uri)
            for waiting in self._waiting.values():
                waiting[tracked.uri].append(life)
            life.touched_at = max(life.touched_at, life.accepted_at)
            self._agenda.add(life.touched_at + SETTLED_AFTER, Rest(life.id))
            for horizon, seconds in SECONDS.items():
                self._agenda.add(life.accepted_at + seconds, Read(life.id, horizon))
            last = life.accepted_at + max(SECONDS.values())
            tracked.live_until = max(tracked.live_until, last)

    def resume(
        self, life: Life, pending: Sequence[tuple[Horizon, float]], now: float
    ) -> list[DueReadingRecord]:
        """Watch a span of an earlier process; what came due since is read now, late."""
        life.horizons_set = True
        reads = []
        for horizon, due_at in pending:
            if due_at < now:
                reads.append((due_at, Read(life.id, horizon)))
                continue
            self._agenda.add(due_at, Read(life.id, horizon))
            for tracked in life.documents:
                tracked.live_until = max(tracked.live_until, due_at)
        return [replace(record, late=True, read_at=now) for record in self.read(reads)]

    def left(self, spans: Iterable[str]) -> None:
        """Characters of ``spans`` went, perhaps to come back."""
        for span in spans:
            life = self._ledger.lives.get(span)
            if life is not None:
                life.stood(self._ledger.standing(life))

    def turned(
        self, now: float, document: str | None = None, only: Set[str] | None = None
    ) -> list[Life]:
        """Lives of which nothing stands any more, or something again.

        Of all documents or of one; of all spans or ``only`` of some.
        """
        changed = []
        for uri in [document] if document is not None else list(self._fresh):
            fresh = self._fresh.get(uri, {})
            chosen = list(fresh) if only is None else sorted(fresh.keys() & only)
            for life in [fresh[span] for span in chosen]:
                if not life.parts:
                    del fresh[life.id]
                    continue
                stands = self._ledger.standing(life) > 0
                last = life.last_part_at
                recent = last is not None and now <= last + REVERTED_WITHIN
                if life.is_reverted:
                    if stands and life.turn(Turn.STANDS_AGAIN, now):
                        changed.append(life)
                elif not stands and recent and life.turn(Turn.NOTHING_STANDS, now):
                    changed.append(life)
                elif not recent:
                    del fresh[life.id]
            if not fresh:
                self._fresh.pop(uri, None)
        return changed

    def happened(self, horizon: Horizon, document: str, now: float) -> list[DueReadingRecord]:
        """The first save or close of ``document`` since something was accepted in it."""
        lives = self._waiting[horizon].pop(document, [])
        return self.read([(now, Read(life.id, horizon)) for life in lives])

    def rested(self, task: Rest, now: float) -> list[DueReadingRecord]:
        """The reading of a span that was left alone long enough; else it is looked at later."""
        settled_at = self._ledger.lives[task.suggestion].touched_at + SETTLED_AFTER
        if settled_at > now:
            self._agenda.add(settled_at, task)
            return []
        return self.read([(now, Read(task.suggestion, Horizon.SETTLED))])

    def renamed(self, old: str, new: str) -> None:
        """A document has another name."""
        if old in self._fresh:
            self._fresh[new] = self._fresh.pop(old)
        for waiting in self._waiting.values():
            if old in waiting:
                waiting[new] = waiting.pop(old)

    def switched(self, folder: str, branch: str) -> bool:
        """``branch`` is checked out in ``folder`` (a URI); False where that is no news."""
        known = self._branches.get(folder)
        self._branches[folder] = branch
        return known is not None and known != branch

    def read(self, reads: Iterable[tuple[float, Read]]) -> list[DueReadingRecord]:
        """Look at spans at their times, each document once for all of its own."""
        reads = list(reads)
        if not reads:
            return []
        spans: dict[str, list[str]] = defaultdict(list)
        documents: dict[str, TrackedDocument] = {}
        for _, task in reads:
            for tracked, _ in self._ledger.standing_in(self._ledger.lives[task.suggestion]):
                documents[tracked.uri] = tracked
                spans[tracked.uri].append(task.suggestion)
        texts: dict[str, str] = defaultdict(str)
        for uri, mine in spans.items():
            tracked = documents[uri]
            if tracked.lost is None and not tracked.is_deleted:
                found = texts_between_edges(tracked.lineage, self._labels, mine)
                for suggestion, text in found.items():
                    texts[suggestion] += text
        return [
            self._reading(self._ledger.lives[task.suggestion], task.horizon, due_at, texts)
            for due_at, task in reads
        ]

    def _reading(
        self, life: Life, horizon: Horizon, due_at: float, texts: dict[str, str]
    ) -> DueReadingRecord:
        unmeasured = next((one.lost for one in life.documents if one.lost is not None), None)
        original = life.original
        counts = {
            tracked.uri: 0 if tracked.is_deleted else count
            for tracked, count in self._ledger.standing_in(life)
        }
        kept = sum(counts.values())
        life.stood(kept)
        replaced = "".join(life.replaced)
        away = life.branch is not None and life.branch != self._branch_of(life.document)
        if away and kept < len(original):
            unmeasured = _AWAY
        return DueReadingRecord(
            suggestion=life.id,
            horizon=horizon,
            due_at=due_at,
            read_at=due_at,
            language=life.language,
            kept=kept if unmeasured is None else 0,
            original=len(original),
            original_text=SourceText(original),
            text=SourceText(replaced if life.is_reverted else texts.get(life.id, "")),
            unmeasured=unmeasured,
            moved=life.moved_to is not None and counts.get(life.moved_to.document, 0) > 0,
            replaced_text=SourceText(replaced),
            never_left=life.never_left,
        )

    def _branch_of(self, document: str) -> str | None:
        """What is checked out where ``document`` lies; of nested folders the innermost."""
        folders = [folder for folder in self._branches if document.startswith(folder + "/")]
        return self._branches[max(folders, key=len)] if folders else None
