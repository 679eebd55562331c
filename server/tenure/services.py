"""What an editor's commands and hovers ask of this process, beside the engine.

What takes long has a connection to the store of its own: nothing that is recorded waits for it.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from tenure.core.text.source import SourceText
from tenure.lsp.messages import DueSpan, Panel, PastReading
from tenure.memory import give_back_what_is_free
from tenure.observer import Observer
from tenure.ports import Clock
from tenure.settings import Settings
from tenure.store.database import StoreError, open_store, store_path
from tenure.store.writer import Writer

STORE_SECONDS = 0.5
"""How long an explanation waits for a store that another process holds."""

T = TypeVar("T")

DUE_SPANS = 200
"""How many spans with a reading to come are listed."""


class Services:
    """Answers questions of one editor, whose settings in force ``settings`` gives.

    ``advance`` brings the engine up to a time; ``changed`` asks for a new status.
    """

    def __init__(
        self,
        observer: Observer,
        writer: Writer,
        clock: Clock,
        home: Path,
        environment: Mapping[str, str],
        settings: Callable[[], Settings],
        advance: Callable[[float], None],
        changed: Callable[[], None],
    ) -> None:
        self._observer = observer
        self._writer = writer
        self._clock = clock
        self._home = home
        self._environment = environment
        self._settings = settings
        self._advance = advance
        self._changed = changed

    async def stats(self, since: str | None = None) -> dict[str, Any]:
        """The report's JSON over ``since`` (``7d``), up to now."""
        start, now = self._window(since)
        await self._query(lambda _: None)  # what is queued is durable then
        return await self._in_thread(lambda: report_of(store_path(self._home), start, now))

    async def panel(self, since: str | None = None) -> Panel:
        """Everything that the stats panel shows over ``since`` (``30d``), up to now."""
        start, now = self._window(since or "30d")
        await self._query(lambda _: None)
        return await self._in_thread(lambda: panel_of(store_path(self._home), start, now))

    async def due(self) -> list[DueSpan]:
        """The spans that are looked at next, the first due first."""
        from tenure.store.recent import due_spans

        spans = await self._query(lambda store: due_spans(store, DUE_SPANS))
        return msgspec.convert(spans, list[DueSpan], from_attributes=True)

    async def readings(self, suggestion: str) -> list[PastReading]:
        """The readings of a suggestion so far, in the order in which they were made.

        None where the store cannot be asked now: whose text it is, is known without it.
        """
        from tenure.store.recent import readings_of

        asked = self._query(lambda store: readings_of(store, suggestion))
        try:
            readings = await asyncio.wait_for(asyncio.shield(asked), STORE_SECONDS)
        except (StoreError, sqlite3.Error, TimeoutError):
            return []
        return msgspec.convert(readings, list[PastReading], from_attributes=True)

    async def accepted(self, suggestion: str) -> tuple[str, SourceText | None] | None:
        """The document of a suggestion, and its text as accepted while that is still kept."""
        from tenure.store.lineages import with_texts

        record = await self._query(lambda store: with_texts(store, suggestion))
        return None if record is None else (record.document, record.accepted_text)

    async def doctor(self) -> dict[str, Any]:
        """What is connected, what is not, and the next steps."""
        from tenure.report.doctor import examine

        return await self._in_thread(
            lambda: examine(
                store_path(self._home), self._environment, self._clock.now(), self._settings()
            )
        )

    async def purge(self, workspace: str | None = None) -> dict[str, Any]:
        """Delete what was recorded, of one workspace or all."""
        from tenure.store.purge import purge_everything, purge_workspace

        purged = await self._query(
            lambda store: (
                purge_everything(store) if workspace is None else purge_workspace(store, workspace)
            )
        )
        self._changed()
        return {"suggestions": purged}

    def pause(self) -> None:
        """Observe nothing from now on."""
        self._observer.paused = True
        self._changed()

    def resume(self) -> None:
        """Observe again."""
        self._observer.paused = False
        self._changed()

    def _window(self, since: str | None) -> tuple[float, float]:
        from tenure.report.summary import window_of

        now = self._clock.now()
        self._advance(now)
        return window_of(since or "7d", now), now

    async def _query(self, function: Callable[[sqlite3.Connection], T]) -> T:
        return await _awaited(self._writer.query(function))

    async def _in_thread(self, function: Callable[[], T]) -> T:
        def answered() -> T:
            try:
                return function()
            finally:
                give_back_what_is_free()

        return await asyncio.get_running_loop().run_in_executor(None, answered)


async def _awaited(future: Future[T]) -> T:
    return await asyncio.wrap_future(future)


def report_of(store: Path, since: float, until: float) -> dict[str, Any]:
    """The report's JSON of the store over a window; times are seconds since 1970."""
    from tenure.report.summary import build

    with closing(open_store(store, create=False)) as connection:
        return build(connection, since, until)


def panel_of(store: Path, since: float, until: float) -> Panel:
    """What the panel shows of the store over a window; times are seconds since 1970."""
    from tenure.report.panel import build

    with closing(open_store(store, create=False)) as connection:
        return msgspec.convert(build(connection, since, until), Panel, from_attributes=True)
