"""The worker as a process: one per user, from the first server until a minute after the last.

Whatever goes wrong in a round is noted once and the next round tries again.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sqlite3
import sys
import time
from collections.abc import Collection, Mapping
from contextlib import closing, suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from tenure import settings
from tenure.core.metrics.permissions import NOTHING, Permission
from tenure.ports import Clock
from tenure.store import damage, lease, notices, outbox, periods, reader
from tenure.store.database import (
    StoreDamaged,
    StoreError,
    StoreTooNew,
    file_identity,
    is_damage,
    open_store,
    refuse_newer,
    store_path,
    transaction,
)
from tenure.store.retention import forget_some, retention_of
from tenure.worker.keeper import Keeper
from tenure.worker.living import Living
from tenure.worker.passes import give_up, work
from tenure.worker.sending import Sending

if TYPE_CHECKING:
    from tenure.core.syntax_shape import Parsed, Unparsed

TOPIC = "worker"
"""The notices of this process."""

LOOK_SECONDS = 0.25
"""How often it looks for work: one pragma, a few microseconds."""

FAILED_SECONDS = 1.0
"""The pause after a round that failed."""

GIVE_UP_SECONDS = 1.0
"""How often it looks for what no server will conclude."""

FRESH_SECONDS = 5.0
"""Whoever starts a worker gave a sign of life no longer ago than that."""

TALLY_SECONDS = 5.0
"""How often it tallies a period that is over, or was and has changed."""

STAY_SECONDS = 60.0
"""How long it stays after the last server's sign of life."""

LEAVE_SECONDS = 0.5
"""How long a worker that ends waits for others that use the store."""

NOTE_SECONDS = 60.0
"""An error that comes again is written down no more often."""

HUNG_SECONDS = 30.0
"""A parse is stopped after a fraction of a second; one that cannot be ends the process."""

SETTLE_SECONDS = 1.0
"""A record may reach the store so much later than its time; what is final is counted after it."""


def run(home: Path, environment: Mapping[str, str], clock: Clock) -> int:
    """Work for the store in ``home`` until no server needs it; at once if another worker does.

    Gives the exit code.
    """
    asked = _Asked()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, asked)
    if sys.platform != "win32":
        signal.signal(signal.SIGALRM, signal.SIG_DFL)  # whoever started us may have ignored it
    path = store_path(home)
    holder = f"{os.getpid()}-{os.urandom(8).hex()}"
    try:
        connection = open_store(path)
    except StoreDamaged:
        damage.set_aside(path, clock.now())
        connection = open_store(path)
    try:
        if not lease.acquire(connection, lease.WORKER, holder, clock.now()):
            return 0
        store = file_identity(path)
    finally:
        connection.close()
    keeper = Keeper(path, holder, clock)
    keeper.start()
    try:
        _Worker(path, environment, clock, keeper, asked, store).rounds()
    finally:
        keeper.stop()
        _leave(path, holder)
    return 0


class _Asked:
    """A signal handler that remembers; taking a lock in one could wait for itself."""

    to_end = False

    def __call__(self, _signal: int, _frame: FrameType | None) -> None:
        self.to_end = True


