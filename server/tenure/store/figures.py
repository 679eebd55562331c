"""The report's questions to the store.

A window counts the suggestions that were first seen in it, whatever became of them when; readings
belong to their suggestion's window.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from dataclasses import dataclass

from tenure.core.records import Horizon, State, Unit, Verdict
from tenure.core.survival.horizons import ORDER

DIMENSIONS = {
    "language": "language",
    "provider": "provider",
    "model": "model",
    "editor": "editor",
    "kind": "kind",
}
"""What a report can be grouped by, and the column that holds it."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The rows that a figure is computed over: a window, and the values of a group."""

    since: float
    until: float
    group: tuple[tuple[str, str | None], ...] = ()

    def where(self, time: str, columns: frozenset[str]) -> tuple[str, list[object]] | None:
        """A condition on ``time`` and the group; None where the table cannot tell the group."""
        parts: list[str] = [f"{time} >= ?", f"{time} <= ?"]
        values: list[object] = [self.since, self.until]
        for name, value in self.group:
            if name not in columns:
                return None
            parts.append(f"{DIMENSIONS[name]} IS ?")
            values.append(value)
        return " AND ".join(parts), values


_ALL = frozenset(DIMENSIONS)
_PLACES = frozenset({"language", "editor"})


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


def suggestions(connection: sqlite3.Connection, selection: Selection) -> SuggestionCounts:
    """How many suggestions there were, by what became of them."""
    condition = selection.where("first_seen_at", _ALL)
    assert condition is not None
    where, values = condition
    states: Counter[str] = Counter()
    evidence: Counter[str] = Counter()
    shown = reverted = accepted_shown = characters = accepted_characters = 0
    for state, found_evidence, was_shown, count, back, long, taken in connection.execute(
        "SELECT state, evidence, shown_at IS NOT NULL, count(*), sum(reverted),"
        " total(shown_characters), total(CASE WHEN shown_characters IS NULL THEN 0"
        " ELSE min(accepted_characters, shown_characters) END)"
        f" FROM suggestion WHERE {where} GROUP BY 1, 2, 3",
        values,
    ):
        states[state] += count
        reverted += back
        accepted = state in (State.ACCEPTED, State.PARTLY_ACCEPTED)
        if was_shown:
            shown += count
            characters += int(long)
            if accepted:
                accepted_shown += count
                accepted_characters += int(taken)
        if accepted:
            evidence[found_evidence] += count
    return SuggestionCounts(
        states, shown, reverted, accepted_shown, characters, accepted_characters, evidence
    )


def opportunities(connection: sqlite3.Connection, selection: Selection) -> int:
    """How many requests there were."""
    condition = selection.where("at", _ALL)
    assert condition is not None
    where, values = condition
    query = f"SELECT count(*) FROM opportunity WHERE {where}"
    return int(connection.execute(query, values).fetchone()[0])


def unattributed(connection: sqlite3.Connection, selection: Selection) -> tuple[int, int]:
    """Bulk insertions that nothing explains, and those of them that look like an accept."""
    condition = selection.where("at", _PLACES)
    if condition is None:
        return 0, 0
    where, values = condition
    query = f"SELECT count(*), total(looks_accepted) FROM unattributed WHERE {where}"
    count, looks = connection.execute(query, values).fetchone()
    return int(count), int(looks)


@dataclass(frozen=True, slots=True)
class HorizonCounts:
    """The readings of one horizon."""

    horizon: Horizon
    count: int
    late: int
    kept: int
    original: int
    verdicts: Counter[str]


def survival(connection: sqlite3.Connection, selection: Selection) -> list[HorizonCounts]:
    """The horizons that have a reading, in their order."""
    condition = selection.where("first_seen_at", _ALL)
    assert condition is not None
    where, values = condition
    rows = connection.execute(
        "SELECT horizon, verdict, count(*), total(late), total(kept), total(original)"
        f" FROM reading JOIN suggestion ON suggestion.id = reading.suggestion WHERE {where}"
        " GROUP BY 1, 2",
        values,
    ).fetchall()
    found = []
    for horizon in sorted({Horizon(row[0]) for row in rows}, key=ORDER.__getitem__):
        mine = [row for row in rows if row[0] == horizon]
        measured = [row for row in mine if row[1] != Verdict.UNMEASURED]
        found.append(
            HorizonCounts(
                horizon,
                count=sum(row[2] for row in mine),
                late=int(sum(row[3] for row in mine)),
                kept=int(sum(row[4] for row in measured)),
                original=int(sum(row[5] for row in measured)),
                verdicts=Counter({row[1]: row[2] for row in mine}),
            )
        )
    return found


