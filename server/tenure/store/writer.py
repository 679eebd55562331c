"""The way into the store for a process that must not wait: a queue and one thread.

Everything queued goes into one transaction. While the store cannot be written the queue is kept,
and ``failure`` says why; writing goes on when the store does.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from tenure.core.metrics.attributes import REASON, Loss
from tenure.core.metrics.permissions import METADATA, Permission
from tenure.core.records import Record
from tenure.ports import Clock
from tenure.store import handling, lease, reader, rollups
from tenure.store.damage import set_aside
from tenure.store.database import (
    StoreDamaged,
    StoreError,
    explained,
    file_identity,
    is_busy,
    open_store,
    transaction,
)
from tenure.store.handling import Handling
from tenure.store.records import storable, write_within
from tenure.store.retention import DEFAULT, Retention
from tenure.store.rollups import Increment

T = TypeVar("T")

LINGER_SECONDS = 0.005
"""Between two transactions (0.1 ms each): what comes alone is durable at once, what comes in a
flood shares them; all that a SIGKILL can cost."""

LOCKED_SECONDS = 2.0
"""How long a transaction waits for another process before it is said that the store is locked."""

TURN_SECONDS = 0.005
"""The pause between its attempts meanwhile. SQLite's own grow to 0.1 s, and whoever comes by in one
of them goes first: beside ten servers a writer could wait for seconds with the lock mostly free."""

RETRY_SECONDS = (0.1, 5.0)
"""The first and the longest pause between attempts; each is twice the one before."""

BEAT_SECONDS = 2.0
"""How often the server shows that it lives."""

LONGEST_QUEUE = 20_000
"""Records kept while the store cannot be written; beyond it the oldest go, counted."""

EXIT_SECONDS = 0.3
"""How long a process that was told to end waits for what is not durable yet."""

# What SQLite says of a value, not of the store: the record is at fault and would fail for ever.
_OF_THE_RECORD = (
    ValueError,
    TypeError,
    OverflowError,
    sqlite3.IntegrityError,
    sqlite3.InterfaceError,
    sqlite3.DataError,
    sqlite3.ProgrammingError,
)


@dataclass(frozen=True, slots=True)
class _Entry:
    editor: str | None
    record: Record


@dataclass(frozen=True, slots=True)
class _Query:
    function: Callable[[sqlite3.Connection], Any]
    future: Future[Any]


class Writer:
    """A RecordSink that writes through to the store at ``path``.

    With ``server`` (an id) and ``clock`` it also shows that the server lives. ``on_failure`` is
    called in the writer's thread once for each change of ``failure``.
    """

    def __init__(
        self,
        path: Path,
        editor: str | None = None,
        *,
        server: str | None = None,
        clock: Clock | None = None,
        on_failure: Callable[[str | None], None] | None = None,
        handling: Handling | None = None,
        longest_queue: int = LONGEST_QUEUE,
        locked_after: float = LOCKED_SECONDS,
    ) -> None:
        self._path = path
        self._editor = None if editor is None else storable(editor)
        self._endpoint: str | None = None
        self._permission = METADATA
        self._retention = DEFAULT
        self._server = server
        self._clock = clock
        self._on_failure = on_failure
        self._handling = handling or Handling()
        self._longest_queue = longest_queue
        self._locked_after = locked_after
        self._failure: str | None = None
        self._dropped = 0
        self._dropped_told = 0
        self._connection: sqlite3.Connection | None = None
        self._opened: tuple[int, int] | None = None
        self._next_beat = 0.0
        self._pause = RETRY_SECONDS[0]
        self._commits = 0
        self._written_at = 0.0
        self._lock = threading.Lock()
        self._work = threading.Condition(self._lock)
        self._done = threading.Condition(self._lock)
        self._queue: deque[_Entry] = deque()
        self._queries: list[_Query] = []
        self._taken = 0
        """Records that left the queue for good: durable or dropped."""
        self._appended = 0
        self._urgent = False
        self._closing_until: float | None = None
        self._ended = False
        self._thread = threading.Thread(target=self._run, name="store writer", daemon=True)
        self._thread.start()

    @property
    def failure(self) -> str | None:
        """Why nothing can be written now, as one sentence; None while all is well."""
        return self._failure

    @property
    def dropped(self) -> int:
        """Records lost to a full queue, or refused by the store."""
        return self._dropped

    def append(self, records: Sequence[Record]) -> None:
        """Take ``records`` in order; never waits for the store and never raises."""
        if not records:
            return
        with self._lock:
            if not self._queue:
                self._work.notify()
            self._queue.extend(_Entry(self._editor, record) for record in records)
            self._appended += len(records)
            while len(self._queue) > self._longest_queue:
                self._queue.popleft()
                self._taken += 1
                self._dropped += 1

    def set_editor(self, editor: str | None) -> None:
        """The name of the editor that the records from now on come from."""
        with self._lock:
            self._editor = None if editor is None else storable(editor)
            self._next_beat = 0.0
            self._work.notify()

    def set_worker(
        self,
        endpoint: str | None,
        permission: Permission = METADATA,
        retention: Retention = DEFAULT,
    ) -> None:
        """Where the worker may send what, and what it keeps, by the settings of this process."""
        with self._lock:
            self._endpoint, self._permission = endpoint, permission
            self._retention = retention
            self._next_beat = 0.0
            self._work.notify()

    def query(self, function: Callable[[sqlite3.Connection], T]) -> Future[T]:
        """Run ``function`` in the writer's thread after everything queued.

        The future holds its result, what it raised, or the StoreError that kept it from running.
        """
        future: Future[T] = Future()
        with self._lock:
            if not self._ended:
                self._queries.append(_Query(function, future))
                self._urgent = True
                self._work.notify()
                return future
        future.set_exception(StoreError(f"the store {self._path} was closed"))
        return future

    def data_version(self) -> Future[int]:
        """A number that is another one whenever anybody has written since."""

        def version(connection: sqlite3.Connection) -> int:
            of_others = int(connection.execute("PRAGMA data_version").fetchone()[0])
            return of_others + self._commits

        return self.query(version)

    def flush(self, timeout: float | None = None) -> bool:
        """Wait until everything queued so far is durable; False where that takes too long."""
        with self._lock:
            goal = self._appended
            self._urgent = True
            self._pause = RETRY_SECONDS[0]
            self._work.notify()
            self._done.wait_for(lambda: self._taken >= goal or self._ended, timeout)
            return self._taken >= goal

    def close(self, timeout: float = EXIT_SECONDS) -> bool:
        """Write what is queued for at most ``timeout`` seconds and end; False if some was left."""
        with self._lock:
            self._closing_until = time.monotonic() + timeout
            self._work.notify()
        self._thread.join(timeout)
        return not self._thread.is_alive() and not self._queue

    def _run(self) -> None:
        while True:
            entries, queries, ending = self._next()
            error = self._attempt(entries)
            if isinstance(error, StoreDamaged):
                error = self._begin_anew() or self._attempt(entries)
            self._tell(None if error is None else str(error))
            self._answer(queries, error)
            if error is not None:
                self._disconnect()
                if not self._wait_before_retry():
                    break
            elif ending:
                break
        self._end()

    def _next(self) -> tuple[list[_Entry], list[_Query], bool]:
        """Wait for work; what there is of it, and whether it is the last."""
        with self._lock:
            while not (self._queue or self._queries or self._closing_until is not None):
                beat_in = self._until_beat()
                if beat_in is not None and beat_in <= 0:
                    break
                self._work.wait(beat_in)
            if self._queue and not self._urgent and self._closing_until is None:
                self._work.wait(max(0.0, self._written_at + LINGER_SECONDS - time.monotonic()))
            self._urgent = False
            queries, self._queries = self._queries, []
            return list(self._queue), queries, self._closing_until is not None

    def _attempt(self, entries: list[_Entry]) -> StoreError | None:
        """Make ``entries`` durable; the error that kept us from it."""
        deadline = time.monotonic() + self._locked_after
        while True:
            try:
                connection = self._connected()
                _set_patience(connection, 0)
                try:
                    self._write(connection, entries)
                    entries = []  # not once more, where somebody is in the way of the beat alone
                    self._beat(connection)
                finally:
                    _set_patience(connection, self._locked_after)
            except StoreError as error:
                return error
            except (sqlite3.Error, OSError) as error:
                others_write = isinstance(error, sqlite3.Error) and is_busy(error)
                if not others_write or time.monotonic() >= deadline:
                    return explained(error, self._path)
            else:
                return None
            time.sleep(TURN_SECONDS)

    def _begin_anew(self) -> StoreError | None:
        """Set the damaged store aside; what keeps us from it."""
        self._disconnect()
        now = time.time() if self._clock is None else self._clock.now()
        try:
            aside = set_aside(self._path, now)
        except StoreError as error:
            return error
        except (sqlite3.Error, OSError) as error:
            return explained(error, self._path)
        if aside is not None and self._on_failure is not None:
            with suppress(RuntimeError):
                self._on_failure(f"the store was damaged and lies in {aside} now; a new one begins")
        return None

    def _write(self, connection: sqlite3.Connection, entries: list[_Entry]) -> None:
        if not entries:
            return
        refused = 0
        try:
            self._write_together(connection, entries)
        except _OF_THE_RECORD:
            for entry in entries:
                try:
                    self._write_together(connection, [entry])
                except _OF_THE_RECORD:
                    refused += 1
        with self._lock:
            # Some of them may have been dropped from the full queue meanwhile: those were first.
            for entry in entries:
                if self._queue and self._queue[0] is entry:
                    self._queue.popleft()
                    self._taken += 1
            self._dropped += refused
            self._done.notify_all()

    def _write_together(self, connection: sqlite3.Connection, entries: list[_Entry]) -> None:
        with transaction(connection):
            start = 0
            for end in range(1, len(entries) + 1):
                if end == len(entries) or entries[end].editor != entries[start].editor:
                    records = [entry.record for entry in entries[start:end]]
                    write_within(connection, records, entries[start].editor, self._server)
                    start = end
        self._commits += 1
        self._written_at = time.monotonic()

    def _connected(self) -> sqlite3.Connection:
        """The connection, opened anew where another file lies in the store's place."""
        if self._connection is not None and self._opened != file_identity(self._path):
            self._disconnect()
        if self._connection is None:
            self._connection = open_store(self._path, timeout=self._locked_after)
            self._opened = file_identity(self._path)
            self._next_beat = 0.0
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
        self._connection = None

    def _until_beat(self) -> float | None:
        if self._server is None or self._clock is None:
            return None
        return self._next_beat - time.monotonic()

    def _beat(self, connection: sqlite3.Connection) -> None:
        beat_in = self._until_beat()
        if beat_in is None or beat_in > 0:
            return
        assert self._server is not None
        assert self._clock is not None
        # First, so that a name or endpoint that is set meanwhile asks for another beat.
        self._next_beat = time.monotonic() + BEAT_SECONDS
        try:
            lease.show_life(
                connection,
                self._server,
                self._editor,
                self._clock.now(),
                self._endpoint,
                self._permission,
                self._retention,
            )
            self._tell_of_us(connection)
        except sqlite3.Error:
            self._next_beat = 0.0
            raise

    def _tell_of_us(self, connection: sqlite3.Connection) -> None:
        """Add to the totals how long we held the editor, and what we lost."""
        if self._clock is None or reader.installation(connection) is None:
            return  # no total is older than the first record
        held, dropped = self._handling.take(), self._dropped
        if not held and dropped == self._dropped_told:
            return
        now = self._clock.now()
        lost = Increment(
            "tenure.self.dropped", {REASON: Loss.NOT_STORED}, dropped - self._dropped_told
        )
        try:
            with transaction(connection):
                handling.add(connection, held, now)
                rollups.add(connection, [lost] if lost.value else [], now)
        except sqlite3.Error:
            self._handling.put_back(held)
            raise
        self._dropped_told = dropped

    def _answer(self, queries: list[_Query], error: StoreError | None) -> None:
        for query in queries:
            if not query.future.set_running_or_notify_cancel():
                continue
            if error is not None or self._connection is None:
                query.future.set_exception(error or StoreError("the store was closed"))
                continue
            try:
                query.future.set_result(query.function(self._connection))
            except Exception as raised:  # noqa: BLE001 - it belongs to whoever asked
                query.future.set_exception(raised)

    def _tell(self, failure: str | None) -> None:
        if failure == self._failure:
            return
        self._failure = failure
        if self._on_failure is not None:
            with suppress(RuntimeError):  # an event loop that has ended takes no more calls
                self._on_failure(failure)

    def _wait_before_retry(self) -> bool:
        """Pause; False where there is no time left for another attempt."""
        with self._lock:
            pause = self._pause
            self._pause = min(RETRY_SECONDS[1], pause * 2)
            if self._closing_until is not None:
                pause = min(pause, 0.02)
                if time.monotonic() + pause >= self._closing_until:
                    return False
            deadline = time.monotonic() + pause
            while (left := deadline - time.monotonic()) > 0:
                # New records do not hasten it; a flush, a query and the end do.
                self._work.wait(left)
                if self._urgent or self._closing_until is not None:
                    break
            return True

    def _end(self) -> None:
        with self._lock:
            self._ended = True
            queries, self._queries = self._queries, []
            self._done.notify_all()
        self._answer(queries, StoreError(f"the store {self._path} was closed"))
        if self._connection is not None and self._server is not None:
            with suppress(sqlite3.Error):
                self._tell_of_us(self._connection)
                lease.say_goodbye(self._connection, self._server)
        self._disconnect()


def _set_patience(connection: sqlite3.Connection, seconds: float) -> None:
    """For how long SQLite itself waits for others, in its own way."""
    connection.execute(f"PRAGMA busy_timeout = {seconds * 1000:.0f}")
