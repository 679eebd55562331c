"""A copy of the store that is whole, whoever writes meanwhile."""

from __future__ import annotations

import os
import sqlite3
import uuid
from contextlib import closing, suppress
from pathlib import Path

from tenure.core.errors import TenureError
from tenure.store.database import explained, transaction

PAGES = 2_000
"""Copied at a time; the source is only read, so that nobody who writes waits."""


class CopyError(TenureError):
    """The copy cannot be written; the message says why."""


def copy(connection: sqlite3.Connection, target: Path) -> None:
    """Copy the store as of one moment to ``target`` (0600), which is there whole or not at all.

    A store that is begun with the copy exports as another installation: see ``_begin_stream``.
    """
    _refuse_itself(connection, target)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with suppress(FileNotFoundError):
            unfinished.unlink()
        os.close(os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        try:
            with closing(sqlite3.connect(unfinished, isolation_level=None)) as copied:
                # Within a transaction the pages are those of its beginning, so that a busy writer
                # never makes the copy start again.
                connection.execute("BEGIN")
                try:
                    connection.execute("SELECT 1 FROM sqlite_master").fetchone()
                    connection.backup(copied, pages=PAGES)
                finally:
                    connection.execute("ROLLBACK")
                _begin_stream(copied)
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


def _refuse_itself(connection: sqlite3.Connection, target: Path) -> None:
    """Raise where ``target`` is the store: its WAL would be another file's then."""
    (_, _, store), *_ = connection.execute("PRAGMA database_list").fetchall()
    if target.exists() and target.samefile(store):
        raise CopyError(f"{target} is the store itself; name another file for its copy")


def _begin_stream(copied: sqlite3.Connection) -> None:
    """Give the copy totals of its own, under an id of its own.

    Restored after a while, it would say less under the old id than was said before, which a
    receiver takes for a restart and counts all of it again; on another machine there would be two
    that write one stream. What a receiver has of the totals is told; the others are yet to be.
    """
    with transaction(copied):
        copied.execute("UPDATE installation SET id = ?, stamped_at = 0", (str(uuid.uuid4()),))
        copied.execute("DELETE FROM rollup WHERE announced = 1")
