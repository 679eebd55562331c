"""What is recorded of a document: its characters, its lineage, and what is no suggestion's."""

from __future__ import annotations

from collections import Counter

from tenure.core.attribution.facts import SuggestionReported
from tenure.core.attribution.origins import Labels
from tenure.core.attribution.tracked import Insertion, TrackedDocument
from tenure.core.records import (
    DocumentRecord,
    Evidence,
    Kind,
    LineageRecord,
    OpportunityRecord,
    UnattributedRecord,
)
from tenure.core.text.source import SourceText


def characters(tracked: TrackedDocument, labels: Labels, now: float) -> DocumentRecord:
    """Its characters by origin."""
    found: Counter[str] = Counter()
    for label in tracked.lineage.labels_in_use():
        found[labels.meaning(label).origin.name] += tracked.lineage.counts[label]
    return DocumentRecord(tracked.uri, tracked.language, now, dict(sorted(found.items())))


def lineage(tracked: TrackedDocument, labels: Labels, now: float) -> LineageRecord:
    """The labels of its lines, as long as a span in it is live."""
    return LineageRecord(
        document=tracked.uri,
        language=tracked.language,
        at=now,
        text=SourceText.of_lines(tracked.lineage.document.lines.copy()),
        runs=tracked.lineage.runs.copy(),
        labels=tracked.labels_in_use(labels),
    )


def unattributed(tracked: TrackedDocument, insertion: Insertion) -> UnattributedRecord:
    """An insertion that nothing explains."""
    return UnattributedRecord(
        document=tracked.uri,
        language=tracked.language,
        at=insertion.at,
        characters=len(insertion.text),
        looks_accepted=insertion.looks_accepted,
        rule=insertion.rule,
    )


def opportunity(
    tracked: TrackedDocument, fact: SuggestionReported, now: float
) -> OpportunityRecord:
    """A request for a suggestion."""
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
