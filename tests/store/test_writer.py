"""The writer never makes anybody wait, never raises, and loses nothing that it can keep."""

from __future__ import annotations

import os
import queue
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from tenure.store import lease, reader
from tenure.store.database import StoreError, StoreLocked, open_store, transaction
from tenure.store.retention import Retention
from tenure.store.writer import Writer

from tests.store.examples import START, accepted, due, opportunity, shown
from tests.waiting import wait_until

ENOUGH = 20.0
"""Seconds after which something that must come will never come."""


class FixedClock:
    def now(self) -> float:
        return START


@contextmanager
def writing(path, **options):
    """A writer with the queue of what it said of its failures."""
    said: queue.Queue[str | None] = queue.Queue()
    writer = Writer(path, "nvim", on_failure=said.put, **options)
    try:
        yield writer, said
    finally:
        writer.close(ENOUGH)


def ids(path) -> list[str]:
    with closing(open_store(path, create=False)) as connection:
        return [row[0] for row in connection.execute("SELECT id FROM suggestion ORDER BY id")]


def test_what_was_flushed_is_in_the_store(tmp_path):
    """After a flush, another connection sees every record with the editor of its time."""
    path = tmp_path / "tenure.db"
    with writing(path) as (writer, _):
        writer.append([shown("a")])
        writer.set_editor("visual studio code")
        writer.append([shown("b"), shown("c")])

        assert writer.flush(ENOUGH)
        with closing(open_store(path)) as connection:
            assert connection.execute(
                "SELECT id, editor FROM suggestion ORDER BY id"
            ).fetchall() == [
                ("a", "nvim"),
                ("b", "visual studio code"),
                ("c", "visual studio code"),
            ]


def test_closing_writes_what_is_queued(tmp_path):
    """Nothing that was appended before the end is lost."""
    path = tmp_path / "tenure.db"
    writer = Writer(path)
    writer.append([shown(f"s{number:03}") for number in range(200)])

    assert writer.close(ENOUGH)
    assert ids(path) == [f"s{number:03}" for number in range(200)]


def test_a_query_sees_everything_appended_before_it(tmp_path):
    """Figures are computed after the records they are asked about, off the caller's thread."""
    with writing(tmp_path / "tenure.db") as (writer, _):
        writer.append([accepted(), due()])

        assert writer.query(lambda c: reader.due_readings(c, 9)).result(ENOUGH) == [due()]


def test_what_a_query_raises_is_the_askers(tmp_path):
    """A failing query harms neither the writer nor what comes after it."""
    with writing(tmp_path / "tenure.db") as (writer, said):
        with pytest.raises(ZeroDivisionError):
            writer.query(lambda _: 1 / 0).result(ENOUGH)
        writer.append([shown()])

        assert writer.flush(ENOUGH)
        assert said.empty()


def test_a_query_after_the_end_is_refused(tmp_path):
    """Whoever asks a closed writer gets an answer, not a wait."""
    writer = Writer(tmp_path / "tenure.db")
    writer.close(ENOUGH)

    with pytest.raises(StoreError, match="was closed"):
        writer.query(lambda c: c).result(ENOUGH)


def test_the_data_version_changes_with_anybodys_records(tmp_path):
    """Our own records and another process's both make another number; nothing makes none."""
    path = tmp_path / "tenure.db"
    with writing(path) as (writer, _), writing(path) as (other, _):
        writer.append([shown("a")])
        first = writer.data_version().result(ENOUGH)
        again = writer.data_version().result(ENOUGH)
        writer.append([shown("b")])
        own = writer.data_version().result(ENOUGH)
        other.append([shown("c")])
        other.flush(ENOUGH)

        assert first == again
        assert len({first, own, writer.data_version().result(ENOUGH)}) == 3


def test_a_server_lives_until_its_writer_ends(tmp_path):
    """The sign of life names editor and endpoint, and goes with the server."""
    path = tmp_path / "tenure.db"
    with writing(path, server="server-1", clock=FixedClock()) as (writer, _):
        writer.set_worker("http://localhost:4318", retention=Retention(30, 0))
        found = writer.query(lambda c: c.execute("SELECT * FROM server").fetchall()).result(ENOUGH)
        while not found or found[0][2] is None:  # the beat follows the query that asked first
            found = writer.query(lambda c: c.execute("SELECT * FROM server").fetchall()).result(
                ENOUGH
            )

        permission = '["metadata", [], []]'
        told = ("http://localhost:4318", permission, "[30, 0]")
        assert found == [("server-1", "nvim", *told, START)]
    with closing(open_store(path)) as connection:
        assert lease.servers(connection) == {}


