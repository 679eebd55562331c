"""One look at one span: its verdict and its distances.

Pure: a reading that fell due, with the texts it needs, gives a reading. Parsing comes as a port.
"""

from __future__ import annotations

from collections.abc import Iterator

from tenure.core.distance import characters, lines, tokens, trees
from tenure.core.distance.counts import Counts, Unmeasured
from tenure.core.records import Distance, DueReadingRecord, ReadingRecord, Unit, Verdict
from tenure.core.survival.others import as_others_count
from tenure.core.survival.verdicts import verdict
from tenure.core.syntax_shape import Parse, Parsed, Unparsed

_NO_TREE = Unmeasured("no syntax tree")


def measure(due: DueReadingRecord, parse: Parse) -> ReadingRecord:
    """What the reading says; a span that could not be read is unmeasured, with the reason."""
    if due.unmeasured is not None:
        return _reading(due, Verdict.UNMEASURED, (), due.unmeasured)
    original, text = due.original_text.read(), due.text.read()
    cached = _once(parse)
    found = verdict(original, text, due.kept, due.language, cached, moved=due.moved)
    if not due.original:
        return _reading(due, found, (), None)
    distances: list[Distance] = []
    reasons: list[str] = []
    for unit, counts in _distances(original, text, due.language, cached, found):
        if isinstance(counts, Counts):
            distances.append(Distance(unit, counts.distance, counts.longest))
        elif counts is not _NO_TREE:
            reasons.append(f"{unit}: {counts.reason}")
    return _reading(due, found, tuple(distances), "; ".join(reasons) or None)


def _distances(
    original: str, text: str, language: str, parse: Parse, found: Verdict
) -> Iterator[tuple[Unit, Counts | Unmeasured]]:
    compared = "" if found is Verdict.GONE else text
    yield Unit.CHAR, characters.distance(original, compared)
    yield Unit.TOKEN, tokens.distance(original, compared)
    yield Unit.LINE, lines.distance(original, compared)
    gone = found is Verdict.GONE
    yield Unit.TREE, _tree_distance(original, original if gone else text, language, parse, gone)


def _tree_distance(
    original: str, text: str, language: str, parse: Parse, gone: bool
) -> Counts | Unmeasured:
    before, after = parse(language, original), parse(language, text)
    if before is None or after is None:
        return _NO_TREE
    if isinstance(before, Unparsed):
        return Unmeasured(before.reason)
    if isinstance(after, Unparsed):
        return Unmeasured(after.reason)
    found = trees.distance(before.root, after.root)
    return Counts(found.longest, found.longest) if gone and isinstance(found, Counts) else found


def _reading(
    due: DueReadingRecord,
    found: Verdict,
    distances: tuple[Distance, ...],
    reason: str | None,
) -> ReadingRecord:
    return ReadingRecord(
        suggestion=due.suggestion,
        horizon=due.horizon,
        due_at=due.due_at,
        read_at=due.read_at,
        late=due.late,
        kept=due.kept,
        original=due.original,
        verdict=found,
        distances=distances,
        reason=reason,
        others=as_others_count(due),
    )


def _once(parse: Parse) -> Parse:
    """``parse`` that parses each text of this reading once."""
    done: dict[tuple[str, str], Parsed | Unparsed | None] = {}

    def cached(language: str, text: str) -> Parsed | Unparsed | None:
        key = (language, text)
        if key not in done:
            done[key] = parse(language, text)
        return done[key]

    return cached
