"""Ten editors at once share one store: nothing is lost, and nothing is counted twice."""

from __future__ import annotations

import threading
import time
from contextlib import closing

from tenure.store.database import open_store, store_path

from tests.hand_clock import HandClock
from tests.lsp.client import Client
from tests.waiting import wait_until

SERVERS = 10
TEXT = "return total\n"


class Editor(threading.Thread):
    """Accepts suggestions one after the other until its time is over; counts them and its waits."""

    def __init__(self, client: Client, name: str, seconds: float, least: int) -> None:
        super().__init__(name=name)
        self.accepted = 0
        self.longest_wait = 0.0
        self._client = client
        self._until = time.monotonic() + seconds
        self._least = least

    def run(self) -> None:
        uri = f"untitled:{self.name}"
        self._client.open(uri, "")
        while self.accepted < self._least or time.monotonic() < self._until:
            version = self.accepted + 2
            self._client.change(uri, version, ((0, 0), (0, 0), TEXT))
            self._client.accept(uri, version, kind="inline", evidence="exact")
            self.accepted += 1
            begun = time.monotonic()
            # Answered by the thread that writes, after everything that was told before.
            self._client.command("tenure.stats")
            self.longest_wait = max(self.longest_wait, time.monotonic() - begun)


def test_ten_servers_on_one_store_count_everything_once(tmp_path, request, capsys):
    """Every accept of every editor is in the store, and in the totals, exactly once."""
    seconds, least = (600.0, 1) if request.config.getoption("--long") else (0.0, 5)
    clock = HandClock(tmp_path / "clock")
    clients = [Client(tmp_path, **clock.variables) for _ in range(SERVERS)]
    try:
        for client in clients:
            client.initialize()
            client.command("tenure.stats")  # what is loaded for the first is no wait
        editors = [
            Editor(client, f"editor-{number}", seconds, least)
            for number, client in enumerate(clients)
        ]
        for editor in editors:
            editor.start()
        for editor in editors:
            editor.join()
        wanted = sum(editor.accepted for editor in editors)
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
    with capsys.disabled():
        longest = max(editor.longest_wait for editor in editors)
        print(f"\n{wanted} accepts; the longest answer after one: {1000 * longest:.0f} ms")
