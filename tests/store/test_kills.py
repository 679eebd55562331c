"""A process that is killed before any of its writes loses nothing and doubles nothing."""

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
from tenure.store.database import open_store

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
