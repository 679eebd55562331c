"""Every metric once: names, instruments, units, attributes and bucket bounds (signals.md).

``server/docs/metrics.md`` is generated from here. Bounds lie on the thresholds of the measures, so
that a store can answer them exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

PROVIDER = "gen_ai.provider.name"
MODEL = "gen_ai.request.model"
LANGUAGE = "tenure.language"
EDITOR = "tenure.editor"
KIND = "tenure.suggestion.kind"
EVIDENCE = "tenure.evidence"
OUTCOME = "tenure.suggestion.outcome"
FATE = "tenure.characters.fate"
HORIZON = "tenure.horizon"
VERDICT = "tenure.survival.verdict"
UNIT = "tenure.distance.unit"
ORIGIN = "tenure.origin"
REASON = "tenure.self.reason"
AGREEMENT = "tenure.self.agreement"

COMMON = (PROVIDER, MODEL, LANGUAGE, EDITOR, KIND, EVIDENCE)
"""Attributes of all suggestion, survival and edit distance metrics; left out where unknown."""

SHARES = (0.0, 0.02, 0.05, 0.1, 0.2, 0.33, 0.5, 0.67, 0.8, 0.85, 0.9, 0.95, 0.98, 1.0)
"""Upper bounds of buckets for a share of 0 to 1."""


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
        (EDITOR, KIND, OUTCOME, AGREEMENT),
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
        "Log events that were never delivered, by the reason.",
        (REASON,),
    ),
)

BY_NAME: dict[str, Metric] = {metric.name: metric for metric in METRICS}


def snake_case(word: str) -> str:
    """A word of measures.md as OTLP writes it: ``nextEdit`` is ``next_edit``."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in word)
