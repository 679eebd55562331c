"""All suggestions of a session: which one a report or an insertion speaks of, and what it becomes.

Knows lives, tracked documents and labels; the time is an argument. Nothing is written anywhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from tenure.core.attribution.facts import Report, SuggestionReported
from tenure.core.attribution.origins import Agent, Label, Labels, Suggestion, Typed
from tenure.core.attribution.tracked import Insertion, TrackedDocument
from tenure.core.records import Evidence, Kind, State
from tenure.core.suggestions.life import Life
from tenure.core.suggestions.matching import Continuation, accepts, continuation
from tenure.core.suggestions.states import Turn
from tenure.core.text.documents import Point, moved

KEPT_OPEN = 600.0
"""Seconds after which a suggestion that nobody decided on is ignored (measures.md §3)."""

REMEMBERED = 16
"""How many of a document's latest suggestions can still be spoken of."""

_TURNS = {
    Report.ACCEPTED: Turn.ACCEPTED,
    Report.PARTLY_ACCEPTED: Turn.PART_ACCEPTED,
    Report.APPLIED: Turn.APPLIED,
}


class Ledger:
    """Suggestions by id, and the latest of each document."""

    def __init__(self, labels: Labels, new_id: Callable[[], str]) -> None:
        self.lives: dict[str, Life] = {}
        self._labels = labels
        self._new_id = new_id
        self._latest: dict[str, list[Life]] = defaultdict(list)

    def latest(self, document: str) -> list[Life]:
        """The latest suggestions of ``document``, oldest first."""
        return self._latest.get(document, [])

    def on_screen(self, document: str) -> Life | None:
        """The suggestion whose text may still come, if any."""
        lives = self._latest.get(document)
        if not lives:
            return None
        life = lives[-1]
        watched = life.is_open or (life.state is State.IGNORED and not life.closed)
        return life if watched else None

    def shown(self, tracked: TrackedDocument, fact: SuggestionReported, now: float) -> list[Life]:
        """A suggestion is on screen; what was there before is let go of."""
        start = fact.start or tracked.last_edit_end
        same = next(
            (
                life
                for life in reversed(self.latest(tracked.uri))
                if life.text == fact.text is not None
                and life.start == start
                and life.state in (State.SHOWN, State.IGNORED, State.PARTLY_ACCEPTED)
            ),
            None,
        )
        changed = self.let_go(tracked.uri, now, but=same)
        if same is None:
            same = self._begin(tracked, fact, now)
            same.text, same.start = fact.text, start
            same.turn(Turn.SHOWN, now)
        same.closed = False
        self._learn(same, fact)
        lives = self._latest[tracked.uri]
        lives.remove(same)
        lives.append(same)
        return [*changed, same]

    def rejected(
        self, tracked: TrackedDocument, fact: SuggestionReported, now: float
    ) -> list[Life]:
        """A person said no; after an accepted part that changes nothing."""
        life = self._spoken_of(tracked, fact, fact.start)
        if life is None or life.closed:
            life = self._begin(tracked, fact, now)
            life.text, life.start = fact.text, fact.start
        self._learn(life, fact)
        life.closed = True
        return [life] if life.turn(Turn.REJECTED, now) else []

    def ignored(self, tracked: TrackedDocument, fact: SuggestionReported, now: float) -> list[Life]:
        """The client let go of a suggestion that nobody decided on."""
        life = self._spoken_of(tracked, fact, fact.start)
        return [life] if life is not None and life.turn(Turn.LET_GO, now) else []

    def accepted(
        self,
        tracked: TrackedDocument,
        fact: SuggestionReported,
        insertions: list[Insertion],
        now: float,
    ) -> list[Life]:
        """A suggestion or a part of it was accepted or applied, with the insertions it made."""
        claimed = next((one.claimed_by for one in insertions if one.claimed_by), None)
        if claimed is not None:
            life = self.lives[claimed]
        else:
            place = insertions[0].start if insertions else fact.start
            found = self._spoken_of(tracked, fact, place, insertions)
            life = found or self._begin(tracked, fact, insertions[0].at if insertions else now)
        self._learn(life, fact)
        if life.text is None and fact.report is not Report.PARTLY_ACCEPTED:
            life.text, life.start = fact.text, fact.start
        at = insertions[0].at if insertions else now
        report = fact.report
        if report is Report.PARTLY_ACCEPTED and fact.whole:
            report = Report.ACCEPTED
        life.turn(_TURNS[report], at)
        for insertion in insertions:
            if insertion.claimed_by is None:
                self._claim(life, tracked, insertion)
        life.closed = life.state is not State.PARTLY_ACCEPTED
        if life.closed:
            life.start = life.frontier = None
        return [life]

    def continued(
        self,
        tracked: TrackedDocument,
        life: Life,
        insertion: Insertion,
        how: Continuation,
        rule: str,
    ) -> list[Life]:
        """An insertion turned out to be what was left of ``life``, whole or a part."""
        turn = Turn.ACCEPTED if how is Continuation.WHOLE else Turn.PART_ACCEPTED
        # Shown is no accept: what is known of the accept is the match.
        if life.accepted_at is None:
            life.evidence, life.rule = Evidence.MATCHED, rule
        life.turn(turn, insertion.at)
        self._claim(life, tracked, insertion)
        life.closed = how is Continuation.WHOLE
        if life.closed:
            life.start = life.frontier = None
        return [life]

    def typed_on(self, life: Life, how: Continuation | None, now: float) -> list[Life]:
        """A person typed at the place of ``life``: along with it, to its end, or something else."""
        if how is Continuation.PART:
            return []
        life.closed = life.state is not State.SHOWN or how is Continuation.WHOLE
        turn = Turn.TYPED_THROUGH if how is Continuation.WHOLE else Turn.LET_GO
        return [life] if life.turn(turn, now) else []

    def let_go(self, document: str, now: float, but: Life | None = None) -> list[Life]:
        """Whatever is on screen in ``document``, save ``but``, is so no longer."""
        changed = []
        for life in self.latest(document):
            if life is but or not life.is_open:
                continue
            life.closed = life.state is State.PARTLY_ACCEPTED
            if life.turn(Turn.LET_GO, now):
                changed.append(life)
        return changed

    def expired(self, life: Life, now: float) -> list[Life]:
        """Ten minutes have passed since ``life`` was shown."""
        life.closed = True
        return [life] if life.turn(Turn.LET_GO, now) else []

    def continuing(
        self, tracked: TrackedDocument, start: Point, end: Point, text: str
    ) -> tuple[Life, Continuation | None] | None:
        """The suggestion on screen at this place, and how ``text`` between the places continues it.

        None where none is on screen, its text is not known, or the change lies elsewhere.
        """
        life = self.on_screen(tracked.uri)
        if life is None or life.text is None or life.start is None:
            return None
        document = tracked.lineage.document
        if start < life.start:
            return (life, None) if end > life.start else None
        if start.line - life.start.line > life.text.count("\n") + life.text.count("\r"):
            return None
        typed = document.between(life.start, start)
        if not text:
            return life, Continuation.PART if life.text.startswith(typed) else None
        following = document.following(end, len(life.text))
        return life, continuation(life.text, typed, text, following)

    def follow(self, document: str, start: Point, end: Point, new_end: Point) -> None:
        """Move the places of suggestions along with a change."""
        for life in self._latest.get(document, ()):
            if life.start is not None and life.start > start:
                life.start = moved(life.start, start, end, new_end)
            if life.frontier is not None and life.frontier > start:
                life.frontier = moved(life.frontier, start, end, new_end)

    def _spoken_of(
        self,
        tracked: TrackedDocument,
        fact: SuggestionReported,
        place: Point | None,
        insertions: list[Insertion] | None = None,
    ) -> Life | None:
        lives = [life for life in reversed(self.latest(tracked.uri)) if not life.closed]
        if fact.id is not None:
            for life in lives:
                if life.provider_id == fact.id:
                    return life
        for life in lives:
            if life.state is State.PARTLY_ACCEPTED and place in (None, life.frontier):
                return life
        inserted = insertions[0].text if insertions else None
        for life in lives:
            if life.state not in (State.SHOWN, State.IGNORED):
                continue
            if life.text is None or fact.text == life.text:
                return life
            if fact.text is None and (inserted is None or accepts(life.text, inserted)):
                return life
        return None

    def _begin(self, tracked: TrackedDocument, fact: SuggestionReported, now: float) -> Life:
        life = Life(
            id=self._new_id(),
            document=tracked.uri,
            language=tracked.language,
            kind=Kind(fact.kind),
            evidence=Evidence(fact.evidence),
            rule=f"the client says {fact.report}",
            adapter=fact.adapter,
            first_seen_at=now,
        )
        self.lives[life.id] = life
        lives = self._latest[tracked.uri]
        lives.append(life)
        del lives[:-REMEMBERED]
        return life

    def _learn(self, life: Life, fact: SuggestionReported) -> None:
        life.learn(
            evidence=Evidence(fact.evidence),
            rule=f"the client says {fact.report}",
            adapter=fact.adapter,
            provider=fact.provider,
            model=fact.model,
            latency=fact.latency,
            provider_id=fact.id,
        )

    def _claim(self, life: Life, tracked: TrackedDocument, insertion: Insertion) -> None:
        insertion.claimed_by = life.id
        insertion.explained = True
        applied = life.kind is Kind.AGENT and life.state is State.APPLIED
        origin = Agent(life.id) if applied else Suggestion(life.id)
        if insertion.candidate is not None:
            self._labels.learn(insertion.candidate, origin, life.id)
        elif insertion.settles_as == Typed():
            label = self._labels.number(Label(origin, frozenset({life.id})))
            tracked.lineage.relabel(insertion.step, label)
        life.parts.append(insertion.text)
        life.frontier = insertion.end
