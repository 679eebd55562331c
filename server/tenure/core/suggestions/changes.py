"""How a change is taken up: trimmed, labelled, classified, joined to what is said of it.

Knows tracked documents, labels and the ledger. Must not know what is due or what is written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import count
from typing import NamedTuple

from tenure.core.attribution.classify import Change, Maker, classify, looks_typed
from tenure.core.attribution.facts import (
    ChangeExplained,
    Saying,
    SuggestionReported,
    TextChanged,
)
from tenure.core.attribution.lineage import Splice
from tenure.core.attribution.origins import (
    TYPED_LABEL,
    External,
    Format,
    Label,
    Labels,
    Menu,
    Origin,
    Paste,
    Refactor,
    Region,
    Snippet,
    Typed,
    Unattributed,
)
from tenure.core.attribution.tracked import (
    JOINED_WITHIN,
    Insertion,
    TrackedDocument,
    TypedCharacter,
)
from tenure.core.suggestions.ledger import Ledger
from tenure.core.suggestions.life import Life
from tenure.core.suggestions.matching import Continuation, accepts
from tenure.core.text.documents import Document, Point
from tenure.core.text.edits import minimised

_TOKEN = re.compile(r"\w+|[^\w\s]")
_WORD_AT_END = re.compile(r"\w+\Z")

_Piece = tuple[Point, Point, str]

_NOWHERE: frozenset[Region] = frozenset()

_ORIGINS: dict[Maker, Origin] = {
    Maker.TYPED: Typed(),
    Maker.PASTE: Paste(),
    Maker.SNIPPET: Snippet(),
    Maker.MENU: Menu(),
    Maker.REFACTOR: Refactor(),
    Maker.FORMAT: Format(),
    Maker.EXTERNAL: External(),
}


class Applied(NamedTuple):
    """What a change led to: text that waits for an explanation, and suggestions that changed."""

    insertion: Insertion | None
    lives: list[Life]
    restored: bool
    removed: bool = True
    """Whether any character went."""


class Changes:
    """Takes up changes and what is said of them."""

    def __init__(self, labels: Labels, ledger: Ledger) -> None:
        self._labels = labels
        self._ledger = ledger
        self._numbers = count()

    def apply(self, tracked: TrackedDocument, fact: TextChanged, now: float) -> Applied | None:
        """Take up one change; None where it changes nothing."""
        document = tracked.lineage.document
        tracked.version = fact.version
        start, end, text = fact.start, fact.end, fact.text
        if start is None or end is None:
            pieces = _pieces(document, Point(0, 0), document.text, text)
        elif start == end:
            pieces = [(start, end, text)] if text else []
        else:
            pieces = _pieces(document, start, document.between(start, end), text)
        if not pieces:
            return None
        if len(pieces) == 1:
            inserted = pieces[0][2]
        else:
            inserted = "".join(piece[2] for piece in reversed(pieces))
        said = tracked.explained.pop(fact.version, None) if tracked.explained else None
        on_screen = None
        if self._ledger.on_screen(tracked.uri) is not None and len(pieces) == 1:
            on_screen = self._ledger.continuing(tracked, *pieces[0])
        typed = len(inserted) <= 1 or (on_screen is None and looks_typed(inserted))
        if typed and said is None:
            return self._small(tracked, fact, pieces, inserted, on_screen, now)
        return self._large(tracked, fact, pieces, inserted, said, on_screen, now)

    def explain(self, tracked: TrackedDocument, fact: ChangeExplained) -> bool:
        """Take what the client says of a change; True where origins changed."""
        if fact.saying in (Saying.UNDO, Saying.REDO) and tracked.known_before is not None:
            version, step, known = tracked.known_before
            if version == fact.version and step == tracked.lineage.step:
                tracked.lineage.restore(known)
                self._forget_after(tracked, known)
                return True
        insertions = [] if fact.version is None else tracked.insertions_of(fact.version)
        if not insertions:
            if tracked.version is None or fact.version is None or fact.version > tracked.version:
                tracked.explained[fact.version] = fact
            return False
        for insertion in insertions:
            change = Change(insertion.text, "", "", fact.saying, False, False)
            origin = _ORIGINS.get(classify(change).maker)
            if origin is None or insertion.claimed_by is not None:
                continue
            insertion.explained = True
            if insertion.candidate is not None:
                self._labels.learn(insertion.candidate, origin, None)
                insertion.candidate = None
            elif origin != insertion.settles_as:
                label = self._labels.number(Label(origin, _NOWHERE))
                tracked.lineage.relabel(insertion.step, label)
            insertion.settles_as = origin
        return True

    def joined(self, tracked: TrackedDocument, fact: SuggestionReported) -> list[Insertion]:
        """The recent insertions that an accept speaks of; none where they are still to come."""
        if fact.version is not None:
            insertions = tracked.insertions_of(fact.version)
            if insertions:
                return insertions
        if fact.text is not None:
            for insertion in reversed(tracked.recent):
                if not insertion.explained and accepts(fact.text, insertion.text):
                    return [insertion]
        elif fact.version is None:
            for insertion in reversed(tracked.recent):
                if not insertion.explained:
                    return [insertion]
        return []

    def made_new(self, tracked: TrackedDocument, insertions: Sequence[Insertion]) -> bool:
        """Some were taken for an earlier text and are new text after all; False where none was."""
        mistaken = [one for one in insertions if one.remake is not None]
        for insertion in mistaken:
            assert insertion.remake is not None
            tracked.lineage.remake(insertion.step, insertion.remake)
            insertion.remake = None
        return bool(mistaken)

    def settled(self, tracked: TrackedDocument, now: float) -> list[Insertion]:
        """Insertions that nothing has explained within two seconds, which nothing will any more."""
        unexplained = []
        while tracked.recent and tracked.recent[0].at + JOINED_WITHIN <= now:
            insertion = tracked.recent.popleft()
            if insertion.explained or insertion.candidate is None:
                continue
            origin = insertion.settles_as
            self._labels.learn(insertion.candidate, origin, None)
            if isinstance(origin, Unattributed):
                unexplained.append(insertion)
        while tracked.typed and tracked.typed[0].at + JOINED_WITHIN <= now:
            tracked.typed.popleft()
        return unexplained

    def realign(self, tracked: TrackedDocument, text: str) -> None:
        """Take ``text`` as what was found on disk: what is equal keeps its origins."""
        document = tracked.lineage.document
        pieces = _pieces(document, Point(0, 0), document.text, text)
        if not pieces:
            return
        label = self._labels.number(Label(External(), _NOWHERE))
        self._replace(tracked, _labelled(pieces, label))
        known = tracked.lineage.known_step()
        if known is not None:
            tracked.lineage.restore(known)
        tracked.lineage.remember()

    def _small(
        self,
        tracked: TrackedDocument,
        fact: TextChanged,
        pieces: list[_Piece],
        inserted: str,
        on_screen: tuple[Life, Continuation | None] | None,
        now: float,
    ) -> Applied:
        """A deletion, or what looks typed: the way of nearly every key press."""
        label = TYPED_LABEL
        if inserted:
            regions = self._regions(tracked, pieces[-1])
            if regions:
                label = self._labels.number(Label(Typed(), regions))
        start, new_end = self._replace(tracked, _labelled(pieces, label))
        lineage = tracked.lineage
        known = lineage.known_step()
        # What was typed again is the person's; only a replacement that leads back is an undo.
        replaced = bool(inserted) and pieces[0][0] != pieces[0][1]
        restored = known is not None and replaced
        if known is not None:
            if restored:
                lineage.restore(known)
                self._forget_after(tracked, known)
            else:
                tracked.known_before = (fact.version, lineage.step, known)
        lineage.remember()
        if inserted and not restored:
            tracked.typed.append(
                TypedCharacter(lineage.step, fact.version, now, inserted, start, new_end)
            )
        lives = self._ledger.typed_on(*on_screen, now) if on_screen is not None else []
        removed = any(start != end for start, end, _ in pieces)
        return Applied(None, lives, restored, removed)

    def _large(
        self,
        tracked: TrackedDocument,
        fact: TextChanged,
        pieces: list[_Piece],
        inserted: str,
        said: ChangeExplained | None,
        on_screen: tuple[Life, Continuation | None] | None,
        now: float,
    ) -> Applied:
        continues = on_screen is not None and on_screen[1] is not None
        start = pieces[-1][0]
        line = tracked.lineage.document.lines[start.line]
        word = _WORD_AT_END.search(line[: start.column])
        change = Change(
            inserted=inserted,
            removed="" if all(piece[0] == piece[1] for piece in pieces) else "removed",
            word_before=word.group() if word else "",
            saying=None if said is None else said.saying,
            is_known_state=False,
            continues=continues,
        )
        looks_accepted = len(pieces) == 1 and start == tracked.last_edit_end
        candidate = Unattributed(next(self._numbers))
        regions = self._regions(tracked, pieces[-1]) | {candidate.number}
        splices = _labelled(pieces, self._labels.number(Label(candidate, regions)))
        start, new_end = self._replace(tracked, splices)
        lineage = tracked.lineage
        known = lineage.known_step()
        awaited = any(
            _speaks_of(waiting.fact, fact.version, inserted) for waiting in tracked.waiting
        )
        conclusion = classify(change._replace(is_known_state=known is not None and not awaited))
        if conclusion.maker is Maker.RESTORED and known is not None:
            lineage.restore(known)
            lineage.remember()
            self._forget_after(tracked, known)
            # Kept for two seconds: the client may yet say that this was an accept.
            tracked.recent.append(
                Insertion(
                    step=lineage.step,
                    version=fact.version,
                    at=now,
                    text=inserted,
                    start=start,
                    end=new_end,
                    candidate=candidate,
                    settles_as=candidate,
                    rule=conclusion.rule,
                    looks_accepted=False,
                    remake=splices,
                    explained=True,
                )
            )
            return Applied(None, self._diverged(on_screen, now), restored=True)
        if known is not None:
            tracked.known_before = (fact.version, lineage.step, known)
        lineage.remember()
        insertion = Insertion(
            step=lineage.step,
            version=fact.version,
            at=now,
            text=inserted,
            start=start,
            end=new_end,
            candidate=candidate,
            settles_as=_ORIGINS.get(conclusion.maker, candidate),
            rule=conclusion.rule,
            looks_accepted=looks_accepted and _looks_accepted(inserted),
        )
        if not inserted:
            return Applied(None, self._diverged(on_screen, now), restored=False)
        tracked.recent.append(insertion)
        if said is not None and insertion.settles_as is not candidate:
            insertion.explained = True
            self._labels.learn(candidate, insertion.settles_as, None)
            insertion.candidate = None
            return Applied(insertion, self._diverged(on_screen, now), restored=False)
        if on_screen is not None and on_screen[1] is not None:
            life, how = on_screen[0], on_screen[1]
            lives = self._ledger.continued(tracked, life, insertion, how, conclusion.rule)
            return Applied(insertion, lives, restored=False)
        return Applied(insertion, self._diverged(on_screen, now), restored=False)

    def _diverged(
        self, on_screen: tuple[Life, Continuation | None] | None, now: float
    ) -> list[Life]:
        return [] if on_screen is None else self._ledger.typed_on(on_screen[0], None, now)

    def _replace(self, tracked: TrackedDocument, splices: list[Splice]) -> tuple[Point, Point]:
        """Make them one step; where the inserted text of the first in the document lies then."""
        new_start, new_end = splices[-1].start, splices[-1].end
        inverses = tracked.lineage.replace(splices)
        for (start, end, _, _), inverse in zip(splices, inverses, strict=True):
            new_start, new_end = inverse.start, inverse.end
            if tracked.recent:
                tracked.follow(start, end, new_end)
            self._ledger.follow(tracked.uri, start, end, new_end)
        tracked.last_edit_end = new_end
        return new_start, new_end

    def _regions(self, tracked: TrackedDocument, piece: _Piece) -> frozenset[Region]:
        """The spans whose region text put in the place of ``piece`` belongs to (measures.md §6).

        Those that lie on both sides of it, and those of which it replaces a part.
        """
        if not self._labels.has_regions:
            return _NOWHERE
        start, end, _ = piece
        lineage, meaning = tracked.lineage, self._labels.meaning
        before, after = lineage.label_before(start), lineage.label_after(end)
        regions = _NOWHERE
        if before is not None and after is not None:
            regions = meaning(before).regions & meaning(after).regions
        if start != end:
            for _, label in lineage.labels_between(start, end):
                regions |= meaning(label).regions
        return regions

    def _forget_after(self, tracked: TrackedDocument, step: int) -> None:
        """What was inserted after ``step`` has been undone: no report can speak of it."""
        for insertion in [one for one in tracked.recent if one.step > step]:
            tracked.recent.remove(insertion)
        while tracked.typed and tracked.typed[-1].step > step:
            tracked.typed.pop()


def _pieces(document: Document, start: Point, old: str, new: str) -> list[_Piece]:
    """What differs between ``old``, which stands at ``start``, and ``new``, from the end."""
    return [
        (document.forward(start, first), document.forward(start, last), text)
        for first, last, text in reversed(minimised(old, new))
    ]


def _speaks_of(report: SuggestionReported, version: int | None, inserted: str) -> bool:
    """Whether an accept that came before its change can be of this one."""
    if report.version is not None:
        return report.version == version
    return report.text is None or accepts(report.text, inserted)


def _labelled(pieces: list[_Piece], label: int) -> list[Splice]:
    return [
        Splice(start, end, text, [(len(text), label)] if text else [])
        for start, end, text in pieces
    ]


def _looks_accepted(text: str) -> bool:
    """At least two tokens, and not whole lines as a paste of lines has them."""
    lines = text.startswith(("\n", "\r")) and text.endswith(("\n", "\r"))
    return not lines and len(_TOKEN.findall(text)) >= 2
