"""What an editor's views ask of `tenure serve`, over real standard streams."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tenure.lsp import messages

from tests.hand_clock import HandClock
from tests.lsp.client import Client, span
from tests.waiting import wait_until

URI = "file:///work/a.py"
OTHER = "file:///work/b.py"


@pytest.fixture
def clock(tmp_path: Path) -> HandClock:
    return HandClock.at_noon(tmp_path / "clock")


@pytest.fixture
def client(tmp_path: Path, clock: HandClock) -> Iterator[Client]:
    running = Client(tmp_path / "home", **clock.variables)
    running.initialize()
    yield running
    running.end()


def accept(client: Client, uri: str = URI) -> str:
    """Accept two lines between two lines of a person's; the suggestion's id."""
    client.open(uri, "a = 1\nz = 9\n")
    client.change(uri, 2, ((1, 0), (1, 0), "for é in x:\n    total += é\n"))
    client.accept(uri, 2, provider="example", model="m")
    return client.explain(uri, 1, 0)["suggestion"]


def typed(answer: Any, kind: type[messages.Message]) -> Any:
    """The answer as the client's generated types have it; nothing in it is without a type."""
    found = msgspec.convert(answer, kind)
    assert msgspec.to_builtins(found) == answer
    return found


def test_marks_cover_what_stands_and_nothing_else(client: Client) -> None:
    """A person's word inside a suggestion is not marked; the version is that of the marks."""
    suggestion = accept(client)
    client.change(URI, 3, ((1, 4), (1, 5), "item"))

    marks = typed(client.command("tenure.marks", URI), messages.Marks)

    assert marks == messages.Marks(
        version=3,
        standing=[
            messages.StandingText(suggestion, _range((1, 0), (1, 4))),
            messages.StandingText(suggestion, _range((1, 8), (3, 0))),
        ],
    )
    assert client.command("tenure.marks", OTHER) == {"standing": []}


def test_a_hover_tells_the_history(client: Client, clock: HandClock) -> None:
    """Whose text it is, how much stands now, and every reading so far."""
    suggestion = accept(client)
    clock.move(31)
    wait_until("two readings", lambda: len(client.explain(URI, 1, 0)["readings"]) == 2)
    client.change(URI, 3, ((2, 0), (3, 0), ""))

    hover = client.request(
        "textDocument/hover",
        {"textDocument": {"uri": URI}, "position": {"line": 1, "character": 0}},
    )["result"]["contents"]["value"]

    assert client.explain(URI, 1, 0)["suggestion"] == suggestion
    assert hover.partition("\n")[2].splitlines() == [
        "",
        "12 of 27 characters stand now.",
        "",
        "| read after | &emsp;characters | |",
        "| :--- | ---: | :--- |",
        "| settled | &emsp;27 of 27 | &emsp;unchanged |",
        "| 30s | &emsp;27 of 27 | &emsp;unchanged |",
    ]


def test_a_suggestion_is_compared_with_what_became_of_it(client: Client, clock: HandClock) -> None:
    """As accepted against now; after its last horizon its text is known no longer."""
    suggestion = accept(client)
    client.change(URI, 3, ((2, 4), (2, 9), "sum"))

    compared = typed(client.command("tenure.compare", suggestion), messages.Comparison)

    assert compared == messages.Comparison(
        suggestion=suggestion,
        uri=URI,
        accepted="for é in x:\n    total += é\n",
        now="for é in x:\n    sum += é\n",
        kept=22,
        original=27,
    )
    clock.move(1000)
    wait_until(
        "its text to be forgotten",
        lambda: "accepted" not in client.command("tenure.compare", suggestion),
    )
    assert client.command("tenure.compare", "nobody's") is None


def test_a_suggestion_is_found_where_it_stands(client: Client) -> None:
    """Also after it moved; of a closed document only its name is told."""
    suggestion = accept(client)
    client.change(URI, 3, ((0, 0), (0, 0), "# first\n\n"))

    place = typed(client.command("tenure.place", suggestion), messages.Place)
    assert place == messages.Place(URI, _range((3, 0), (5, 0)))

    client.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
    assert client.command("tenure.place", suggestion) == {"uri": URI}
    assert client.command("tenure.place", "nobody's") is None


