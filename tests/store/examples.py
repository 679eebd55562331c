"""Records that tests write, each whole, with what a test is about as arguments."""

from __future__ import annotations

from dataclasses import replace

from tenure.core.records import (
    DueReadingRecord,
    Evidence,
    Horizon,
    Kind,
    OpportunityRecord,
    State,
    SuggestionRecord,
    UnattributedRecord,
)
from tenure.core.text.source import SourceText

START = 1_000_000.0
SECRET = "return total_of_the_secret"


def shown(id: str = "s1", at: float = START, document: str = "file:///w/a.py") -> SuggestionRecord:  # noqa: A002
    return SuggestionRecord(
        id=id,
        document=document,
        language="python",
        kind=Kind.INLINE,
        state=State.SHOWN,
        evidence=Evidence.REPORTED,
        rule="the client says shown",
        adapter="test",
        first_seen_at=at,
        provider="example",
        shown_at=at,
        shown_characters=len(SECRET),
        text=SourceText(SECRET),
    )


def accepted(
    id: str = "s1",  # noqa: A002
    at: float = START,
    document: str = "file:///w/a.py",
) -> SuggestionRecord:
    return replace(
        shown(id, at, document),
        state=State.ACCEPTED,
        rule="the client says accepted",
        accepted_at=at,
        last_part_at=at,
        ended_at=at,
        accepted_characters=len(SECRET),
    )


def due(
    suggestion: str = "s1",
    horizon: Horizon = Horizon.SECONDS_30,
    at: float = START + 30,
    text: str = SECRET,
) -> DueReadingRecord:
    return DueReadingRecord(
        suggestion=suggestion,
        horizon=horizon,
        due_at=at,
        read_at=at,
        language="python",
        kept=len(SECRET),
        original=len(SECRET),
        original_text=SourceText(SECRET),
        text=SourceText(text),
    )


def opportunity(at: float = START, document: str = "file:///w/a.py") -> OpportunityRecord:
    return OpportunityRecord(document, "python", at, Evidence.EXACT, "test")


def unattributed(at: float = START, document: str = "file:///w/a.py") -> UnattributedRecord:
    return UnattributedRecord(document, "python", at, 40, True, "nothing explains it")
