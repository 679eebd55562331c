"""Requests as pygls answers them: hover and commands.

Imported with the first of them, see ``server``. What pygls would show in a message box when
something fails is logged instead.
"""

from __future__ import annotations

import inspect
import logging
import traceback
from collections.abc import Callable
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from tenure.lsp.commands import Commands
from tenure.lsp.handshake import COMMANDS, refusal
from tenure.lsp.messages import Position
from tenure.lsp.wire import without_values

logger = logging.getLogger(__name__)


class _WithoutValues(logging.Formatter):
    """pygls logs what a client said: its sentences stay open here, its tracebacks end early."""

    def format(self, record: logging.LogRecord) -> str:
        """The sentence as it stands in pygls, and where in the sources an error was raised."""
        if not record.exc_info or record.exc_info[1] is None:
            return str(record.msg)
        _, error, frames = record.exc_info
        places = "".join(traceback.format_tb(frames))
        return f"{record.msg}\n{places}{without_values(error)}"


class _QuietServer(LanguageServer):
    def report_server_error(self, error: Exception, source: Any) -> None:
        """Log it: the default shows a message box in some editors."""
        logger.error("%s: %s", getattr(source, "__name__", source), without_values(error))


class _Outgoing:
    """pygls' writer: adds nothing to what pygls frames."""

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._send = send

    def write(self, data: bytes) -> None:
        self._send(data)

    def close(self) -> None:
        """Nothing to do: who gave us ``send`` closes it."""


class Answering:
    """Answers requests with the help of ``services`` and of what the engine knows."""

    def __init__(
        self,
        version: str,
        initialize: dict[str, Any],
        commands: Commands,
        send: Callable[[bytes], None],
    ) -> None:
        _log_without_values()
        self._send = send
        self._commands = commands
        self._server = _QuietServer("tenure", version)
        self._protocol = self._server.protocol
        self._register()
        # The client has its answer already; pygls only has to know what was agreed.
        self._protocol.set_writer(_Outgoing(lambda _: None))
        self.handle(_agreed(initialize))
        self._protocol.set_writer(_Outgoing(send))

    def handle(self, message: dict[str, Any]) -> None:
        """Let pygls answer ``message``; raises what it raises, a refusal sent first."""
        message.setdefault("params", None)
        try:
            # Structured at its top alone: pygls' object hook eats payloads that have a key jsonrpc.
            self._protocol.handle_message(self._protocol.structure_message(message))
        except JsonRpcException as error:
            if "id" in message and "method" in message:
                refused = error.to_response_error()
                self._send(refusal(message["id"], refused.code, refused.message))
            raise

    def _register(self) -> None:
        self._server.feature(types.TEXT_DOCUMENT_HOVER)(_function(self._hover))
        commands = self._commands.by_name()
        assert set(commands) == set(COMMANDS)
        for name, handler in commands.items():
            self._server.command(name)(_function(handler))

    async def _hover(self, params: types.HoverParams) -> types.Hover | None:
        place = Position(params.position.line, params.position.character)
        value = await self._commands.hover(params.text_document.uri, place)
        if value is None:
            return None
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, value))


def _agreed(initialize: dict[str, Any]) -> dict[str, Any]:
    """The request as pygls needs it: of what the client can do, only what concerns everybody.

    For the rest it would make 80 types more, 3 MB, and no answer of ours depends on it.
    """
    params = initialize["params"]
    general = (params.get("capabilities") or {}).get("general")
    return {**initialize, "params": {**params, "capabilities": {"general": general}}}


def _log_without_values() -> None:
    log = logging.getLogger("pygls")
    log.propagate = False
    handler = logging.StreamHandler()
    handler.setFormatter(_WithoutValues())
    log.handlers = [handler]


def _function(method: Callable[..., Any]) -> Callable[..., Any]:
    """``method`` as a plain function: pygls writes attributes on what it registers."""
    if inspect.iscoroutinefunction(method):

        async def later(*arguments: Any) -> Any:
            return await method(*arguments)

        return later

    def now(*arguments: Any) -> Any:
        return method(*arguments)

    return now
