"""The store as a file: opening it, its schema, and what is wrong with it in one sentence.

Knows SQLite and files. Must not know what the rows mean.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from tenure.core.errors import TenureError
from tenure.store.disks import locks_work, network_file_system

STORE_FILE = "tenure.db"
"""The store's name in its folder."""

SCHEMA = 3
"""The number of the newest migration (a test holds it to the files)."""

APPLICATION_ID = 0x546E7572  # "Tnur"
"""Marks an SQLite file as Tenure's."""

TIMEOUT_SECONDS = 5.0
"""How long a statement waits for another process; transactions of ours take milliseconds."""

CHECKPOINT_PAGES = 4_000
"""How large the WAL grows until whoever commits writes it into the file, and waits for the disk:
16 MiB. At SQLite's own 1,000 pages ten editors did so each second, several after one another."""


class StoreError(TenureError):
    """The store cannot be used; the message says why and what to do."""


class StoreMissing(StoreError):
    """There is no store yet."""


class StoreTooNew(StoreError):
    """A newer Tenure wrote it."""


class StoreForeign(StoreError):
    """Another program's database lies in its place."""


class StoreLocked(StoreError):
    """Another process holds it for longer than we wait."""


class StoreFull(StoreError):
    """The disk has no room for more."""


class StoreReadOnly(StoreError):
    """It may be read but not written, or not even be opened."""


class StoreUnlockable(StoreError):
    """Its disk has no locks, without which several processes would damage it."""


class StoreDamaged(StoreError):
    """It is no SQLite database, or a broken one."""


def store_path(home: Path) -> Path:
    """Where the store lies in the folder ``home``."""
    return home / STORE_FILE


