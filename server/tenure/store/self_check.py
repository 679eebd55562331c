"""How often the stable way of seeing an accept agreed with the precise one, kept in the totals."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter

from tenure.core.metrics.attributes import ACCEPT, SEEN_BY, Accept
from tenure.core.records import Kind, SeenBy, SelfCheckRecord, State
from tenure.core.self_check import SelfCheck
from tenure.store import rollups

METRIC = "tenure.self.accepts"

_ACCEPTS = {
    (State.ACCEPTED, Kind.INLINE): Accept.INLINE,
    (State.PARTLY_ACCEPTED, Kind.INLINE): Accept.INLINE_PART,
    (State.ACCEPTED, Kind.NEXT_EDIT): Accept.NEXT_EDIT,
    (State.PARTLY_ACCEPTED, Kind.NEXT_EDIT): Accept.NEXT_EDIT_PART,
    (State.ACCEPTED, Kind.CHAT): Accept.CHAT,
}
"""What two ways of seeing can tell; nothing else is counted."""


def count(connection: sqlite3.Connection, record: SelfCheckRecord) -> None:
    """Add ``record`` to the totals; in the caller's transaction."""
    accept = _ACCEPTS.get((record.state, record.kind))
    if accept is not None:
        attributes = {ACCEPT: accept, SEEN_BY: record.seen_by}
        rollups.add(connection, [rollups.Increment(METRIC, attributes, 1)], record.at)


def self_checks(connection: sqlite3.Connection) -> list[SelfCheck]:
    """Every kind of accept that was checked, in the order of the table above."""
    rows = connection.execute("SELECT attributes, value FROM rollup WHERE metric = ?", (METRIC,))
    counts: Counter[tuple[str, str]] = Counter()
    for text, value in rows:
        attributes = json.loads(text)
        counts[attributes[ACCEPT], attributes[SEEN_BY]] += int(value)
    return [
        SelfCheck(state, kind, *(counts[accept, way] for way in SeenBy))
        for (state, kind), accept in _ACCEPTS.items()
        if any(counts[accept, way] for way in SeenBy)
    ]
