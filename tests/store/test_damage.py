"""A damaged store is set aside and told, never replaced in silence, and recording goes on."""

from __future__ import annotations

import queue
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress

import pytest
from tenure.store.damage import TOPIC, forget_deleted, look, set_aside
from tenure.store.database import StoreDamaged, StoreError, open_store
from tenure.store.notices import notices
from tenure.store.records import write
from tenure.store.writer import Writer

from tests.store.examples import START, shown

ENOUGH = 30.0
ENDINGS = ("", "-wal", "-shm")


def ids(path) -> list[str]:
    with closing(open_store(path, create=False)) as connection:
        return [row[0] for row in connection.execute("SELECT id FROM suggestion ORDER BY id")]


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """The bytes of a store of a hundred suggestions, its WAL folded in."""
    path = tmp_path_factory.mktemp("sound") / "tenure.db"
    with closing(open_store(path)) as connection:
        write(connection, [shown(f"s{number:03}") for number in range(100)], None)
    return path.read_bytes()


def aside_of(folder) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if ".damaged-" in file.name)


@pytest.mark.parametrize(
    "content", [b"a shopping list " * 400, b"SQLite format 3\0" + b"\xff" * 8000]
)
def test_recording_goes_on_beside_what_was_damaged(tmp_path, content):
    """The writer renames it with every byte, says where it lies, and writes into a new store."""
    path = tmp_path / "tenure.db"
    path.write_bytes(content)
    said: queue.Queue[str | None] = queue.Queue()
    writer = Writer(path, on_failure=said.put)
    writer.append([shown("a")])

    assert writer.flush(ENOUGH)
    assert writer.close(ENOUGH)
    (aside,) = aside_of(tmp_path)
    assert (tmp_path / aside).read_bytes() == content
    assert said.get(timeout=ENOUGH) == (
        f"the store was damaged and lies in {tmp_path / aside} now; a new one begins"
    )
    assert ids(path) == ["a"]
    with closing(open_store(path)) as connection:
        (notice,) = notices(connection)
        assert (notice.topic, str(tmp_path / aside) in notice.text) == (TOPIC, True)
        (tmp_path / aside).unlink()
        forget_deleted(connection, tmp_path)
        assert notices(connection) == []


def test_a_store_truncated_at_any_byte_opens_whole_or_is_damaged(tmp_path, sound, request):
    """There is no third: a part of it is never taken for all of it."""
    step = 97 if request.config.getoption("--long") else 4_001
    path = tmp_path / "tenure.db"
    for length in [1, 15, 16, 99, 100, 512, 4095, *range(4096, len(sound), step), len(sound) - 1]:
        for ending in ENDINGS:
            (tmp_path / f"tenure.db{ending}").unlink(missing_ok=True)
        path.write_bytes(sound[:length])
        with pytest.raises(StoreDamaged), closing(open_store(path)) as connection:
            look(connection, path)


def test_an_emptied_store_keeps_the_wal_that_lies_beside_it(tmp_path):
    """SQLite would delete the WAL of an empty file; what it holds is set aside with it."""
    path = tmp_path / "tenure.db"
    holder = open_store(path)
    write(holder, [shown("a")], None)
    wal = (tmp_path / "tenure.db-wal").read_bytes()
    holder.close()
    for ending in ENDINGS:
        (tmp_path / f"tenure.db{ending}").unlink(missing_ok=True)
    path.write_bytes(b"")
    (tmp_path / "tenure.db-wal").write_bytes(wal)

    with pytest.raises(StoreDamaged, match="its end is missing"):
        open_store(path)
    aside = set_aside(path, START)
    assert aside is not None
    assert aside.with_name(f"{aside.name}-wal").read_bytes() == wal


@pytest.mark.parametrize("ending", ["-wal", "-shm"])
def test_a_stale_file_beside_a_store_costs_nothing(tmp_path, sound, ending):
    """A WAL or its index of no store at all is passed over."""
    path = tmp_path / "tenure.db"
    path.write_bytes(sound)
    (tmp_path / f"tenure.db{ending}").write_bytes(b"\xa5" * 70_000)

    assert len(ids(path)) == 100


def test_a_sound_store_is_not_set_aside(tmp_path):
    """Whoever comes late to the damage finds the new store, and leaves it."""
    path = tmp_path / "tenure.db"
    open_store(path).close()

    assert set_aside(path, START) is None
    assert aside_of(tmp_path) == []


MEET = """
import sys
from pathlib import Path
from tenure.store.writer import Writer
from tests.store.examples import shown
sys.stdin.readline()
writer = Writer(Path(sys.argv[1]))
writer.append([shown(sys.argv[2])])
sys.exit(0 if writer.close(60) else 1)
"""


def test_of_many_that_meet_the_damage_one_sets_it_aside(tmp_path):
    """Six processes at once: one file aside, one new store with the records of all."""
    path = tmp_path / "tenure.db"
    path.write_bytes(b"\0" * 9_000)
    processes = [
        subprocess.Popen([sys.executable, "-c", MEET, path, name], stdin=subprocess.PIPE)
        for name in "abcdef"
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(b"\n")
        process.stdin.close()

    assert [process.wait(90) for process in processes] == [0] * 6
    assert len(aside_of(tmp_path)) == 1
    assert ids(path) == list("abcdef")


def test_damage_that_is_met_while_recording_is_set_aside_too(tmp_path):
    """Bytes that turn bad under an open store are told when they are met, and recording goes on."""
    path = tmp_path / "tenure.db"
    writer = Writer(path)
    writer.append([shown(f"s{number:03}") for number in range(300)])
    writer.flush(ENOUGH)
    writer.query(lambda c: c.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()).result(ENOUGH)
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))
    with suppress(StoreError, sqlite3.Error):
        writer.query(lambda c: c.execute("PRAGMA shrink_memory")).result(ENOUGH)
    writer.append([shown("after")])

    assert writer.flush(ENOUGH)
    assert writer.close(ENOUGH)
    assert len(aside_of(tmp_path)) == 1
    assert "after" in ids(path)
