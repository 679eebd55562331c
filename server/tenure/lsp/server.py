"""Everything of LSP that is not hot: hover, commands and what the server tells the client (pygls).

Text synchronisation and the ``tenure/*`` notifications never reach pygls: ``conversation`` reads
them. What pygls would show in a message box when something fails is logged instead.
"""

from __future__ import annotations

import inspect
import json
import logging
import traceback
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import msgspec
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from tenure.core.explanation import Explanation
from tenure.core.text.documents import Point
from tenure.core.text.encodings import PositionEncoding
from tenure.lsp.convert import point
from tenure.lsp.framing import framed
from tenure.lsp.handshake import COMMANDS
from tenure.lsp.messages import STATUS, Position, StatusParams
from tenure.lsp.wire import without_values
from tenure.observer import Observer

logger = logging.getLogger(__name__)


class Services(Protocol):
    """What the commands need of the process; each answer is JSON."""

    async def stats(self, since: str | None = None) -> dict[str, Any]:
        """The report's JSON."""
        ...

    async def doctor(self) -> dict[str, Any]:
        """What is connected, what is not, and the next steps."""
        ...

    async def purge(self, workspace: str | None = None) -> dict[str, Any]:
        """Delete what was recorded, of one workspace or all; how many suggestions that was."""
        ...

    def pause(self) -> None:
        """Observe nothing from now on."""
        ...

    def resume(self) -> None:
        """Observe again."""
        ...


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
        self._encoding = encoding
        self._observer = observer
        self._services = services
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
        commands: dict[str, Callable[..., Awaitable[Any] | Any]] = {
            "tenure.stats": self._stats,
            "tenure.report": self._stats,
            "tenure.explain": self._explain,
            "tenure.doctor": self._doctor,
            "tenure.purge": self._purge,
            "tenure.pause": self._pause,
            "tenure.resume": self._resume,
        }
        assert set(commands) == set(COMMANDS)
        for name, handler in commands.items():
            self._server.command(name)(_function(handler))

    def _hover(self, params: types.HoverParams) -> types.Hover | None:
        found = self._explanation(
            params.text_document.uri, params.position.line, params.position.character
        )
        # A hover on every word would be in the way: only what is not plainly a person's.
        if found is None or found.origin in ("typed", "unknown"):
            return None
        value = f"**Tenure**: {found.sentence(None)}"
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, value))

    async def _stats(self, *arguments: Any) -> dict[str, Any]:
        since = arguments[0] if arguments and isinstance(arguments[0], str) else None
        return await self._services.stats(since)

    def _explain(self, *arguments: Any) -> dict[str, Any] | None:
        uri, place = _place_of(arguments)
        found = self._explanation(uri, *place)
        if found is None:
            return None
        record, note = found.suggestion, found.note
        return {
            "origin": found.origin,
            "sentence": found.sentence(None),
            "suggestion": record.id if record else None,
            "rule": note.rule if note else None,
            "evidence": note.evidence if note else None,
            "since": note.at if note else None,
        }

    async def _doctor(self, *_: Any) -> dict[str, Any]:
        return await self._services.doctor()

    async def _purge(self, *arguments: Any) -> dict[str, Any]:
        workspace = arguments[0] if arguments and isinstance(arguments[0], str) else None
        return await self._services.purge(workspace)

    def _pause(self, *_: Any) -> dict[str, Any]:
        self._services.pause()
        return {"paused": True}

    def _resume(self, *_: Any) -> dict[str, Any]:
        self._services.resume()
        return {"paused": False}

    def _explanation(self, uri: str, line: int, character: int) -> Explanation | None:
        tracked = self._observer.documents.get(uri)
        if tracked is None:
            return None
        document = tracked.lineage.document
        place: Point = point(document, Position(line, character), self._encoding)
        return self._observer.explain(uri, place)


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


def _place_of(arguments: tuple[Any, ...]) -> tuple[str, tuple[int, int]]:
    if len(arguments) != 2:
        raise JsonRpcException("tenure.explain takes a document's URI and a position")
    uri, position = arguments
    line = position["line"] if isinstance(position, dict) else position.line
    character = position["character"] if isinstance(position, dict) else position.character
    return str(uri), (int(line), int(character))
