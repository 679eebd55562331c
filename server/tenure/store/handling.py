"""How long an editor was held, and for what: noted in memory, and in the totals a moment later.

Noting must cost nothing beside reading a clock: it is done for every key that is pressed.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict, deque

from tenure.core.metrics.attributes import HANDLER, Handler
from tenure.store import rollups

MOST = 100_000
"""Values kept while the store cannot be written; beyond it the oldest go."""


class Handling:
    """Notes values in one thread, and gives them to the store in another."""

    def __init__(self) -> None:
        self._noted: deque[tuple[Handler, float]] = deque(maxlen=MOST)

    def note(self, handler: Handler, seconds: float) -> None:
        """The editor was held for so long."""
        self._noted.append((handler, seconds))

    def take(self) -> list[tuple[Handler, float]]:
        """What was noted since; the caller has it now."""
        return [self._noted.popleft() for _ in range(len(self._noted))]

    def put_back(self, taken: list[tuple[Handler, float]]) -> None:
        """It could not be written: it is taken again."""
        self._noted.extendleft(reversed(taken))


def add(connection: sqlite3.Connection, taken: list[tuple[Handler, float]], now: float) -> None:
    """Add what was taken to the totals, in the caller's transaction."""
    by_handler: dict[Handler, list[float]] = defaultdict(list)
    for handler, seconds in taken:
        by_handler[handler].append(seconds)
    for handler, values in by_handler.items():
        attributes = {HANDLER: handler}
        rollups.observe(connection, "tenure.self.handling.duration", attributes, values, now)
