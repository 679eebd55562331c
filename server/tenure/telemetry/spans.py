"""A suggestion's trace: what was generated, what was decided on it, and each reading of it.

```
code_generation            request to complete text, where the latency is known
  suggestion               shown (or first seen) to decision
    reading 30s            a moment for each horizon, parent and link: the suggestion
```

Ids are digests of the suggestion's id and the span's name: what is sent again is the same span,
and whoever knows the suggestion's id knows its trace. Pure, and without OpenTelemetry.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import NamedTuple

from tenure.core.metrics import attributes as names
from tenure.core.metrics.attributes import Value
from tenure.core.metrics.catalogue import SpanName
from tenure.core.records import ReadingRecord, SuggestionRecord
from tenure.store.outbox import Attributes, Span


class Place(NamedTuple):
    """Where in a trace something belongs; 32 and 16 hex digits."""

    trace_id: str
    span_id: str


def place(suggestion: str, name: str = SpanName.SUGGESTION) -> Place:
    """The trace of a suggestion, and in it the span called ``name``."""
    return Place(_digest(suggestion, 16), _digest(f"{suggestion}:{name}", 8))


def of_suggestion(record: SuggestionRecord, attributes: Attributes) -> list[Span]:
    """A suggestion whose outcome is final; ``attributes`` have passed the privacy level."""
    trace, span = place(record.id)
    seen_at = record.first_seen_at if record.shown_at is None else record.shown_at
    decided_at = max(seen_at, seen_at if record.ended_at is None else record.ended_at)
    attributes = {**attributes, **_guide(attributes)}
    if record.latency is None:
        return [Span(trace, span, SpanName.SUGGESTION, seen_at, decided_at, attributes)]
    generation = place(record.id, SpanName.GENERATION).span_id
    requested_at = seen_at - record.latency
    return [
        Span(trace, generation, SpanName.GENERATION, requested_at, seen_at, attributes),
        Span(
            trace, span, SpanName.SUGGESTION, seen_at, decided_at, attributes, parent_id=generation
        ),
    ]


def of_reading(reading: ReadingRecord, attributes: Attributes) -> Span:
    """One reading, at the moment when the text was looked at."""
    trace, suggestion = place(reading.suggestion)
    name = f"{SpanName.READING} {reading.horizon}"
    span = place(reading.suggestion, name).span_id
    at = reading.read_at
    return Span(trace, span, name, at, at, attributes, parent_id=suggestion, linked_id=suggestion)


def _guide(attributes: Attributes) -> dict[str, Value]:
    model = attributes.get(names.MODEL)
    action: dict[str, Value] = {names.ACTION: SpanName.GENERATION}
    return action if model is None else {**action, names.AI_MODEL: model}


def _digest(text: str, size: int) -> str:
    return blake2b(text.encode(), digest_size=size).hexdigest()
