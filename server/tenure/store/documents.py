"""The documents as last seen: how many characters each origin has in them."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter

from tenure.core.metrics.attributes import EDITOR, LANGUAGE, ORIGIN


def characters_by_origin(
    connection: sqlite3.Connection,
) -> list[tuple[dict[str, str | None], int]]:
    """Characters by origin, language and editor, as attributes with their count."""
    counts: Counter[tuple[str, str, str | None]] = Counter()
    for language, editor, characters in connection.execute(
        "SELECT language, editor, characters FROM document"
    ):
        for origin, count in json.loads(characters).items():
            counts[origin, language, editor] += count
    return [
        ({ORIGIN: origin, LANGUAGE: language, EDITOR: editor}, count)
        for (origin, language, editor), count in sorted(
            counts.items(), key=lambda item: tuple(part or "" for part in item[0])
        )
    ]