def distances(
    connection: sqlite3.Connection, selection: Selection
) -> list[tuple[Horizon, Unit, list[float]]]:
    """The shares of each unit that were measured at each horizon."""
    condition = selection.where("first_seen_at", _ALL)
    assert condition is not None
    where, values = condition
    columns = ", ".join(f"{unit}_distance, {unit}_longest" for unit in Unit)
    rows = connection.execute(
        f"SELECT horizon, {columns} FROM reading"
        f" JOIN suggestion ON suggestion.id = reading.suggestion WHERE {where}",
        values,
    ).fetchall()
    found = []
    for horizon in sorted({Horizon(row[0]) for row in rows}, key=ORDER.__getitem__):
        mine = [row for row in rows if row[0] == horizon]
        for place, unit in enumerate(Unit):
            pairs = [(row[1 + 2 * place], row[2 + 2 * place]) for row in mine]
            shares = [
                min(1.0, distance / longest) if longest else 0.0
                for distance, longest in pairs
                if distance is not None
            ]
            if shares:
                found.append((horizon, unit, shares))
    return found


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


def as_others_count(connection: sqlite3.Connection, selection: Selection) -> list[OthersCounts]:
    """The horizons that have a reading with text, in their order."""
    condition = selection.where("first_seen_at", _ALL)
    assert condition is not None
    where, values = condition
    rows = connection.execute(
        "SELECT horizon, count(char_distance), total(char_distance = 0),"
        " total(100 * char_distance < 33 * char_longest OR char_distance = 0),"
        " total(CASE WHEN char_longest > 0 THEN 1.0 * char_distance / char_longest END),"
        " total(CASE WHEN never_left IS NOT NULL THEN original END), total(never_left),"
        " count(still_in_code), total(still_in_code),"
        " count(four_gram), total(four_gram), total(no_revert), count(kept_rate), total(kept_rate)"
        f" FROM reading JOIN suggestion ON suggestion.id = reading.suggestion WHERE {where}"
        " GROUP BY 1",
        values,
    ).fetchall()
    rows.sort(key=lambda row: ORDER[Horizon(row[0])])
    return [
        OthersCounts(
            Horizon(row[0]),
            read=row[1],
            unchanged=int(row[2]),
            mostly_unchanged=int(row[3]),
            difference=row[4],
            watched=int(row[5]),
            never_left=int(row[6]),
            lexed=row[7],
            still_in_code=int(row[8]),
            compared=row[9],
            four_gram=row[10],
            no_revert=row[11],
            settled=row[12],
            kept_rate=row[13],
        )
        for row in rows
    ]


def origins(connection: sqlite3.Connection, selection: Selection) -> Counter[str]:
    """Characters by origin in the last seen text of every document seen in the window."""
    counts: Counter[str] = Counter()
    condition = selection.where("seen_at", _PLACES)
    if condition is None:
        return counts
    where, values = condition
    query = f"SELECT characters FROM document WHERE {where}"
    for (characters,) in connection.execute(query, values):
        counts.update(json.loads(characters))
    return counts


def groups(
    connection: sqlite3.Connection, selection: Selection, by: tuple[str, ...]
) -> list[tuple[tuple[str, str | None], ...]]:
    """The values that the suggestions of the window have for ``by``, sorted, None first."""
    condition = selection.where("first_seen_at", _ALL)
    assert condition is not None
    where, values = condition
    columns = ", ".join(DIMENSIONS[name] for name in by)
    rows = connection.execute(
        f"SELECT DISTINCT {columns} FROM suggestion WHERE {where} ORDER BY {columns}",
        values,
    )
    return [tuple(zip(by, row, strict=True)) for row in rows]


def standing(connection: sqlite3.Connection, selection: Selection) -> tuple[int, int]:
    """Kept and original at the newest reading of each span, applied ones left out."""
    kept, original = connection.execute(
        "SELECT total(kept), total(original) FROM ("
        " SELECT reading.kept, reading.original, row_number() OVER"
        "  (PARTITION BY reading.suggestion ORDER BY reading.read_at DESC, reading.due_at DESC)"
        "  AS age FROM reading JOIN suggestion ON suggestion.id = reading.suggestion"
        "  WHERE first_seen_at >= ? AND first_seen_at <= ?"
        "  AND verdict != 'unmeasured' AND state != 'applied')"
        " WHERE age = 1",
        (selection.since, selection.until),
    ).fetchone()
    return int(kept), int(original)
