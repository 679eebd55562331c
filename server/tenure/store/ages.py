"""What the curves by age are made of. A window's spans are those of its suggestions."""

from __future__ import annotations

import sqlite3

from tenure.core.metrics.curves import AGES, History, Standing
from tenure.core.records import Horizon, Verdict

_STAGES = {Verdict.GONE: "gone", Verdict.EDITED: "changed", Verdict.UNMEASURED: None}
"""The stage that each verdict means; of all others that the text is whole."""

_NAMED = ", ".join(f"'{age}'" for age in AGES)
_WINDOW = (
    f"reading JOIN suggestion ON suggestion.id = reading.suggestion"
    f" WHERE first_seen_at >= ? AND first_seen_at <= ? AND horizon IN ({_NAMED})"
)


def histories(connection: sqlite3.Connection, since: float, until: float) -> dict[History, int]:
    """How many spans were found in the same stages at every age."""
    stage = " ".join(
        f"WHEN '{verdict}' THEN {'NULL' if name is None else repr(name)}"
        for verdict, name in _STAGES.items()
    )
    columns = ", ".join(
        f"max(CASE WHEN horizon = '{age}' THEN CASE verdict {stage} ELSE 'whole' END END)"
        for age in AGES
    )
    places = ", ".join(str(place + 1) for place in range(len(AGES)))
    rows = connection.execute(
        f"SELECT *, count(*) FROM (SELECT {columns} FROM {_WINDOW} GROUP BY reading.suggestion)"
        f" GROUP BY {places}",
        (since, until),
    )
    return {tuple(stages): count for *stages, count in rows}


def standing(connection: sqlite3.Connection, since: float, until: float) -> dict[Horizon, Standing]:
    """The measured characters of each age that has any."""
    rows = connection.execute(
        "SELECT horizon, count(*), total(kept), total(original), total(original * original)"
        f" FROM {_WINDOW} AND verdict <> 'unmeasured' GROUP BY horizon",
        (since, until),
    )
    return {
        Horizon(horizon): Standing(spans, int(kept), int(original), int(squares))
        for horizon, spans, kept, original, squares in rows
    }
