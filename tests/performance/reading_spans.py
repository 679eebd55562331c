"""What ten thousand due spans cost the worker, and one pair of long texts by its structure.

Each piece is timed by itself over the same spans, in interleaved rounds, in processor time of this
thread: what else runs on the machine is left out as far as that can be. The fastest round counts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from rapidfuzz.distance import Levenshtein
from tenure.core.distance import characters, lines, tokens, trees
from tenure.core.distance.counts import Counts, Unmeasured
from tenure.core.records import DueReadingRecord, Horizon
from tenure.core.survival.readings import measure as measure_reading
from tenure.core.syntax_shape import Node, Parsed
from tenure.core.text.source import SourceText
from tenure.syntax.parsers import parse

from tests.performance.requirements import Line
from tests.performance.spans import LONG, Fate, Pair, long_pair, pairs

SPANS = 10_000

BARE, PARSES = "bare Levenshtein", "bare parses"

CHARACTERS_AND_LINES = "characters and lines"
WITH_TOKENS = "with tokens"
WHOLE_WITHOUT_PARSER = "readings without a grammar"
WHOLE = "whole readings"

EDITED, UNRELATED = "edited", "unrelated"

BARE_CALLS = 7.5
BARE_CALLS_WITH_TOKENS = 31
"""60 and 250 ms where the bare calls take 8 ms for these spans: a quiet machine of 2026."""


@dataclass(frozen=True, slots=True)
class SpanTimes:
    """Milliseconds for ``SPANS`` spans, by piece; the baselines are among the pieces."""

    spans_ms: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class TreeTime:
    """Milliseconds for one pair of 100 lines: both parses with the distance, and alone."""

    language: str
    change: str
    distance_ms: float
    parses_ms: float


def measure_spans(fraction: float, rounds: int) -> SpanTimes:
    """Time every piece over a ``fraction`` of the spans; the figures are for all of them."""
    spans = pairs(int(SPANS * fraction))
    due = [_due(number, pair) for number, pair in enumerate(spans)]
    texts = [(pair.original, pair.text) for pair in spans]
    parsed = [
        (pair.language, text)
        for pair in spans
        for text in {pair.original, pair.text or pair.original}  # what is gone is not parsed
    ]

    def without_tokens() -> None:
        for original, text in texts:
            characters.distance(original, text)
            lines.distance(original, text)

    def with_tokens() -> None:
        for original, text in texts:
            characters.distance(original, text)
            lines.distance(original, text)
            tokens.distance(original, text)

    taken = _fastest(
        {
            BARE: lambda: [Levenshtein.distance(original, text) for original, text in texts],
            CHARACTERS_AND_LINES: without_tokens,
            WITH_TOKENS: with_tokens,
            WHOLE_WITHOUT_PARSER: lambda: [measure_reading(one, lambda *_: None) for one in due],
            PARSES: lambda: [parse(language, text) for language, text in parsed],
            WHOLE: lambda: [measure_reading(one, parse) for one in due],
        },
        rounds,
    )
    return SpanTimes({piece: ms / fraction for piece, ms in taken.items()})


def measure_trees(rounds: int) -> list[TreeTime]:
    """Time pairs of 100 lines in several languages, both parses included."""
    found = []
    for language in LONG:
        for change, fate in (
            (f"lightly {EDITED}", Fate.LIGHTLY_EDITED),
            (f"heavily {EDITED}", Fate.HEAVILY_EDITED),
            (UNRELATED, None),
        ):
            pair = long_pair(language, fate)
            taken = _fastest(
                {PARSES: partial(_parsed, pair), WHOLE: partial(_compared, pair)}, rounds
            )
            found.append(TreeTime(language, change, taken[WHOLE], taken[PARSES]))
    return found


def requirement_lines(spans: SpanTimes | None, pairs_: Sequence[TreeTime]) -> list[Line]:
    """What readings owe, judged."""

    def took(piece: str) -> float | None:
        return spans.spans_ms[piece] if spans else None

    def slowest(change: str) -> TreeTime | None:
        found = [one for one in pairs_ if one.change.endswith(change)]
        return max(found, key=lambda one: one.distance_ms, default=None)

    edited, unrelated = slowest(EDITED), slowest(UNRELATED)
    return [
        Line("10,000 spans, characters and lines", "ms", took(CHARACTERS_AND_LINES), 60),
        Line("  in bare calls", "ms", took(CHARACTERS_AND_LINES), BARE_CALLS, BARE, took(BARE)),
        Line("10,000 spans, with tokens", "ms", took(WITH_TOKENS), 250),
        Line("  in bare calls", "ms", took(WITH_TOKENS), BARE_CALLS_WITH_TOKENS, BARE, took(BARE)),
        Line("10,000 spans, whole readings", "ms", took(WHOLE), 5, PARSES, took(PARSES)),
        Line("100 edited lines, structure", "ms", edited.distance_ms if edited else None, 10),
        Line(
            "100 unrelated lines, structure",
            "ms",
            unrelated.distance_ms if unrelated else None,
            10,
            PARSES,
            unrelated.parses_ms if unrelated else None,
        ),
    ]


def _due(number: int, pair: Pair) -> DueReadingRecord:
    return DueReadingRecord(
        suggestion=f"span-{number}",
        horizon=Horizon.SECONDS_30,
        due_at=30.0,
        read_at=30.0,
        language=pair.language,
        kept=0 if pair.fate is Fate.GONE else len(pair.original),
        original=len(pair.original),
        original_text=SourceText(pair.original),
        text=SourceText(pair.text),
    )


def _parsed(pair: Pair) -> list[Node]:
    found = [parse(pair.language, text) for text in (pair.original, pair.text)]
    return [one.root for one in found if isinstance(one, Parsed)]


def _compared(pair: Pair) -> Counts | Unmeasured:
    return trees.distance(*_parsed(pair))


def _fastest(pieces: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    taken = dict.fromkeys(pieces, float("inf"))
    for _ in range(rounds):
        for name, piece in pieces.items():
            begun = time.thread_time()
            piece()
            taken[name] = min(taken[name], 1000 * (time.thread_time() - begun))
    return taken
