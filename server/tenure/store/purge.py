"""Forgetting: everything, one workspace, or all before a time.

What was deleted is overwritten in the file and in its WAL. Totals already counted hold no text,
path or place; they go with everything only, and with them the installation's id.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import unquote

from tenure.store import outbox
from tenure.store.database import transaction

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
"""Two letters at least before the colon: one is the drive of a Windows path."""

_KEPT = frozenset({"server", "lease", "purged"})
"""Who is alive is true whatever is forgotten; and they have to be told what was."""


def purge_everything(connection: sqlite3.Connection) -> int:
    """Delete every record, total and event; the next record begins a new installation.

    Gives how many suggestions that were.
    """
    with transaction(connection):
        count = int(connection.execute("SELECT count(*) FROM suggestion").fetchone()[0])
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        ).fetchall()
        # With a trigger SQLite deletes row by row: seconds for a store of years.
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        _keep_out(connection, "true", ())
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for (table,) in tables:
            if table not in _KEPT:
                connection.execute(f"DELETE FROM {table}")
        for _, sql in triggers:
            connection.execute(sql)
    _overwrite(connection)
    return count


def purge_workspace(connection: sqlite3.Connection, folder: str) -> int:
    """Delete all about documents inside ``folder``, a URI or a path; how many suggestions that was.

    A folder of a like name beside it is none of it. Editors escape the same sign of a URI in
    different ways, so what is compared is what the escapes mean.
    """
    connection.create_function("within", 1, _within(folder), deterministic=True)
    with transaction(connection):
        count = _forget_suggestions(connection, "within(document)", ())
        for table in ("opportunity", "unattributed", "lineage"):
            _delete(connection, table, "within(document)", ())
        _delete(connection, "document", "within(uri)", ())
    _overwrite(connection)
    return count


def _within(folder: str) -> Callable[[str], bool]:
    """Whether a document, by its URI, lies inside ``folder``, a URI or a path, or is it itself."""
    plain = unquote(folder_uri(folder)).rstrip("/")

    def is_within(document: str) -> bool:
        name = unquote(document)
        return name == plain or name.startswith(plain + "/")

    return is_within


def folder_uri(folder: str) -> str:
    """``folder`` as a URI: itself where it is one, else the file URI of the path."""
    return folder if _SCHEME.match(folder) else Path(folder).expanduser().resolve().as_uri()


def purge_before(connection: sqlite3.Connection, time: float) -> int:
    """Delete all that was seen before ``time``; how many suggestions that were."""
    with transaction(connection):
        count = _forget_suggestions(connection, "first_seen_at < ?", (time,))
        for table, column in (
            ("opportunity", "at"),
            ("unattributed", "at"),
            ("document", "seen_at"),
            ("lineage", "at"),
            ("outbox", "at"),
            ("notice", "at"),
        ):
            _delete(connection, table, f"{column} < ?", (time,))
    _overwrite(connection)
    return count


def _forget_suggestions(
    connection: sqlite3.Connection, condition: str, values: Sequence[object]
) -> int:
    _keep_out(connection, condition, values)
    outbox.forget_of_suggestions(connection, condition, values)
    for table in ("due_reading", "reading", "pending_horizon"):
        chosen = f"suggestion IN (SELECT id FROM suggestion WHERE {condition})"
        _delete(connection, table, chosen, values)
    return _delete(connection, "suggestion", condition, values)


def _keep_out(connection: sqlite3.Connection, condition: str, values: Sequence[object]) -> None:
    """Let nothing more be recorded of these, whatever an editor that is open still knows.

    Any of several may: the one that was asked is not told from the others.
    """
    connection.execute(
        "INSERT OR IGNORE INTO purged SELECT id FROM suggestion"
        f" WHERE ({condition}) AND EXISTS (SELECT 1 FROM server)",
        tuple(values),
    )


def _delete(
    connection: sqlite3.Connection, table: str, condition: str, values: Sequence[object]
) -> int:
    return connection.execute(
        f"DELETE FROM {table} WHERE {condition}",
        tuple(values),
    ).rowcount


def _overwrite(connection: sqlite3.Connection) -> None:
    """Shrink the file, and empty the WAL, which still holds pages from before.

    Another reader may keep it till later.
    """
    connection.executescript("PRAGMA incremental_vacuum")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
