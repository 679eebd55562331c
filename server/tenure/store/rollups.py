"""Totals by metric and attributes: what metrics are exported from. They outlive retention.

Changed in the caller's transaction, with the mark of the record that they count.
"""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec

from tenure.core.metrics.attributes import Value
from tenure.core.metrics.catalogue import BY_NAME, Instrument

STAMP_STEP_SECONDS = 0.002
"""Between two stamps there is room for the 0 of a new set, and both are whole milliseconds."""

LONGEST_AHEAD_SECONDS = 86_400.0
"""For so long stamps may run ahead of a clock that was set back."""


class Increment(NamedTuple):
    """What is added to one total: a count for a counter, a value for a histogram."""

    metric: str
    attributes: Mapping[str, Value]
    value: float


@dataclass(frozen=True, slots=True)
class Rollup:
    """One total; ``buckets`` are None for a counter, ``row`` for what is no row of the store."""

    row: int | None
    metric: str
    attributes: Mapping[str, Value]
    first_at: float
    value: float
    count: int
    buckets: tuple[int, ...] | None
    minimum: float | None
    maximum: float | None
    announced: bool


class Changes(NamedTuple):
    """Totals as they stand, and the revision up to which these are all that changed."""

    totals: list[Rollup]
    revision: int


_Key = tuple[str, str]
"""A total's metric, and its attributes as JSON."""

_NEXT_REVISION = "(SELECT coalesce(max(revision), 0) + 1 FROM rollup)"

_decoded_attributes = msgspec.json.Decoder().decode
_decoded_buckets = msgspec.json.Decoder(tuple[int, ...]).decode


def add(connection: sqlite3.Connection, increments: Iterable[Increment], now: float) -> None:
    """Add ``increments`` to their totals; a new set of attributes begins at ``now``.

    Those of one set are written together: many of a batch have the same.
    """
    together: dict[_Key, list[float]] = defaultdict(list)
    for metric, attributes, value in increments:
        together[metric, json.dumps(attributes, sort_keys=True)].append(value)
    for key, values in together.items():
        if BY_NAME[key[0]].instrument is Instrument.HISTOGRAM:
            _observe(connection, key, values, now)
        else:
            connection.execute(
                "INSERT INTO rollup (metric, attributes, first_at, value, count, revision)"
                f" VALUES (?, ?, ?, ?, ?, {_NEXT_REVISION})"
                " ON CONFLICT DO UPDATE SET value = value + excluded.value,"
                " count = count + excluded.count, revision = excluded.revision",
                (*key, now, sum(values), len(values)),
            )


def observe(
    connection: sqlite3.Connection,
    metric: str,
    attributes: Mapping[str, Value],
    values: Sequence[float],
    now: float,
) -> None:
    """Add ``values``, at least one, to a histogram; a new set of attributes begins at ``now``."""
    _observe(connection, (metric, json.dumps(attributes, sort_keys=True)), values, now)


def _observe(
    connection: sqlite3.Connection, key: _Key, values: Sequence[float], now: float
) -> None:
    bounds = BY_NAME[key[0]].bounds
    row = connection.execute(
        "SELECT buckets, minimum, maximum FROM rollup WHERE metric = ? AND attributes = ?", key
    ).fetchone()
    buckets, low, high = [0] * (len(bounds) + 1), min(values), max(values)
    if row is not None:
        buckets, low, high = list(_decoded_buckets(row[0])), min(row[1], low), max(row[2], high)
    for value in values:
        # Bounds are inclusive upper ones (OpenTelemetry metrics data model, "Histogram").
        buckets[bisect_left(bounds, value)] += 1
    connection.execute(
        "INSERT INTO rollup (metric, attributes, first_at, value, count, buckets, minimum, maximum,"
        f" revision) VALUES (?, ?, ?, ?, ?, ?, ?, ?, {_NEXT_REVISION})"
        " ON CONFLICT DO UPDATE SET value = value + excluded.value,"
        " count = count + excluded.count, buckets = excluded.buckets,"
        " minimum = excluded.minimum, maximum = excluded.maximum, revision = excluded.revision",
        (*key, now, sum(values), len(values), json.dumps(buckets), low, high),
    )


