"""The process that answers an editor: adapters, engine and store, wired once.

It decodes, splices, classifies and appends to the store. Parsing, distances, export and git are the
worker's. The one place where the engine meets the time.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
import threading
import time
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Future
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from tenure.clock import CLOCK_FILE_VARIABLE, clock_from
from tenure.core.attribution.facts import DocumentSaved, Fact
from tenure.core.metrics.attributes import Handler
from tenure.core.records import Record
from tenure.files import Files
from tenure.lsp.channel import Channel
from tenure.lsp.configuration import CHANGED, REQUEST_ID, Configuration
from tenure.lsp.conversation import CHANGE, WATCHED_FILES, Conversation
from tenure.lsp.framing import Framing, FramingError, framed
from tenure.lsp.handshake import encoding_for
from tenure.lsp.held import handler_of
from tenure.lsp.messages import BRANCH, StatusParams
from tenure.lsp.recording import Recording
from tenure.lsp.server import TenureServer
from tenure.lsp.wire import Envelope, leniently, without_values
from tenure.memory import keep_what_is_loaded, share_one_arena
from tenure.observer import Observer
from tenure.services import Services
from tenure.store.database import StoreError, open_store, store_path
from tenure.store.handling import Handling
from tenure.store.retention import retention_of
from tenure.store.writer import Writer

if TYPE_CHECKING:
    from tenure.report.status import StatusBar

T = TypeVar("T")

STATUS_EVERY = 1.0
"""Seconds between two status messages at least, and between two looks at what others wrote."""

WORKER_EVERY = 5.0
"""Seconds between two looks whether the worker lives."""

REST, LONGEST_REST = 4.0, 30.0
"""Times as long as a chore took it is left alone, ten windows may do it at once; in seconds at
most, for a machine may have slept meanwhile."""

RESUMED_WITHIN = 0.05
"""Seconds that the start may wait for a store that another process holds."""

FILES_EVERY = 1.0
"""Seconds between two looks at the files of open documents."""

MOVED_CLOCK_POLL = 0.02
"""Seconds between two looks at a clock that a test moves by hand."""

logger = logging.getLogger(__name__)


def serve(
    channel: Channel,
    initialize: dict[str, Any],
    pending: list[bytes],
    framing: Framing,
    environment: Mapping[str, str],
    home: Path,
    version: str,
    record: Path | None = None,
) -> int:
    """Answer one client until it leaves; the exit code (LSP: 1 where it left without shutdown).

    ``initialize`` is the client's request, already answered; ``pending`` are bodies read with it.
    """
    share_one_arena()
    session = Session(channel, initialize, environment, home, version, record)
    keep_what_is_loaded()
    return asyncio.run(session.run(pending, framing))


class Session:
    """One client's session: the loop that feeds the engine, and the services behind commands."""

    def __init__(
        self,
        channel: Channel,
        initialize: dict[str, Any],
        environment: Mapping[str, str],
        home: Path,
        version: str,
        record: Path | None,
    ) -> None:
        params = initialize["params"]
        self._environment = environment
        self._home = home
        self._store = store_path(home)
        self._clock = clock_from(environment)
        self._files = Files()
        self._handling = Handling()
        self._enabled = True
        self._is_moved = CLOCK_FILE_VARIABLE in environment
        self._configuration = Configuration(environment, params)
        self._channel = channel
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended: asyncio.Future[int] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._timer_due: float | None = None
        self._status_bar: StatusBar | None = None
        self._status_sent: StatusParams | None = None
        self._status_wanted = True
        self._data_version = -1
        self.failures: Counter[str] = Counter()
        """How often each chore failed."""
        self.observer = Observer(_RandomIdentifiers())
        self._conversation = Conversation(self.observer.documents, self._receive)
        self._conversation.encoding = encoding_for(params)
        self._recording = None if record is None else Recording(record, self._clock.now)
        if self._recording is not None:
            # Replay reads the position encoding from it.
            self._recording.client(msgspec.json.encode(initialize))
        editor = ((params.get("clientInfo") or {}).get("name") or "").lower() or None
        self._writer = Writer(
            self._store,
            editor,
            server=uuid.uuid4().hex,
            clock=self._clock,
            on_failure=self._store_failed,
            handling=self._handling,
        )
        self._configured()
        services = Services(
            self.observer,
            self._writer,
            self._clock,
            home,
            environment,
            settings=lambda: self._configuration.settings,
            advance=lambda now: self._append(self.observer.advance(now)),
            changed=self._want_status,
        )
        self._server = TenureServer(
            version, initialize, self._conversation.encoding, self.observer, services, self._send
        )
        self._envelope = msgspec.json.Decoder(Envelope)

    async def run(self, pending: list[bytes], framing: Framing) -> int:
        """Read and answer until the client leaves."""
        self._loop = asyncio.get_running_loop()
        self._ended = self._loop.create_future()
        self._resume()
        for body in pending:
            self._message(body)
        stop_reading = self._start_reading(framing)
        chores = [
            asyncio.ensure_future(self._keep(self._refresh_status, STATUS_EVERY)),
            asyncio.ensure_future(self._keep(self._start_worker, WORKER_EVERY)),
            asyncio.ensure_future(self._keep(self._look_at_files, FILES_EVERY)),
        ]
        try:
            return await self._ended
        finally:
            stop_reading()
            for chore in chores:
                chore.cancel()
            self._append(self.observer.finish(self._clock.now()))
            self._writer.close()
            if self._recording is not None:
                self._recording.close()

    def _resume(self) -> None:
        """Let the engine know the documents whose editor was closed with horizons to come.

        Before the first message, since a document may be opened by it; a few rows as a rule.
        """
        from tenure.store import lease, lineages

        try:
            with closing(open_store(self._store, create=False, timeout=RESUMED_WITHIN)) as store:
                now = self._clock.now()
                seen = lease.servers(store)
                alive = {id_ for id_, at in seen.items() if now - at < lease.LIMIT_SECONDS}
                self.observer.resume(lineages.resumable(store, alive))
        except (StoreError, sqlite3.Error) as error:
            logger.debug("nothing of earlier sessions is taken up: %s", error)

    # Messages

    def _start_reading(self, framing: Framing) -> Callable[[], None]:
        assert self._loop is not None
        loop, descriptor = self._loop, self._channel.fileno()
        try:
            loop.add_reader(descriptor, self._readable, framing)
        except (NotImplementedError, OSError):
            # Windows' loop cannot wait on a pipe, nor any on a file: one thread reads instead.
            thread = threading.Thread(target=self._read_in_thread, args=(framing,), daemon=True)
            thread.start()
            return lambda: None

        def stop() -> None:
            loop.remove_reader(descriptor)

        return stop

    def _readable(self, framing: Framing) -> None:
        try:
            data = self._channel.read()
        except OSError:
            data = b""
        self._fed(framing, data)

    def _read_in_thread(self, framing: Framing) -> None:
        assert self._loop is not None
        data = b"-"
        while data:
            try:
                data = self._channel.read()
            except OSError:
                data = b""
            try:
                self._loop.call_soon_threadsafe(self._fed, framing, data)
            except RuntimeError:  # the loop has ended
                return

    def _fed(self, framing: Framing, data: bytes) -> None:
        if not data:
            self._end(0 if self._server.is_shutting_down else 1)
            return
        try:
            bodies = framing.feed(data)
        except FramingError as error:
            logger.error("%s; restart the server", error)
            self._end(1)
            return
        for body in bodies:
            self._message(body)
        self._reschedule()

    def _message(self, body: bytes) -> None:
        started = time.perf_counter()
        method = self._handle(body)
        self._handling.note(handler_of(method), time.perf_counter() - started)

    def _handle(self, body: bytes) -> str | None:
        """Do what ``body`` asks for; its method."""
        if self._recording is not None:
            self._recording.client(body)
        if self._conversation.take_change(body):
            return CHANGE
        try:
            envelope = self._envelope.decode(body)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            lenient = leniently(body)
            if lenient is None:
                logger.warning("a message is no JSON-RPC: %s", without_values(error))
                return None
            envelope = lenient
        method = envelope.method
        if method is not None and envelope.id is None:
            if self._conversation.takes(method):
                self._conversation.take(method, envelope.params)
                return method
            if method == "exit":
                self._end(0 if self._server.is_shutting_down else 1)
                return method
            if method == "initialized":
                self._ask_for_settings()
            if method == CHANGED:
                if self._configuration.changed(envelope.params):
                    self._configured()
                else:
                    self._ask_for_settings()
                return method
        elif method is None and envelope.id == REQUEST_ID:
            self._configuration.answered(body)
            self._configured()
            return None
        message = json.loads(body)
        if isinstance(message, dict):
            self._server.handle(message)
        return method

    def _configured(self) -> None:
        settings = self._configuration.settings
        retention = retention_of(settings)
        self._writer.set_worker(settings.endpoint or None, settings.permission, retention)
        if settings.enabled is not self._enabled:  # otherwise it stays as the user paused it
            self._enabled = settings.enabled
            self.observer.paused = not settings.enabled
        self._conversation.exclude = settings.exclude
        self._conversation.maximum_file_size = settings.maximum_file_size

    def _ask_for_settings(self) -> None:
        request = self._configuration.request()
        if request is not None:
            self._send(framed(request))

    def _send(self, data: bytes) -> None:
        with self._lock:
            try:
                self._channel.write(data)
            except OSError:
                self._end(1)

    def _end(self, code: int) -> None:
        if self._ended is not None and not self._ended.done():
            self._ended.set_result(code)

    # The engine and its time

    def _receive(self, fact: Fact) -> None:
        if isinstance(fact, DocumentSaved):
            self._files.forget(fact.document)
        self._append(self.observer.receive(fact, self._clock.now()))

    def _append(self, records: list[Record]) -> None:
        if records:
            self._writer.append(records)
            self._status_wanted = True

    def _reschedule(self) -> None:
        due = self.observer.next_due
        if due == self._timer_due:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer_due, self._timer = due, None
        if due is None:
            return
        assert self._loop is not None
        delay = max(0.0, due - self._clock.now())
        if self._is_moved:
            delay = min(delay, MOVED_CLOCK_POLL)
        self._timer = self._loop.call_later(delay, self._tick)

    def _tick(self) -> None:
        self._timer_due = self._timer = None
        started = time.perf_counter()
        self._append(self.observer.advance(self._clock.now()))
        self._reschedule()
        self._handling.note(Handler.CLOCK, time.perf_counter() - started)

    # Chores

    def _want_status(self) -> None:
        self._status_wanted = True

    async def _keep(self, chore: Callable[[], Awaitable[None]], pause: float) -> None:
        """Do ``chore`` again and again; that it failed is said once and costs only itself."""
        while True:
            begun = time.monotonic()
            try:
                await chore()
            except (StoreError, sqlite3.Error) as error:  # the writer tells it
                logger.debug("the store keeps from a chore: %s", error)
            except Exception as error:  # noqa: BLE001  part of the LSP border: tried again
                name = chore.__name__.lstrip("_")
                self.failures[name] += 1
                level = logging.WARNING if self.failures[name] == 1 else logging.DEBUG
                logger.log(level, "%s failed: %s", name, without_values(error))
            rest = min(REST * (time.monotonic() - begun), LONGEST_REST)
            await asyncio.sleep(max(pause, rest))

    async def _refresh_status(self) -> None:
        version = await self._asked(self._writer.data_version())
        if not self._status_wanted and version == self._data_version:
            return
        self._status_wanted, self._data_version = False, -1  # what fails is wanted still
        now = self._clock.now()
        assert self._loop is not None
        status = await self._loop.run_in_executor(None, self._status, now)
        self._data_version = version
        if status != self._status_sent:
            self._status_sent = status
            self._server.status(status)

    def _status(self, now: float) -> StatusParams:
        """Counted over a connection of its own: nothing that is recorded waits for it."""
        from tenure.report.status import PAUSED, StatusBar

        self._status_bar = self._status_bar or StatusBar()
        midnight = datetime.fromtimestamp(now).replace(hour=0, minute=0, second=0, microsecond=0)
        with closing(open_store(self._store, create=False)) as store:
            shown = self._status_bar.shown(store, midnight.timestamp(), now)
        if self.observer.paused:
            shown = replace(shown, text=PAUSED, paused=True)
        return msgspec.convert(shown, StatusParams, from_attributes=True)

    async def _look_at_files(self) -> None:
        assert self._loop is not None
        documents = [uri for uri, one in self.observer.documents.items() if one.is_open]
        seen = await self._loop.run_in_executor(None, self._files.look, documents)
        events = [{"uri": uri, "type": 2} for uri in seen.written]
        events += [{"uri": uri, "type": 3} for uri in seen.deleted]
        if events:
            self._saw(WATCHED_FILES, {"changes": events})
        for folder, branch in seen.switched:
            self._saw(BRANCH, {"folder": folder, "branch": branch})
        self._reschedule()

    def _saw(self, method: str, params: dict[str, Any]) -> None:
        """Take what was seen on disk the way a client would tell it, so that it is recorded."""
        body = msgspec.json.encode({"jsonrpc": "2.0", "method": method, "params": params})
        self._message(body)

    async def _start_worker(self) -> None:
        from tenure.store.lease import WORKER, holder_of

        now = self._clock.now()
        holder = await self._asked(self._writer.query(lambda store: holder_of(store, WORKER, now)))
        if holder is None:
            assert self._loop is not None
            await self._loop.run_in_executor(None, start_worker, self._home, self._environment)

    def _store_failed(self, failure: str | None) -> None:
        if failure is not None:
            logger.warning("%s; what is recorded meanwhile is kept in memory", failure)

    async def _asked(self, future: Future[T]) -> T:
        return await asyncio.wrap_future(future)


def start_worker(home: Path, environment: Mapping[str, str]) -> None:
    """Start the worker process, detached: it outlives this one and ends by itself."""
    import subprocess
    import sys

    variables = {**environment, "TENURE_HOME": str(home)}
    # A standalone server is its own command. -P: no module is taken from the folder it runs in.
    python = [] if getattr(sys, "frozen", False) else ["-P", "-m", "tenure"]
    subprocess.Popen(
        [sys.executable, *python, "worker"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=variables,
        cwd=home,
        # Out of reach of the terminal's keys, but in our session: Linux shares the processors among
        # sessions first, and on a busy machine leaves one that is a single process waiting for most
        # of a second, with the store's write lock in its hand.
        process_group=0,
    )


class _RandomIdentifiers:
    def next(self) -> str:
        return uuid.uuid4().hex
