"""A store with a clock that its test moves, and real workers for it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tenure.store import lease
from tenure.store.database import open_store, store_path
from tenure.store.writer import Writer

from tests.hand_clock import HandClock

ENOUGH = 30.0
"""Seconds after which something that must come will never come."""

RUN = """
import os, sys
from pathlib import Path
from tenure.clock import clock_from
from tenure.worker.process import run
sys.exit(run(Path(os.environ["TENURE_HOME"]), os.environ, clock_from(os.environ)))
"""


@dataclass
class Home:
    """A store, a clock that its test moves, and the workers that were started for it."""

    folder: Path
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    server: Writer | None = None

    def __post_init__(self) -> None:
        self.clock = HandClock(self.folder / "clock")
        self.store = open_store(store_path(self.folder))

    def start(self, script: str = RUN, stdout: int | None = None) -> subprocess.Popen[bytes]:
        worker = subprocess.Popen(
            [sys.executable, "-c", script],
            stdout=stdout,
            env={
                **os.environ,
                "TENURE_HOME": str(self.folder),
                **self.clock.variables,
            },
        )
        self.workers.append(worker)
        return worker

    def serve(self) -> Writer:
        """A server's writer, which shows that it lives until it is closed."""
        self.server = Writer(store_path(self.folder), "nvim", server="server-1", clock=self.clock)
        return self.server

    def end(self) -> None:
        if self.server is not None:
            self.server.close(ENOUGH)
        for worker in self.workers:
            worker.kill()
            worker.wait(ENOUGH)
        self.store.close()

    def holder(self) -> str | None:
        return lease.holder_of(self.store, lease.WORKER, self.clock.now())

    def pid(self) -> int | None:
        holder = self.holder()
        return None if holder is None else int(holder.partition("-")[0])

    def readings(self) -> list[tuple[str, str, str]]:
        return self.store.execute(
            "SELECT suggestion, horizon, verdict FROM reading ORDER BY due_at, suggestion"
        ).fetchall()

    def counted(self) -> float:
        return self.store.execute(
            "SELECT coalesce(sum(value), 0) FROM rollup WHERE metric = 'tenure.suggestion.count'"
        ).fetchone()[0]
