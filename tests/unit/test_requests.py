"""A request that cannot be read or answered costs itself alone: it is refused, and counted."""

from __future__ import annotations

import asyncio
import json
from importlib import import_module
from typing import Any
from unittest.mock import Mock

import pytest
from tenure.core.text.encodings import PositionEncoding
from tenure.lsp import server as lsp_server
from tenure.lsp.server import TenureServer
from tenure.observer import Observer

INITIALIZE = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}

PLACE = {"textDocument": {"uri": "file:///a.py"}, "position": {"line": 0, "character": 0}}


def test_a_request_that_cannot_be_read_is_counted_and_the_next_is_answered() -> None:
    """A hover of no place, then one of a document that is not open."""
    failures, answers = conversed([hover(2, "nowhere"), hover(3, PLACE)])

    assert failures == 1
    assert [(one["id"], "error" in one) for one in answers] == [(2, True), (3, False)]
    assert answers[1]["result"] is None


def test_where_pygls_cannot_be_loaded_every_request_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever waits is told what to do, and the next request tries again."""
    broken = [ImportError("no module named pygls")]

    def imported(name: str) -> object:
        if broken:
            raise broken.pop()
        return import_module(name)

    monkeypatch.setattr(lsp_server, "import_module", imported)
    failures, answers = conversed([hover(2, PLACE), hover(3, PLACE)], [hover(4, PLACE)])

    refused = {
        "code": -32603,
        "message": "pygls cannot be loaded (no module named pygls): install tenure anew",
    }
    assert failures == 1
    assert [one.get("error") for one in answers] == [refused, refused, None]
    assert answers[2]["result"] is None


def conversed(*rounds: list[dict[str, object]]) -> tuple[int, list[Any]]:
    """How many failures were counted, and the answers; each round waits for those before."""
    said: list[bytes] = []

    async def converse() -> TenureServer:
        observer, services = Observer(Mock()), Mock()  # neither is asked for anything
        server = TenureServer(
            "0", INITIALIZE, PositionEncoding.UTF_16, observer, services, said.append
        )
        wanted = 0
        for requests in rounds:
            for request in requests:
                server.handle(request)
            wanted += len(requests)
            async with asyncio.timeout(60):
                while len(said) < wanted:
                    await asyncio.sleep(0.01)
        return server

    server = asyncio.run(converse())
    return server.failures, [json.loads(message[message.index(b"{") :]) for message in said]


def hover(id_: int, params: object) -> dict[str, object]:
    return {"jsonrpc": "2.0", "id": id_, "method": "textDocument/hover", "params": params}
