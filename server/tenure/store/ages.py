"""What became of spans by age, and what stood at the newest reading of each.

A window's spans are those of its suggestions.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tenure.core.metrics.curves import AGES, History, Stage
from tenure.core.records import State, Verdict

_STAGES: tuple[Stage | None, ...] = (None, "whole", "changed", "gone")
_DIGITS = {str(Verdict.UNMEASURED): 0, str(Verdict.EDITED): 2, str(Verdict.GONE): 3}
"""The place in ``_STAGES`` of what each verdict means; of all others that is 1."""


class Alike(NamedTuple):
    """Spans of one group and one history, and the characters at their newest readings.

    ``kept`` of ``original`` leave out what an agent applied, and what could not be read.
    """

    group: tuple[Any, ...]
    history: History
    spans: int
    kept: int
    original: int


def alike(
    connection: sqlite3.Connection, since: float, until: float, group: str
) -> Iterator[Alike]:
    """The read spans of suggestions first seen from ``since`` to before ``until``.

    ``group`` names columns of a suggestion, with commas between.
    """
    columns = group.count(",") + 1
    for row in connection.execute(
        f"SELECT {group}, history, count(*), {_OF_THOSE_READ} FROM (SELECT {group}, {_SPAN})"
        f" GROUP BY {', '.join(str(place + 1) for place in range(columns + 1))}",
        (since, until),
    ):
        digits, *counts = row[columns:]
        yield Alike(row[:columns], _history(digits), *counts)


def _history(digits: int) -> History:
    return tuple(_STAGES[digits // len(_STAGES) ** age % len(_STAGES)] for age in range(len(AGES)))


def _case(of: str, values: Mapping[str, int], otherwise: int) -> str:
    cases = " ".join(f"WHEN '{name}' THEN {value}" for name, value in values.items())
    return f"CASE {of} {cases} ELSE {otherwise} END"


_PLACES = {str(age): len(_STAGES) ** place for place, age in enumerate(AGES)}
_APART = f"verdict = '{Verdict.UNMEASURED}' OR state = '{State.APPLIED}'"
# The suggestions of the window lead, in the order of their index: nothing is sorted for groups of
# one. Beside a single max() SQLite takes the other columns from its row; readings of one moment are
# of one text, so that it does not matter which of them that is.
_SPAN = (
    f"sum({_case('horizon', _PLACES, 0)} * {_case('verdict', _DIGITS, 1)}) AS history,"
    f" max(iif({_APART}, NULL, read_at)) AS newest, kept, original"
    " FROM suggestion CROSS JOIN reading ON reading.suggestion = suggestion.id"
    " WHERE first_seen_at >= ? AND first_seen_at < ? GROUP BY first_seen_at, suggestion.rowid"
)
_OF_THOSE_READ = ", ".join(
    f"sum(iif(newest IS NULL, 0, {characters}))" for characters in ("kept", "original")
)
