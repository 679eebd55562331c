"""Records a batch, exports everything, and is killed by itself at the write it was told.

Arguments: the store, the endpoint, the batch's first number, its time, and the number of the write
before which it dies (0: it lives).
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from itertools import count
from pathlib import Path

from tenure.cli import main
from tenure.store.writer import Writer

from tests.store.examples import accepted, due, opportunity

BATCH = 5
WRITES = ("BEGIN IMMEDIATE", "COMMIT", "INSERT", "UPDATE", "DELETE")
_numbers = count(1)


class Mortal(sqlite3.Connection):
    """A connection that counts what it writes, with all others of its process."""

    fatal = 0

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)
        self.set_trace_callback(self._before)

    def _before(self, statement: str) -> None:
        if statement.lstrip().startswith(WRITES) and next(_numbers) == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)


def run(path: Path, endpoint: str, first: int, at: float, fatal: int) -> int:
    Mortal.fatal = fatal
    connect = sqlite3.connect
    sqlite3.connect = lambda *given, **named: connect(*given, factory=Mortal, **named)
    writer = Writer(path, "nvim")
    for number in range(first, first + BATCH):
        id_ = f"s{number:05}"
        writer.append([opportunity(at), accepted(id_, at), due(id_, at=at + 30)])
        writer.flush(60)
    if not writer.close(60):
        return 3
    print("durable", flush=True)
    return main(["export", "--store", str(path), "--endpoint", endpoint])


if __name__ == "__main__":
    store, receiver, number, moment, write = sys.argv[1:]
    sys.exit(run(Path(store), receiver, int(number), float(moment), int(write)))
