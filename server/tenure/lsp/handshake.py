"""The answer to ``initialize``, given before anything heavy is imported, and plain answers.

An editor that starts must not wait for what only its later requests need.
A test holds that every command and request promised here is one that the server answers.
"""

from __future__ import annotations

import json
from typing import Any

from tenure.core.text.encodings import PositionEncoding
from tenure.lsp.framing import framed

COMMANDS = (
    "tenure.stats",
    "tenure.explain",
    "tenure.report",
    "tenure.pause",
    "tenure.resume",
    "tenure.purge",
    "tenure.doctor",
    "tenure.panel",
    "tenure.marks",
    "tenure.place",
    "tenure.compare",
    "tenure.due",
)
"""The ids of ``workspace/executeCommand``; clients register them globally, so they are prefixed."""

_INCREMENTAL = 2
_SERVER_NOT_INITIALIZED = -32002


def encoding_for(params: dict[str, Any]) -> PositionEncoding:
    """The first of the client's position encodings that we support, else UTF-16."""
    general = (params.get("capabilities") or {}).get("general") or {}
    for name in general.get("positionEncodings") or ():
        if name in set(PositionEncoding):
            return PositionEncoding(name)
    return PositionEncoding.UTF_16


def initialize_result(params: dict[str, Any], version: str) -> dict[str, Any]:
    """The result of ``initialize`` for these params."""
    return {
        "capabilities": {
            "positionEncoding": encoding_for(params).value,
            "textDocumentSync": {
                "openClose": True,
                "change": _INCREMENTAL,
                # With its text, a save mends a document that fell out of step.
                "save": {"includeText": True},
            },
            "hoverProvider": True,
            "executeCommandProvider": {"commands": list(COMMANDS)},
        },
        "serverInfo": {"name": "tenure", "version": version},
    }


def answer_before_initialize(body: bytes, version: str) -> tuple[dict[str, Any] | None, bytes]:
    """The message, where it is ``initialize``, and what to send back (nothing: ``b""``).

    Requests that come before it are refused, as LSP 3.17 wants; notifications are dropped.
    """
    try:
        message = json.loads(body)
    except ValueError:
        return None, b""
    if not isinstance(message, dict) or "id" not in message or "method" not in message:
        return None, b""
    if message["method"] != "initialize":
        sentence = "initialize comes first"
        return None, refusal(message["id"], _SERVER_NOT_INITIALIZED, sentence)
    if not isinstance(message.get("params"), dict):
        message["params"] = {}
    return message, answer(message["id"], initialize_result(message["params"], version))


def answer(id_: object, result: object) -> bytes:
    """The result of the request ``id_``, framed."""
    return framed(json.dumps({"jsonrpc": "2.0", "id": id_, "result": result}).encode())


def refusal(id_: object, code: int, sentence: str) -> bytes:
    """Why the request ``id_`` is not answered, framed; ``code`` is one of JSON-RPC's or LSP's."""
    error = {"code": code, "message": sentence}
    return framed(json.dumps({"jsonrpc": "2.0", "id": id_, "error": error}).encode())
