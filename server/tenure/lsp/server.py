"""What the server tells its client, and the client's requests on their way to pygls.

pygls and lsprotocol take a tenth of a second and 7 MB. A thread imports them when the first request
comes: an editor in which nobody hovers or runs a command never pays for them, and no key waits.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

import msgspec

from tenure.core.text.encodings import PositionEncoding
from tenure.lsp.framing import framed
from tenure.lsp.handshake import answer, refusal
from tenure.lsp.messages import STATUS, StatusParams
from tenure.lsp.wire import without_values
from tenure.memory import keep_what_is_loaded
from tenure.observer import Observer

if TYPE_CHECKING:
    from tenure.lsp.answering import Answering
    from tenure.lsp.commands import Services

_INVALID_REQUEST, _INTERNAL_ERROR = -32600, -32603

logger = logging.getLogger(__name__)


class TenureServer:
    """Answers requests with the help of ``services`` and of what the engine knows."""

    def __init__(
        self,
        version: str,
        initialize: dict[str, Any],
        encoding: PositionEncoding,
        observer: Observer,
        services: Services,
        send: Callable[[bytes], None],
    ) -> None:
        self.failures = 0
        self.is_shutting_down = False
        """Whether the client has asked to shut down."""
        self._version = version
        self._initialize = initialize
        self._encoding = encoding
        self._observer = observer
        self._services = services
        self._send = send
        self._answering: Answering | None = None
        self._waiting: list[dict[str, Any]] = []
        """What came since the first request, while pygls is being imported."""
        self._loading: asyncio.Future[None] | None = None

    def handle(self, message: dict[str, Any]) -> None:
        """Answer ``message``; whatever is wrong with it costs only itself."""
        is_request = "id" in message and "method" in message
        if is_request and self.is_shutting_down:
            self._send(refusal(message["id"], _INVALID_REQUEST, "the server is shutting down"))
        elif is_request and message["method"] == "shutdown":
            self.is_shutting_down = True
            self._send(answer(message["id"], None))
        elif self._answering is not None:
            self._answer(self._answering, message)
        elif is_request or self._loading is not None:
            self._waiting.append(message)
            self._loading = self._loading or asyncio.ensure_future(self._load())
        # Nothing else says anything to pygls before there is a request.

    def status(self, params: StatusParams) -> None:
        """Tell the client what a status bar shows."""
        notification = {"jsonrpc": "2.0", "method": STATUS, "params": params}
        self._send(framed(msgspec.json.encode(notification)))

    async def _load(self) -> None:
        try:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(None, _import_what_answers)
            self._answering = self._made()
            keep_what_is_loaded()
        except Exception as error:  # noqa: BLE001  the LSP border: no request may wait for ever
            self.failures += 1
            sentence = f"pygls cannot be loaded ({error}): install tenure anew"
            logger.error("%s", sentence)
            for message in self._taken():
                if "id" in message and "method" in message:
                    self._send(refusal(message["id"], _INTERNAL_ERROR, sentence))
            self._loading = None
            return
        for message in self._taken():
            self._answer(self._answering, message)

    def _made(self) -> Answering:
        from tenure.lsp.answering import Answering
        from tenure.lsp.commands import Commands

        commands = Commands(self._observer, self._services, self._encoding)
        return Answering(self._version, self._initialize, commands, self._send)

    def _taken(self) -> list[dict[str, Any]]:
        waiting, self._waiting = self._waiting, []
        return waiting

    def _answer(self, answering: Answering, message: dict[str, Any]) -> None:
        try:
            answering.handle(message)
        except Exception as error:  # noqa: BLE001  the LSP border: no message may end the server
            self.failures += 1
            logger.warning(
                "%s could not be answered: %s", message.get("method"), without_values(error)
            )


def _import_what_answers() -> None:
    from tenure.lsp.types_when_used import import_types

    import_types()  # before anything else imports them
    import_module("tenure.lsp.answering")
