"""Records and counts batch after batch until it is killed; says how many suggestions are durable.

Arguments: the store, and the number of the first suggestion.
"""

from __future__ import annotations

import sys
from contextlib import closing
from itertools import count
from pathlib import Path

from tenure.core.metrics.permissions import METADATA
from tenure.store.database import open_store
from tenure.store.writer import Writer
from tenure.worker import work

from tests.store.examples import START, accepted, opportunity

BATCH = 20


def run(path: Path, first: int) -> None:
    writer = Writer(path, "nvim")
    with closing(open_store(path)) as store:
        for start in count(first, BATCH):
            numbers = range(start, start + BATCH)
            writer.append(
                [record for n in numbers for record in (opportunity(), accepted(f"s{n}"))]
            )
            writer.flush(60)
            print(start + BATCH, flush=True)
            work(store, START + 1000, parse=lambda *_: None, permission=METADATA)


if __name__ == "__main__":
    run(Path(sys.argv[1]), int(sys.argv[2]))