def test_a_locked_store_is_told_once_and_written_when_it_is_free(tmp_path):
    """Records wait for the lock to go; failure says so meanwhile, and is taken back after."""
    path = tmp_path / "tenure.db"
    open_store(path).close()
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with writing(path, locked_after=0.01) as (writer, said):
        writer.append([shown("a")])
        failure = said.get(timeout=ENOUGH)
        writer.append([shown("b")])
        with pytest.raises(StoreLocked):
            writer.query(lambda c: c).result(ENOUGH)

        assert writer.failure == failure
        assert "is locked by another process; close what holds it open" in failure
        holder.execute("ROLLBACK")
        assert writer.flush(ENOUGH)
        assert said.get(timeout=ENOUGH) is None
        assert writer.failure is None
    assert said.empty()
    assert ids(path) == ["a", "b"]


HOLD_ALMOST_ALWAYS = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)
while True:
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        continue
    time.sleep(0.04)
    connection.execute("COMMIT")
    time.sleep(0.001)
"""


def is_held(connection: sqlite3.Connection) -> bool:
    """Whether somebody else holds the write lock at this moment."""
    try:
        with transaction(connection):
            return False
    except sqlite3.OperationalError:
        return True


def test_a_writer_gets_its_turn_beside_one_that_hardly_leaves_any(tmp_path):
    """A record finds the one moment in forty; nobody is told that the store is locked."""
    path = tmp_path / "tenure.db"
    open_store(path).close()
    holder = started(HOLD_ALMOST_ALWAYS, path)
    try:
        with closing(open_store(path, timeout=0)) as other, writing(path) as (writer, said):
            for number in range(10):
                wait_until("somebody else to write", lambda: is_held(other))
                writer.append([shown(f"s{number}")])
                assert writer.flush(ENOUGH)
            assert said.empty()
    finally:
        holder.kill()
        holder.communicate()
    assert ids(path) == [f"s{number}" for number in range(10)]


def test_an_editor_that_ends_is_not_kept_waiting_by_a_locked_store(tmp_path):
    """Flushing and closing give up after their time, and say that something was left."""
    path = tmp_path / "tenure.db"
    open_store(path).close()
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    writer = Writer(path, locked_after=0.01)
    writer.append([shown("a")])

    assert not writer.flush(0.05)
    assert not writer.close(0.05)
    holder.close()


def test_a_full_store_is_told_and_written_when_there_is_room(tmp_path):
    """What SQLite could not write for want of room is written once there is some."""
    path = tmp_path / "tenure.db"
    with writing(path) as (writer, said):
        writer.query(lambda c: c.execute("PRAGMA max_page_count = 1")).result(ENOUGH)
        writer.append(
            [replace(shown(f"s{number:04}"), document="x" * 500) for number in range(999)]
        )
        failure = said.get(timeout=ENOUGH)

        assert failure == (
            f"there is no room left for the store {path}; free some space on that disk, "
            "or set TENURE_HOME to a folder on another"
        )
        assert writer.flush(ENOUGH)  # a new connection has no limit
        assert said.get(timeout=ENOUGH) is None
    assert len(ids(path)) == 999


def test_a_full_disk_is_told_and_written_when_there_is_room(tmp_path):
    """The same on a real file system that has no byte left."""
    disk = tmp_path / "disk"
    disk.mkdir()
    size = ["-o", "size=1m"]
    if subprocess.run(
        ["mount", "-t", "tmpfs", *size, "tmpfs", disk], capture_output=True
    ).returncode:
        pytest.skip("only root may mount a file system of 1 MiB")
    try:
        path = disk / "tenure.db"
        with writing(path) as (writer, said):
            writer.append([shown("a")])
            assert writer.flush(ENOUGH)
            filler = disk / "filler"
            with pytest.raises(OSError, match="No space left"):
                filler.write_bytes(b"x" * 2_000_000)
            writer.append([replace(shown("b"), document="x" * 100_000)])
            failure = said.get(timeout=ENOUGH)
            filler.unlink()

            assert failure.startswith(
                f"there is no room left for the store {path}; free some space"
            )
            assert writer.flush(ENOUGH)
            assert said.get(timeout=ENOUGH) is None
        assert ids(path) == ["a", "b"]
    finally:
        subprocess.run(["umount", disk], check=True)


@pytest.fixture
def user_to_whom_modes_apply():
    """Root may write everything, so as root the test becomes nobody."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    yield
    os.seteuid(0)


