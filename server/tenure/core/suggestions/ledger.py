"""All suggestions of a session: which one a report or an insertion speaks of, and what it becomes.

Knows lives, tracked documents and labels; the time is an argument. Nothing is written anywhere.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from tenure.core.attribution.facts import Report, SuggestionReported
from tenure.core.attribution.moves import Place, Removed
from tenure.core.attribution.origins import Agent, Label, Labels, Region, Suggestion
from tenure.core.attribution.runs import Pairs
from tenure.core.attribution.spans import standing_characters
from tenure.core.attribution.tracked import Insertion, TrackedDocument
from tenure.core.records import Evidence, Kind, State, SuggestionRecord
from tenure.core.suggestions.life import Life
from tenure.core.suggestions.matching import Continuation, accepts, begins, continuation
from tenure.core.suggestions.states import Turn
from tenure.core.text.points import Point, moved

QUIET_GAP = 2.0
"""Seconds without an edit after which an agent's stream of edits has ended."""

KEPT_OPEN = 600.0
"""Seconds after which a suggestion that nobody decided on is ignored (measures.md §3)."""

LEFT_BEHIND = 5
"""A span is moved where at most a fifth of what is put in elsewhere stands where it was."""

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
        self._placed: dict[str, list[Life]] = {}
        """Those of the latest that may have a place in the document's text."""
        self._moved_lives: dict[str, list[Life]] = defaultdict(list)

    def resume(self, record: SuggestionRecord, tracked: TrackedDocument) -> Life:
        """A suggestion of an earlier process, whose characters ``tracked`` holds again."""
        text = "" if record.accepted_text is None else record.accepted_text.read()
        life = Life(
            id=record.id,
            document=record.document,
            language=record.language,
            kind=record.kind,
            evidence=record.evidence,
            rule=record.rule,
            adapter=record.adapter,
            first_seen_at=record.first_seen_at,
            provider=record.provider,
            model=record.model,
            latency=record.latency,
            text=None if record.text is None else record.text.read(),
            state=State.REVERTED if record.reverted else record.state,
            before_reverted=record.state if record.reverted else None,
            shown_at=record.shown_at,
            accepted_at=record.accepted_at,
            last_part_at=record.last_part_at,
            ended_at=record.ended_at,
            closed=True,
            parts=[text] if text else [],
            replaced=[] if record.replaced_text is None else [record.replaced_text.read()],
            missing=None,
            documents=[tracked],
        )
        self.lives[life.id] = life
        return life

    def latest(self, document: str) -> list[Life]:
        """The latest suggestions of ``document``, oldest first."""
        return self._latest.get(document, [])

    def on_screen(self, document: str) -> Life | None:
        """The suggestion whose text may still come, if any."""
        lives = self._latest.get(document)
        if not lives:
            return None
        life = lives[-1]
        if life.closed:
            return None
        return life if life.is_open or life.state is State.IGNORED else None

    def shown(self, tracked: TrackedDocument, fact: SuggestionReported, now: float) -> list[Life]:
        """A suggestion is on screen; what was there before is let go of."""
        start = fact.start or tracked.last_edit_end
        same = next(
            (
                life
                for life in reversed(self.latest(tracked.uri))
                if life.state in (State.SHOWN, State.IGNORED, State.PARTLY_ACCEPTED)
                and _leads_to_the_same(tracked, life, fact.text, start)
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
        same.provider_id = fact.id or same.provider_id
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
        if report is Report.PARTLY_ACCEPTED and (
            fact.whole or self._reach_its_end(tracked, life, insertions)
        ):
            report = Report.ACCEPTED
        life.turn(_TURNS[report], at)
        # A change's places are told from the end: some may be its own already.
        life.forget_last(sum(insertion.claimed_by == life.id for insertion in insertions))
        for insertion in sorted(insertions, key=lambda one: one.start):
            insertion.is_said = True
            if insertion.claimed_by in (None, life.id):
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

    def came_back(self, life: Life, end: Point) -> None:
        """A part of ``life`` that was undone is there again, up to ``end``."""
        life.frontier = end

    def typed_on(self, life: Life, how: Continuation | None, now: float) -> list[Life]:
        """A person typed at the place of ``life``: along with it, to its end, or something else."""
        if how is Continuation.PART:
            return []
        if how is Continuation.WHOLE and life.state is State.PARTLY_ACCEPTED:
            return []  # an accept of its last characters may look like their typing
        life.closed = life.state is not State.SHOWN or how is Continuation.WHOLE
        turn = Turn.TYPED_THROUGH if how is Continuation.WHOLE else Turn.LET_GO
        return [life] if life.turn(turn, now) else []

    def renamed(self, old: str, new: str) -> list[Life]:
        """A document has another name; its suggestions go with it."""
        self._latest[new] = self._latest.pop(old, [])
        self._placed[new] = self._placed.pop(old, [])
        self._moved_lives[new] = self._moved_lives.pop(old, [])
        changed = [life for life in self.lives.values() if life.document == old]
        for life in changed:
            life.document = new
        for life in self._moved_lives[new]:
            if life.moved_to is not None:
                life.moved_to = life.moved_to._replace(document=new)
        return changed

    def touched(self, regions: Iterable[Region], now: float) -> None:
        """Text between the edges of these spans changed."""
        for region in regions:
            life = self.lives.get(region) if isinstance(region, str) else None
            if life is not None:
                life.touched_at = now

    def lost(self, labels: Pairs, now: float) -> set[str]:
        """Characters with ``labels`` went: the spans that they were of."""
        found = set()
        for _, number in labels:
            origin, regions, _ = self._labels.meaning(number)
            if regions:
                self.touched(regions, now)
            if isinstance(origin, Suggestion | Agent):
                found.add(origin.id)
        return found

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

    def lose_places(self, document: str) -> None:
        """``document`` has another text: nothing that was shown has a place in it any more."""
        for life in self._placed.pop(document, ()):
            life.start = life.frontier = None

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
            return life, Continuation.PART if begins(life.text, typed) else None
        # Its line ends may be longer in the document.
        following = document.following(end, len(life.text) + life.text.count("\n"))
        return life, continuation(life.text, typed, text, following)

    def _reach_its_end(
        self, tracked: TrackedDocument, life: Life, insertions: Iterable[Insertion]
    ) -> bool:
        """Whether one of these parts is the last of ``life``'s text."""
        if life.state is State.TYPED_THROUGH:  # it was taken for typing
            return True
        return any(
            self.continuing(tracked, one.start, one.end, one.text) == (life, Continuation.WHOLE)
            for one in insertions
            if one.claimed_by is None
        )

    def standing(self, life: Life) -> int:
        """How many characters of ``life`` stand, in all documents that its text was put into."""
        return sum(count for _, count in self.standing_in(life))

    def standing_in(self, life: Life) -> list[tuple[TrackedDocument, int]]:
        """The documents in which ``life`` stands, and how many of its characters in each.

        A span never has more than it inserted: where an undo brings back what was cut and pasted
        into another document, it stands where it was and the paste is a copy.
        """
        found: list[tuple[TrackedDocument, int]] = []
        left = len(life.original)
        for tracked in life.documents:
            count = standing_characters(tracked.lineage, self._labels, life.id)
            if count <= left:
                found.append((tracked, count))
                left -= count
        return found

    def put_again(
        self, tracked: TrackedDocument, removed: Removed, place: Place, *, is_leaving: bool
    ) -> bool:
        """Text that was taken out, or ``is_leaving`` in the same change, comes to ``place``.

        False where it can be no more than a copy, since a span would have more characters than it
        inserted: what was cut can be put back once.
        """
        found: Counter[str] = Counter()
        for count, number in removed.labels:
            label = self._labels.meaning(number)
            if isinstance(label.origin, Suggestion | Agent) and not label.is_copy:
                found[label.origin.id] += count
        standing = {
            id_: self.standing(self.lives[id_]) - (count if is_leaving else 0)
            for id_, count in found.items()
        }
        if any(
            standing[id_] + count > len(self.lives[id_].original) for id_, count in found.items()
        ):
            return False
        for id_ in found:
            life = self.lives[id_]
            life.stood(standing[id_])
            if tracked not in life.documents:
                life.documents.append(tracked)
            if standing[id_] * LEFT_BEHIND <= found[id_]:
                self._moved(life, removed.place, place)
        return True

    def undone(self, tracked: TrackedDocument, step: int) -> None:
        """What was moved in ``tracked`` after ``step`` is back where it was."""
        for life in self._moved_lives[tracked.uri]:
            if life.moved_to is not None and life.moved_to.step > step:
                life.moved_from = life.moved_to = None

    def _moved(self, life: Life, old: Place, new: Place) -> None:
        home = life.moved_from or old
        if home.is_at(new):
            life.moved_from = life.moved_to = None
        else:
            life.moved_from, life.moved_to = home, new
            self._moved_lives[new.document].append(life)

    def follow(self, document: str, start: Point, end: Point, new_end: Point) -> None:
        """Move the places of suggestions along with a change."""
        placed = self._placed.get(document)
        if not placed:
            return
        for life in placed:
            if life.start is not None and life.start > start:
                life.start = moved(life.start, start, end, new_end)
            if life.frontier is not None and life.frontier > start:
                life.frontier = moved(life.frontier, start, end, new_end)
        if placed[0].start is None and placed[0].frontier is None:
            self._placed[document] = [
                life for life in placed if life.start is not None or life.frontier is not None
            ]

    def _spoken_of(
        self,
        tracked: TrackedDocument,
        fact: SuggestionReported,
        place: Point | None,
        insertions: list[Insertion] | None = None,
    ) -> Life | None:
        lives = [life for life in reversed(self.latest(tracked.uri)) if not life.closed]
        if fact.report is Report.APPLIED:
            return self._streaming(tracked, fact, insertions)
        if fact.id is not None:
            for life in lives:
                if life.provider_id == fact.id:
                    return life
        for life in lives:
            if life.state is State.PARTLY_ACCEPTED and place in (None, life.frontier):
                return life
        inserted = insertions[0].text if insertions else None
        typed_at = insertions[0].at if insertions else None
        for life in reversed(self.latest(tracked.uri)):
            if life.state is State.TYPED_THROUGH and life.ended_at == typed_at:
                return life
        for life in lives:
            if life.state not in (State.SHOWN, State.IGNORED):
                continue
            if life.text is None or (fact.text and life.text.endswith(fact.text)):
                return life
            if fact.text is None and (inserted is None or accepts(life.text, inserted)):
                return life
        return None

    def _streaming(
        self,
        tracked: TrackedDocument,
        fact: SuggestionReported,
        insertions: list[Insertion] | None,
    ) -> Life | None:
        """What an agent wrote just now goes on, unless it gives this another name."""
        if not insertions:
            return None
        for life in reversed(self.latest(tracked.uri)):
            if life.state is not State.APPLIED or life.last_part_at is None:
                continue
            same = (life.adapter, life.provider) == (fact.adapter, fact.provider)
            named = fact.id is None or fact.id == life.provider_id
            if same and named and insertions[0].at - life.last_part_at <= QUIET_GAP:
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
            documents=[tracked],
        )
        self.lives[life.id] = life
        lives = self._latest[tracked.uri]
        lives.append(life)
        del lives[:-REMEMBERED]
        self._placed[tracked.uri] = [*self._placed.get(tracked.uri, ())[1 - REMEMBERED :], life]
        return life

    def _learn(self, life: Life, fact: SuggestionReported) -> None:
        # That it is shown again says nothing of how its accepted part is known.
        again = fact.report is Report.SHOWN and life.accepted_at is not None
        life.learn(
            evidence=life.evidence if again else Evidence(fact.evidence),
            rule=f"the client says {fact.report}",
            adapter=fact.adapter,
            provider=fact.provider,
            model=fact.model,
            latency=fact.latency,
            provider_id=fact.id,
        )

    def _claim(self, life: Life, tracked: TrackedDocument, insertion: Insertion) -> None:
        life.parts.append(insertion.text)
        life.replaced.append(insertion.replaced)
        if insertion.claimed_by is not None:
            return
        life.frontier = insertion.end
        insertion.claimed_by = life.id
        insertion.explained = True
        applied = life.kind is Kind.AGENT and life.state is State.APPLIED
        origin = Agent(life.id) if applied else Suggestion(life.id)
        if insertion.candidate is not None:
            self._labels.learn(insertion.candidate, origin, life.id)
            insertion.candidate = None
        else:
            label = self._labels.number(Label(origin, frozenset({life.id})))
            tracked.lineage.relabel(insertion.step, label)


def _leads_to_the_same(
    tracked: TrackedDocument, life: Life, text: str | None, start: Point | None
) -> bool:
    """Whether ``text`` put in at ``start`` makes what ``life``'s text makes at its own start.

    Where a person typed along, or accepted a part, many clients show only what is left; others
    show it again with what stands before it on its line.
    """
    if life.text is None or text is None:
        return False
    if life.start is None or start is None or start == life.start:
        return text == life.text and life.start == start
    (first, longer), (second, shorter) = sorted([(life.start, life.text), (start, text)])
    if not longer.endswith(shorter) or second.line - first.line > longer.count("\n"):
        return False
    return tracked.lineage.document.between(first, second) + shorter == longer
