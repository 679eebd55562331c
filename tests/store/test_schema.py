"""The schema says what it means."""

from __future__ import annotations

import re
from pathlib import Path

import tenure.store
from tenure.store.database import SCHEMA

MIGRATIONS = sorted((Path(tenure.store.__file__).parent / "migrations").glob("*.sql"))
COLUMN = re.compile(r"^    [a-z_]+ (TEXT|INTEGER|REAL|BLOB)\b")


def test_every_column_says_what_it_holds():
    """Each line of a migration that makes a column carries a comment."""
    columns = [
        line
        for file in MIGRATIONS
        for line in file.read_text(encoding="utf-8").splitlines()
        if COLUMN.match(line) or re.match(r"^ALTER TABLE .* ADD COLUMN", line)
    ]

    assert len(columns) > 50
    assert [line for line in columns if not re.search(r"-- \S", line)] == []


def test_migrations_are_numbered_without_a_gap_up_to_the_schema():
    """The schema's number is that of the newest migration."""
    assert [int(file.name[:4]) for file in MIGRATIONS] == list(range(1, SCHEMA + 1))
