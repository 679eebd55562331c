"""The text of a document as its editor's messages have it, with nothing of the engine in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec
from tenure.core.text.documents import Document
from tenure.core.text.encodings import PositionEncoding
from tenure.lsp.convert import point
from tenure.lsp.handshake import encoding_for
from tenure.lsp.messages import Position


class Replaced(NamedTuple):
    """``text`` in the place of what was between two offsets in code points."""

    start: int
    end: int
    text: str


class FollowedText:
    """A plain string; None until the document is opened."""

    def __init__(self) -> None:
        self.text: str | None = None
        self._encoding = PositionEncoding.UTF_16

    def take(self, message: dict[str, Any]) -> list[Replaced]:
        """Follow one message; what it replaced, each in the text that the one before it left."""
        method, params = message.get("method"), message.get("params")
        if method == "initialize":
            self._encoding = encoding_for(params)
        elif method == "textDocument/didOpen":
            return self._follow([{"text": params["textDocument"]["text"]}])
        elif method == "textDocument/didChange":
            return self._follow(params["contentChanges"])
        return []

    def _follow(self, changes: Iterable[dict[str, Any]]) -> list[Replaced]:
        replaced = []
        for change in changes:
            text = self.text or ""
            start, end = 0, len(text)
            if "range" in change:
                document = Document(text)
                start, end = (
                    document.offset_of(
                        point(document, msgspec.convert(place, Position), self._encoding)
                    )
                    for place in (change["range"]["start"], change["range"]["end"])
                )
            replaced.append(Replaced(start, end, change["text"]))
            self.text = text[:start] + change["text"] + text[end:]
        return replaced
