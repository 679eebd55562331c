"""From a stored record to what is told of it: increments of totals, events and spans.

Pure, and without OpenTelemetry: the worker writes both in one transaction with the record's mark.
"""

from __future__ import annotations

from typing import NamedTuple

from tenure.core.metrics import attributes as names
from tenure.core.metrics.attributes import Fate
from tenure.core.metrics.permissions import METADATA, Permission
from tenure.core.records import (
    OpportunityRecord,
    ReadingRecord,
    State,
    SuggestionRecord,
    UnattributedRecord,
    Verdict,
)
from tenure.store.outbox import Event, Span
from tenure.store.rollups import Increment
from tenure.telemetry import privacy, spans


class Told(NamedTuple):
    """What a record adds to the totals, and the log events and spans that it is told by."""

    increments: list[Increment]
    queued: list[Event | Span]


def of_shown(record: SuggestionRecord, editor: str | None) -> Told:
    """A suggestion that was shown, counted at once."""
    attributes = privacy.common(record, editor)
    increments = [Increment("tenure.suggestion.shown", attributes, 1)]
    if record.shown_characters:
        increments.append(_characters(attributes, Fate.SHOWN, record.shown_characters))
    return Told(increments, [])


def of_suggestion(
    record: SuggestionRecord, editor: str | None, permission: Permission = METADATA
) -> Told:
    """A suggestion whose outcome is final; with its text, where ``permission`` wants that."""
    attributes = privacy.common(record, editor)
    increments = [
        Increment(
            "tenure.suggestion.count",
            {**attributes, names.OUTCOME: privacy.outcome(record)},
            1,
        )
    ]
    if record.accepted_characters and record.state is not State.APPLIED:
        increments.append(_characters(attributes, Fate.ACCEPTED, record.accepted_characters))
    at = record.last_part_at or record.ended_at or record.first_seen_at
    told = privacy.of_suggestion(record, editor, permission)
    event = Event(f"{record.id}:suggestion", "tenure.suggestion", at, told, *spans.place(record.id))
    return Told(increments, [event, *spans.of_suggestion(record, told)])


def of_opportunity(record: OpportunityRecord, editor: str | None) -> Told:
    """A request for a suggestion."""
    return Told(
        [Increment("tenure.suggestion.opportunities", privacy.common(record, editor), 1)], []
    )


def of_unattributed(record: UnattributedRecord, editor: str | None) -> Told:
    """A bulk insertion that nothing explains; it is no suggestion, hence no event."""
    attributes = {
        **privacy.common(record, editor),
        names.OUTCOME: privacy.outcome(record),
    }
    return Told([Increment("tenure.suggestion.count", attributes, 1)], [])


def of_reading(
    reading: ReadingRecord,
    suggestion: SuggestionRecord,
    editor: str | None,
    permission: Permission = METADATA,
) -> Told:
    """One reading: its verdict, its share that stands, and its distances."""
    attributes = {
        **privacy.common(suggestion, editor),
        names.HORIZON: reading.horizon,
    }
    increments = [
        Increment(
            "tenure.survival.count",
            {**attributes, names.VERDICT: reading.verdict},
            1,
        )
    ]
    if reading.verdict is not Verdict.UNMEASURED and reading.original:
        share = reading.kept / reading.original
        increments.append(Increment("tenure.survival.ratio", attributes, share))
    increments += [
        Increment(
            "tenure.edit_distance.ratio",
            {**attributes, names.UNIT: distance.unit},
            distance.ratio,
        )
        for distance in reading.distances
    ]
    told = privacy.of_reading(reading, suggestion, editor, permission)
    event = Event(
        f"{reading.suggestion}:{reading.horizon}",
        "tenure.reading",
        reading.read_at,
        told,
        *spans.place(reading.suggestion),
    )
    return Told(increments, [event, spans.of_reading(reading, told)])


def _characters(attributes: privacy.Attributes, fate: Fate, count: int) -> Increment:
    return Increment("tenure.suggestion.characters", {**attributes, names.FATE: fate}, count)
