"""lsprotocol's types, made when they are used: the same types, and few of them.

In processes of their own: pytest's has imported them as they are.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

AS_THEY_ARE = "import json, re, sys, attrs, lsprotocol.types as types\n"

WHEN_USED = f"""
from tenure.lsp.types_when_used import import_types
import_types()
{AS_THEY_ARE}
def is_made(one):
    return isinstance(one, type) and isinstance(vars(one).get("__attrs_attrs__"), tuple)
"""

FIELDS = """
from lsprotocol.converters import get_converter
get_converter()  # resolves the names in types that are made already
classes = [one for one in types.ALL_TYPES_MAP.values() if isinstance(one, type) and attrs.has(one)]
fields = {one.__name__: [repr(field) for field in attrs.fields(one)] for one in classes}
print(re.sub(" at 0x[0-9a-f]+", "", json.dumps(fields)))  # where a validator lies in memory
"""

THERE_AND_BACK = """
from pygls.protocol import default_converter
converter = default_converter()
method, told = json.loads(sys.argv[1])
kind = types.METHOD_TO_TYPES[method][0]
message = converter.structure(told, kind)
again = converter.structure(told, kind)
print(json.dumps([converter.unstructure(message), message == again, repr(message)]))
"""

MADE_BY_A_HOVER = """
import asyncio
from types import SimpleNamespace
from tenure.lsp.answering import Answering
from tenure.lsp.commands import Commands
from tenure.core.text.encodings import PositionEncoding

async def converse():
    answered = asyncio.Event()
    commands = Commands(SimpleNamespace(documents={}), None, PositionEncoding.UTF_16)
    initialize, hover = json.loads(sys.argv[1])
    answering = Answering("0", initialize, commands, lambda _: answered.set())
    answering.handle(hover)
    await answered.wait()

asyncio.run(converse())
print(json.dumps([one.__name__ for one in vars(types).values() if is_made(one)]))
"""

INITIALIZE = {
    "processId": 1,
    "rootUri": "file:///a",
    "workspaceFolders": [{"uri": "file:///a", "name": "a"}],
    "capabilities": {
        "general": {"positionEncodings": ["utf-8"], "markdown": {"parser": "marked"}},
        "textDocument": {
            "hover": {"contentFormat": ["markdown"]},
            "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": [""]}}},
        },
        "workspace": {"workspaceEdit": {"documentChanges": True}},
    },
}

PLACE = {"textDocument": {"uri": "file:///a.py"}, "position": {"line": 1, "character": 2}}


def test_every_type_has_the_fields_that_lsprotocol_gives_it() -> None:
    """With their names, types, defaults and validators, in their order."""
    fields = run(WHEN_USED + FIELDS)

    assert len(fields) > 500
    assert fields == run(AS_THEY_ARE + FIELDS)


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("initialize", INITIALIZE),
        ("textDocument/hover", PLACE),
        ("workspace/executeCommand", {"command": "a", "arguments": [PLACE, 1, None]}),
    ],
)
def test_a_message_is_read_and_written_alike(method: str, params: Any) -> None:
    """It equals another of the same words, and is told the same in a log."""
    told = json.dumps([method, request(method, params)])

    assert run(WHEN_USED + THERE_AND_BACK, told) == run(AS_THEY_ARE + THERE_AND_BACK, told)


def test_a_conversation_makes_few_types() -> None:
    """And none of those in which a client says what it can do beyond what concerns everybody."""
    said = [request("initialize", INITIALIZE), request("textDocument/hover", PLACE)]
    made = run(WHEN_USED + MADE_BY_A_HOVER, json.dumps(said))

    assert "HoverParams" in made
    assert "HoverClientCapabilities" not in made
    assert len(made) < 50


def request(method: str, params: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}


def run(script: str, *arguments: str) -> Any:
    """What a Python of its own prints last, as JSON."""
    command = [sys.executable, "-c", script, *arguments]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