def open_store(
    path: Path, *, create: bool = True, timeout: float = TIMEOUT_SECONDS
) -> sqlite3.Connection:
    """A connection to the store at ``path``, migrated to this version's schema.

    Statements outside ``transaction`` commit by themselves. Without ``create`` a store that is not
    there is StoreMissing. Any other reason not to use it is another StoreError.
    """
    try:
        if create:
            _create_private(path)
        elif not path.exists():
            raise StoreMissing(
                f"there is no store at {path} yet; it begins with the first editor that runs Tenure"
            )
        connection = sqlite3.connect(path, timeout=timeout, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise explained(error, path) from error
    try:
        _prepare(connection, path, timeout)
    except (OSError, sqlite3.Error) as error:
        connection.close()
        raise explained(error, path) from error
    except BaseException:
        connection.close()
        raise
    return connection


def file_identity(path: Path) -> tuple[int, int] | None:
    """Which file lies at ``path`` now, None if none; one that was moved away stays open."""
    try:
        found = os.stat(path)  # noqa: PTH116 - once a transaction, and half the cost of Path.stat
    except OSError:
        return None
    return (found.st_dev, found.st_ino)


def refuse_newer(connection: sqlite3.Connection, path: Path) -> None:
    """Raise where a newer Tenure has changed the schema, also since the store was opened."""
    version = _number(connection, "user_version")
    if version > SCHEMA:
        raise StoreTooNew(
            f"{path} was written by a newer Tenure (schema {version}, this one knows {SCHEMA}); "
            "upgrade Tenure, or move the file away"
        )


class transaction:  # noqa: N801  - read in a with statement
    """All or nothing of what the block writes; takes the write lock at once.

    A class, since ``contextmanager`` costs a single record as much as a third of a bare insert.
    """

    __slots__ = ("_connection",)

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            try:
                self._connection.execute("COMMIT")
            except BaseException:
                self._roll_back()
                raise
        else:
            self._roll_back()

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            with suppress(sqlite3.Error):  # the first error is the one that is told
                self._connection.execute("ROLLBACK")


def is_busy(error: sqlite3.Error) -> bool:
    """Whether another process stands in the way, for now."""
    return _primary(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file is to blame: what SQLite found in it makes no sense."""
    return _primary(error) in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


def explained(error: sqlite3.Error | OSError, path: Path) -> StoreError:
    """What ``error`` means for the store at ``path``, as one sentence with the next step."""
    if isinstance(error, OSError):
        return StoreReadOnly(
            f"the store {path} cannot be opened ({error.strerror or error}); "
            "make its folder writable, or set TENURE_HOME to another"
        )
    match _primary(error):
        # SQLite takes a disk that knows no locks for one on which somebody else holds them.
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_PROTOCOL if not locks_work(path.parent):
            return StoreUnlockable(
                f"files cannot be locked on the disk of the store {path}, as on some network "
                "disks; set TENURE_HOME to a folder on a local disk"
            )
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreLocked(
                f"the store {path} is locked by another process; close what holds it open "
                "(a database browser, a backup), recording goes on by itself then"
            )
        case sqlite3.SQLITE_FULL:
            return StoreFull(
                f"there is no room left for the store {path}; free some space on that disk, "
                "or set TENURE_HOME to a folder on another"
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return StoreReadOnly(
                f"the store {path} cannot be written; make the file and its folder writable, "
                "or set TENURE_HOME to another folder"
            )
        case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
            return StoreDamaged(
                f"the store {path} is damaged or no SQLite database ({error}); the next editor "
                "that runs Tenure sets it aside and begins a new one, or move the file away"
            )
        case _:
            return StoreError(
                f"the store {path} cannot be used ({error}); check the disk it lies on, "
                "or set TENURE_HOME to another folder"
            )


def _primary(error: sqlite3.Error) -> int:
    # Extended codes carry the primary one in their low byte (sqlite.org/rescode.html).
    return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF


def _create_private(path: Path) -> None:
    """Make the folder (0700) and the file (0600) where they are missing."""
    if not path.parent.is_dir():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        # SQLite gives the WAL beside it the mode of the file itself.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _prepare(connection: sqlite3.Connection, path: Path, timeout: float) -> None:
    _refuse_torn(connection, path)
    connection.execute("BEGIN")
    try:
        _refuse(connection, path)
    finally:
        connection.execute("ROLLBACK")
    if not _number(connection, "page_count"):
        # What is deleted can then be given back to the disk. Later it would take the write lock.
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    # A WAL is shared memory, which ends at this machine; a journal needs nothing but locks.
    _set_journal(connection, "WAL" if network_file_system(path) is None else "DELETE", timeout)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
    connection.execute("PRAGMA secure_delete = ON")  # deleted text is overwritten, not just freed
    if _number(connection, "user_version") < SCHEMA:
        with transaction(connection):
            _migrate(connection, path)


def _refuse_torn(connection: sqlite3.Connection, path: Path) -> None:
    """Raise where the file ends within a page, or is empty and its WAL is not.

    SQLite fills up the page with zeros, and deletes the WAL of an empty file.
    """
    size = path.stat().st_size
    wal = path.with_name(f"{path.name}-wal")
    written = wal.exists() and wal.stat().st_size > 0
    if size == 0 if written else size % _number(connection, "page_size"):
        error = sqlite3.DatabaseError("its end is missing")
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error


def _refuse(connection: sqlite3.Connection, path: Path) -> None:
    """Raise where the file is not ours; called in a transaction, as its parts change together."""
    owner = _number(connection, "application_id")
    version = _number(connection, "user_version")
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if owner != APPLICATION_ID and (owner or version or tables):
        raise StoreForeign(
            f"{path} is the database of another program; "
            "move it away, or set TENURE_HOME to another folder"
        )
    refuse_newer(connection, path)


def _set_journal(connection: sqlite3.Connection, mode: str, timeout: float) -> None:
    """Set the journal's mode; SQLite does not wait for others here, so this does."""
    deadline = time.monotonic() + timeout
    while True:
        try:
            connection.execute(f"PRAGMA journal_mode = {mode}").fetchone()
            return
        except sqlite3.OperationalError as error:
            if not is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Apply what is missing; another process may have done it while we waited for the lock."""
    from importlib import resources  # 10 ms, and needed once a version

    _refuse(connection, path)
    version = _number(connection, "user_version")
    files = resources.files("tenure.store.migrations")
    for file in sorted(files.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".sql") and int(file.name[:4]) > version:
            for statement in _statements(file.read_text(encoding="utf-8")):
                connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA}")


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])
