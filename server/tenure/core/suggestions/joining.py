"""Which recent change a report speaks of, and which change to come.

Knows tracked documents. Must not know suggestions' lives, what is due or what is written.
"""

from __future__ import annotations

from tenure.core.attribution.facts import SuggestionReported
from tenure.core.attribution.origins import Format
from tenure.core.attribution.tracked import Insertion, TrackedDocument
from tenure.core.records import Kind
from tenure.core.suggestions.matching import accepts


def joined(tracked: TrackedDocument, fact: SuggestionReported) -> list[Insertion]:
    """The recent insertions that an accept speaks of; none where they are still to come.

    By the time of the report a formatter may have made a version of its own.
    """
    named = []
    if fact.version is not None:
        everywhere = fact.kind != Kind.INLINE
        named = tracked.insertions_of(fact.version, everywhere=everywhere)
        solid = [one for one in named if not _is_layout(one)]
        if solid or (not named and fact.text is None):
            return solid
    others = [
        insertion
        for insertion in reversed(tracked.recent)
        if (_is_matched(insertion) or not (insertion.explained or _is_layout(insertion)))
        and (fact.text is None or accepts(fact.text, insertion.text))
    ]
    others.sort(key=_is_matched, reverse=True)
    return others[:1] or [one for one in named if not one.is_said]


def awaited(tracked: TrackedDocument, version: int | None, inserted: str) -> bool:
    """Whether an accept was reported that waits for this change."""
    return any(_speaks_of(waiting.fact, version, inserted) for waiting in tracked.waiting)


def _is_matched(insertion: Insertion) -> bool:
    """Whether it was known as a suggestion's before anybody said so."""
    return insertion.claimed_by is not None and not insertion.is_said


def _is_layout(insertion: Insertion) -> bool:
    """Whether it may be what a formatter put in: the client says so, or it is a blank."""
    if insertion.claimed_by is not None:
        return False
    said = insertion.is_said and isinstance(insertion.settles_as, Format)
    return said or (insertion.candidate is None and insertion.text.isspace())


def _speaks_of(report: SuggestionReported, version: int | None, inserted: str) -> bool:
    """Whether an accept that came before its change can be of this one."""
    if report.version is not None:
        return report.version == version
    return report.text is None or accepts(report.text, inserted)
