"""A copy is whole, private, and of one moment, however busy the store is."""

from __future__ import annotations

import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)
from tenure.core.metrics.permissions import NOTHING
from tenure.store.copies import CopyError, copy
from tenure.store.database import SCHEMA, open_store
from tenure.store.records import write
from tenure.telemetry.export import send_pending
from tenure.worker import work

from tests.store.examples import START, accepted, opportunity, shown
from tests.telemetry.receiver import receiving


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


def test_a_store_is_not_copied_over_itself(tmp_path):
    """Under any name: what others still write would end in a file that is gone."""
    path = tmp_path / "tenure.db"
    (tmp_path / "link.db").symlink_to(path)
    with closing(open_store(path)) as source:
        for target in (path, tmp_path / "link.db"):
            with pytest.raises(CopyError, match="is the store itself; name another file"):
                copy(source, target)
        write(source, [shown()], None)


def test_a_copy_that_is_put_in_the_stores_place_counts_nothing_twice(tmp_path):
    """It goes on as another installation, with what no receiver knew yet: nothing that was counted
    falls, and over both each is counted once."""
    path, backup = tmp_path / "tenure.db", tmp_path / "backup.db"
    with closing(open_store(path)) as source, receiving() as receiver:
        receiver.signal = "metrics"

        def export(store: sqlite3.Connection, number: int, now: float) -> None:
            write(store, [accepted(f"s{number}")], None)
            work(store, now, parse=lambda language, text: None, permission=NOTHING)
            send_pending(store, receiver.endpoint, {}, now, signals=("metrics",))

        export(source, 1, START + 60)
        copy(source, backup)
        export(source, 2, START + 120)
        with closing(open_store(backup)) as restored:
            export(restored, 3, START + 180)
            export(restored, 4, START + 240)
        counts = [one for body in receiver.bodies for one in counted(body)]

    streams = list(dict.fromkeys(instance for instance, _ in counts))
    assert [[number for one, number in counts if one == stream] for stream in streams] == [
        [0, 1, 2],
        [0, 1, 2],
    ]


def counted(body: bytes) -> Iterator[tuple[str, int]]:
    """The installation, and its points of how many suggestions there were."""
    for resource in ExportMetricsServiceRequest.FromString(body).resource_metrics:
        attributes = {one.key: one.value.string_value for one in resource.resource.attributes}
        for metric in resource.scope_metrics[0].metrics:
            if metric.name == "tenure.suggestion.count":
                for point in metric.sum.data_points:
                    yield attributes["service.instance.id"], point.as_int
