"""A store that grew for years, always the same for a seed, written in seconds.

The rows are those that records leave behind: no text, and all of it counted.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator, Sequence

from tenure.core.records import Evidence, Horizon, State, Verdict
from tenure.core.suggestions.ledger import KEPT_OPEN
from tenure.store.database import transaction

DAY = 86_400.0

SUGGESTIONS = 100_000
"""Two years of daily use."""

DAYS = 730

_LANGUAGES = (("python", 70), ("typescript", 25), ("go", 5))
_PROVIDERS = (("github.copilot", 88), ("tabby", 10), (None, 2))
_MODELS = ("small-1", "small-2", "large-1", "large-2", None)
"""In use one after the other, a quarter each; the next is tried out before its time."""
_EDITORS = (("visual studio code", 95), ("neovim", 5))
_KINDS = (("inline", 70), ("nextEdit", 20), ("agent", 10))
_ENDS = (State.REJECTED, State.IGNORED, State.TYPED_THROUGH)
_HORIZONS = tuple(Horizon)


def grow(
    connection: sqlite3.Connection,
    until: float,
    *,
    suggestions: int = SUGGESTIONS,
    days: int = DAYS,
    seed: int = 1,
) -> None:
    """Fill an empty store with ``suggestions`` over the ``days`` before ``until``.

    Three of four were accepted or applied, and have a reading at every horizon that has come; of
    the others only the last minutes' are still open.
    """
    chance = random.Random(seed)
    start = until - days * DAY
    times = sorted(chance.uniform(start, until) for _ in range(suggestions))
    made = [_suggestion(number, at, start, until, chance) for number, at in enumerate(times)]
    with transaction(connection):
        connection.execute(
            "INSERT INTO installation (id, started_at) VALUES ('grown', ?)", (start,)
        )
        _insert(connection, "suggestion", iter(made))
        _insert(connection, "reading", _readings(made, until, chance))
        _insert(connection, "opportunity", _opportunities(made, chance))
        _insert(connection, "unattributed", _bulk(made, chance))
        _insert(connection, "document", _documents(made))


def _suggestion(
    number: int, at: float, start: float, until: float, chance: random.Random
) -> dict[str, object]:
    week, quarter = int((at - start) / (7 * DAY)), int((at - start) / (91 * DAY))
    taken = chance.random() < 0.77
    kind = _one_of(_KINDS, chance)
    accepted = State.APPLIED if kind == "agent" else State.ACCEPTED
    if accepted is State.ACCEPTED and chance.random() < 0.1:
        accepted = State.PARTLY_ACCEPTED
    state = accepted if taken else chance.choice(_ENDS)
    ended_at: float | None = at + (KEPT_OPEN if state is State.IGNORED else 1)
    final_at = at + 31 if taken else ended_at
    if state is State.IGNORED and at + KEPT_OPEN > until:
        state, ended_at, final_at = State.SHOWN, None, None
    characters = round(chance.lognormvariate(4, 1)) + 1
    was_shown = kind != "agent" and chance.random() < 0.8
    language = _one_of(_LANGUAGES, chance)
    return {
        "id": f"{number:032x}",
        "document": f"file:///w/{week}/{chance.randrange(20)}.{language}",
        "language": language,
        "editor": _one_of(_EDITORS, chance),
        "kind": kind,
        "state": state.value,
        "reverted": int(taken and chance.random() < 0.05),
        "evidence": chance.choice(list(Evidence)[:3]).value,
        "rule": "the client says accepted",
        "adapter": "test",
        "provider": _one_of(_PROVIDERS, chance),
        "model": _MODELS[(quarter + (chance.random() < 0.05)) % len(_MODELS)],
        "first_seen_at": at,
        "shown_at": at if was_shown else None,
        "shown_characters": characters if was_shown else None,
        "accepted_at": at + 1 if taken else None,
        "last_part_at": at + 1 if taken else None,
        "ended_at": ended_at,
        "accepted_characters": characters if taken else 0,
        "final_at": final_at,
        "counted": int(final_at is not None),
        "shown_counted": 1,
    }


def _one_of(choices: Sequence[tuple[str | None, int]], chance: random.Random) -> str | None:
    return chance.choices([one for one, _ in choices], [weight for _, weight in choices])[0]


def _readings(
    made: list[dict[str, object]], until: float, chance: random.Random
) -> Iterator[dict[str, object]]:
    for suggestion in made:
        if suggestion["accepted_at"] is None:
            continue
        at = float(str(suggestion["accepted_at"]))
        original = int(str(suggestion["accepted_characters"]))
        for place, horizon in enumerate(_HORIZONS):
            due_at = at + 30.0 * 2.2**place
            if due_at <= until:
                yield _reading(str(suggestion["id"]), horizon, due_at, original, chance)


def _reading(
    suggestion: str, horizon: Horizon, due_at: float, original: int, chance: random.Random
) -> dict[str, object]:
    fate = chance.random()
    verdict = (
        Verdict.UNCHANGED
        if fate < 0.55
        else Verdict.EDITED
        if fate < 0.92
        else Verdict.GONE
        if fate < 0.97
        else Verdict.UNMEASURED
    )
    row: dict[str, object] = {
        "suggestion": suggestion,
        "horizon": horizon.value,
        "due_at": due_at,
        "read_at": due_at + chance.random(),
        "late": int(chance.random() < 0.1),
        "kept": original,
        "original": original,
        "verdict": verdict.value,
        "reason": "no file" if verdict is Verdict.UNMEASURED else None,
    }
    if verdict is Verdict.UNMEASURED:
        return row
    edits = 0.0
    if verdict is Verdict.GONE:
        edits = 1.0
    elif verdict is Verdict.EDITED:
        edits = chance.random()
    row["kept"] = original - round(edits * original)
    for unit, size in (("char", 1), ("token", 4), ("line", 30), ("tree", 5)):
        longest = original // size + 1
        row[f"{unit}_longest"] = longest
        row[f"{unit}_distance"] = min(longest, round(edits * longest))
    row["never_left"] = row["kept"]
    row["still_in_code"] = int(edits <= 0.5)
    row["four_gram"] = 1 - edits
    row["no_revert"] = 1 - edits / 3
    row["kept_rate"] = 1 - edits / 7
    return row


def _opportunities(
    made: list[dict[str, object]], chance: random.Random
) -> Iterator[dict[str, object]]:
    common = ("document", "language", "editor", "kind", "adapter", "provider", "model")
    for suggestion in made:
        if suggestion["shown_at"] is not None:
            at = float(str(suggestion["shown_at"])) - chance.random()
            row = {name: suggestion[name] for name in common}
            yield {**row, "at": at, "evidence": "exact", "counted": 1}


def _bulk(made: list[dict[str, object]], chance: random.Random) -> Iterator[dict[str, object]]:
    for suggestion in made[::20]:
        yield {
            **{name: suggestion[name] for name in ("document", "language", "editor")},
            "at": suggestion["first_seen_at"],
            "characters": 40,
            "looks_accepted": int(chance.random() < 0.5),
            "rule": "nothing explains it",
            "counted": 1,
        }


def _documents(made: list[dict[str, object]]) -> Iterator[dict[str, object]]:
    newest = {suggestion["document"]: suggestion for suggestion in made}
    for uri, suggestion in newest.items():
        yield {
            "uri": uri,
            "language": suggestion["language"],
            "editor": suggestion["editor"],
            "seen_at": suggestion["first_seen_at"],
            "characters": '{"suggestion": 900, "typed": 4000, "unknown": 12000}',
        }


def _insert(connection: sqlite3.Connection, table: str, rows: Iterator[dict[str, object]]) -> None:
    columns = [
        name
        for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")
        if name != "id" or table == "suggestion"
    ]
    defaults = dict.fromkeys(columns)
    places = ", ".join(f":{name}" for name in columns)
    connection.executemany(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})",
        ({**defaults, **row} for row in rows),
    )
