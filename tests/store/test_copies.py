"""A copy is whole, private, and of one moment, however busy the store is."""

from __future__ import annotations

import sqlite3
import stat
import threading
from contextlib import closing

import pytest
from tenure.store.copies import CopyError, copy
from tenure.store.database import SCHEMA, open_store
from tenure.store.records import write

from tests.store.examples import opportunity, shown


def test_a_copy_is_of_one_moment_while_others_write(tmp_path):
    """Two records of each transaction are both in it, or neither; the copy opens as a store."""
    path = tmp_path / "tenure.db"
    ended = threading.Event()
    with closing(open_store(path)) as source:
        write(source, [shown(f"s{number:05}") for number in range(5_000)], None)

        def go_on() -> None:
            with closing(open_store(path)) as busy:
                number = 0
                while not ended.is_set():
                    write(busy, [shown(f"t{number}"), opportunity()], None)
                    number += 1

        writer = threading.Thread(target=go_on)
        writer.start()
        try:
            for number in range(3):
                copy(source, tmp_path / f"copy-{number}.db")
        finally:
            ended.set()
            writer.join()

    for number in range(3):
        target = tmp_path / f"copy-{number}.db"
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
        with closing(open_store(target)) as copied:
            assert copied.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            suggestions, opportunities = (
                copied.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                for table in ("suggestion", "opportunity")
            )
            assert suggestions == 5_000 + opportunities
    names = {file.name for file in tmp_path.iterdir()}
    assert not [name for name in names if name.startswith(".")]


def test_a_copy_replaces_a_file_only_when_it_is_whole(tmp_path):
    """A place that cannot be written is one sentence, and what was there stays."""
    with closing(open_store(tmp_path / "tenure.db")) as source:
        with pytest.raises(CopyError, match="name a file in a folder that you may write to"):
            copy(source, tmp_path / "nowhere" / "copy.db")
        (tmp_path / "copy.db").write_bytes(b"an older copy")
        copy(source, tmp_path / "copy.db")
        with closing(sqlite3.connect(tmp_path / "copy.db")) as copied:
            assert copied.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
