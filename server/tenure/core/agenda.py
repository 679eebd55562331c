"""What falls due later, in the order in which it must be done."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from itertools import count
from typing import NamedTuple

from tenure.core.records import Horizon
from tenure.core.survival.horizons import ORDER


class Settle(NamedTuple):
    """Two seconds after a change: what nothing has explained by now stays so."""

    document: str


class Expire(NamedTuple):
    """A suggestion that nobody decided on is ignored."""

    suggestion: str


class Read(NamedTuple):
    """A span is looked at."""

    suggestion: str
    horizon: Horizon


class Rest(NamedTuple):
    """A span may have been left alone for long enough to be settled."""

    suggestion: str


class Keep(NamedTuple):
    """The lineage of a document with a live span is written down."""

    document: str


class Count(NamedTuple):
    """A document's characters are counted by origin."""

    document: str


class Leave(NamedTuple):
    """A closed document is left as it was saved, unless it is open again."""

    document: str


Task = Settle | Expire | Read | Rest | Keep | Count | Leave


class Agenda:
    """Tasks by due time, then horizon, then the order in which they were made."""

    def __init__(self) -> None:
        self.next_due: float | None = None
        """When the next task falls due."""
        self._tasks: list[tuple[float, int, int, Task]] = []
        self._numbers = count()

    def add(self, due_at: float, task: Task) -> None:
        """Do ``task`` at ``due_at``."""
        order = ORDER[task.horizon] if isinstance(task, Read) else -1
        heapq.heappush(self._tasks, (due_at, order, next(self._numbers), task))
        self.next_due = self._tasks[0][0]

    def due(self, now: float) -> Iterator[tuple[float, Task]]:
        """Take what is due at or before ``now``, also what is added meanwhile."""
        while self._tasks and self._tasks[0][0] <= now:
            due_at, _, _, task = heapq.heappop(self._tasks)
            self.next_due = self._tasks[0][0] if self._tasks else None
            yield due_at, task
