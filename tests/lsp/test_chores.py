"""What the server does beside answering goes on after it failed."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tenure import app
from tenure.lsp.framing import Framing

from tests.store.examples import accepted
from tests.waiting import wait_until

TIMES = 3


class Flaky:
    """Fails so many times, and then does what it stands for."""

    def __init__(self, real: Callable[..., object]) -> None:
        self._real = real
        self.left = TIMES
        self.succeeded = False

    def __call__(self, *arguments: object, **named: object) -> object:
        if self.left:
            self.left -= 1
            raise RuntimeError("what a document says is in no log")
        answer = self._real(*arguments, **named)
        self.succeeded = True
        return answer


class Pair:
    """A channel whose other end is this test."""

    def __init__(self) -> None:
        self._ours, self._theirs = socket.socketpair()

    def fileno(self) -> int:
        return self._ours.fileno()

    def read(self) -> bytes:
        return self._ours.recv(1 << 16)

    def write(self, data: bytes) -> None:
        self._ours.sendall(data)

    def leave(self) -> None:
        self._theirs.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        self._ours.close()
        self._theirs.close()


@pytest.fixture
def prepared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[app.Session, threading.Thread]]:
    """A session that starts no worker, and the thread of this process to run it in."""
    for pause in ("STATUS_EVERY", "WORKER_EVERY", "FILES_EVERY"):
        monkeypatch.setattr(app, pause, 0.01)
    monkeypatch.setattr(app, "start_worker", lambda *_: None)
    initialize = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}
    channel = Pair()
    made = app.Session(channel, initialize, dict(os.environ), tmp_path, "0", None)
    thread = threading.Thread(target=lambda: asyncio.run(made.run([], Framing())))
    yield made, thread
    channel.leave()
    thread.join()
    channel.close()


def test_what_is_recorded_does_not_wait_for_the_status_bar(prepared, monkeypatch):
    """However long its figures take to count."""
    session, thread = prepared
    counting, counted = threading.Event(), threading.Event()

    def count(*_: object) -> None:
        counting.set()
        counted.wait(60)

    monkeypatch.setattr(session, "_status", count)
    thread.start()
    wait_until("the count", counting.is_set)
    session._writer.append([accepted()])

    assert session._writer.flush(20)
    counted.set()


@pytest.mark.parametrize(
    ("chore", "part"),
    [
        ("refresh_status", lambda session: (session, "_status")),
        ("start_worker", lambda _: (app, "start_worker")),
        ("look_at_files", lambda session: (session._files, "look")),
    ],
)
def test_a_chore_that_failed_is_counted_and_done_again(prepared, monkeypatch, caplog, chore, part):
    """It is said once, without a word of anybody's text; the others never notice."""
    session, thread = prepared
    owner, name = part(session)
    flaky = Flaky(getattr(owner, name))
    monkeypatch.setattr(owner, name, flaky)
    thread.start()
    wait_until(chore, lambda: flaky.succeeded)

    assert session.failures == {chore: TIMES}
    assert [one.getMessage() for one in caplog.records if one.levelname == "WARNING"] == [
        f"{chore} failed: RuntimeError"
    ]
