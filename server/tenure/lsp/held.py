"""What an editor is held for while its message is handled."""

from __future__ import annotations

from tenure.core.metrics.attributes import Handler
from tenure.lsp.messages import CHANGE_ORIGIN, SUGGESTION

_HANDLERS = {
    "textDocument/didChange": Handler.CHANGE,
    "textDocument/didOpen": Handler.OPEN,
    "textDocument/didSave": Handler.SAVE,
    "textDocument/didClose": Handler.CLOSE,
    "textDocument/hover": Handler.HOVER,
    "workspace/executeCommand": Handler.COMMAND,
    SUGGESTION: Handler.SUGGESTION,
    CHANGE_ORIGIN: Handler.CHANGE_ORIGIN,
}


def handler_of(method: str | None) -> Handler:
    """What ``method`` holds an editor for."""
    return _HANDLERS.get(method or "", Handler.OTHER)
