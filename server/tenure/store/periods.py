"""Periods that are over, tallied once: what keeps a report over years fast, and exact.

A period's tallies are deleted by the schema's triggers in the transaction that changes what they
count, so those that are found are true. What has none is counted from its rows.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from math import ceil

import msgspec

from tenure.store.database import is_busy
from tenure.store.tallies import Group, Tallies, Tally, tallied

DAY_SECONDS = 86_400.0

SHORT_DAYS, LONG_DAYS = 4, 64
"""At most two times 15 short ones and the days at both ends stand beside the long ones."""

_Stored = list[tuple[Group, Tally]]


Key = tuple[str | None, ...]
"""The values of some of a group's dimensions."""


def tallies_between(
    connection: sqlite3.Connection,
    since: float,
    until: float,
    by: Sequence[str] = Group._fields,
    *,
    readings: bool = True,
) -> dict[Key, Tally]:
    """The tally of each key of ``by`` over what was first seen from ``since`` to before ``until``.

    Asked within a transaction, it is that of one moment. The ``readings`` by horizon take most of
    the time, and are left out where nobody wants them.
    """
    found: dict[Key, Tally] = defaultdict(Tally)
    places = [Group._fields.index(name) for name in by]

    def add(tallies: Tallies) -> None:
        for group, tally in tallies.items():
            if not readings:
                tally.readings.clear()
            found[tuple(group[place] for place in places)].add(tally)

    decoder = msgspec.msgpack.Decoder(_Stored)
    from_rows_since = since
    for days, number, start, end in _covering(connection, since, until):
        if from_rows_since < start:  # else it follows at once on the one before
            add(tallied(connection, from_rows_since, start, readings=readings))
        row = connection.execute(
            "SELECT tallies FROM period WHERE days = ? AND number = ?", (days, number)
        ).fetchone()
        add(dict(decoder.decode(row[0])))
        from_rows_since = end
    add(tallied(connection, from_rows_since, until, readings=readings))
    return found


def tally_one(connection: sqlite3.Connection, now: float) -> bool:
    """Tally one period that is over and has no tallies; False where none could be, or is left.

    Holds the write lock for the writing alone: where anybody wrote meanwhile, nothing is kept, and
    the next attempt counts anew.
    """
    wanted = _wanted(connection, now)
    if wanted is None:
        return False
    days, number = wanted
    since = number * days * DAY_SECONDS
    connection.execute("BEGIN")
    try:
        found = tallies_between(connection, since, since + days * DAY_SECONDS)
        for tally in found.values():
            tally.sort()
        # From a snapshot that is no longer the newest, SQLite refuses to go on to writing.
        connection.execute(
            "INSERT OR REPLACE INTO period VALUES (?, ?, ?)",
            (days, number, msgspec.msgpack.encode(list(found.items()))),
        )
        connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        if not is_busy(error):
            raise
        return False
    finally:
        if connection.in_transaction:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
    return True


def _covering(
    connection: sqlite3.Connection, since: float, until: float
) -> Iterator[tuple[int, int, float, float]]:
    """The tallied periods inside the window, in order and apart: the longest where several are."""
    stored = {
        days: {
            number
            for (number,) in connection.execute(
                "SELECT number FROM period WHERE days = ? AND number BETWEEN ? AND ?",
                (
                    days,
                    ceil(since / days / DAY_SECONDS),
                    until // (days * DAY_SECONDS) - 1,
                ),
            )
        }
        for days in (LONG_DAYS, SHORT_DAYS)
    }
    ratio = LONG_DAYS // SHORT_DAYS
    chosen = [(LONG_DAYS, number) for number in stored[LONG_DAYS]]
    chosen += [
        (SHORT_DAYS, number)
        for number in stored[SHORT_DAYS]
        if number // ratio not in stored[LONG_DAYS]
    ]
    for days, number in sorted(chosen, key=lambda one: one[0] * one[1]):
        seconds = days * DAY_SECONDS
        yield days, number, number * seconds, (number + 1) * seconds


def _wanted(connection: sqlite3.Connection, now: float) -> tuple[int, int] | None:
    """The next period to tally, the short ones first: the long ones are added up from them."""
    first = connection.execute("SELECT min(first_seen_at) FROM suggestion").fetchone()[0]
    if first is None:
        return None
    for days in (SHORT_DAYS, LONG_DAYS):
        seconds = days * DAY_SECONDS
        tallied_ones = {
            number
            for (number,) in connection.execute("SELECT number FROM period WHERE days = ?", (days,))
        }
        # The schema's triggers round to 0, so nothing before 1970 is tallied.
        for number in range(max(0, int(first // seconds)), int(now // seconds)):
            if number not in tallied_ones:
                return days, number
    return None
