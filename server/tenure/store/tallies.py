"""What a report counts of a group of suggestions: sums, which add up exactly.

The tally of any parts, added up, is that of the whole to the last digit; so what is over may be
summed once. Sums of shares are whole numbers for that reason. Must not know weeks or windows.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections import Counter, defaultdict
from collections.abc import Mapping
from operator import add
from struct import Struct
from typing import NamedTuple

import msgspec

from tenure.core.metrics.curves import AGES, LOST, History, Losses, losses
from tenure.core.metrics.rates import Shares
from tenure.core.records import Evidence, Horizon, State, Unit, Verdict
from tenure.store import ages

SHARE = 1e-12
"""The unit that shares are summed in: a thousand million readings change no sixth digit."""


class Group(NamedTuple):
    """What a report can be grouped by; None where unknown."""

    language: str | None
    provider: str | None
    model: str | None
    editor: str | None
    kind: str | None


_ACCEPTED = f"state IN ('{State.ACCEPTED}', '{State.PARTLY_ACCEPTED}')"
_ACCEPTED_SHOWN = f"{_ACCEPTED} AND shown_at IS NOT NULL"

_OF_SUGGESTIONS = {
    "suggestions": "1",
    **{f"state {state}": f"state = '{state}'" for state in State},
    **{f"evidence {one}": f"{_ACCEPTED} AND evidence = '{one}'" for one in Evidence},
    "shown": "shown_at IS NOT NULL",
    "reverted": "reverted",
    "accepted shown": _ACCEPTED_SHOWN,
    "characters shown": "iif(shown_at IS NOT NULL, shown_characters, 0)",
    "characters accepted shown": f"iif({_ACCEPTED_SHOWN},"
    " min(accepted_characters, shown_characters), 0)",
}
_OF_REQUESTS = {"opportunities": "1"}
_OF_BULK = {"unattributed": "1", "looks accepted": "looks_accepted"}
_OF_SPANS = ("standing kept", "standing original")
_OF_CURVES = [f"{curve} {what} {age}" for curve in LOST for what in Losses._fields for age in AGES]


def _in_shares(value: str) -> str:
    return f"CAST(round({value} / {SHARE}) AS INTEGER)"


_OF_READINGS = {
    "count": "1",
    "late": "late",
    "kept": f"iif(verdict = '{Verdict.UNMEASURED}', 0, kept)",
    "original": f"iif(verdict = '{Verdict.UNMEASURED}', 0, original)",
    "original squares": f"iif(verdict = '{Verdict.UNMEASURED}', 0, original * original)",
    **{f"verdict {one}": f"verdict = '{one}'" for one in Verdict},
    # A share is 0 where there is nothing to compare, and 1 at most (core/records.py, Distance).
    **{f"{unit} 0": f"{unit}_distance = 0 OR {unit}_longest = 0" for unit in Unit},
    **{f"{unit} 1": f"{unit}_longest > 0 AND {unit}_distance >= {unit}_longest" for unit in Unit},
    "read": "char_distance IS NOT NULL",
    "unchanged": "char_distance = 0",
    "mostly unchanged": "100 * char_distance < 33 * char_longest OR char_distance = 0",
    "difference": "iif(char_longest > 0, "
    + _in_shares("1.0 * char_distance / char_longest")
    + ", 0)",
    "watched": "iif(never_left IS NOT NULL, original, 0)",
    "never left": "never_left",
    "lexed": "still_in_code IS NOT NULL",
    "still in code": "still_in_code",
    "compared": "four_gram IS NOT NULL",
    "four-gram": _in_shares("four_gram"),
    "no revert": _in_shares("no_revert"),
    "settled": "kept_rate IS NOT NULL",
    "kept rate": _in_shares("kept_rate"),
}
"""The sums over the readings of one horizon, and what each adds up."""

_COUNTS = [*_OF_SUGGESTIONS, *_OF_REQUESTS, *_OF_BULK, *_OF_SPANS, *_OF_CURVES]


class ReadingTally(msgspec.Struct, array_like=True):
    """The readings of one horizon: the sums, and by unit the shares between 0 and 1 one by one.

    Those are a machine's doubles end to end: a million are taken up in no time.
    """

    sums: list[int]
    between: list[bytearray]

    def __getitem__(self, name: str) -> int:
        return self.sums[_READING_PLACE[name]]

    def shares(self, unit: Unit) -> Shares:
        """The shares of that unit that were measured."""
        place = _UNIT_PLACE[unit]
        return Shares(
            self[f"{unit} 0"], memoryview(self.between[place]).cast("d"), self[f"{unit} 1"]
        )

    def add(self, other: ReadingTally, *, shares: bool) -> None:
        """Count ``other`` in, its single shares too where those are wanted."""
        self.sums = list(map(add, self.sums, other.sums))
        if shares:
            for own, more in zip(self.between, other.between, strict=True):
                own += more


class Tally(msgspec.Struct, array_like=True):
    """One group's suggestions, requests and bulk insertions, and the readings by horizon."""

    counts: list[int] = msgspec.field(default_factory=lambda: [0] * len(_COUNTS))
    readings: dict[str, ReadingTally] = msgspec.field(default_factory=dict)

    def __getitem__(self, name: str) -> int:
        return self.counts[_COUNT_PLACE[name]]

    def horizon(self, horizon: Horizon | str) -> ReadingTally:
        """The tally of that horizon, begun where there was none."""
        found = self.readings.get(horizon)
        if found is None:
            found = ReadingTally([0] * len(_OF_READINGS), [bytearray() for _ in Unit])
            self.readings[str(horizon)] = found
        return found

    def losses(self, curve: str) -> Losses:
        """When spans were lost to one of the curves of spans, or seen last."""
        lost, last_seen = (
            [self[f"{curve} {what} {age}"] for age in AGES] for what in Losses._fields
        )
        return Losses(lost, last_seen)

    def add(self, other: Tally, *, shares: bool = True) -> None:
        """Count ``other`` in, the single shares of its readings too where those are wanted."""
        self.counts = list(map(add, self.counts, other.counts))
        for horizon, readings in other.readings.items():
            self.horizon(horizon).add(readings, shares=shares)

    def sort(self) -> None:
        """Put the single shares in order: sorted parts make a sorted whole in a fraction."""
        for readings in self.readings.values():
            readings.between = [
                bytearray(array("d", sorted(memoryview(shares).cast("d"))))
                for shares in readings.between
            ]

    def forget_bulk(self) -> None:
        """Leave out the bulk insertions, of which the group is not known."""
        for name in _OF_BULK:
            self.counts[_COUNT_PLACE[name]] = 0


