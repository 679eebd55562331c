"""The views' questions to the store: single suggestions, and what is still to come of them."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tenure.core.records import Horizon
from tenure.core.survival.horizons import ORDER


@dataclass(frozen=True, slots=True)
class RecentSuggestion:
    """A suggestion as it stands now, with its newest reading; ``at`` is when it was decided on."""

    id: str
    uri: str
    language: str
    kind: str
    state: str
    reverted: bool
    evidence: str
    rule: str
    provider: str | None
    model: str | None
    at: float
    characters: int
    horizon: str | None
    verdict: str | None
    kept: int | None
    original: int | None


@dataclass(frozen=True, slots=True)
class PastReading:
    """One reading of a span, as it was made."""

    horizon: str
    read_at: float
    late: bool
    verdict: str
    kept: int
    original: int


@dataclass(frozen=True, slots=True)
class DueHorizon:
    """When a span is looked at next."""

    horizon: str
    due_at: float


@dataclass(frozen=True, slots=True)
class DueSpan:
    """A span with the horizons of time that are to come, earliest first."""

    suggestion: str
    uri: str
    language: str
    provider: str | None
    accepted_at: float
    characters: int
    horizons: Sequence[DueHorizon]


def last_suggestions(connection: sqlite3.Connection, limit: int) -> list[RecentSuggestion]:
    """The suggestions that were seen last, newest first."""
    rows = connection.execute(
        "SELECT id, document, language, kind, state, reverted, evidence, rule, provider, model,"
        " coalesce(accepted_at, ended_at, first_seen_at),"
        " CASE WHEN accepted_at IS NULL THEN coalesce(shown_characters, 0)"
        "  ELSE accepted_characters END,"
        " reading.horizon, verdict, kept, original"
        " FROM (SELECT * FROM suggestion ORDER BY first_seen_at DESC, id LIMIT ?) AS suggestion"
        " LEFT JOIN reading ON reading.suggestion = suggestion.id AND reading.horizon ="
        "  (SELECT horizon FROM reading WHERE suggestion = suggestion.id"
        "   ORDER BY read_at DESC, due_at DESC, horizon LIMIT 1)"
        " ORDER BY first_seen_at DESC, id",
        (limit,),
    )
    return [RecentSuggestion(*_with_truth(row, 5)) for row in rows]


def readings_of(connection: sqlite3.Connection, suggestion: str) -> list[PastReading]:
    """Every reading of a suggestion, in the order in which they were made."""
    rows = connection.execute(
        "SELECT horizon, read_at, late, verdict, kept, original FROM reading WHERE suggestion = ?",
        (suggestion,),
    ).fetchall()
    rows.sort(key=lambda row: (row[1], ORDER[Horizon(row[0])]))
    return [PastReading(*_with_truth(row, 2)) for row in rows]


def due_spans(connection: sqlite3.Connection, limit: int) -> list[DueSpan]:
    """The spans that are looked at next, with every horizon of theirs, the first due first."""
    rows = connection.execute(
        "SELECT pending_horizon.suggestion, document, language, provider, accepted_at,"
        " accepted_characters, horizon, due_at FROM pending_horizon"
        " JOIN suggestion ON suggestion.id = pending_horizon.suggestion"
        " WHERE pending_horizon.suggestion IN (SELECT suggestion FROM pending_horizon"
        "  GROUP BY suggestion ORDER BY min(due_at), suggestion LIMIT ?)"
        " ORDER BY due_at, pending_horizon.suggestion",
        (limit,),
    )
    spans: dict[tuple[str, str, str, str | None, float, int], list[DueHorizon]] = defaultdict(list)
    for *span, horizon, due_at in rows:
        spans[tuple(span)].append(DueHorizon(horizon, due_at))
    return [DueSpan(*span, horizons) for span, horizons in spans.items()]


def _with_truth(row: Sequence[Any], place: int) -> list[Any]:
    """``row`` with a bool for the 0 or 1 at ``place``: SQLite has none."""
    return [*row[:place], bool(row[place]), *row[place + 1 :]]
