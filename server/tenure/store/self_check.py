"""How often the stable way of seeing an accept agreed with the precise one, kept in the totals."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter

from tenure.core.metrics import catalogue
from tenure.core.metrics.catalogue import snake_case
from tenure.core.records import Agreement, Kind, SelfCheckRecord, State
from tenure.core.self_check import SelfCheck
from tenure.store import rollups

METRIC = "tenure.self.accepts"


def count(connection: sqlite3.Connection, record: SelfCheckRecord, editor: str | None) -> None:
    """Add ``record`` to the totals; in the caller's transaction."""
    attributes = {
        catalogue.OUTCOME: snake_case(record.state),
        catalogue.KIND: snake_case(record.kind),
        catalogue.AGREEMENT: snake_case(record.agreement),
    }
    if editor is not None:
        attributes[catalogue.EDITOR] = editor
    rollups.add(connection, [rollups.Increment(METRIC, attributes, 1)], record.at)


def self_checks(connection: sqlite3.Connection) -> list[SelfCheck]:
    """Every kind of accept that was checked, of all editors, in the order of their names."""
    rows = connection.execute("SELECT attributes, value FROM rollup WHERE metric = ?", (METRIC,))
    counts: Counter[tuple[str, str, str]] = Counter()
    for text, value in rows:
        attributes = json.loads(text)
        key = (catalogue.OUTCOME, catalogue.KIND, catalogue.AGREEMENT)
        counts[tuple(attributes[name] for name in key)] += int(value)
    return [
        SelfCheck(state, kind, *numbers)
        for state in State
        for kind in Kind
        if any(
            numbers := [
                counts[snake_case(state), snake_case(kind), snake_case(agreement)]
                for agreement in Agreement
            ]
        )
    ]
