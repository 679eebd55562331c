"""Where an editor tells its own reasons, what keys alone would have told is held to them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lsp.client import Client


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    running = Client(tmp_path / "home")
    running.initialize()
    yield running
    running.end()


def check(client: Client, state: str, seen_by: str, times: int = 1) -> None:
    for _ in range(times):
        params = {"state": state, "kind": "inline", "seenBy": seen_by}
        client.notify("tenure/selfCheck", params)


def test_the_doctor_shows_how_far_keys_alone_can_be_trusted(client: Client) -> None:
    """Counts by act in the doctor's answer; precision and recall with their counts in its words."""
    check(client, "accepted", "both", 3)
    check(client, "accepted", "precise")
    check(client, "partlyAccepted", "stable")
    client.command("tenure.stats")

    assert client.command("tenure.doctor")["selfCheck"] == [
        {"state": "accepted", "kind": "inline", "both": 3, "precise": 1, "stable": 0},
        {"state": "partlyAccepted", "kind": "inline", "both": 0, "precise": 0, "stable": 1},
    ]
    command = [sys.executable, "-m", "tenure", "--store", str(client.home / "tenure.db"), "doctor"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    shown = [" ".join(line.split()) for line in done.stdout.splitlines() if " inline " in line]
    assert shown == [
        "accepted inline 3 of 4 seen, 3 of 3 of what was seen was so",
        "partlyAccepted inline 0 of 0 seen, 0 of 1 of what was seen was so",
    ]


def test_while_paused_nothing_is_checked(client: Client) -> None:
    """Paused, nothing is recorded, not of Tenure itself either."""
    client.command("tenure.pause")
    check(client, "accepted", "both")

    assert client.command("tenure.doctor")["selfCheck"] == []


def test_what_is_checked_is_exported(client: Client) -> None:
    """The counts are totals like any other: by what was accepted and by who saw it."""
    check(client, "partlyAccepted", "precise", 2)
    client.command("tenure.stats")
    command = [sys.executable, "-m", "tenure", "--store", str(client.home / "tenure.db")]
    command += ["export", "--preview"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    name = done.stdout.index("tenure.self.accepts")
    told = done.stdout[name : name + 2000]
    for word in ("inline_part", "precise"):
        assert word in told
