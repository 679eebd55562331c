"""Every session gives the same readings over real standard streams as through the engine alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tenure.cli.replay import replay

from tests.lsp.client import Client
from tests.sessions.language import Session, compile_session
from tests.waiting import wait_until

SESSIONS = sorted((Path(__file__).parents[1] / "sessions").glob("**/*.session"))
AFTERWARDS = 6.0
"""Seconds after a session within which a document's characters are counted."""

APART = 7 * 86_400.0
"""Seconds between two sessions: none is in another's report."""


class Served:
    """One server and its worker, on a clock that stands wherever a session is."""

    def __init__(self, folder: Path) -> None:
        self._clock = folder / "clock"
        self._began = 0.0
        self._at(self._began)
        self._client = Client(folder / "home", TENURE_CLOCK_FILE=str(self._clock))
        self._client.initialize(clientInfo={"name": "Session"})
        self._number = 0

    def play(self, session: Session) -> None:
        """Play a session from its beginning to its end, in documents of its own."""
        self._began += APART
        self._number += 1
        for line in session.trace[1:]:
            self._at(self._began + line["time"])
            text = json.dumps(line["message"])
            self._client.send(json.loads(text.replace("file:///work", self._folder)))
            # An answer says that everything before it was read at this time.
            self._client.command("tenure.explain", "file:///none", {"line": 0, "character": 0})
        self._at(self._began + session.until + AFTERWARDS)
        assert not self._client.logged("could not be read")

    def report(self) -> dict[str, Any]:
        """What the server reports of the session."""
        return self._client.command("tenure.stats", "6d")

    def end(self) -> None:
        self._client.leave()
        self._client.end()
        self._at(self._began + APART)  # its worker ends a minute after it

    @property
    def _folder(self) -> str:
        return f"file:///work{self._number}"

    def _at(self, time: float) -> None:
        changed = self._clock.with_suffix(".new")
        changed.write_text(f"={time + APART:.6f}")
        changed.replace(self._clock)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    running = Served(tmp_path_factory.mktemp("served"))
    yield running
    running.end()


@pytest.mark.parametrize("path", SESSIONS, ids=lambda path: path.stem)
def test_a_session_over_standard_streams(path: Path, served: Served, tmp_path: Path) -> None:
    """The whole report, to the last figure, but for its window."""
    session = compile_session(path)
    trace = tmp_path / "trace.jsonl"
    trace.write_text("".join(json.dumps(line) + "\n" for line in session.trace))
    until = session.until - session.trace[-1]["time"] + AFTERWARDS
    wanted = replay(trace, tmp_path / "store.db", until)
    served.play(session)

    def as_wanted() -> bool:
        return {**served.report(), "window": None} == {**wanted, "window": None}

    wait_until("the same report", as_wanted, seconds=5, instead=served.report)
