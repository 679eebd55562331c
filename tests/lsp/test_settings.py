"""Through which doors a setting comes into a server, and through which it does not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tenure.core.metrics.permissions import METADATA, Identifier, Level, Permission
from tenure.store import lease
from tenure.store.database import open_store, store_path

from tests.lsp.client import Client
from tests.waiting import wait_until

ELSEWHERE = "http://127.0.0.1:9"
SENDING = {"otlp": {"endpoint": ELSEWHERE}, "telemetry": {"level": "content", "identify": ["path"]}}
CAN_BE_ASKED = {"workspace": {"configuration": True}}

Start = Callable[..., Client]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a server in a workspace that is ``tmp_path / "workspace"``."""
    clients: list[Client] = []
    workspace = tmp_path / "workspace"
    workspace.mkdir()

    def started(variables: dict[str, str] | None = None, **params: Any) -> Client:
        client = Client(tmp_path / "home", **(variables or {}))
        clients.append(client)
        client.initialize(workspaceFolders=[{"uri": workspace.as_uri(), "name": "w"}], **params)
        return client

    yield started
    for client in clients:
        client.end()


def settings(client: Client) -> dict[str, tuple[Any, str]]:
    """What the doctor says of each setting: its value and where it came from."""
    return {
        row["name"].removeprefix("tenure."): (row["value"], row["source"])
        for row in client.command("tenure.doctor")["settings"]
    }


def answer_with(client: Client, tenure: Any) -> None:
    """Answer the server's request for our section."""
    request = client.asked()
    assert request["method"] == "workspace/configuration"
    assert request["params"] == {"items": [{"section": "tenure"}]}
    client.send({"id": request["id"], "result": [tenure]})


def test_options_of_the_start_are_believed(start: Start) -> None:
    """They are the user's own, as the command line is."""
    found = settings(start(initializationOptions={"tenure": SENDING}))

    assert found["otlp.endpoint"] == (ELSEWHERE, "the editor")
    assert found["telemetry.level"] == ("content", "the editor")
    assert found["telemetry.identify"] == (["path"], "the editor")


def test_what_is_told_later_is_believed_where_it_is_harmless(start: Start) -> None:
    """An editor may have read it in the folder that it opened."""
    client = start()
    told = {"tenure": {**SENDING, "exclude": ["*.csv"]}}
    client.notify("workspace/didChangeConfiguration", {"settings": told})
    found = settings(client)

    assert found["exclude"] == (["*.csv"], "the editor")
    assert found["otlp.endpoint"] == ("", "default")
    assert found["telemetry.level"] == ("metadata", "default")


def test_a_client_that_can_be_asked_is_asked_at_the_start_and_at_each_change(
    start: Start,
) -> None:
    """Its answer is believed as far as what it tells by itself."""
    client = start(capabilities=CAN_BE_ASKED)
    answer_with(client, {**SENDING, "exclude": ["*.csv"], "odd": {"keys": [1]}})
    first = settings(client)
    client.notify("workspace/didChangeConfiguration", {"settings": None})
    answer_with(client, {"exclude": ["*.tsv"]})
    second = settings(client)
    client.notify("workspace/didChangeConfiguration", {})
    answer_with(client, None)

    assert first["exclude"] == (["*.csv"], "the editor")
    assert first["otlp.endpoint"] == ("", "default")
    assert second["exclude"] == settings(client)["exclude"] == (["*.tsv"], "the editor")


def test_a_client_that_cannot_be_asked_is_not(start: Start) -> None:
    """It may answer no request at all."""
    client = start()
    client.notify("workspace/didChangeConfiguration", {"settings": None})
    settings(client)

    assert client.requests.empty()


def test_the_workspaces_own_file_tightens_and_sends_nothing(start: Start, tmp_path: Path) -> None:
    """What it sets and cannot is a problem that the doctor names."""
    file = tmp_path / "workspace/pyproject.toml"
    file.write_text(
        "[tool.tenure]\nexclude = ['*.csv']\n"
        f"otlp.endpoint = '{ELSEWHERE}'\ntelemetry.level = 'content'\n"
    )
    (tmp_path / "workspace/.vscode").mkdir()
    dotted = {"tenure.otlp.endpoint": ELSEWHERE, "tenure.telemetry.level": "content"}
    (tmp_path / "workspace/.vscode/settings.json").write_text(json.dumps(dotted))
    client = start()
    found = settings(client)

    assert found["exclude"][0][-1] == "*.csv"
    assert found["exclude"][1] == f"default, and {file}"
    assert found["otlp.endpoint"] == ("", "default")
    assert found["telemetry.level"] == ("metadata", "default")
    problems = client.command("tenure.doctor")["problems"]
    assert [problem for problem in problems if problem.startswith(str(file))] == [
        f"{file} sets tenure.{name}, which a workspace cannot; set it in your own settings"
        for name in ("otlp.endpoint", "telemetry.level")
    ]
    client.open((tmp_path / "workspace/a.csv").as_uri(), "a,b\n")
    assert client.explain((tmp_path / "workspace/a.csv").as_uri(), 0, 0) is None


def test_the_users_file_and_variables_are_believed(start: Start, tmp_path: Path) -> None:
    """A variable before the file."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home/tenure.toml").write_text(
        f"[otlp]\nendpoint = '{ELSEWHERE}'\n[telemetry]\nlevel = 'content'\n"
    )
    found = settings(start({"TENURE_TELEMETRY_LEVEL": "identified"}))

    assert found["otlp.endpoint"] == (ELSEWHERE, str(tmp_path / "home/tenure.toml"))
    assert found["telemetry.level"] == ("identified", "TENURE_TELEMETRY_LEVEL")


def test_the_worker_sends_what_every_editor_allows(start: Start, tmp_path: Path) -> None:
    """The sign of life of each carries its permission."""
    start(initializationOptions={"tenure": {**SENDING, "telemetry.level": "identified"}})

    def permission() -> Permission:
        with closing(open_store(store_path(tmp_path / "home"))) as store:
            return lease.permission_of_servers(store, lease.servers(store))

    identified = Permission(Level.IDENTIFIED, frozenset({Identifier.PATH}))
    wait_until("the first server's word", lambda: permission() == identified)
    start(initializationOptions={"tenure": {"otlp": {"endpoint": ELSEWHERE}}})
    wait_until("the second server's word", lambda: permission() == METADATA)
