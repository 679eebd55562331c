"""The few LSP notifications that are decoded here rather than by pygls: its hot path and ours.

pygls structures every message through cattrs and refuses a change whose version is null; these
types take what clients really send. Field names are the protocol's (LSP 3.17).
"""

from __future__ import annotations

import json
import re

import msgspec

from tenure.lsp.messages import Message, Range

_PLACE = re.compile(r" - at `([^`]*)`")  # as msgspec ends its sentences


class Envelope(msgspec.Struct):
    """A message whose params are still undecoded."""

    method: str | None = None
    id: int | str | None = None
    params: msgspec.Raw = msgspec.Raw(b"{}")


def leniently(body: bytes) -> Envelope | None:
    """A message that msgspec refuses and Python's decoder takes: one with lone surrogates."""
    try:
        message = json.loads(body)
    except ValueError:
        return None
    if not isinstance(message, dict) or not isinstance(message.get("method"), str):
        return None
    params = msgspec.Raw(json.dumps(message.get("params")).encode())
    return Envelope(message["method"], message.get("id"), params)


def without_values(error: BaseException) -> str:
    """What went wrong, and where in a message: an error's own words may quote what was said."""
    place = _PLACE.search(str(error))
    return type(error).__name__ + (f" at {place[1]}" if place else "")


class TextDocumentItem(Message):
    """A document that was opened."""

    uri: str
    text: str
    language_id: str = "plaintext"
    version: int | None = None


class VersionedIdentifier(Message):
    """A document in the version after the change."""

    uri: str
    version: int | None = None


class ContentChange(Message):
    """New text for ``range``, or for the whole document where there is none."""

    text: str
    range: Range | None = None


class DidOpen(Message):
    """Params of ``textDocument/didOpen``."""

    text_document: TextDocumentItem


class DidChange(Message):
    """Params of ``textDocument/didChange``."""

    text_document: VersionedIdentifier
    content_changes: list[ContentChange]


class ChangeMessage(msgspec.Struct, tag_field="method", tag="textDocument/didChange"):
    """A whole ``textDocument/didChange``, as nearly every message is; one with an id is none."""

    params: DidChange
    id: int | str | None = None


class DidSave(Message):
    """Params of ``textDocument/didSave``; the text is there because the server asks for it."""

    text_document: VersionedIdentifier
    text: str | None = None


class FileEvent(Message):
    """A file that was created (1), changed (2) or deleted (3)."""

    uri: str
    type: int


class DidChangeWatchedFiles(Message):
    """Params of ``workspace/didChangeWatchedFiles``."""

    changes: list[FileEvent]


class DidClose(Message):
    """Params of ``textDocument/didClose``."""

    text_document: VersionedIdentifier
