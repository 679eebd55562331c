"""The report's figures as JSON, with the keys of interfaces.md, which are kept once released.

The same store always gives the same figures, byte for byte.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tenure.core.attribution.origins import ORIGIN_NAMES
from tenure.core.errors import TenureError
from tenure.core.metrics.rates import Rate
from tenure.core.records import Evidence, State, Verdict
from tenure.report.others import as_others_count
from tenure.store import figures
from tenure.store.figures import DIMENSIONS
from tenure.store.periods import Key
from tenure.store.tallies import Tally

SCHEMA = 1

QUALITY = {
    "hallucination": 0.02,
    "compilation": 0.98,
    "tests": 0.95,
    "security": 0,
    "complexity": 0.15,
    "adherence": 0.85,
    "latency": 5,
    "editDistance": 0.1,
}
"""The eight measures with their thresholds (measures.md §7); none is computed yet."""

_PERIOD = re.compile(r"(\d+(?:\.\d+)?)([smhdw])")
_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0, "w": 604_800.0}


class ChoiceError(TenureError):
    """A window or a grouping that cannot be read."""


def window_of(text: str, now: float) -> float:
    """When a window that reaches ``text`` (``7d``, ``90m``) back from ``now`` begins."""
    found = _PERIOD.fullmatch(text)
    if found is None:
        raise ChoiceError(f"{text!r} is no length of time; write it as 90m, 12h, 7d or 2w")
    return now - float(found[1]) * _SECONDS[found[2]]


def grouping_of(text: str) -> tuple[str, ...]:
    """The dimensions that ``text`` names (``language,provider``)."""
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    for name in names:
        if name not in DIMENSIONS:
            known = ", ".join(DIMENSIONS)
            raise ChoiceError(f"a report cannot be grouped by {name!r}; choose of {known}")
    return names


def build(
    connection: sqlite3.Connection, since: float, until: float, by: Sequence[str] = ()
) -> dict[str, Any]:
    """Every figure over the window; times are seconds since 1970."""
    found = read(connection, since, until, by)
    return {**of_whole(found, figures.whole(found.tallies)), "groups": _groups(found, by)}


@dataclass(frozen=True, slots=True)
class Window:
    """What the store holds of a window, read at one moment; ``since`` and ``until`` are ISO."""

    since: str
    until: str
    tallies: Mapping[Key, Tally]
    characters: figures.Origins


def read(
    connection: sqlite3.Connection,
    since: float,
    until: float,
    by: Sequence[str],
    *,
    readings: bool = True,
) -> Window:
    """The window's tallies by each key of ``by``; times are seconds since 1970."""
    connection.execute("BEGIN")
    try:
        tallies = figures.tallies(connection, since, until, by, readings=readings)
        characters = figures.origins(connection, since, until)
    finally:
        connection.execute("ROLLBACK")
    return Window(_iso(since), _iso(until), tallies, characters)


def of_whole(found: Window, tally: Tally) -> dict[str, Any]:
    """The figures of the whole window, whose tally that is; no groups."""
    return {**_figures(found, tally, {}), "editDistance": _edit_distance(tally), "groups": []}


def along(found: Window, by: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """The groups by each dimension of ``by`` alone, without edit distances.

    Those would take every single share of every dimension, and most of the time.
    """
    return {
        name: [
            {"key": {name: value}, **_figures(found, tally, {name: value}), "groups": []}
            for (value,), tally in figures.groups(
                figures.along(found.tallies, place), (name,)
            ).items()
        ]
        for place, name in enumerate(by)
    }


def _groups(found: Window, by: Sequence[str]) -> list[dict[str, Any]]:
    if not by:
        return []
    groups = []
    for values, tally in figures.groups(found.tallies, by).items():
        key = dict(zip(by, values, strict=True))
        part = {**_figures(found, tally, key), "editDistance": _edit_distance(tally)}
        groups.append({"key": key, **part, "groups": []})
    return groups


def _figures(found: Window, tally: Tally, key: Mapping[str, str | None]) -> dict[str, Any]:
    counts = figures.suggestions(tally)
    characters = figures.origins_of(found.characters, key)
    return {
        "schema": SCHEMA,
        "window": {"since": found.since, "until": found.until},
        "suggestions": {
            "opportunity": counts.opportunities,
            "shown": counts.shown,
            **{
                state.value: counts.states[state]
                for state in (
                    State.ACCEPTED,
                    State.PARTLY_ACCEPTED,
                    State.APPLIED,
                    State.REJECTED,
                    State.IGNORED,
                    State.TYPED_THROUGH,
                )
            },
            "reverted": counts.reverted,
            "unattributed": counts.unattributed,
            "byEvidence": {
                **{evidence.value: counts.by_evidence[evidence] for evidence in Evidence},
                Evidence.INFERRED.value: counts.looks_accepted,
            },
        },
        "rates": {name: _rate(rate) for name, rate in _rates(counts).items()},
        "survival": [
            {
                "horizon": row.horizon.value,
                "count": row.count,
                "kept": row.kept,
                "original": row.original,
                "late": row.late,
                "verdicts": {verdict.value: row.verdicts[verdict] for verdict in Verdict},
            }
            for row in figures.survival(tally)
        ],
        "editDistance": [],
        "asOthersCount": as_others_count(figures.as_others_count(tally)),
        "origins": {name: characters.get(name, 0) for name in ORIGIN_NAMES},
        "quality": [
            {
                "measure": measure,
                "value": None,
                "numerator": None,
                "denominator": 0,
                "threshold": threshold,
                "met": None,
                "detail": {},
            }
            for measure, threshold in QUALITY.items()
        ],
    }


def _edit_distance(tally: Tally) -> list[dict[str, Any]]:
    return [
        {
            "horizon": horizon.value,
            "unit": unit.value,
            "count": shares.count,
            "median": quantiles[0],
            "p90": quantiles[1],
        }
        for horizon, unit, shares in figures.distances(tally)
        if (quantiles := shares.quantiles(0.5, 0.9)) is not None
    ]


def _rates(counts: figures.SuggestionCounts) -> dict[str, Rate]:
    accepted = counts.states[State.ACCEPTED] + counts.states[State.PARTLY_ACCEPTED]
    return {
        "acceptance": Rate(counts.accepted_shown, counts.shown),
        "decision": Rate(accepted, accepted + counts.states[State.REJECTED]),
        # Accepts of what was never seen requested would give more than there were requests.
        "opportunity": Rate(min(accepted, counts.opportunities), counts.opportunities),
        "acceptedCharacters": Rate(counts.characters_accepted_shown, counts.characters_shown),
    }


def _rate(rate: Rate) -> dict[str, Any]:
    low, high = rate.interval or (None, None)
    return {
        "numerator": rate.numerator,
        "denominator": rate.denominator,
        "value": rate.value,
        "low": low,
        "high": high,
    }


def _iso(seconds: float) -> str:
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
