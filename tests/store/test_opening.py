"""A store opens, or says in one sentence why not and what to do."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from importlib import resources
from pathlib import Path

import pytest
from tenure.store import reader
from tenure.store.database import (
    APPLICATION_ID,
    SCHEMA,
    StoreDamaged,
    StoreForeign,
    StoreFull,
    StoreLocked,
    StoreMissing,
    StoreReadOnly,
    StoreTooNew,
    open_store,
    transaction,
)
from tenure.store.purge import purge_everything
from tenure.store.records import write

from tests.store.examples import accepted


def numbers(connection: sqlite3.Connection) -> tuple[int, int, str, int, int]:
    return tuple(
        connection.execute(f"PRAGMA {pragma}").fetchone()[0]
        for pragma in (
            "application_id",
            "user_version",
            "journal_mode",
            "synchronous",
            "secure_delete",
        )
    )


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_store_is_marked_migrated_and_private(tmp_path):
    """Nobody but the user may read the folder, the file, or what SQLite puts beside it."""
    path = tmp_path / "home" / "tenure.db"
    connection = open_store(path)

    assert numbers(connection) == (APPLICATION_ID, SCHEMA, "wal", 1, 1)
    assert mode(path.parent) == 0o700
    assert {file.name: mode(file) for file in path.parent.iterdir()} == {
        "tenure.db": 0o600,
        "tenure.db-wal": 0o600,
        "tenure.db-shm": 0o600,
    }


def store_of_version_1(folder: Path) -> Path:
    """A store as the first version made it, with something in it."""
    path = folder / "tenure.db"
    first = resources.files("tenure.store.migrations") / "0001_first.sql"
    with closing(sqlite3.connect(path)) as older:
        older.execute("PRAGMA journal_mode = WAL")
        older.executescript(first.read_text(encoding="utf-8"))
        older.execute("INSERT INTO installation (id, started_at) VALUES ('of-old', 1.0)")
        older.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        older.execute("PRAGMA user_version = 1")
        older.commit()
    return path


OPEN_TOGETHER = """
import sys
from pathlib import Path
from tenure.store.database import open_store
print("ready", flush=True)
sys.stdin.read()
print(open_store(Path(sys.argv[1])).execute("PRAGMA user_version").fetchone()[0])
"""


def test_several_servers_may_bring_an_older_store_up_to_date_at_once(tmp_path):
    """An editor that was updated opens all of its windows together."""
    path = store_of_version_1(tmp_path)
    servers = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN_TOGETHER, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for server in servers:
        assert server.stdout.readline() == "ready\n"
    for server in servers:
        server.stdin.close()
    found = [server.stdout.read() for server in servers]
    for server in servers:
        server.stdout.close()
        assert server.wait(60) == 0

    assert found == [f"{SCHEMA}\n"] * 4
    with closing(open_store(path)) as connection:
        assert reader.installation(connection).id == "of-old"


def test_a_disk_that_fills_while_a_store_is_brought_up_to_date_changes_nothing(
    tmp_path, monkeypatch
):
    """The older version could go on with it; with room again, this one does."""
    path = store_of_version_1(tmp_path)
    connect = sqlite3.connect

    def with_no_more_room(*arguments, **options):
        connection = connect(*arguments, **options)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    with monkeypatch.context() as full:
        full.setattr(sqlite3, "connect", with_no_more_room)
        with pytest.raises(StoreFull, match="no room left"):
            open_store(path)
    with closing(connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        assert "purged" not in tables

    with closing(open_store(path)) as connection:
        assert numbers(connection)[:2] == (APPLICATION_ID, SCHEMA)
        assert reader.installation(connection).id == "of-old"


def test_a_store_of_an_older_version_goes_on(tmp_path):
    """What it holds stays, and what the version in use needs is there."""
    path = store_of_version_1(tmp_path)

    with closing(open_store(path)) as connection:
        assert numbers(connection) == (APPLICATION_ID, SCHEMA, "wal", 1, 1)
        assert reader.installation(connection).id == "of-old"
        write(connection, [accepted()], "nvim")
        assert purge_everything(connection) == 1


def test_a_store_that_is_not_wanted_is_not_made(tmp_path):
    """A command that only reads leaves no empty store behind."""
    with pytest.raises(StoreMissing, match=r"there is no store at .* yet"):
        open_store(tmp_path / "tenure.db", create=False)

    assert list(tmp_path.iterdir()) == []


def test_many_may_begin_a_store_at_once(tmp_path):
    """Each of several openers of a new store gets it, migrated once."""
    path = tmp_path / "tenure.db"
    together = threading.Barrier(8)
    found = []

    def begin():
        together.wait()
        with_it = open_store(path)
        found.append(numbers(with_it))
        with_it.close()

    threads = [threading.Thread(target=begin) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [(APPLICATION_ID, SCHEMA, "wal", 1, 1)] * 8


def test_a_store_of_a_newer_version_is_left_alone(tmp_path):
    """An older Tenure neither reads nor changes what a newer one wrote."""
    path = tmp_path / "tenure.db"
    newer = open_store(path)
    newer.execute("PRAGMA user_version = 99")
    newer.close()
    before = path.read_bytes()

    with pytest.raises(StoreTooNew) as raised:
        open_store(path)

    assert str(raised.value) == (
        f"{path} was written by a newer Tenure (schema 99, this one knows {SCHEMA}); "
        "upgrade Tenure, or move the file away"
    )
    assert path.read_bytes() == before


def test_another_programs_database_is_left_alone(tmp_path):
    """A file of another program is neither migrated nor turned to WAL."""
    path = tmp_path / "tenure.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE theirs (x)")
    other.commit()
    other.close()
    before = path.read_bytes()

    with pytest.raises(StoreForeign) as raised:
        open_store(path)

    assert str(raised.value) == (
        f"{path} is the database of another program; "
        "move it away, or set TENURE_HOME to another folder"
    )
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"not a database, " * 100, b"SQLite format 3\0" + b"\xff" * 8000]
)
def test_a_damaged_store_says_so(tmp_path, content):
    """What is no database is named as that, and not overwritten."""
    path = tmp_path / "tenure.db"
    path.write_bytes(content)

    with pytest.raises(
        StoreDamaged, match="sets it aside and begins a new one, or move the file away"
    ):
        open_store(path)

    assert path.read_bytes() == content


def test_a_store_is_opened_beside_whoever_writes_to_it(tmp_path):
    """Opening one that is there takes no write lock, so that a report waits for nobody."""
    path = tmp_path / "tenure.db"
    with closing(open_store(path)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with closing(open_store(path, timeout=0.0)) as reader:
            assert reader.execute("SELECT count(*) FROM suggestion").fetchone() == (0,)
        writer.execute("ROLLBACK")


def test_a_locked_store_says_so(tmp_path):
    """A store that another program holds exclusively is locked, not broken."""
    path = tmp_path / "tenure.db"
    open_store(path).close()
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")

    with pytest.raises(StoreLocked, match="is locked by another process; close what holds it open"):
        open_store(path, timeout=0.05)

    holder.execute("COMMIT")
    holder.close()
    open_store(path).close()


def test_a_folder_that_cannot_be_made_says_so(tmp_path):
    """A home that is no folder is a sentence, not a traceback."""
    (tmp_path / "home").write_text("a file")

    with pytest.raises(StoreReadOnly, match="make its folder writable, or set TENURE_HOME"):
        open_store(tmp_path / "home" / "tenure.db")


def test_a_transaction_that_fails_leaves_nothing(tmp_path):
    """What a block wrote before it raised is gone, and the next transaction works."""
    connection = open_store(tmp_path / "tenure.db")
    insert = "INSERT INTO lease VALUES (?, 'x', 1)"

    def insert_twice(name: str) -> None:
        with transaction(connection):
            connection.execute(insert, (name,))
            connection.execute(insert, ("second",))

    connection.execute(insert, ("second",))
    with pytest.raises(sqlite3.IntegrityError):
        insert_twice("first")
    connection.execute("DELETE FROM lease")
    insert_twice("third")

    assert connection.execute("SELECT name FROM lease ORDER BY name").fetchall() == [
        ("second",),
        ("third",),
    ]
