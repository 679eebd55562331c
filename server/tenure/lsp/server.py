"""Everything of LSP that is not hot: hover, commands and what the server tells the client (pygls).

Text synchronisation and the ``tenure/*`` notifications never reach pygls: ``conversation`` reads
them. What pygls would show in a message box when something fails is logged instead.
"""

from __future__ import annotations

import inspect
import json
import logging
import traceback
from collections.abc import Callable
from typing import Any

import msgspec
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from tenure.core.text.encodings import PositionEncoding
from tenure.lsp.commands import Commands, Services
from tenure.lsp.framing import framed
from tenure.lsp.handshake import COMMANDS
from tenure.lsp.messages import STATUS, Position, StatusParams
from tenure.lsp.wire import without_values
from tenure.observer import Observer

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


class TenureServer:
    """Answers requests with the help of ``services`` and reads what the engine knows."""

    def __init__(
        self,
        version: str,
        initialize: dict[str, Any],
        encoding: PositionEncoding,
        observer: Observer,
        services: Services,
        send: Callable[[bytes], None],
    ) -> None:
        _log_without_values()
        self.failures = 0
        self._send = send
        self._commands = Commands(observer, services, encoding)
        self._server = _QuietServer("tenure", version)
        self._protocol = self._server.protocol
        self._register()
        # The client has its answer already; pygls only has to know what was agreed.
        self._protocol.set_writer(_Outgoing(lambda _: None))
        self.handle(initialize)
        self._protocol.set_writer(_Outgoing(send))

    @property
    def is_shutting_down(self) -> bool:
        """Whether the client has asked to shut down."""
        return bool(self._protocol._shutdown)  # noqa: SLF001  pygls tells it nowhere else

    def handle(self, message: dict[str, Any]) -> None:
        """Let pygls answer ``message``; whatever is wrong with it costs only itself."""
        message.setdefault("params", None)
        try:
            # Structured at its top alone: pygls' object hook eats payloads that have a key jsonrpc.
            self._protocol.handle_message(self._protocol.structure_message(message))
        except Exception as error:  # noqa: BLE001  the LSP border: no message may end the server
            self.failures += 1
            logger.warning(
                "%s could not be answered: %s", message.get("method"), without_values(error)
            )
            if isinstance(error, JsonRpcException) and "id" in message and "method" in message:
                refused = error.to_response_error()
                self._answer(message["id"], {"code": refused.code, "message": refused.message})

    def status(self, params: StatusParams) -> None:
        """Tell the client what a status bar shows."""
        notification = {"jsonrpc": "2.0", "method": STATUS, "params": params}
        self._send(framed(msgspec.json.encode(notification)))

    def _answer(self, id_: object, error: dict[str, Any]) -> None:
        body = {"jsonrpc": "2.0", "id": id_, "error": error}
        self._send(framed(json.dumps(body).encode()))

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
