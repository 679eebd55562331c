"""How a change is taken up: trimmed, labelled, classified, joined to what is said of it.

Knows tracked documents, labels and the ledger. Must not know what is due or what is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import count

from tenure.core.attribution.bursts import MOST, WITHIN, Piece, indents_line
from tenure.core.attribution.classify import (
    Change,
    Conclusion,
    Maker,
    classify,
    looks_accepted,
    looks_typed,
)
from tenure.core.attribution.facts import (
    ChangeExplained,
    Saying,
    TextChanged,
)
from tenure.core.attribution.lineage import Splice
from tenure.core.attribution.moves import SHORTEST, Removed
from tenure.core.attribution.origins import (
    TYPED_LABEL,
    External,
    Label,
    Labels,
    Paste,
    Region,
    Unattributed,
)
from tenure.core.attribution.replacements import Replacement, labelled, smallest
from tenure.core.attribution.spans import regions_of_new_text
from tenure.core.attribution.tracked import (
    JOINED_WITHIN,
    Beside,
    Insertion,
    TrackedDocument,
    TypedCharacter,
)
from tenure.core.suggestions.applied import Applied
from tenure.core.suggestions.joining import awaited
from tenure.core.suggestions.keys import Keys
from tenure.core.suggestions.ledger import Ledger
from tenure.core.suggestions.life import Life
from tenure.core.suggestions.matching import Continuation
from tenure.core.suggestions.moving import RULE as MOVED_RULE
from tenure.core.suggestions.moving import Moving
from tenure.core.suggestions.settling import Settling, origin_of
from tenure.core.text.points import Point

_WORD_AT_END = re.compile(r"\w+\Z")
_COMMENT = re.compile(r"#|//|--|/\*|<!--|^\s*\*|;;|%")
_PROSE = frozenset(
    {"markdown", "plaintext", "latex", "tex", "git-commit", "restructuredtext", "asciidoc"}
)

LOOKED_BACK = 1_000
"""Characters of a line before a change in which a word or a comment's sign is looked for."""

_MOVABLE = frozenset({None, Saying.PASTE, Saying.TYPED, Saying.CODE_ACTION, Saying.FORMAT})
"""What the client may have said of a change that moves text: no word for it is any better."""

_NOWHERE: frozenset[Region] = frozenset()


