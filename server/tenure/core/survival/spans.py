"""The tracked characters of one suggestion: which still stand, and what lies between the edges.

A span is not stored anywhere: its characters carry its label, so whatever moves, splits, restores
or deletes text does the same to the span. Must not know states, time, or files.
"""

from __future__ import annotations

from tenure.core.attribution.lineage import Lineage
from tenure.core.attribution.origins import Agent, Labels, Suggestion


def standing_characters(lineage: Lineage, labels: Labels, span: str) -> int:
    """How many characters of ``span`` stand in the document; costs its labels, not its text."""
    counts = lineage.counts
    return sum(
        counts.get(label, 0)
        for origin in (Suggestion(span), Agent(span))
        for label in labels.of_origin(origin)
    )


def text_between_edges(lineage: Lineage, labels: Labels, span: str) -> str:
    """What lies inside the span now: its own characters and what a person wrote among them."""
    return lineage.text_of(labels.of_region(span))