def test_what_is_due_is_told_with_its_times(client: Client, clock: HandClock) -> None:
    """A span is listed until its last horizon, with those that are to come."""
    suggestion = accept(client)

    (due,) = msgspec.convert(client.command("tenure.due"), list[messages.DueSpan])

    assert (due.suggestion, due.uri, due.characters) == (suggestion, URI, 27)
    assert [one.horizon for one in due.horizons] == ["30s", "2m", "5m", "10m", "15m"]
    assert [round(one.due_at - due.accepted_at) for one in due.horizons] == [30, 120, 300, 600, 900]
    clock.move(301)
    wait_until(
        "three readings",
        lambda: (
            [one["horizon"] for one in client.command("tenure.due")[0]["horizons"]]
            == ["10m", "15m"]
        ),
    )
    clock.move(900)
    wait_until("nothing due", lambda: client.command("tenure.due") == [])


def test_the_panel_has_all_that_it_shows(client: Client, clock: HandClock) -> None:
    """Report, groups, curves, others' figures and the last suggestions are of one store."""
    first, second = accept(client), accept(client, OTHER)
    clock.move(31)
    wait_until("four readings", lambda: _readings(client) == 4)

    panel = typed(client.command("tenure.panel", "1d"), messages.Panel)

    assert panel.figures["suggestions"]["accepted"] == 2
    assert {name: [group["key"] for group in groups] for name, groups in panel.groups.items()} == {
        "language": [{"language": "python"}],
        "provider": [{"provider": "example"}],
        "model": [{"model": "m"}],
        "kind": [{"kind": "inline"}],
    }
    assert {curve.name: [point.horizon for point in curve.points] for curve in panel.curves} == {
        "characters": ["30s"],
        "asAccepted": ["30s"],
        "notGone": ["30s"],
    }
    assert [(one.id, one.verdict, one.horizon) for one in panel.recent] == [
        (second, "unchanged", "30s"),
        (first, "unchanged", "30s"),
    ]
    assert {(one.system, one.numerator, one.denominator) for one in panel.others} >= {
        ("vscode", 54, 54)
    }


def purged_in_the_editor(client: Client, *folder: str) -> int:
    return client.command("tenure.purge", *folder)["suggestions"]


def purged_in_a_terminal(client: Client, *folder: str) -> int:
    store = ["--store", str(client.home / "tenure.db")]
    where = [option for name in folder for option in ("--workspace", name)]
    told = subprocess.run(
        [sys.executable, "-m", "tenure", *store, "purge", "--yes", *where],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    return int(told.split()[1])


@pytest.mark.parametrize("purged", [purged_in_the_editor, purged_in_a_terminal])
@pytest.mark.parametrize("folder", [(), ("file:///work",)])
def test_what_is_purged_is_not_told_of_again(
    client: Client, clock: HandClock, purged: Callable[..., int], folder: tuple[str, ...]
) -> None:
    """Closed unsaved, taken back, or due: nothing of it is recorded anew; what comes later is."""
    accept(client)
    accept(client, OTHER)
    client.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
    assert purged(client, *folder) == 2
    client.change(OTHER, 3, ((1, 0), (3, 0), ""))
    clock.move(31)
    wait_until("the reading of what is due", lambda: client.command("tenure.due") == [])
    assert client.suggestions() == {}

    accept(client, "file:///work/c.py")
    assert client.suggestions() == {"accepted": 1}


def test_a_command_without_what_it_needs_says_so(client: Client) -> None:
    """Each names what it takes, and the server goes on."""
    for command, takes in [
        ("tenure.marks", "a document's URI"),
        ("tenure.place", "a suggestion's id"),
        ("tenure.compare", "a suggestion's id"),
    ]:
        answer = client.request("workspace/executeCommand", {"command": command, "arguments": []})
        assert takes in answer["error"]["message"]
    assert client.leave() == 0


def _readings(client: Client) -> int:
    return sum(row["count"] for row in client.command("tenure.stats")["survival"])


def _range(start: tuple[int, int], end: tuple[int, int]) -> messages.Range:
    return msgspec.convert(span(start, end), messages.Range)
