"""Every metric and log event once: names, instruments, units, attributes and bucket bounds.

``server/docs/metrics.md`` is generated from here. Bounds lie on the thresholds of the measures, so
that a store can answer them exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tenure.core.metrics.attributes import (
    ACCEPT,
    ACCEPTED_CHARACTERS,
    ACTION,
    ADAPTER,
    AI_MODEL,
    BRANCH,
    COMMIT,
    DISTANCES,
    EDITOR,
    EVENT_ID,
    EVIDENCE,
    FATE,
    HANDLER,
    HORIZON,
    KEPT,
    KIND,
    LANGUAGE,
    LATE,
    LATENCY,
    MODEL,
    ORIGIN,
    ORIGINAL,
    OUTCOME,
    PATH,
    PROVIDER,
    REASON,
    RULE,
    SEEN_BY,
    SHOWN_CHARACTERS,
    SUGGESTION,
    TEXT,
    UNIT,
    UNMEASURED,
    VERDICT,
    WAS_SHOWN,
)

COMMON = (PROVIDER, MODEL, LANGUAGE, EDITOR, KIND, EVIDENCE)
"""Attributes of all suggestion, survival and edit distance metrics; left out where unknown."""

SHARES = (0.0, 0.02, 0.05, 0.1, 0.2, 0.33, 0.5, 0.67, 0.8, 0.85, 0.9, 0.95, 0.98, 1.0)
"""Upper bounds of buckets for a share of 0 to 1."""

HELD = (0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
"""Upper bounds, in seconds, for how long an editor was held: a frame of its is 0.016."""


class Instrument(StrEnum):
    """How a metric behaves (OpenTelemetry metrics data model)."""

    COUNTER = "counter"
    UP_DOWN_COUNTER = "up-down counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric; ``unit`` is UCUM, ``bounds`` are a histogram's upper bounds."""

    name: str
    instrument: Instrument
    unit: str
    description: str
    attributes: tuple[str, ...]
    bounds: tuple[float, ...] = ()


METRICS: tuple[Metric, ...] = (
    Metric(
        "tenure.suggestion.count",
        Instrument.COUNTER,
        "{suggestion}",
        "Suggestions by what became of them, counted once when that is final.",
        (*COMMON, OUTCOME),
    ),
    Metric(
        "tenure.suggestion.shown",
        Instrument.COUNTER,
        "{suggestion}",
        "Suggestions known to have been shown, whatever followed.",
        COMMON,
    ),
    Metric(
        "tenure.suggestion.characters",
        Instrument.COUNTER,
        "{character}",
        "Characters of suggestions that were shown, and that were accepted.",
        (*COMMON, FATE),
    ),
    Metric(
        "tenure.suggestion.opportunities",
        Instrument.COUNTER,
        "{request}",
        "Requests for a suggestion, whatever came of them.",
        COMMON,
    ),
    Metric(
        "tenure.survival.ratio",
        Instrument.HISTOGRAM,
        "1",
        "Share of a suggestion's inserted characters that still stand at a horizon.",
        (*COMMON, HORIZON),
        SHARES,
    ),
    Metric(
        "tenure.survival.count",
        Instrument.COUNTER,
        "{suggestion}",
        "Readings at a horizon by their verdict.",
        (*COMMON, HORIZON, VERDICT),
    ),
    Metric(
        "tenure.edit_distance.ratio",
        Instrument.HISTOGRAM,
        "1",
        "Edit distance of a suggestion's text at a horizon from what was accepted.",
        (*COMMON, HORIZON, UNIT),
        SHARES,
    ),
    Metric(
        "tenure.text.characters",
        Instrument.UP_DOWN_COUNTER,
        "{character}",
        "Characters of documents as last seen, by who put them there.",
        (ORIGIN, LANGUAGE, EDITOR),
    ),
    Metric(
        "tenure.self.accepts",
        Instrument.COUNTER,
        "{accept}",
        "Accepts where an editor tells its reasons, by whether keys alone told them as well.",
        (ACCEPT, SEEN_BY),
    ),
    Metric(
        "tenure.self.outbox",
        Instrument.GAUGE,
        "{record}",
        "Log events and spans that wait to be sent.",
        (),
    ),
    Metric(
        "tenure.self.dropped",
        Instrument.COUNTER,
        "{record}",
        "Log events that were never delivered, and records never stored, by the reason.",
        (REASON,),
    ),
    Metric(
        "tenure.self.handling.duration",
        Instrument.HISTOGRAM,
        "s",
        "How long the server was busy with one message of the editor, and could take no other.",
        (HANDLER,),
        HELD,
    ),
)

BY_NAME: dict[str, Metric] = {metric.name: metric for metric in METRICS}


@dataclass(frozen=True, slots=True)
class Event:
    """One log event; an attribute whose value is unknown, or not allowed, is left out."""

    name: str
    description: str
    attributes: tuple[str, ...]


_OF_PLACE = (PATH, BRANCH, COMMIT)

_OF_SUGGESTION = (
    SUGGESTION,
    *COMMON,
    OUTCOME,
    RULE,
    ADAPTER,
    ACCEPTED_CHARACTERS,
    SHOWN_CHARACTERS,
    WAS_SHOWN,
    LATENCY,
    *_OF_PLACE,
    TEXT,
)

_OF_READING = (
    SUGGESTION,
    *COMMON,
    HORIZON,
    VERDICT,
    KEPT,
    ORIGINAL,
    LATE,
    UNMEASURED,
    *(name for names in DISTANCES.values() for name in names),
    *_OF_PLACE,
)

EVENTS: tuple[Event, ...] = (
    Event(
        "tenure.suggestion",
        "A suggestion at the end of its life, counted in `tenure.suggestion.count` with it.",
        (EVENT_ID, *_OF_SUGGESTION),
    ),
    Event(
        "tenure.reading",
        "One look at a suggestion's text, at one horizon.",
        (EVENT_ID, *_OF_READING),
    ),
)


class SpanName(StrEnum):
    """What the spans of a suggestion's trace are called, a reading's with its horizon after it."""

    GENERATION = "code_generation"
    SUGGESTION = "suggestion"
    READING = "reading"


@dataclass(frozen=True, slots=True)
class Span:
    """One kind of span; its attributes are as an event's."""

    name: SpanName
    description: str
    attributes: tuple[str, ...]


SPANS: tuple[Span, ...] = (
    Span(
        SpanName.GENERATION,
        "From the request to the complete text, where the latency is known.",
        (ACTION, AI_MODEL, *_OF_SUGGESTION),
    ),
    Span(
        SpanName.SUGGESTION,
        "From the moment it was shown, or first seen, to the decision.",
        (ACTION, AI_MODEL, *_OF_SUGGESTION),
    ),
    Span(
        SpanName.READING,
        "A moment for each horizon, which its name goes on with: `reading 30s`.",
        _OF_READING,
    ),
)
