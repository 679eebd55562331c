"""What may leave the machine. At the metadata level: no text, path, branch, host or user name.

The one module of telemetry that may read ``SourceText`` (held by a test); at the metadata level it
never does. Attributes are built from a list of what is allowed, not by leaving out what is not.
"""

from __future__ import annotations

from collections.abc import Mapping

from tenure.core.metrics import catalogue
from tenure.core.metrics.catalogue import snake_case
from tenure.core.records import (
    OpportunityRecord,
    ReadingRecord,
    SuggestionRecord,
    UnattributedRecord,
)

Attribute = str | int | float | bool
Attributes = dict[str, Attribute]


def common(
    record: SuggestionRecord | OpportunityRecord | UnattributedRecord, editor: str | None
) -> Attributes:
    """The low-cardinality attributes that every metric and event of a record carries."""
    attributes: Mapping[str, Attribute | None]
    if isinstance(record, UnattributedRecord):
        attributes = {
            catalogue.LANGUAGE: record.language,
            catalogue.EDITOR: editor,
            catalogue.EVIDENCE: "inferred",
        }
    else:
        attributes = {
            catalogue.PROVIDER: record.provider,
            catalogue.MODEL: record.model,
            catalogue.LANGUAGE: record.language,
            catalogue.EDITOR: editor,
            catalogue.KIND: snake_case(record.kind),
            catalogue.EVIDENCE: record.evidence.value,
        }
    return {name: value for name, value in attributes.items() if value is not None}


def of_suggestion(record: SuggestionRecord, editor: str | None) -> Attributes:
    """What the event at the end of a suggestion's life says."""
    return _known(
        {
            **common(record, editor),
            "tenure.suggestion.id": record.id,
            catalogue.OUTCOME: outcome(record),
            "tenure.suggestion.rule": record.rule,
            "tenure.suggestion.adapter": record.adapter,
            "tenure.suggestion.accepted_characters": record.accepted_characters,
            "tenure.suggestion.shown_characters": record.shown_characters,
            "tenure.suggestion.was_shown": record.shown_at is not None,
            "tenure.suggestion.latency": record.latency,
        }
    )


def of_reading(
    reading: ReadingRecord, suggestion: SuggestionRecord, editor: str | None
) -> Attributes:
    """What the event of one reading says."""
    attributes = _known(
        {
            **common(suggestion, editor),
            "tenure.suggestion.id": reading.suggestion,
            catalogue.HORIZON: reading.horizon.value,
            catalogue.VERDICT: reading.verdict.value,
            "tenure.survival.kept": reading.kept,
            "tenure.survival.original": reading.original,
            "tenure.survival.late": reading.late,
            "tenure.survival.reason": reading.reason,
        }
    )
    for distance in reading.distances:
        attributes[f"tenure.edit_distance.{distance.unit}"] = distance.distance
        attributes[f"tenure.edit_distance.{distance.unit}.longest"] = distance.longest
    return attributes


def outcome(record: SuggestionRecord) -> str:
    """The outcome that a suggestion is counted under."""
    return "reverted" if record.reverted else snake_case(record.state)


def _known(attributes: Mapping[str, Attribute | None]) -> Attributes:
    return {name: value for name, value in attributes.items() if value is not None}
