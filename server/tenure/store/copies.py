"""A copy of the store that is whole, whoever writes meanwhile."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from tenure.core.errors import TenureError
from tenure.store.database import explained

PAGES = 2_000
"""Copied at a time; the source is only read, so that nobody who writes waits."""


class CopyError(TenureError):
    """The copy cannot be written; the message says why."""


def copy(connection: sqlite3.Connection, target: Path) -> None:
    """Copy the store as of one moment to ``target`` (0600), which is there whole or not at all."""
    store = Path(connection.execute("PRAGMA database_list").fetchone()[2])
    if target.exists() and target.samefile(store):
        raise CopyError(f"{target} is the store itself; name another file for its copy")
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with suppress(FileNotFoundError):
            unfinished.unlink()
        os.close(os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        try:
            with closing(sqlite3.connect(unfinished)) as copied:
                # Within a transaction the pages are those of its beginning, so that a busy writer
                # never makes the copy start again.
                connection.execute("BEGIN")
                try:
                    connection.execute("SELECT 1 FROM sqlite_master").fetchone()
                    connection.backup(copied, pages=PAGES)
                finally:
                    connection.execute("ROLLBACK")
                copied.execute("PRAGMA journal_mode = DELETE")  # one file, no WAL beside it
            with unfinished.open("rb") as file:
                os.fsync(file.fileno())
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise CopyError(
            f"{target} cannot be written ({error.strerror or error}); name a file in a folder "
            "that you may write to"
        ) from error
    except sqlite3.Error as error:
        raise CopyError(f"no copy was made: {explained(error, target)}") from error
