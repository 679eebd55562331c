"""What an editor that speaks LSP gets from ``tenure serve``, over real standard streams."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tenure.cli.replay import replay
from tenure.lsp.handshake import COMMANDS

from tests.lsp.client import Client, span

URI = "file:///work/a.py"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    running = Client(tmp_path / "home")
    yield running
    running.end()


def test_initialize_is_answered_with_what_the_server_can(client: Client) -> None:
    """Incremental changes, texts with saves, hover and commands; UTF-16 where nothing is said."""
    result = client.initialize()

    assert result["capabilities"] == {
        "positionEncoding": "utf-16",
        "textDocumentSync": {"openClose": True, "change": 2, "save": {"includeText": True}},
        "hoverProvider": True,
        "executeCommandProvider": {"commands": list(COMMANDS)},
    }
    assert client.leave() == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_positions_are_in_the_clients_encoding(client: Client, encoding: str) -> None:
    """A place behind an astral character is the same place in every encoding."""
    result = client.initialize(
        capabilities={"general": {"positionEncodings": ["latin-1", encoding, "utf-8"]}}
    )
    assert result["capabilities"]["positionEncoding"] == encoding
    column = {"utf-8": 8, "utf-16": 6, "utf-32": 5}[encoding]
    client.open(URI, "s = 🎉\n")
    client.change(URI, 2, ((0, column), (0, column), " + total()"))
    client.accept(URI, 2)

    assert client.explain(URI, 0, column - 1)["origin"] == "unknown"
    assert client.explain(URI, 0, column)["origin"] == "suggestion"


def test_an_accepted_suggestion_is_known_by_hover_stats_and_status(client: Client) -> None:
    """What was accepted is said at its place, counted in the stats and pushed to the editor."""
    client.initialize()
    client.open(URI, "x = 1\nres")
    client.change(URI, 2, ((1, 0), (1, 3), "result = compute(items)"))
    client.accept(URI, 2, provider="example")

    hover = client.request(
        "textDocument/hover",
        {"textDocument": {"uri": URI}, "position": {"line": 1, "character": 5}},
    )
    value = re.sub(r"since [-\d]+ [:\d]+", "since then", hover["result"]["contents"]["value"])
    assert value == (
        "**Tenure**: Accepted from example, since then; "
        "known because the client says accepted (reported)."
        "\n\n20 of 20 characters stand now."
    )
    assert client.suggestions() == {"accepted": 1}
    assert client.status(lambda status: "1 of 1" in status["text"])["text"] == "1 of 1 decided"


def test_what_a_person_typed_has_no_hover(client: Client) -> None:
    """A hover on every word would be in the way."""
    client.initialize()
    client.open(URI, "x = 1\n")
    client.change(URI, 2, ((0, 5), (0, 5), "0"))

    for character in (0, 5):
        place = {"textDocument": {"uri": URI}, "position": {"line": 0, "character": character}}
        assert client.request("textDocument/hover", place)["result"] is None


def test_every_command_promised_is_answered(client: Client) -> None:
    """No command of the handshake is unknown, and an unknown one is refused."""
    client.initialize()
    client.open(URI, "x = 1\n")
    given = {
        "tenure.explain": [URI, {"line": 0, "character": 0}],
        "tenure.marks": [URI],
        "tenure.place": ["nobody's"],
        "tenure.compare": ["nobody's"],
    }
    for name in COMMANDS:
        params = {"command": name, "arguments": given.get(name, [])}
        assert "error" not in client.request("workspace/executeCommand", params), name
    refused = client.request("workspace/executeCommand", {"command": "tenure.nothing"})
    assert refused["error"]["code"] == -32602
    assert client.leave() == 0


def test_paused_nothing_is_counted(client: Client) -> None:
    """Between pause and resume an accept is no accept, and the status says so."""
    client.initialize()
    client.open(URI, "")
    assert client.command("tenure.pause") == {"paused": True}
    client.status(lambda status: status["text"] == "Tenure paused")
    client.change(URI, 2, ((0, 0), (0, 0), "return total"))
    client.accept(URI, 2)
    assert client.command("tenure.resume") == {"paused": False}
    client.change(URI, 3, ((0, 0), (0, 0), "x = compute()\n"))
    client.accept(URI, 3)

    assert client.suggestions() == {"accepted": 1}


def test_leaving_without_shutdown_is_no_clean_end(tmp_path: Path) -> None:
    """Exit without shutdown, or the end of the input, ends the server with 1; nothing is lost."""
    for leave in (lambda c: c.notify("exit", None), lambda c: c.process.stdin.close()):
        client = Client(tmp_path / "home")
        client.initialize()
        client.open(URI, "")
        client.change(URI, 2, ((0, 0), (0, 0), "return total"))
        client.accept(URI, 2)
        leave(client)
        assert client.process.wait(15) == 1
    with sqlite3.connect(tmp_path / "home/tenure.db") as store:
        assert store.execute("SELECT state FROM suggestion").fetchall() == [("accepted",)] * 2


def test_a_request_before_initialize_is_refused(client: Client) -> None:
    """Only initialize is answered first (LSP 3.17)."""
    refused = client.request("textDocument/hover", {})
    assert refused["error"]["code"] == -32002
    assert "capabilities" in client.initialize()


def test_an_editor_that_asks_nothing_does_not_load_what_answers(tmp_path: Path) -> None:
    """What answers requests is imported with the first of them; edits are counted without it."""
    client = Client(tmp_path / "home", PYTHONPROFILEIMPORTTIME="1")
    client.initialize()
    client.open(URI, "")
    client.change(URI, 2, ((0, 0), (0, 0), "return total"))
    client.accept(URI, 2)
    client.status(lambda status: "1 of 1" in status["tooltip"])
    assert client.logged("sqlite3")
    assert not client.logged("pygls")
    assert not client.logged("lsprotocol")

    assert client.explain(URI, 0, 0)["origin"] == "suggestion"
    assert client.log("pygls.lsp.server")
    client.end()


def test_a_request_after_shutdown_is_refused(client: Client) -> None:
    """Nothing but exit is taken then (LSP 3.17)."""
    client.initialize()
    assert client.request("shutdown", None)["result"] is None
    refused = client.request("textDocument/hover", {})
    assert refused["error"] == {"code": -32600, "message": "the server is shutting down"}


def test_a_recorded_session_replays_to_the_same_report(tmp_path: Path) -> None:
    """`serve --record` writes a trace whose report has the same counts, twice byte for byte."""
    trace = tmp_path / "trace.jsonl"
    client = Client(tmp_path / "home", "--record", str(trace))
    client.initialize()
    client.open(URI, "res")
    client.change(URI, 2, ((0, 0), (0, 3), "result = compute(items)"))
    client.accept(URI, 2)
    live = client.command("tenure.stats")
    assert client.leave() == 0

    replay = [sys.executable, "-m", "tenure", "replay", str(trace), "--format", "json"]
    printed = [subprocess.run(replay, capture_output=True, check=True).stdout for _ in range(2)]

    assert printed[0] == printed[1]
    assert json.loads(printed[0])["suggestions"] == live["suggestions"]


def test_a_recorded_session_replays_in_the_clients_encoding(tmp_path: Path) -> None:
    """A trace holds what a client with UTF-8 columns said of itself, so places stay in place."""
    trace = tmp_path / "trace.jsonl"
    client = Client(tmp_path / "home", "--record", str(trace))
    client.initialize(capabilities={"general": {"positionEncodings": ["utf-8"]}})
    client.open(URI, "s = 'é' + res\n")
    client.change(URI, 2, ((0, 14), (0, 14), "ult()[:-1]"))
    client.accept(URI, 2)
    # Six characters in front of the end: at UTF-16 columns another one would go.
    client.change(URI, 3, ((0, 18), (0, 24), ""))
    assert client.leave() == 0

    origins = replay(trace, tmp_path / "replayed.db")["origins"]

    assert {origin: n for origin, n in origins.items() if n} == {"suggestion": 4, "unknown": 14}


def test_the_worker_reads_what_falls_due(tmp_path: Path) -> None:
    """Half a minute after an accept the status says how much of it stands."""
    clock = tmp_path / "clock"
    clock.write_text("0")
    client = Client(tmp_path / "home", TENURE_CLOCK_FILE=str(clock))
    try:
        client.initialize()
        client.open(URI, "")
        client.change(URI, 2, ((0, 0), (0, 0), "return compute_total(items)"))
        client.accept(URI, 2)
        client.change(URI, 3, ((0, 21), (0, 26), "x"))
        assert client.suggestions() == {"accepted": 1}
        clock.write_text("31")
        status = client.status(lambda status: "standing" in status["text"])
        assert status["text"] == "1 of 1 decided · 81 % standing"
        survival = client.command("tenure.stats")["survival"]
        assert [(row["horizon"], row["kept"], row["original"]) for row in survival] == [
            ("30s", 22, 27),
            ("settled", 22, 27),
        ]
    finally:
        client.end()


def test_a_range_is_in_the_conversations_encoding(client: Client) -> None:
    """A suggestion that was shown is matched by its text, at the place where it was shown."""
    client.initialize()
    client.open(URI, "é🎉res")
    shown = {
        "textDocument": {"uri": URI, "version": 1},
        "state": "shown",
        "text": "result = 1",
        "range": span((0, 3), (0, 6)),
        "evidence": "exact",
    }
    client.notify("tenure/suggestion", shown)
    client.change(URI, 2, ((0, 6), (0, 6), "ult = 1"))

    assert client.suggestions() == {"shown": 1, "accepted": 1}
    assert client.explain(URI, 0, 6)["evidence"] == "matched"
