"""Keeps the worker's lease while the worker is busy.

A thread and a connection of its own: a long reading or a slow receiver must not cost the lease.
"""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

from tenure.ports import Clock
from tenure.store import lease
from tenure.store.database import StoreError, open_store

RENEW_SECONDS = 1.0


class Keeper:
    """Renews the lease of ``holder`` each second until it is lost or given back."""

    def __init__(self, path: Path, holder: str, clock: Clock) -> None:
        self._path = path
        self._holder = holder
        self._clock = clock
        self._end = threading.Event()
        self._lost = threading.Event()
        self._thread = threading.Thread(target=self._run, name="lease keeper", daemon=True)

    def start(self) -> None:
        """Begin to renew."""
        self._thread.start()

    @property
    def lost(self) -> bool:
        """Whether another process has taken the lease."""
        return self._lost.is_set()

    def stop(self) -> None:
        """Renew no more."""
        self._end.set()
        self._thread.join(2 * RENEW_SECONDS)

    def _run(self) -> None:
        connection: sqlite3.Connection | None = None
        while not self._end.wait(RENEW_SECONDS):
            try:
                connection = connection or open_store(self._path, create=False)
                if not lease.acquire(connection, lease.WORKER, self._holder, self._clock.now()):
                    self._lost.set()
                    break
            except (StoreError, sqlite3.Error):
                # Nobody can take the lease of a store that cannot be written; so it goes on.
                connection = None
        if connection is not None:
            connection.close()
