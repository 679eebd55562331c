"""Horizons outlive the process: an editor is killed, and opened again at once or days later."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.hand_clock import HandClock
from tests.lsp.client import Client
from tests.waiting import wait_until

ACCEPTED = "total = compute_total(items)\nprint(total)\n"
DAY = 86_400.0


class Desk:
    """A person's machine: a file, a clock, and an editor that is started and killed."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "a (new) file.py"
        self.uri = self.file.as_uri()
        self.clock = HandClock(folder / "clock")
        self.home = folder / "home"
        self._clients: list[Client] = []

    def editor(self) -> Client:
        """Start one."""
        client = Client(self.home, **self.clock.variables)
        self._clients.append(client)
        client.initialize()
        return client

    def accept_and_be_killed(self) -> None:
        """Accept two lines in a saved file; the editor dies the next moment."""
        client = self.editor()
        client.open(self.uri, "first = 1\n")
        client.change(self.uri, 2, ((1, 0), (1, 0), ACCEPTED))
        client.accept(self.uri, 2)
        self.file.write_text("first = 1\n" + ACCEPTED)
        client.notify("textDocument/didSave", {"textDocument": {"uri": self.uri}})
        wait_until("the accept in the store", lambda: client.suggestions() == {"accepted": 1})
        client.end()

    def end(self) -> None:
        for client in self._clients:
            client.end()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    used = Desk(tmp_path)
    yield used
    used.end()


def survival(client: Client) -> dict[str, tuple[int, int, int, str]]:
    """By horizon kept, original, how many were late, and the verdicts there were."""
    return {
        row["horizon"]: (
            row["kept"],
            row["original"],
            row["late"],
            " ".join(verdict for verdict, count in row["verdicts"].items() if count),
        )
        for row in client.command("tenure.stats", "30d")["survival"]
    }


def readings(client: Client, wanted: dict[str, tuple[Any, ...]]) -> None:
    """Wait until the readings are exactly ``wanted``."""
    wait_until("the readings", lambda: survival(client) == wanted, instead=lambda: survival(client))


WHOLE = (len(ACCEPTED), len(ACCEPTED))


def test_a_document_that_is_opened_again_goes_on_where_it_was(desk: Desk) -> None:
    """Its characters have their origins, its horizons are read in time, or late if they passed."""
    desk.accept_and_be_killed()
    desk.clock.move(60)
    client = desk.editor()
    client.open(desk.uri, desk.file.read_text())

    assert client.explain(desk.uri, 1, 3)["origin"] == "suggestion"
    assert client.explain(desk.uri, 0, 3)["origin"] == "unknown"
    client.change(desk.uri, 2, ((2, 0), (3, 0), ""))
    assert client.explain(desk.uri, 1, 3)["origin"] == "suggestion"
    desk.clock.move(61)
    half = len("total = compute_total(items)\n")
    readings(
        client,
        {
            "30s": (*WHOLE, 1, "unchanged"),
            "2m": (half, len(ACCEPTED), 0, "edited"),
            "save": (*WHOLE, 0, "unchanged"),
        },
    )


def test_a_place_is_explained_without_an_editor(desk: Desk) -> None:
    """Whose text it is, since when, by which rule and how sure, from what is on disk."""
    desk.accept_and_be_killed()
    desk.file.write_text("import os\nfirst = 1\ntotal = compute_total(goods)\n")

    def explained(place: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "tenure", "explain", f"{desk.file}:{place}"],
            env={**os.environ, "TENURE_HOME": str(desk.home), "TZ": "UTC"},
            capture_output=True,
            text=True,
        )
        return done.returncode, done.stdout + done.stderr

    known = "known because the client says accepted (reported).\n"
    code, sentence = explained("3:1")
    assert code == 0
    assert re.fullmatch(
        rf"Accepted from an AI, since \d{{4}}-\d\d-\d\d \d\d:\d\d; {re.escape(known)}", sentence
    )
    external = "Written by another process, and found on disk; when it came is not known.\n"
    assert explained("3:23") == (0, external)
    assert explained("2") == (0, "There before Tenure looked.\n")
    code, sentence = explained("9:1")
    assert (code, sentence) == (
        2,
        f"tenure: {desk.file} has no line 9; its last is 4\n",
    )


def test_what_came_due_with_no_editor_open_is_read_from_the_file(desk: Desk) -> None:
    """Days later, with the file changed meanwhile, and the document not even opened."""
    desk.accept_and_be_killed()
    desk.file.write_text("import os\nfirst = 1\ntotal = compute_total(items)\n")
    desk.clock.move(3 * DAY)
    client = desk.editor()

    late = (len("total = compute_total(items)\n"), len(ACCEPTED), 1, "edited")
    wanted = dict.fromkeys(("30s", "2m", "5m", "10m", "15m"), late)
    readings(client, {**wanted, "save": (*WHOLE, 0, "unchanged")})


def test_a_line_that_was_changed_meanwhile_stands_in_part(desk: Desk) -> None:
    """What is equal inside it keeps its origin; what is new is not the suggestion's."""
    desk.accept_and_be_killed()
    desk.file.write_text("first = 1\ntotal = compute_total(goods)\nprint(total)\n")
    desk.clock.move(DAY)
    client = desk.editor()

    late = (len(ACCEPTED) - len("items"), len(ACCEPTED), 1, "renamed")
    wanted = dict.fromkeys(("30s", "2m", "5m", "10m", "15m"), late)
    readings(client, {**wanted, "save": (*WHOLE, 0, "unchanged")})


@pytest.mark.parametrize(
    ("data", "verdict"),
    [(None, "gone"), (b"\0\1\2", "unmeasured"), (b"caf\xe9 = 1\n", "unmeasured")],
    ids=["deleted", "binary", "latin-1"],
)
def test_a_file_that_has_no_text_any_more(desk: Desk, data: bytes | None, verdict: str) -> None:
    """A deleted file ends its spans; what cannot be read is unmeasured, never zero."""
    desk.accept_and_be_killed()
    desk.file.unlink()
    if data is not None:
        desk.file.write_bytes(data)
    desk.clock.move(DAY)
    client = desk.editor()

    counts = (0, len(ACCEPTED)) if verdict == "gone" else (0, 0)
    wanted = dict.fromkeys(("30s", "2m", "5m", "10m", "15m"), (*counts, 1, verdict))
    readings(client, {**wanted, "save": (*WHOLE, 0, "unchanged")})


def test_two_editors_on_one_file_each_have_their_own_spans(desk: Desk) -> None:
    """What the other saved is external here, and nothing is read twice."""
    one, other = desk.editor(), desk.editor()
    desk.file.write_text("first = 1\n")
    for client in (one, other):
        client.open(desk.uri, "first = 1\n")
    one.change(desk.uri, 2, ((1, 0), (1, 0), ACCEPTED))
    one.accept(desk.uri, 2)
    desk.file.write_text("first = 1\n" + ACCEPTED)
    one.notify("textDocument/didSave", {"textDocument": {"uri": desk.uri}})
    other.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": desk.uri, "type": 2}]})
    other.change(desk.uri, 2, ((1, 0), (1, 0), ACCEPTED))
    desk.clock.move(3)
    wait_until("the origin", lambda: other.explain(desk.uri, 1, 3)["origin"] == "external")
    assert one.explain(desk.uri, 1, 3)["origin"] == "suggestion"
    desk.clock.move(31)
    readings(
        one,
        dict.fromkeys(("30s", "settled", "save"), (*WHOLE, 0, "unchanged")),
    )