def test_a_read_only_store_is_told_and_written_when_it_may_be(user_to_whom_modes_apply):
    """A folder and file that may not be written are named; once they may, all is written."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        path = home / "tenure.db"
        open_store(path).close()
        path.chmod(0o444)
        home.chmod(0o555)
        with writing(path) as (writer, said):
            writer.append([shown("a")])
            failure = said.get(timeout=ENOUGH)

            assert failure == (
                f"the store {path} cannot be written; make the file and its folder writable, "
                "or set TENURE_HOME to another folder"
            )
            home.chmod(0o700)
            path.chmod(0o600)
            assert writer.flush(ENOUGH)
            assert said.get(timeout=ENOUGH) is None
        assert ids(path) == ["a"]


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        ("PRAGMA user_version = 99", "was written by a newer Tenure"),
        ("PRAGMA application_id = 7", "is the database of another program"),
    ],
)
def test_a_store_that_is_not_ours_is_kept_and_a_new_one_begun_when_it_is_moved(
    tmp_path, spoil, sentence
):
    """The sentence's own advice works: with the file moved away, nothing was lost."""
    path = tmp_path / "tenure.db"
    with closing(open_store(path)) as connection:
        connection.execute(spoil)
    with writing(path) as (writer, said):
        writer.append([shown("a")])

        assert sentence in said.get(timeout=ENOUGH)
        path.rename(tmp_path / "theirs.db")
        assert writer.flush(ENOUGH)
        assert said.get(timeout=ENOUGH) is None
    assert ids(path) == ["a"]


def test_a_store_that_is_moved_away_is_begun_anew(tmp_path):
    """Records never go into a file that nobody finds any more."""
    path = tmp_path / "tenure.db"
    with writing(path) as (writer, _):
        writer.append([shown("a")])
        writer.flush(ENOUGH)
        for file in list(tmp_path.iterdir()):
            file.rename(tmp_path / f"old-{file.name}")
        writer.append([shown("b")])

        assert writer.flush(ENOUGH)
        assert ids(path) == ["b"]


def test_a_full_queue_drops_its_oldest_and_counts_them(tmp_path):
    """While nothing can be written, memory stays bounded."""
    path = tmp_path / "tenure.db"
    open_store(path).close()
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with writing(path, locked_after=0.01, longest_queue=3) as (writer, said):
        writer.append([shown("a")])
        said.get(timeout=ENOUGH)
        writer.append([shown(name) for name in "bcdef"])
        holder.execute("ROLLBACK")

        assert writer.flush(ENOUGH)
        assert writer.dropped == 3
    assert ids(path) == ["d", "e", "f"]


def test_a_record_that_cannot_be_stored_takes_no_other_with_it(tmp_path):
    """One record that SQLite refuses is dropped and counted; its neighbours are written."""
    path = tmp_path / "tenure.db"
    with writing(path) as (writer, said):
        writer.append([shown("a"), opportunity(at=float("nan")), shown("b")])

        assert writer.flush(ENOUGH)
        assert (writer.dropped, said.empty()) == (1, True)
    assert ids(path) == ["a", "b"]


WRITE_MANY = """
import sys
from pathlib import Path
from tenure.store.writer import Writer
from tests.store.examples import shown
writer = Writer(Path(sys.argv[1]))
for number in range(400):
    writer.append([shown(f"{sys.argv[2]}{number:03}")])
    if number % 20 == 0:
        writer.flush(20)
sys.exit(0 if writer.close(20) else 1)
"""

WRITE_FOR_EVER = """
import sys
from itertools import count
from pathlib import Path
from tenure.store.writer import Writer
from tests.store.examples import shown
writer = Writer(Path(sys.argv[1]))
for number in count():
    writer.append([shown(f"{number:06}")])
    if number % 50 == 49 and writer.flush(20):
        print(number + 1, flush=True)
"""


def started(script: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )


def test_two_processes_that_write_at_once_lose_nothing(tmp_path):
    """Several editor windows share one store."""
    path = tmp_path / "tenure.db"
    processes = [started(WRITE_MANY, path, name) for name in "ab"]
    codes = [process.wait(60) for process in processes]
    for process in processes:
        process.stdout.close()

    assert codes == [0, 0]
    assert ids(path) == [f"{name}{number:03}" for name in "ab" for number in range(400)]


def test_a_killed_writer_keeps_what_was_durable(tmp_path):
    """SIGKILL at any moment costs nothing that was flushed, and leaves a sound store."""
    path = tmp_path / "tenure.db"
    process = started(WRITE_FOR_EVER, path)
    durable = [int(process.stdout.readline()) for _ in range(5)][-1]
    process.kill()
    process.wait(ENOUGH)
    process.stdout.close()

    assert ids(path)[:durable] == [f"{number:06}" for number in range(durable)]
    with closing(open_store(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
