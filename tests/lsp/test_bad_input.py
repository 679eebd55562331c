"""No message ends the server, costs more than itself, or shows the user a message box."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lsp.client import Client

URI = "file:///work/a.py"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    running = Client(tmp_path / "home")
    running.initialize()
    yield running
    running.end()


def inserted(client: Client, version: int, text: str = "return total") -> None:
    client.change(URI, version, ((0, 0), (0, 0), text))
    client.accept(URI, version)


def shown_messages(client: Client) -> list[str]:
    found = []
    while not client.notifications.empty():
        found.append(client.notifications.get()["method"])
    return [method for method in found if method == "window/showMessage"]


def test_a_change_without_a_version_is_a_change(client: Client) -> None:
    """A null version, which pygls refuses, loses no text."""
    client.open(URI, "x = 1\n")
    client.change(URI, None, ((0, 5), (0, 5), "0"))

    assert client.explain(URI, 0, 5)["origin"] == "typed"
    assert client.explain(URI, 0, 0)["origin"] == "unknown"


def test_a_notification_without_params_is_passed_over(client: Client) -> None:
    """Known and unknown notifications without params are logged, and the next message works."""
    for method in ("textDocument/didChange", "tenure/suggestion", "initialized", "test/unknown"):
        client.send({"method": method})
    client.open(URI, "")
    inserted(client, 2)

    assert client.suggestions() == {"accepted": 1}
    assert len(client.log("textDocument/didChange could not be read")) == 1
    assert shown_messages(client) == []


def test_what_is_no_message_is_passed_over(client: Client) -> None:
    """Bytes that are no JSON, JSON that is no message, and UTF-16 cost only themselves."""
    for body in (b"{", b"[]", b"null", b'"text"', b'{"method": 7}', "{}".encode("utf-16")):
        client.send_body(body)
    client.open(URI, "")
    inserted(client, 2)

    assert client.suggestions() == {"accepted": 1}


@pytest.mark.parametrize("key", ["jsonrpc", "class", "type_name"])
def test_no_key_of_a_payload_is_eaten(client: Client, key: str) -> None:
    """Keys that pygls would take for its own reach commands and notifications as they are."""
    client.open(URI, "")
    client.change(URI, 2, ((0, 0), (0, 0), "return total"))
    client.accept(URI, 2, **{key: "2.0"})

    assert client.suggestions() == {"accepted": 1}
    assert client.command("tenure.pause", {key: "2.0", "method": "x"}) == {"paused": True}


def test_lines_end_only_where_editors_end_them(client: Client) -> None:
    """Form feed, U+0085 and U+2028 are characters of a line, not its end."""
    client.open(URI, "a\fb\u0085c\u2028d\nsecond\n")
    client.change(URI, 2, ((1, 6), (1, 6), " = compute()"))
    client.accept(URI, 2)

    assert client.explain(URI, 1, 6)["origin"] == "suggestion"
    assert client.explain(URI, 0, 6)["origin"] == "unknown"


def test_an_empty_document_has_no_text_to_explain(client: Client) -> None:
    """A place in an empty document is answered with nothing."""
    client.open(URI, "")

    assert client.explain(URI, 0, 0) is None
    assert client.explain(URI, 99, 99) is None


def test_a_range_outside_the_document_is_mended_by_the_next_whole_text(client: Client) -> None:
    """It is logged once, what follows is left out, and a save with its text mends it."""
    client.open(URI, "x = 1\n")
    client.change(URI, 2, ((40, 0), (41, 0), "lost"))
    client.change(URI, 3, ((50, 0), (51, 0), "lost"))
    inserted(client, 4)
    assert len(client.log("lies outside the document")) == 1
    document = {"uri": URI, "version": 4}
    text = "return totalx = 1\n"
    client.notify("textDocument/didSave", {"textDocument": document, "text": text})
    client.change(URI, 5, ((0, 0), (0, 0), "y = 2 + "))
    client.accept(URI, 5)

    assert client.explain(URI, 0, 0)["origin"] == "suggestion"
    assert client.explain(URI, 0, 10)["origin"] == "external"


def test_a_document_that_nobody_opened_is_left_out_until_its_text_comes(client: Client) -> None:
    """A change of an unknown document is logged once; a whole text begins it."""
    client.change(URI, 2, ((0, 0), (0, 0), "a"))
    client.change(URI, 3, ((0, 0), (0, 0), "b"))
    assert len(client.log("was changed but never opened")) == 1
    client.change(URI, 4, "x = 1\n")
    inserted(client, 5)

    assert client.suggestions() == {"accepted": 1}


def test_a_place_inside_a_character_is_the_place_before_it(client: Client) -> None:
    """UTF-16 positions between surrogates, past the line and below zero are put right."""
    client.open(URI, "🎉🎉\n")
    client.change(URI, 2, ((0, 1), (0, 1), "total = compute()"))
    client.accept(URI, 2)
    client.change(URI, 3, ((0, 9999), (0, 9999), "x"))

    assert client.explain(URI, 0, 0)["origin"] == "suggestion"
    assert client.explain(URI, 0, 17 + 4)["origin"] == "typed"


def test_lone_surrogates_are_taken_and_stored(client: Client) -> None:
    """Half a character, which JSON can carry and no file can, counts as one."""
    client.open(URI, "x\n")
    end = {"line": 0, "character": 1}
    change = {"range": {"start": end, "end": end}, "text": " = \ud83d"}
    params = {"textDocument": {"uri": URI, "version": 2}, "contentChanges": [change]}
    client.notify("textDocument/didChange", params)
    client.accept(URI, 2)

    assert client.suggestions() == {"accepted": 1}
    assert client.explain(URI, 0, 4)["origin"] == "suggestion"


def test_a_file_of_20_mb_is_not_tracked_and_said_once(client: Client) -> None:
    """A file beyond the limit costs nothing but a line in the log."""
    client.open(URI, "x" * 20_000_000)
    client.open(URI, "x" * 20_000_000)
    client.change(URI, 2, ((0, 0), (0, 0), "return total"))

    assert client.explain(URI, 0, 0) is None
    assert len(client.log("tenure.maximumFileSize")) == 1


def test_excluded_files_are_not_tracked(client: Client) -> None:
    """Nothing is known of a file that holds secrets."""
    client.open("file:///work/.env.local", "KEY=1\n")
    client.open("output:extension-output", "log\n")

    assert client.explain("file:///work/.env.local", 0, 0) is None
    assert client.explain("output:extension-output", 0, 0) is None


def test_a_failing_request_is_an_answer_and_no_message_box(client: Client) -> None:
    """Wrong params are refused; nothing pops up."""
    refused = client.request(
        "workspace/executeCommand", {"command": "tenure.explain", "arguments": [URI]}
    )
    assert "error" in refused
    wrong = client.request("textDocument/hover", {"textDocument": 7})
    assert "error" in wrong
    assert client.leave() == 0
    assert shown_messages(client) == []


def test_a_locked_store_costs_the_editor_nothing(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """While another program holds the store the server answers; then everything is written.

    However long that takes: 30 s and more where what is large is run in full.
    """
    held = 30.0 if request.config.getoption("--long") else 0.5
    home = tmp_path / "home"
    first = Client(home)
    first.initialize()
    first.open(URI, "")
    inserted(first, 2)
    assert first.suggestions() == {"accepted": 1}
    assert first.leave() == 0
    holder = sqlite3.connect(home / "tenure.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    client = Client(home)
    try:
        client.initialize()
        client.open(URI, "")
        inserted(client, 2)
        assert client.explain(URI, 0, 0)["origin"] == "suggestion"
        client.log("locked")
        until, version, accepted = time.monotonic() + held, 2, 2
        while time.monotonic() < until:
            version += 1
            if version % 100:
                client.change(URI, version, ((0, 0), (0, 0), "x"))
            else:
                inserted(client, version)
                accepted += 1
            origin = "typed" if version % 100 else "suggestion"
            assert client.explain(URI, 0, 0)["origin"] == origin
        holder.execute("ROLLBACK")
        assert client.suggestions() == {"accepted": accepted}
    finally:
        client.end()
        holder.close()


def test_a_store_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    """One sentence says what to do, the editor works on, and the file is not touched."""
    home = tmp_path / "home"
    home.mkdir()
    with sqlite3.connect(home / "tenure.db") as store:
        store.execute("CREATE TABLE later (x)")
        store.execute("PRAGMA user_version = 999")
        application = int.from_bytes(b"Tenu", "big")
        store.execute(f"PRAGMA application_id = {application}")
    before = (home / "tenure.db").read_bytes()
    client = Client(home)
    try:
        client.initialize()
        client.open(URI, "")
        inserted(client, 2)
        assert client.explain(URI, 0, 0)["origin"] == "suggestion"
        assert len(client.log(str(home / "tenure.db"))) == 1
        assert client.leave() == 0
    finally:
        client.end()
    assert (home / "tenure.db").read_bytes() == before


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs a POSIX file system")
def test_a_home_that_cannot_be_written_costs_the_editor_nothing(tmp_path: Path) -> None:
    """Where the store's folder is a file, the server works and says why nothing is kept."""
    home = tmp_path / "home"
    home.write_text("no folder")
    client = Client(home)
    try:
        client.initialize()
        client.open(URI, "")
        inserted(client, 2)
        assert client.explain(URI, 0, 0)["origin"] == "suggestion"
        client.log(str(home))
        assert client.leave() == 0
    finally:
        client.end()


def test_next_edits_in_several_places_are_one_suggestion(client: Client) -> None:
    """Two separated changes of one version and one accept are one suggestion."""
    client.open(URI, "total = 1\nprint(total)\n")
    client.change(URI, 2, ((1, 6), (1, 11), "sum_of_all"), ((0, 0), (0, 5), "sum_of_all"))
    client.accept(URI, 2, kind="nextEdit")

    assert client.suggestions() == {"accepted": 1}
    assert client.explain(URI, 0, 3)["origin"] == "suggestion"
    assert client.explain(URI, 1, 8)["origin"] == "suggestion"
    assert client.explain(URI, 1, 0)["origin"] == "unknown"