def empty(metric: str, attributes: Mapping[str, Value]) -> Rollup:
    """A total to which nothing was added yet, as no row of the store."""
    buckets = None
    if BY_NAME[metric].instrument is Instrument.HISTOGRAM:
        buckets = (0,) * (len(BY_NAME[metric].bounds) + 1)
    return Rollup(None, metric, attributes, 0.0, 0, 0, buckets, 0.0, 0.0, announced=False)


_COLUMNS = "id, metric, attributes, first_at, value, count, buckets, minimum, maximum, announced"


def totals(connection: sqlite3.Connection) -> list[Rollup]:
    """Every total, in the order of metrics and attributes."""
    return _rollups(
        connection.execute(f"SELECT {_COLUMNS} FROM rollup ORDER BY metric, attributes")
    )


def changes_since(connection: sqlite3.Connection, revision: int) -> Changes:
    """What changed after ``revision`` (all of it after 0), and what no receiver knows yet."""
    # First: what changes before the totals are read is then read once more, not left out.
    (newest,) = connection.execute("SELECT coalesce(max(revision), 0) FROM rollup").fetchone()
    if revision == 0:
        return Changes(totals(connection), newest)
    # With OR in place of UNION, SQLite reads the whole table.
    changed = connection.execute(
        f"SELECT {_COLUMNS} FROM rollup WHERE id IN (SELECT id FROM rollup WHERE revision > ?"
        " UNION SELECT id FROM rollup WHERE announced = 0) ORDER BY metric, attributes",
        (revision,),
    )
    return Changes(_rollups(changed), newest)


def _rollups(rows: Iterable[tuple[Any, ...]]) -> list[Rollup]:
    return [
        Rollup(
            row,
            metric,
            _decoded_attributes(attributes),
            first_at,
            value,
            count,
            None if buckets is None else _decoded_buckets(buckets),
            minimum,
            maximum,
            bool(announced),
        )
        for (
            row,
            metric,
            attributes,
            first_at,
            value,
            count,
            buckets,
            minimum,
            maximum,
            announced,
        ) in rows
    ]


def next_stamp(connection: sqlite3.Connection, now: float) -> float:
    """The time to stamp totals with, later than any before it; in the caller's transaction.

    A clock that was set back would put larger totals before smaller ones, which whoever takes
    differences counts a second time. One that was wrong by more than ``LONGEST_AHEAD_SECONDS``
    is followed all the same: else nothing would be seen until that time has come.
    """
    (last,) = connection.execute("SELECT stamped_at FROM installation").fetchone()
    stamp = now
    if now <= last + STAMP_STEP_SECONDS and last - now < LONGEST_AHEAD_SECONDS:
        stamp = float(last) + STAMP_STEP_SECONDS
    connection.execute("UPDATE installation SET stamped_at = ?", (stamp,))
    return stamp


def start_before(connection: sqlite3.Connection, time: float) -> float:
    """Since when totals are counted, which is before ``time``; in the caller's transaction.

    A first record by a clock that ran ahead is corrected once and for all: a start that came
    along with each request would say each time that everything was counted anew.
    """
    connection.execute(
        "UPDATE installation SET started_at = ?1 WHERE started_at > ?1",
        (time - STAMP_STEP_SECONDS,),
    )
    (started_at,) = connection.execute("SELECT started_at FROM installation").fetchone()
    return float(started_at)


def announce(connection: sqlite3.Connection, announced: Iterable[Rollup]) -> None:
    """A receiver has these sets: their 0 need not be sent again."""
    connection.executemany(
        "UPDATE rollup SET announced = 1 WHERE metric = ? AND attributes = ?",
        [(one.metric, json.dumps(one.attributes, sort_keys=True)) for one in announced],
    )