Tallies = Mapping[Group, Tally]


def tallied(
    connection: sqlite3.Connection, since: float, until: float, *, readings: bool = True
) -> Tallies:
    """The tally of each group over what was first seen from ``since`` to before ``until``.

    ``readings`` by horizon are left out where nobody wants them.
    """
    found: dict[Group, Tally] = defaultdict(Tally)
    window = (since, until)
    for table, time, group, sums in (
        ("suggestion", "first_seen_at", _GROUP, _OF_SUGGESTIONS),
        ("opportunity", "at", _GROUP, _OF_REQUESTS),
        ("unattributed", "at", "language, NULL, NULL, editor, NULL", _OF_BULK),
    ):
        first = _COUNT_PLACE[next(iter(sums))]
        for row in connection.execute(
            f"SELECT {group}, {_sums(sums)} FROM {table}"
            f" WHERE {time} >= ? AND {time} < ? GROUP BY {_FIRST_FIVE}",
            window,
        ):
            found[Group(*row[:5])].counts[first : first + len(sums)] = row[5:]
    _tally_spans(connection, since, until, found)
    if not readings:
        return found
    for row in connection.execute(_READING_SUMS, window):
        found[Group(*row[:5])].horizon(row[5]).sums = list(row[6:])
    for row in connection.execute(_SHARES_BETWEEN, window):
        between = found[Group(*row[:5])].horizon(row[5]).between
        for place, share in enumerate(row[6:]):
            if share is not None:
                between[place] += _DOUBLE.pack(share)
    return found


def _tally_spans(
    connection: sqlite3.Connection, since: float, until: float, found: dict[Group, Tally]
) -> None:
    histories: dict[Group, Counter[History]] = defaultdict(Counter)
    standing = slice(_COUNT_PLACE[_OF_SPANS[0]], _COUNT_PLACE[_OF_SPANS[-1]] + 1)
    for one in ages.alike(connection, since, until, _GROUP):
        group = Group(*one.group)
        histories[group][one.history] += one.spans
        counts = found[group].counts
        counts[standing] = map(add, counts[standing], (one.kept, one.original))
    for group, counted in histories.items():
        found[group].counts[_COUNT_PLACE[_OF_CURVES[0]] :] = [
            count for lost in LOST.values() for by_age in losses(counted, lost) for count in by_age
        ]


def _sums(sums: Mapping[str, str]) -> str:
    return ", ".join(f"ifnull(sum({one}), 0)" for one in sums.values())


_GROUP = ", ".join(Group._fields)
_FIRST_FIVE = "1, 2, 3, 4, 5"
# The suggestions of the window lead: of few days among years they are the few.
_READINGS = (
    "suggestion CROSS JOIN reading ON reading.suggestion = suggestion.id"
    " WHERE first_seen_at >= ? AND first_seen_at < ?"
)
_READING_SUMS = (
    f"SELECT {_GROUP}, horizon, {_sums(_OF_READINGS)} FROM {_READINGS}"
    f" GROUP BY {_FIRST_FIVE}, horizon"
)
_BETWEEN = {unit: f"{unit}_distance > 0 AND {unit}_distance < {unit}_longest" for unit in Unit}
_SHARES_BETWEEN = (
    f"SELECT {_GROUP}, horizon, "
    + ", ".join(
        f"iif({between}, 1.0 * {unit}_distance / {unit}_longest, NULL)"
        for unit, between in _BETWEEN.items()
    )
    + f" FROM {_READINGS} AND ({' OR '.join(_BETWEEN.values())})"
)
_DOUBLE = Struct("d")
_COUNT_PLACE = {name: place for place, name in enumerate(_COUNTS)}
_READING_PLACE = {name: place for place, name in enumerate(_OF_READINGS)}
_UNIT_PLACE = {unit: place for place, unit in enumerate(Unit)}