class Changes:
    """Takes up changes and what is said of them."""

    def __init__(self, labels: Labels, ledger: Ledger) -> None:
        self._labels = labels
        self._ledger = ledger
        self._moving = Moving(labels, ledger)
        self._settling = Settling(labels)
        self._keys = Keys(labels, ledger, self._moving)
        self._numbers = count()
        self._lost: set[str] = set()

    def apply(self, tracked: TrackedDocument, fact: TextChanged, now: float) -> Applied | None:
        """Take up one change; None where it changes nothing."""
        document = tracked.lineage.document
        tracked.version = fact.version
        if now - tracked.burst_at > WITHIN:
            if len(tracked.burst) > 1:
                self._settling.close_burst(tracked)
            else:
                tracked.burst.clear()
                tracked.pressed = None
        pressed = self._keys.press(tracked, fact, now)
        if pressed is not None:
            tracked.burst_at = now
            return pressed
        start, end, text = fact.start, fact.end, fact.text
        removed, in_order = "", None
        if start is None or end is None:
            replacements = smallest(document, Point(0, 0), document.text, text)
        elif start == end:
            replacements = [(start, end, text)] if text else []
        elif not text:
            removed = document.between(start, end)
            replacements = [(start, end, text)] if removed else []
        else:
            removed = document.between(start, end)
            if "\n" in text:
                in_order = self._moving.rearranged(tracked, start, end, text)
            reloaded = now - tracked.written_at <= JOINED_WITHIN
            replacements = smallest(document, start, removed, text, aligned=reloaded)
        if not replacements:
            self._touched_again(tracked, text, now)
            return None
        tracked.burst_at = now
        burst = tracked.changed_at_once()
        if len(replacements) == 1:
            inserted = replacements[0][2]
        else:
            inserted = "".join(place[2] for place in reversed(replacements))
        pieces = tracked.pieces(replacements) if len(replacements) > 1 else []
        said = tracked.said_of(fact.version) if tracked.explained else None
        on_screen = None
        if self._ledger.on_screen(tracked.uri) is not None and len(replacements) == 1:
            on_screen = self._ledger.continuing(tracked, *replacements[0])
        # Who types along a suggestion opens brackets and presses Enter, too.
        is_awaited = bool(tracked.waiting) and awaited(tracked, fact.version, inserted)
        typed = looks_typed(inserted) and not is_awaited
        if typed and said is None and in_order is None:
            applied = self._small(tracked, fact, replacements, inserted, on_screen, now)
            completed = ""
        else:
            applied, completed = self._large(
                tracked, fact, replacements, in_order, inserted, said, on_screen, now
            )
        alone = len(burst) < 2
        if len(burst) <= MOST:
            if len(replacements) == 1:
                at, _, new = replacements[0]
                step, indents = tracked.lineage.step, indents_line(at, new)
                burst.append(Piece(step, removed, text, indents, start or at, completed))
            else:
                burst += pieces
        if alone and len(burst) > 1:
            applied = applied._replace(waits=True)
        if self._lost:
            applied = applied._replace(lost=frozenset(self._lost))
            self._lost.clear()
        return applied

    def explain(self, tracked: TrackedDocument, fact: ChangeExplained) -> bool:
        """Take what the client says of a change; True where origins changed."""
        if fact.saying in (Saying.UNDO, Saying.REDO) and tracked.known_before is not None:
            version, step, known = tracked.known_before
            here = version == fact.version and step == tracked.lineage.step
            if here and tracked.lineage.restore(known):
                self._forget_after(tracked, known)
                return True
        insertions = []
        if fact.version is not None:
            insertions = tracked.insertions_of(fact.version, everywhere=True)
        if not insertions:
            if tracked.version is None or fact.version is None or fact.version > tracked.version:
                tracked.explained[fact.version] = fact
            return False
        for insertion in insertions:
            change = Change(insertion.text, "", "", fact.saying, False, False)
            conclusion = classify(change)
            origin = origin_of(conclusion.maker)
            if origin is None or insertion.claimed_by is not None or insertion.is_known:
                continue
            insertion.rule, insertion.is_said = conclusion.rule, True
            insertion.evidence = fact.evidence
            self._settling.note(insertion)
            if isinstance(origin, Paste):
                # What it was copied from is looked for when it settles.
                insertion.settles_as = origin
            else:
                insertion.explained = True
                self._settling.give(tracked, insertion, origin)
        return True

    def made_new(self, tracked: TrackedDocument, insertions: Sequence[Insertion]) -> bool:
        """Some were taken for an earlier text and are new text after all; False where none was."""
        mistaken = [one for one in insertions if one.is_known]
        for insertion in mistaken:
            tracked.lineage.remake(insertion.step, insertion.splices)
            insertion.is_known = False
        return bool(mistaken)

    def settled(
        self, tracked: TrackedDocument, now: float, documents: Iterable[TrackedDocument]
    ) -> list[Insertion]:
        """Insertions that nothing has explained within two seconds, which nothing will any more."""
        return self._settling.settled(tracked, now, documents)

    def reloaded(self, tracked: TrackedDocument, now: float) -> bool:
        """Another process wrote the file; True where a change just seen turns out to be that."""
        return self._settling.reloaded(tracked, now)

    def realign(self, tracked: TrackedDocument, text: str) -> None:
        """Take ``text`` as what was found on disk: what is equal keeps its origins."""
        document = tracked.lineage.document
        replacements = smallest(document, Point(0, 0), document.text, text, aligned=True)
        if not replacements:
            return
        label = self._labels.number(Label(External(), _NOWHERE))
        self._replace(tracked, labelled(replacements, label))
        known = tracked.lineage.known
        if known is not None:
            tracked.lineage.restore(known)

    def _small(
        self,
        tracked: TrackedDocument,
        fact: TextChanged,
        replacements: list[Replacement],
        inserted: str,
        on_screen: tuple[Life, Continuation | None] | None,
        now: float,
    ) -> Applied:
        """A deletion, or what looks typed: of several places, over text, or while more is known."""
        label = TYPED_LABEL
        if inserted:
            regions = self._regions(tracked, replacements)
            if regions:
                self._ledger.touched(regions, now)
                label = self._labels.typed_in(regions)
        splices = labelled(replacements, label)
        blank = inserted.isspace()
        beside = self._beside(tracked, replacements) if blank else []
        start, new_end = self._replace(tracked, splices, now)
        lineage = tracked.lineage
        known = lineage.known
        # What was typed again is the person's; only a replacement that leads back is an undo.
        replaced = bool(inserted) and replacements[0][0] != replacements[0][1]
        restored = False
        if known is not None:
            if replaced and lineage.restore(known):
                restored = True
                self._forget_after(tracked, known)
            else:
                tracked.known_before = (fact.version, lineage.step, known)
        if inserted and not restored:
            character = TypedCharacter(
                lineage.step,
                fact.version,
                now,
                inserted,
                start,
                new_end,
                replacements,
                label,
                beside,
            )
            tracked.typed.append(character)
        lives = self._ledger.typed_on(*on_screen, now) if on_screen is not None else []
        return Applied(False, lives, restored)

    def _large(
        self,
        tracked: TrackedDocument,
        fact: TextChanged,
        replacements: list[Replacement],
        in_order: Splice | None,
        inserted: str,
        said: ChangeExplained | None,
        on_screen: tuple[Life, Continuation | None] | None,
        now: float,
    ) -> tuple[Applied, str]:
        """Text that came at once; also the whole word, where it completes the one before it.

        ``in_order`` is the change as the same lines in another order, where it is that.
        """
        continues = on_screen is not None and on_screen[1] is not None
        is_awaited = awaited(tracked, fact.version, inserted)
        saying = None if said is None else said.saying
        change = self._described(tracked, replacements, inserted, saying, continues)
        at_caret = len(replacements) == 1 and replacements[-1][0] == tracked.last_edit_end
        candidate = Unattributed(next(self._numbers))
        splices = []
        for replacement in replacements:
            regions = self._regions(tracked, [replacement])
            self._ledger.touched(regions, now)
            label = self._labels.number(Label(candidate, regions | {candidate.number}))
            splices += labelled([replacement], label)
        beside = self._beside(tracked, replacements)
        replaced = tracked.giving_way(replacements)
        moved = None
        if in_order is not None and not is_awaited:
            moved = [in_order]
        elif not (continues or is_awaited) and saying in _MOVABLE:
            place = self._regions(tracked, replacements)
            moved = self._moving.again(tracked, replacements, place)
        # Lines that change places are not taken out.
        taken_at = None if in_order is not None and moved else now
        start, new_end = self._replace(tracked, moved or splices, taken_at)
        lineage = tracked.lineage
        known = lineage.known
        restored = False
        conclusion = classify(change._replace(is_known_state=known is not None and not is_awaited))
        if known is not None:
            if conclusion.maker is Maker.RESTORED and lineage.restore(known):
                restored = True
                self._forget_after(tracked, known)
            else:
                tracked.known_before = (fact.version, lineage.step, known)
                conclusion = classify(change)
        if moved is not None and not restored:
            conclusion = _MOVED
        insertion = Insertion(
            step=lineage.step,
            version=fact.version,
            at=now,
            text=inserted,
            start=start,
            end=new_end,
            candidate=candidate,
            settles_as=origin_of(conclusion.maker) or candidate,
            rule=conclusion.rule,
            evidence=conclusion.evidence,
            looks_accepted=at_caret and looks_accepted(inserted),
            splices=splices,
            beside=beside,
            # Kept for two seconds: the client may yet say that this was an accept.
            is_known=restored or moved is not None,
            explained=restored or moved is not None,
            is_said=said is not None,
            replaced=replaced,
        )
        lives = []
        if inserted:
            tracked.recent.append(insertion)
            self._moving.put(tracked, insertion)
            self._settling.note(insertion)
            if (
                said is not None
                and insertion.settles_as is not candidate
                and not insertion.is_known
            ):
                if not isinstance(insertion.settles_as, Paste):
                    insertion.explained = True
                    self._settling.give(tracked, insertion, insertion.settles_as)
            elif on_screen is not None and on_screen[1] is not None and not insertion.is_known:
                life, how = on_screen[0], on_screen[1]
                lives = self._ledger.continued(tracked, life, insertion, how, conclusion.rule)
                return Applied(True, lives, restored=False), ""
        if on_screen is not None:
            if restored and on_screen[1] is not None:
                self._ledger.came_back(on_screen[0], new_end)
            else:
                lives = self._ledger.typed_on(on_screen[0], None, now)
        waits = bool(inserted) and not insertion.is_known
        completed = change.word_before + inserted if conclusion.maker is Maker.MENU else ""
        return Applied(waits, lives, insertion.is_known), completed

    def _described(
        self,
        tracked: TrackedDocument,
        replacements: list[Replacement],
        inserted: str,
        saying: Saying | None,
        continues: bool,
    ) -> Change:
        start = replacements[-1][0]
        line = tracked.lineage.document.lines[start.line]
        before = line[max(0, start.column - LOOKED_BACK) : start.column]
        word = _WORD_AT_END.search(before)
        gave_way = ""
        if len(replacements) == 1 and len(inserted) <= LOOKED_BACK:
            _, end, _ = replacements[0]
            gave_way = tracked.lineage.document.between(start, end)
            last = tracked.burst[-1] if tracked.burst else None
            if last is not None and last.start == start and not last.inserted:
                gave_way = last.removed + gave_way
        return Change(
            inserted=inserted,
            removed="" if all(place[0] == place[1] for place in replacements) else "removed",
            word_before=word.group() if word else "",
            saying=saying,
            is_known_state=False,
            continues=continues,
            gave_way=gave_way,
            typed_before=tracked.typed_in_one_go(),
            is_prose=tracked.language in _PROSE or _COMMENT.search(before) is not None,
        )

    def _touched_again(self, tracked: TrackedDocument, text: str, now: float) -> None:
        """A change that changes nothing, of text just inserted: what Emacs does with a yank."""
        for insertion in tracked.recent:
            fresh = now - insertion.at <= WITHIN and not insertion.explained
            if fresh and text and insertion.text == text:
                insertion.settles_as = Paste()
                insertion.rule = "the client touched the inserted text again, as a yank does"

    # Labels

    def _replace(
        self, tracked: TrackedDocument, splices: list[Splice], now: float | None = None
    ) -> tuple[Point, Point]:
        """Make them one step; where the inserted text of the first in the document lies then."""
        new_start, new_end = splices[-1].start, splices[-1].end
        taken = [
            None if now is None or _is_short(splice) else tracked.place(splice.start, splice.end)
            for splice in splices
        ]
        inverses = tracked.lineage.replace(splices)
        for splice, inverse, place in zip(splices, inverses, taken, strict=True):
            start, end = splice.start, splice.end
            new_start, new_end = inverse.start, inverse.end
            if tracked.recent:
                if now is not None and start != end:
                    tracked.overwrite(start, end, inverse.text)
                tracked.follow(start, end, new_end)
            self._ledger.follow(tracked.uri, start, end, new_end)
            if now is None or not inverse.labels:
                continue
            if self._labels.has_regions:
                self._lost |= self._ledger.lost(inverse.labels, now)
            if place is not None:
                self._moving.taken(Removed(inverse.text, inverse.labels, place), now)
        tracked.last_edit_end = new_end
        return new_start, new_end

    def _regions(
        self, tracked: TrackedDocument, replacements: list[Replacement]
    ) -> frozenset[Region]:
        start, end, _ = replacements[-1]
        return regions_of_new_text(tracked.lineage, self._labels, start, end)

    def _beside(
        self, tracked: TrackedDocument, replacements: list[Replacement]
    ) -> list[Beside | None]:
        lineage = tracked.lineage
        return [
            (lineage.label_before(start), lineage.label_after(end)) if text.isspace() else None
            for start, end, text in replacements
        ]

    def _forget_after(self, tracked: TrackedDocument, step: int) -> None:
        """What was inserted after ``step`` has been undone: no report can speak of it."""
        for insertion in [one for one in tracked.recent if one.step > step]:
            tracked.recent.remove(insertion)
        while tracked.typed and tracked.typed[-1].step > step:
            tracked.typed.pop()
        self._ledger.undone(tracked, step)


def _is_short(splice: Splice) -> bool:
    """Whether it takes out too little to be known again where it is put in."""
    start, end = splice.start, splice.end
    return end.line == start.line and end.column - start.column < SHORTEST


_MOVED = Conclusion(Maker.PASTE, MOVED_RULE, "inferred")