class _Worker:
    """The rounds of one worker."""

    def __init__(
        self,
        path: Path,
        environment: Mapping[str, str],
        clock: Clock,
        keeper: Keeper,
        asked: _Asked,
        store: tuple[int, int] | None,
    ) -> None:
        self._path = path
        self._clock = clock
        self._keeper = keeper
        self._asked = asked
        self._own = settings.resolve(environment)
        self._endpoint = self._own.endpoint
        """Where to send; that of the last servers stands for the minute after them."""
        self._permission = self._own.permission
        self._sending = Sending(environment, self._may_go_on)
        self._connection: sqlite3.Connection | None = None
        self._version = -1
        self._next_final: float | None = None
        self._next_give_up = 0.0
        self._next_tally = 0.0
        self._retention = retention_of(self._own)
        self._looked = False
        self._next_note: dict[str, float] = {}
        self._store = store
        self._left_behind = False
        self._now = self._last_alive = clock.now()
        self._living = Living(self._now - FRESH_SECONDS)

    def rounds(self) -> None:
        """Round after round until it is time to go."""
        while self._may_go_on():
            pause = LOOK_SECONDS
            self._now = self._clock.now()
            try:
                self._round()
            except StoreTooNew:
                self._left_behind = True  # the version that did that starts a worker of its own
            except (StoreError, sqlite3.Error) as error:
                self._disconnect()  # the servers, which write as well, tell it
                if isinstance(error, StoreDamaged) or (
                    isinstance(error, sqlite3.Error) and is_damage(error)
                ):
                    with suppress(StoreError, sqlite3.Error, OSError):
                        damage.set_aside(self._path, self._now)
                pause = FAILED_SECONDS
            except Exception as error:  # noqa: BLE001 - the border of the worker's loop
                self._note(error)
                pause = FAILED_SECONDS
            if self._now - self._last_alive >= STAY_SECONDS:
                break
            self._wait(pause)
        self._disconnect()

    def _wait(self, pause: float) -> None:
        """Sleep in short pieces: a signal's handler runs, but does not end a sleep."""
        end = time.monotonic() + pause
        while self._may_go_on() and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, LOOK_SECONDS))

    def _may_go_on(self) -> bool:
        return not (self._asked.to_end or self._keeper.lost or self._left_behind)

    def _round(self) -> None:
        if file_identity(self._path) != self._store:
            self._left_behind = True  # whoever begins the next store starts a worker for it
            return
        if self._connection is None:
            self._connection = open_store(self._path, create=False)
            self._version = -1
        connection, now = self._connection, self._now
        refuse_newer(connection, self._path)
        signs = lease.servers(connection)
        alive = self._living.alive(signs, time.monotonic())
        for server in signs.keys() - alive:
            lease.end_life(connection, server)  # should it live after all, it says so again
        if alive:
            self._last_alive = now
            sending = _sending_of(connection, self._living.certain)
            if sending != _sending_of(connection, alive):
                return  # what holds depends on one that may have been killed; a sign will tell
            self._endpoint, self._permission = sending
            self._retention = lease.retention_of_servers(connection)
        if time.monotonic() >= self._next_give_up:
            given_up = give_up(connection, now, alive)
            self._next_give_up = time.monotonic() + GIVE_UP_SECONDS
        else:
            given_up = 0
        version = int(connection.execute("PRAGMA data_version").fetchone()[0])
        settled = now - SETTLE_SECONDS
        final = self._next_final is not None and self._next_final <= settled
        exported = self._sending.goes_anywhere(self._endpoint)
        if given_up or final or version != self._version:
            work(
                connection,
                settled,
                parse=_parse,
                permission=self._permission if exported else NOTHING,
                may_go_on=self._may_go_on,
            )
            self._version = version
            self._next_final = reader.next_final(connection)
        if not self._looked:
            # Once a worker, not at each opening: it reads the whole file.
            damage.look(connection, self._path)
            damage.forget_deleted(connection, self._path.parent)
            self._looked = True
        if time.monotonic() >= self._next_tally:
            if not forget_some(connection, now, self._retention):
                periods.tally_one(connection, settled)
            if not exported and outbox.waiting(connection):
                with transaction(connection):  # what nobody sends is not kept for ever either
                    outbox.bound(connection, now)
            self._next_tally = time.monotonic() + TALLY_SECONDS
        if exported and self._permission:
            self._sending.send_what_is_due(
                connection, self._endpoint, now, time.monotonic(), self._permission
            )

    def _disconnect(self) -> None:
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
        self._connection = None

    def _note(self, error: Exception) -> None:
        """Count the error; write it down when it is a new one, and once a minute."""
        name = type(error).__name__
        text = (
            f"the background worker met an error ({name}) and goes on; "
            "please report it with what `tenure doctor` prints"
        )
        monotonic = time.monotonic()
        if monotonic < self._next_note.get(name, 0.0) or self._connection is None:
            return
        self._next_note[name] = monotonic + NOTE_SECONDS
        with suppress(sqlite3.Error):
            notices.note(self._connection, TOPIC, text, self._now)


def _sending_of(connection: sqlite3.Connection, servers: Collection[str]) -> tuple[str, Permission]:
    """Where ``servers`` want their records sent, and what may leave."""
    return (
        lease.endpoint_of_servers(connection, servers) or "",
        lease.permission_of_servers(connection, servers),
    )


def _leave(path: Path, holder: str) -> None:
    """Give the lease back and fold the WAL in, which also overwrites what was deleted."""
    with suppress(StoreError, sqlite3.Error):
        connection = open_store(path, create=False, timeout=LEAVE_SECONDS)
        with closing(connection):
            lease.release(connection, lease.WORKER, holder)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _parse(language: str, text: str) -> Parsed | Unparsed | None:
    """Parse, or end the process: a grammar that never returns lets no other thread run."""
    from tenure.syntax.parsers import parse  # tree-sitter comes with it

    if sys.platform != "win32":
        # Nobody handles this signal, so it ends the process. It costs two system calls, and
        # faulthandler a thread for each parse: more than most parses take.
        signal.setitimer(signal.ITIMER_REAL, HUNG_SECONDS)
        try:
            return parse(language, text)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    with Path(os.devnull).open("w") as nowhere:
        faulthandler.dump_traceback_later(HUNG_SECONDS, exit=True, file=nowhere)
        try:
            return parse(language, text)
        finally:
            faulthandler.cancel_dump_traceback_later()
