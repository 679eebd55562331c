"""A damaged store is set aside under a name that is told, and a new one is begun.

Nothing is deleted. Whoever records does this: the servers' writers and the worker. A command only
says what it met.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from tenure.store import notices
from tenure.store.database import StoreDamaged, StoreError, explained, is_damage, open_store

TOPIC = "damaged store"
"""The notice of it."""

_BESIDE = ("-wal", "-shm", "")
"""What belongs to a store; itself last: a new one that met the old WAL would be damaged by it."""


def set_aside(path: Path, now: float) -> Path | None:
    """Rename what is damaged at ``path`` and begin a new store; where it lies now.

    None where it is sound after all, as where another process was quicker. StoreError where it
    cannot be renamed or a new one not begun.
    """
    with _alone(path.parent):
        if _is_sound(path):
            return None
        aside = _free_name(path, now)
        try:
            for ending in _BESIDE:
                with suppress(FileNotFoundError):
                    path.with_name(path.name + ending).rename(aside.with_name(aside.name + ending))
        except OSError as error:
            raise StoreDamaged(
                f"the store {path} is damaged and cannot be renamed ({error.strerror or error}); "
                "close all editors, move it away, and start them again"
            ) from error
        with closing(open_store(path)) as connection:
            notices.note(
                connection,
                TOPIC,
                f"the store was damaged and a new one was begun; what it held lies in {aside}: "
                f"recover it with `sqlite3 {aside.name} .recover`, or delete that file",
                now,
            )
    return aside


def forget_deleted(connection: sqlite3.Connection, home: Path) -> None:
    """Take the notice back once nothing that was set aside is left in ``home``."""
    if not any(home.glob("*.damaged-*")):
        notices.clear(connection, TOPIC)


def look(connection: sqlite3.Connection, path: Path) -> None:
    """Read every page once: StoreDamaged where one makes no sense. Takes seconds for a gigabyte."""
    try:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            raise explained(error, path) from error
        raise
    if found != "ok":
        raise StoreDamaged(f"the store {path} is damaged ({found})")


def _is_sound(path: Path) -> bool:
    try:
        with closing(open_store(path)) as connection:
            look(connection, path)
    except StoreDamaged:
        return False
    except StoreError:
        return True  # what is in the way is something else, and is told as that
    return True


def _free_name(path: Path, now: float) -> Path:
    moment = datetime.fromtimestamp(now, UTC).strftime("%Y%m%dT%H%M%SZ")
    name = path.with_name(f"{path.name}.damaged-{moment}")
    number = 1
    while name.exists():
        number += 1
        name = path.with_name(f"{path.name}.damaged-{moment}-{number}")
    return name


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time; the lock goes with the process that holds it."""
    try:
        import fcntl
    except ImportError:  # Windows renames no file that anybody has open
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
