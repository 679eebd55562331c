"""A store of made-up suggestions with their readings, for views to show; the same for one seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from tenure.core.metrics.curves import AGES
from tenure.core.records import (
    AsOthersCount,
    Distance,
    DocumentRecord,
    Evidence,
    Horizon,
    Kind,
    OpportunityRecord,
    ReadingRecord,
    Record,
    State,
    SuggestionRecord,
    UnattributedRecord,
    Unit,
    Verdict,
)
from tenure.core.survival.horizons import SECONDS
from tenure.store.database import open_store, store_path
from tenure.store.records import write

LANGUAGES = {"python": "py", "typescript": "ts", "rust": "rs", "go": "go"}
PROVIDERS = {"github.copilot": "gpt-5-mini", "tabby": "qwen-coder", None: None}
FATES = (State.ACCEPTED,) * 8 + (State.PARTLY_ACCEPTED,) + (State.REJECTED,) * 5 + (State.IGNORED,)
AT_ONCE = 5_000
"""Suggestions of one transaction."""


def fill(home: Path, suggestions: int, now: float, seed: int = 0) -> None:
    """Write ``suggestions`` of the 20 days up to ``now`` into the store of ``home``."""
    chance = random.Random(seed)
    with closing(open_store(store_path(home))) as store:
        records: list[Record] = list(_documents(now))
        for number in range(suggestions):
            at = now - 30 - (suggestions - number) * 20 * 86_400 / suggestions
            records += _suggestion(chance, number, at, now)
            if len(records) > AT_ONCE:
                write(store, records, "visual studio code")
                records = []
        write(store, records, "visual studio code")
        store.execute("UPDATE suggestion SET text = NULL, accepted_text = NULL")


def _documents(now: float) -> Iterator[Record]:
    for number, language in enumerate(LANGUAGES):
        characters = {"typed": 900, "suggestion": 700 - 150 * number, "paste": 80, "menu": 40}
        characters |= {"unknown": 1500, "format": 20, "external": 60, "agent": 30 * number}
        yield DocumentRecord(_uri(language, number), language, now - 60, characters)


def _suggestion(chance: random.Random, number: int, at: float, now: float) -> Iterator[Record]:
    language = chance.choice(list(LANGUAGES))
    provider = chance.choices(list(PROVIDERS), [6, 3, 1])[0]
    state = chance.choice(FATES)
    accepted = state in (State.ACCEPTED, State.PARTLY_ACCEPTED)
    original = chance.choice([8, 21, 40, 77, 160, 420])
    document = _uri(language, number)
    known = (language, at, Evidence.EXACT, "filled", provider, PROVIDERS[provider])
    yield OpportunityRecord(document, *known, kind=Kind.INLINE)
    if chance.random() < 0.02:
        yield UnattributedRecord(document, language, at, 40, True, "nothing explains it")
    yield SuggestionRecord(
        id=f"s{number:07}",
        document=document,
        language=language,
        kind=Kind.NEXT_EDIT if chance.random() < 0.2 else Kind.INLINE,
        state=state,
        evidence=chance.choices(list(Evidence)[:3], [3, 5, 1])[0],
        rule=f"the client says {state}",
        adapter="filled",
        first_seen_at=at,
        provider=provider,
        model=PROVIDERS[provider],
        accepted_at=at if accepted else None,
        last_part_at=at if accepted else None,
        ended_at=at,
        accepted_characters=original if accepted else 0,
        reverted=accepted and chance.random() < 0.03,
    )
    if accepted:
        yield from _readings(chance, f"s{number:07}", original, at, now)


def _readings(
    chance: random.Random, suggestion: str, original: int, at: float, now: float
) -> Iterator[Record]:
    kept = original
    for horizon in (Horizon.SETTLED, Horizon.SAVE, *AGES):
        due_at = at + SECONDS.get(horizon, 12.0)
        if due_at > now:
            return
        if chance.random() < 0.08:
            kept = chance.choice([0, kept // 2, kept - min(kept, 3)])
        verdict = _verdict(chance, kept, original)
        edits = original - kept
        yield ReadingRecord(
            suggestion,
            horizon,
            due_at,
            due_at,
            late=chance.random() < 0.02,
            kept=kept,
            original=original,
            verdict=verdict,
            distances=tuple(Distance(unit, edits, original) for unit in Unit),
            others=AsOthersCount(
                never_left=kept,
                still_in_code=kept * 2 > original,
                four_gram=kept / original,
                no_revert=1.0,
                kept_rate=kept / original if horizon is Horizon.SETTLED else None,
            ),
        )


def _verdict(chance: random.Random, kept: int, original: int) -> Verdict:
    if chance.random() < 0.01:
        return Verdict.UNMEASURED
    if kept == 0:
        return Verdict.GONE
    if kept < original:
        return chance.choices([Verdict.EDITED, Verdict.RENAMED, Verdict.REFORMATTED], [6, 1, 1])[0]
    return Verdict.MOVED if chance.random() < 0.03 else Verdict.UNCHANGED


def _uri(language: str, number: int) -> str:
    return f"file:///work/src/part_{number % 9}.{LANGUAGES[language]}"
