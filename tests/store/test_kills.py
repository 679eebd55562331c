"""A process that is killed before or within any of its writes loses and doubles nothing."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from tenure.core.metrics.permissions import METADATA
from tenure.store import outbox
from tenure.store.database import open_store
from tenure.worker import work

from tests.store import flooding
from tests.store.examples import START
from tests.store.killed import BATCH
from tests.telemetry.receiver import receiving

ROOT = Path(__file__).parents[2]

ABOUT_ALL_WRITES = 260
"""Those of one process, from its first record to the last answer of the receiver."""


def batch(path: Path, endpoint: str, first: int, at: float, fatal: int) -> tuple[int, bool]:
    """Record and export a batch; the exit code, and whether it was durable."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("OTEL_", "TENURE_"))}
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.killed", path, endpoint, *map(str, (first, at, fatal))],
        cwd=ROOT,
        env=clean | {"TENURE_HOME": str(path.parent)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode, "durable" in done.stdout


def flood(path: Path, first: int, seconds: float) -> int:
    """Let batches be recorded and counted, and kill that; how many suggestions were durable."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.store.flooding", path, str(first)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        time.sleep(seconds)
        process.kill()
        said += process.stdout.read()
    assert process.returncode == -signal.SIGKILL
    return int(said[: said.rindex("\n")].split()[-1])


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_kill_in_the_middle_of_a_write_leaves_each_batch_whole_or_out(tmp_path, request):
    """What was said to be durable is there, once; totals and events are those of what is there."""
    kills = 200 if request.config.getoption("--long") else 6
    chance = random.Random(kills)
    path = tmp_path / "tenure.db"
    stored = 0
    for _ in range(kills):
        # At any moment: of a flood most are inside of a commit or of what leads to one.
        durable = flood(path, stored, chance.uniform(0, 0.2))
        with closing(open_store(path)) as store:
            assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            counts = store.execute(
                "SELECT (SELECT count(*) FROM suggestion), (SELECT count(*) FROM opportunity)"
            ).fetchone()
        assert counts in [(durable, durable), (durable + flooding.BATCH,) * 2]
        stored = counts[0]
    with closing(open_store(path)) as store:
        work(store, START + 1000, parse=lambda *_: None, permission=METADATA)
        totals = dict(store.execute("SELECT metric, sum(value) FROM rollup GROUP BY metric"))

        assert totals["tenure.suggestion.count"] == stored
        assert totals["tenure.suggestion.opportunities"] == stored
        assert [outbox.waiting(store, signal) for signal in outbox.QUEUED] == [stored, stored]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_kill_at_any_write_loses_no_record_and_doubles_none(tmp_path, request):
    """The receiver holds each record once by its id, totals count it once, the store is sound."""
    points = 200 if request.config.getoption("--long") else 8
    chance = random.Random(points)
    path = tmp_path / "tenure.db"
    at = time.time() - 3_600
    first = kills = 0
    with receiving() as receiver:
        for _ in range(points):
            code, durable = batch(
                path, receiver.endpoint, first, at, chance.randint(1, ABOUT_ALL_WRITES)
            )
            kills += code != 0
            if durable:
                first += BATCH
            if path.exists():
                with closing(open_store(path)) as store:
                    assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        code, durable = batch(path, receiver.endpoint, first, at, 0)
        assert (code, durable) == (0, True)
    numbers = range(first + BATCH)
    wanted = {f"s{n:05}:{what}" for n in numbers for what in ("suggestion", "30s")}

    assert kills > points // 2
    assert set(receiver.taken) == wanted
    with closing(open_store(path)) as store:
        assert store.execute("SELECT count(*) FROM outbox").fetchone() == (0,)
        totals = dict(store.execute("SELECT metric, sum(value) FROM rollup GROUP BY metric"))
        assert totals["tenure.suggestion.count"] == len(numbers)
        assert totals["tenure.survival.count"] == len(numbers)
        assert totals["tenure.suggestion.opportunities"] >= len(numbers)
