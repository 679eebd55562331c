"""Ten editors at once share one store: nothing is lost, and nothing is counted twice."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tenure.store.database import open_store, store_path

from tests import environment as env
from tests.hand_clock import HandClock
from tests.lsp.client import Client
from tests.waiting import wait_until

SERVERS = 10
TEXT = "return total\n"

ACCEPTS = 20
"""Of one session; then its document is closed and another one opened, as long as there is time.

In one document for ever, what is measured would be how it grows.
"""

PAUSE = 0.25
"""Seconds between an accept and the next: a busy person. Without them ten servers want more than
two cores can do, and what is measured is how long they wait for those."""

LAST = "1s"
"""The window of the report that is waited for: short, so that it takes no time of its own."""


WRITER = """
import json, sys, threading, time
from pathlib import Path
from tenure.core.records import DocumentRecord
from tenure.store.writer import Writer
record = DocumentRecord(document='untitled:none', language='plaintext', at=0.0, characters={})
writer, waits, ended = Writer(Path(sys.argv[1])), [], threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
while not (ended.wait(0.05) and len(waits) > 1):
    begun = time.monotonic()
    writer.append([record])
    writer.flush()
    waits.append(time.monotonic() - begun)
print(json.dumps(waits))
"""
"""An eleventh process that writes and does nothing else: what it waits, a writer waits."""

LONGEST_WAIT = 0.25
"""Seconds that no writer should wait beside the others. Told, not asserted: what one on a store of
its own waits in the same run is the machine's."""


@contextmanager
def writing(store: Path) -> Iterator[list[float]]:
    """How long each record of another process took to be durable, seconds; filled at the end."""
    waits: list[float] = []
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(store)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=env.ROOT, text=True,
    )  # fmt: skip
    try:
        yield waits
    finally:
        waits += json.loads(process.communicate()[0])


class Editor(threading.Thread):
    """Plays session after session until its time is over; counts its accepts, keeps its waits."""

    def __init__(self, client: Client, name: str, seconds: float, least: int) -> None:
        super().__init__(name=name)
        self.accepted = 0
        self.sessions = 0
        self.waits: list[float] = []
        self.until = time.monotonic() + seconds
        self._client = client
        self._least = least
        self._pause = threading.Event()

    def run(self) -> None:
        while self._goes_on():
            self._play(f"untitled:{self.name}-{self.sessions}")
            self.sessions += 1

    def _goes_on(self) -> bool:
        return self.accepted < self._least or time.monotonic() < self.until

    def _play(self, uri: str) -> None:
        """Type a sign, accept a line before it, and again; save, and close the document."""
        self._client.open(uri, "")
        version, text = 1, ""
        for _ in range(ACCEPTS):
            if not self._goes_on():
                break
            self._client.change(uri, version + 1, ((0, 0), (0, 0), "#"))
            self._client.change(uri, version + 2, ((0, 0), (0, 0), TEXT))
            version, text = version + 2, f"{TEXT}#{text}"
            self._client.accept(uri, version, kind="inline", evidence="exact")
            self.accepted += 1
            begun = time.monotonic()
            # Answered by the thread that writes, after everything that was told before.
            self._client.command("tenure.stats", LAST)
            self.waits.append(time.monotonic() - begun)
            self._pause.wait(PAUSE)
        document = {"textDocument": {"uri": uri}}
        self._client.notify("textDocument/didSave", {**document, "text": text})
        self._client.notify("textDocument/didClose", document)


def test_ten_servers_on_one_store_count_everything_once(tmp_path, request, capsys):
    """Every accept of every editor is in the store, and in the totals, exactly once."""
    seconds, least = (600.0, 1) if request.config.getoption("--long") else (0.0, 5)
    clock = HandClock(tmp_path / "clock")
    clients = [Client(tmp_path, **clock.variables) for _ in range(SERVERS)]
    try:
        for client in clients:
            client.initialize()
            client.command("tenure.stats", LAST)  # what is loaded for the first is no wait
        editors = [
            Editor(client, f"editor-{number}", seconds, least)
            for number, client in enumerate(clients)
        ]
        alone_in = tmp_path / "alone"
        alone_in.mkdir()
        with writing(store_path(tmp_path)) as written, writing(store_path(alone_in)) as alone:
            for editor in editors:
                editor.start()
            for editor in editors:
                editor.join()
        wanted = sum(editor.accepted for editor in editors)
        assert all(time.monotonic() >= editor.until for editor in editors)
        with closing(open_store(store_path(tmp_path))) as store:
            clock.move(45)

            def counted() -> float:
                return store.execute(
                    "SELECT total(value) FROM rollup WHERE metric = 'tenure.suggestion.count'"
                ).fetchone()[0]

            wait_until(
                "the count", lambda: counted() >= wanted, 90, lambda: f"{counted()} of {wanted}"
            )
            assert counted() == wanted
            assert store.execute(
                "SELECT count(*), count(DISTINCT id) FROM suggestion WHERE state = 'accepted'"
            ).fetchone() == (wanted, wanted)
            assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    finally:
        for client in clients:
            client.end()
    sessions = sum(editor.sessions for editor in editors)
    answered = [wait for editor in editors for wait in editor.waits]
    with capsys.disabled():
        print(f"\n{wanted} accepts in {sessions} sessions")
        for what, waits in (
            ("the answer after one", answered),
            ("a record to durable", written),
            ("  on a store of its own", alone),
        ):
            print(
                f"{what}: median {1000 * statistics.median(waits):.0f} ms, one in a hundred"
                f" {1000 * statistics.quantiles(waits, n=100)[-1]:.0f} ms,"
                f" longest {1000 * max(waits):.0f} ms, of {len(waits)};"
                f" {sum(wait > LONGEST_WAIT for wait in waits)} over {1000 * LONGEST_WAIT:.0f} ms"
            )
