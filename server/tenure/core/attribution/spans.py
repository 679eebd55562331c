"""The tracked characters of one suggestion: which still stand, and what lies between the edges.

A span is not stored anywhere: its characters carry its label, so whatever moves, splits, restores
or deletes text does the same to the span. Must not know states, time, or files.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tenure.core.attribution.lineage import Lineage
from tenure.core.attribution.origins import NOWHERE, Agent, Labels, Region, Suggestion
from tenure.core.attribution.runs import pairs
from tenure.core.text.points import Point


def own_labels(labels: Labels, span: str) -> list[int]:
    """The labels of the characters that ``span`` inserted, copies left out."""
    return [
        label
        for origin in (Suggestion(span), Agent(span))
        for label in labels.of_origin(origin)
        if not labels.meaning(label).is_copy
    ]


def regions_of_new_text(
    lineage: Lineage, labels: Labels, start: Point, end: Point
) -> frozenset[Region]:
    """The spans whose region text put in between two places belongs to (measures.md §6).

    Those that lie on both sides of it, and those of which it replaces a part.
    """
    if not labels.has_regions:
        return NOWHERE
    if start == end:
        return labels.regions_between(*lineage.labels_beside(start))
    regions = labels.regions_between(lineage.label_before(start), lineage.label_after(end))
    return regions.union(
        *(labels.meaning(label).regions for _, label in lineage.labels_between(start, end))
    )


def standing_characters(lineage: Lineage, labels: Labels, span: str) -> int:
    """How many characters of ``span`` stand in the document; costs its labels, not its text."""
    counts = lineage.counts
    return sum(counts.get(label, 0) for label in own_labels(labels, span))


def texts_between_edges(lineage: Lineage, labels: Labels, spans: Iterable[str]) -> dict[str, str]:
    """What lies inside each span now: its own characters and what a person wrote among them.

    Costs the lines of the document once, however many spans there are.
    """
    holders: dict[int, list[str]] = {}
    for span in dict.fromkeys(spans):
        for label in labels.of_region(span):
            holders.setdefault(label, []).append(span)
    return lineage.texts_of(holders)


class Stretch(NamedTuple):
    """Characters of one suggestion that stand side by side."""

    suggestion: str
    start: Point
    end: Point


def standing_stretches(lineage: Lineage, labels: Labels) -> list[Stretch]:
    """What stands of suggestions, copies left out, in the order of the document.

    Costs the lines of the document where there is any such text, else the labels in use.
    """
    owners: dict[int, str] = {}
    for label in lineage.labels_in_use():
        origin, _, is_copy = labels.meaning(label)
        if isinstance(origin, Suggestion | Agent) and not is_copy:
            owners[label] = origin.id
    if not owners:
        return []
    found: list[Stretch] = []
    last = len(lineage.document.lines) - 1
    for number, (line, run) in enumerate(zip(lineage.document.lines, lineage.runs, strict=True)):
        place = 0
        for count, label in pairs(run, len(line)):
            start, place = Point(number, place), place + count
            owner = owners.get(label)
            if owner is None:
                continue
            end = (
                Point(number + 1, 0)
                if place == len(line) and number < last
                else Point(number, place)
            )
            if found and found[-1].suggestion == owner and found[-1].end == start:
                start = found.pop().start
            found.append(Stretch(owner, start, end))
    return found
