"""The report's questions to the store, answered from tallies.

A window counts the suggestions that were first seen in it, whatever became of them when; readings
belong to their suggestion's window.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tenure.core.metrics.curves import AGES, Standing
from tenure.core.metrics.rates import Shares
from tenure.core.records import Evidence, Horizon, State, Unit, Verdict
from tenure.core.survival.horizons import ORDER
from tenure.store.periods import Key, tallies_between
from tenure.store.tallies import SHARE, Group, Tally

DIMENSIONS = Group._fields
"""What a report can be grouped by."""

_PLACES = frozenset({"language", "editor"})
"""What is known of documents, and of insertions that nothing explains."""


def tallies(
    connection: sqlite3.Connection,
    since: float,
    until: float,
    by: Sequence[str],
    *,
    readings: bool = True,
) -> dict[Key, Tally]:
    """The tally of each key of ``by`` over the window, its last moment included."""
    after = math.nextafter(until, math.inf)
    return tallies_between(connection, since, after, by, readings=readings)


def whole(found: Mapping[Key, Tally]) -> Tally:
    """The tally of all keys."""
    added = Tally()
    for tally in found.values():
        added.add(tally)
    return added


def along(found: Mapping[Key, Tally], place: int) -> dict[Key, Tally]:
    """The tally of each value that the keys have at ``place``, but for distances one by one."""
    added: dict[Key, Tally] = defaultdict(Tally)
    for key, tally in found.items():
        added[key[place : place + 1]].add(tally, shares=False)
    return added


def groups(found: Mapping[Key, Tally], by: Sequence[str]) -> dict[Key, Tally]:
    """The tally of each key of ``by`` that a suggestion has, sorted, None first."""
    known = [key for key, tally in found.items() if tally["suggestions"]]
    known.sort(key=lambda key: [(value is not None, value or "") for value in key])
    if not _PLACES.issuperset(by):
        for tally in found.values():
            tally.forget_bulk()
    return {key: found[key] for key in known}


@dataclass(frozen=True, slots=True)
class SuggestionCounts:
    """Suggestions by furthest state, and what rates need besides."""

    states: Counter[str]
    shown: int
    reverted: int
    accepted_shown: int
    characters_shown: int
    characters_accepted_shown: int
    by_evidence: Counter[str]
    opportunities: int
    unattributed: int
    looks_accepted: int


def suggestions(tally: Tally) -> SuggestionCounts:
    """How many suggestions there were, by what became of them."""
    return SuggestionCounts(
        states=Counter({state.value: tally[f"state {state}"] for state in State}),
        shown=tally["shown"],
        reverted=tally["reverted"],
        accepted_shown=tally["accepted shown"],
        characters_shown=tally["characters shown"],
        characters_accepted_shown=tally["characters accepted shown"],
        by_evidence=Counter({one.value: tally[f"evidence {one}"] for one in Evidence}),
        opportunities=tally["opportunities"],
        unattributed=tally["unattributed"],
        looks_accepted=tally["looks accepted"],
    )


@dataclass(frozen=True, slots=True)
class HorizonCounts:
    """The readings of one horizon."""

    horizon: Horizon
    count: int
    late: int
    kept: int
    original: int
    verdicts: Counter[str]


def survival(tally: Tally) -> list[HorizonCounts]:
    """The horizons that have a reading, in their order."""
    return [
        HorizonCounts(
            horizon,
            count=readings["count"],
            late=readings["late"],
            kept=readings["kept"],
            original=readings["original"],
            verdicts=Counter({one.value: readings[f"verdict {one}"] for one in Verdict}),
        )
        for horizon in _horizons(tally)
        for readings in (tally.horizon(horizon),)
    ]


def distances(tally: Tally) -> list[tuple[Horizon, Unit, Shares]]:
    """The shares of each unit that were measured at each horizon."""
    return [
        (horizon, unit, shares)
        for horizon in _horizons(tally)
        for unit in Unit
        if (shares := tally.horizon(horizon).shares(unit)).count
    ]


@dataclass(frozen=True, slots=True)
class OthersCounts:
    """The sums of one horizon from which others' figures are computed, with their counts."""

    horizon: Horizon
    read: int
    unchanged: int
    mostly_unchanged: int
    difference: float
    watched: int
    never_left: int
    lexed: int
    still_in_code: int
    compared: int
    four_gram: float
    no_revert: float
    settled: int
    kept_rate: float


def as_others_count(tally: Tally) -> list[OthersCounts]:
    """The horizons that have a reading, in their order."""
    return [
        OthersCounts(
            horizon,
            read=readings["read"],
            unchanged=readings["unchanged"],
            mostly_unchanged=readings["mostly unchanged"],
            difference=readings["difference"] * SHARE,
            watched=readings["watched"],
            never_left=readings["never left"],
            lexed=readings["lexed"],
            still_in_code=readings["still in code"],
            compared=readings["compared"],
            four_gram=readings["four-gram"] * SHARE,
            no_revert=readings["no revert"] * SHARE,
            settled=readings["settled"],
            kept_rate=readings["kept rate"] * SHARE,
        )
        for horizon in _horizons(tally)
        for readings in (tally.horizon(horizon),)
    ]


def _horizons(tally: Tally) -> list[Horizon]:
    return sorted(map(Horizon, tally.readings), key=ORDER.__getitem__)


Origins = Mapping[tuple[str, str | None], Counter[str]]
"""Characters by origin, of each language and editor."""


def origins(connection: sqlite3.Connection, since: float, until: float) -> Origins:
    """Characters by origin in the last seen text of every document seen in the window."""
    counts: dict[tuple[str, str | None], Counter[str]] = defaultdict(Counter)
    for language, editor, characters in connection.execute(
        "SELECT language, editor, characters FROM document WHERE seen_at BETWEEN ? AND ?",
        (since, until),
    ):
        counts[language, editor].update(json.loads(characters))
    return counts


def origins_of(found: Origins, key: Mapping[str, str | None]) -> Counter[str]:
    """Those of a key's documents; none where it tells more than is known of documents."""
    counts: Counter[str] = Counter()
    if not _PLACES.issuperset(key):
        return counts
    for (language, editor), characters in found.items():
        place = {"language": language, "editor": editor}
        if all(place[name] == value for name, value in key.items()):
            counts += characters
    return counts


def standing(tally: Tally) -> tuple[int, int]:
    """Kept and original at the newest reading of each span, applied ones left out."""
    return tally["standing kept"], tally["standing original"]


def by_age(tally: Tally) -> dict[Horizon, Standing]:
    """The measured characters of each age that has any reading."""
    return {
        age: Standing(
            spans=readings["count"] - readings[f"verdict {Verdict.UNMEASURED}"],
            kept=readings["kept"],
            original=readings["original"],
            original_squares=readings["original squares"],
        )
        for age in AGES
        if age in tally.readings
        for readings in (tally.horizon(age),)
    }
