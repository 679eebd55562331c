"""A request that cannot be read costs itself alone: it is refused, and counted."""

from __future__ import annotations

import asyncio
import json
from unittest.mock import Mock

from tenure.core.text.encodings import PositionEncoding
from tenure.lsp.server import TenureServer
from tenure.observer import Observer

INITIALIZE = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}


def test_a_request_that_cannot_be_read_is_counted_and_the_next_is_answered() -> None:
    """A hover of no place, then one of a document that is not open."""
    said: list[bytes] = []

    async def converse() -> TenureServer:
        observer, services = Observer(Mock()), Mock()  # neither is asked for anything
        server = TenureServer(
            "0", INITIALIZE, PositionEncoding.UTF_16, observer, services, said.append
        )
        server.handle(hover(2, "nowhere"))
        document, position = {"uri": "file:///a.py"}, {"line": 0, "character": 0}
        server.handle(hover(3, {"textDocument": document, "position": position}))
        async with asyncio.timeout(60):
            while len(said) < 2:
                await asyncio.sleep(0.01)
        return server

    server = asyncio.run(converse())

    assert server.failures == 1
    answers = [json.loads(message[message.index(b"{") :]) for message in said]
    assert [(one["id"], "error" in one) for one in answers] == [(2, True), (3, False)]
    assert answers[1]["result"] is None


def hover(id_: int, params: object) -> dict[str, object]:
    return {"jsonrpc": "2.0", "id": id_, "method": "textDocument/hover", "params": params}
