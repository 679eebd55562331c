"""The lineage of a document without its text, so that it can be taken up after a restart.

For each line a hash and its runs; what stands when the document is found again is aligned with it
line by line, and inside lines that changed with the texts of the suggestions that stood there.
Must not know where snapshots are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from zlib import crc32

from tenure.core.attribution.lineage import Lineage
from tenure.core.attribution.moves import joined
from tenure.core.attribution.origins import (
    Agent,
    External,
    Label,
    Labels,
    Origin,
    Suggestion,
    origin_named,
)
from tenure.core.attribution.runs import Run, lines_of, pairs
from tenure.core.text.diffs import equal_ranges
from tenure.core.text.lines import split_lines
from tenure.core.text.source import SourceText

SHORTEST_STRETCH = 2
"""Characters in a row below which text in a changed line is not taken for a suggestion's."""


class KeptLabel(NamedTuple):
    """What a label meant: an origin's name, its suggestion, the spans it lies in."""

    origin: str
    suggestion: str | None
    regions: tuple[str, ...]
    is_copy: bool


class Snapshot(NamedTuple):
    """A document's lineage at ``at``: for each line its hash, and its runs."""

    document: str
    language: str
    at: float
    hashes: Sequence[int]
    runs: Sequence[Run]
    labels: Mapping[int, KeptLabel]


class Accepted(NamedTuple):
    """A suggestion whose characters a snapshot holds, with the text that it inserted."""

    id: str
    text: SourceText


def kept_label(label: Label) -> KeptLabel:
    """What ``label`` means, in words that another process understands."""
    origin, regions, is_copy = label
    suggestion = origin.id if isinstance(origin, Suggestion | Agent) else None
    spans = tuple(sorted(region for region in regions if isinstance(region, str)))
    return KeptLabel(origin.name, suggestion, spans, is_copy)


def hashes_of(text: str) -> list[int]:
    """A hash of each line, the same in every process."""
    return [crc32(line.encode("utf-8", "surrogatepass")) for line in split_lines(text)]


def taken_up(
    snapshot: Snapshot, text: str, labels: Labels, accepted: Iterable[Accepted] = ()
) -> Lineage:
    """The lineage of ``text``, which is what became of the document since ``snapshot``.

    What is equal keeps its origins, what is new is external.
    """
    numbers = {number: _number(labels, kept) for number, kept in snapshot.labels.items()}
    external = labels.number(Label(External(), frozenset()))
    lineage = Lineage(text, external)
    lines = lineage.document.lines
    runs: list[Run] = list(lineage.runs)
    old_at = new_at = 0
    changed: list[tuple[int, int, int, int]] = []
    for old, new, count in equal_ranges(snapshot.hashes, hashes_of(text)):
        changed.append((old_at, old, new_at, new))
        for step in range(count):
            length = len(lines[new + step])
            found = list(pairs(snapshot.runs[old + step], length))
            if sum(number for number, _ in found) == length:
                mapped = [(number, numbers[label]) for number, label in found]
                runs[new + step] = lines_of(mapped, (length,))[0]
        old_at, new_at = old + count, new + count
    changed.append((old_at, len(snapshot.hashes), new_at, len(lines)))
    texts = {one.id: one.text for one in accepted}
    for old_start, old_end, new_start, new_end in changed:
        if new_start < new_end:
            spans = _spans(snapshot, old_start, old_end)
            _mend(lines, runs, (new_start, new_end), external, spans, texts, labels)
    lineage.relabel_all(runs)
    return lineage


def _spans(snapshot: Snapshot, start: int, end: int) -> list[KeptLabel]:
    """The labels of suggestions' own characters in lines that are not there any more."""
    found: dict[KeptLabel, None] = {}
    for run in snapshot.runs[start:end]:
        for label in [run] if isinstance(run, int) else run[1::2]:
            # An empty line has a label, too, which no character has and nobody kept.
            kept = snapshot.labels.get(label)
            if kept is not None and kept.suggestion is not None and not kept.is_copy:
                found[kept] = None
    return list(found)


def _mend(
    lines: Sequence[str],
    runs: list[Run],
    changed: tuple[int, int],
    external: int,
    spans: Sequence[KeptLabel],
    texts: Mapping[str, SourceText],
    labels: Labels,
) -> None:
    """Give stretches of changed lines to the suggestions whose text they are."""
    start, end = changed
    block = "".join(lines[start:end])
    found = [external] * len(block)
    for span in spans:
        text = texts.get(span.suggestion or "")
        if text is None:
            continue
        number = _number(labels, span)
        stretches = [
            (new, new + count)
            for _, new, count in equal_ranges(text.read(), block)
            if count >= SHORTEST_STRETCH
        ]
        if stretches:
            # Foreign text between its edges belongs to the span's region (measures.md §6).
            inside = labels.number(Label(External(), frozenset(span.regions)))
            first, last = stretches[0][0], stretches[-1][1]
            found[first:last] = [inside if one == external else one for one in found[first:last]]
        for first, last in stretches:
            found[first:last] = [number] * (last - first)
    lengths = [len(line) for line in lines[start:end]]
    runs[start:end] = lines_of(joined(found), lengths)


def _number(labels: Labels, kept: KeptLabel) -> int:
    origin: Origin = origin_named(kept.origin, kept.suggestion)
    return labels.number(Label(origin, frozenset(kept.regions), kept.is_copy))
