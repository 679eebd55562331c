"""One client's conversation, read as facts: what is tracked, in which encoding, and what is lost.

The same code reads a live conversation and a recorded one. Must not know pygls, stores or time.
"""

from __future__ import annotations

import fnmatch
import json
import logging
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec

from tenure.core.attribution.facts import (
    BranchSwitched,
    DocumentClosed,
    DocumentOpened,
    DocumentSaved,
    Fact,
    FileChanged,
    FileDeleted,
    TextChanged,
)
from tenure.core.attribution.tracked import TrackedDocument
from tenure.core.text.documents import Document
from tenure.core.text.encodings import PositionEncoding
from tenure.core.text.points import Point
from tenure.lsp.convert import explained, point, reported, self_checked, well_formed
from tenure.lsp.messages import (
    BRANCH,
    CHANGE_ORIGIN,
    SELF_CHECK,
    SUGGESTION,
    BranchParams,
    ChangeOriginParams,
    Range,
    SelfCheckParams,
    SuggestionParams,
)
from tenure.lsp.wire import (
    ChangeMessage,
    DidChange,
    DidChangeWatchedFiles,
    DidClose,
    DidOpen,
    DidSave,
    without_values,
)

TRACKED_SCHEMES = frozenset({"file", "untitled", "vscode-remote", "vscode-notebook-cell"})
"""URI schemes of documents that are observed (interfaces.md)."""

CHANGE = "textDocument/didChange"
WATCHED_FILES = "workspace/didChangeWatchedFiles"

_CHANGE = CHANGE.encode()
_HEAD = 80
"""Bytes of a message within which nearly every client names its method."""

_DELETED = 3

logger = logging.getLogger(__name__)


class Conversation:
    """Turns a client's notifications into facts; ``documents`` are the engine's."""

    def __init__(
        self,
        documents: dict[str, TrackedDocument],
        receive: Callable[[Fact], None],
        *,
        exclude: Sequence[str] = (),
        maximum_file_size: int = 10_000_000,
    ) -> None:
        self.encoding = PositionEncoding.UTF_16
        self.failures = 0
        self.exclude = exclude
        self.maximum_file_size = maximum_file_size
        self._documents = documents
        self._receive = receive
        self._said: set[str] = set()
        self._untracked: set[str] = set()
        self._out_of_step: set[str] = set()
        self._handlers: dict[str, tuple[type[Any], Callable[[Any], None]]] = {
            CHANGE: (DidChange, self._did_change),
            "textDocument/didOpen": (DidOpen, self._did_open),
            "textDocument/didSave": (DidSave, self._did_save),
            "textDocument/didClose": (DidClose, self._did_close),
            SUGGESTION: (SuggestionParams, self._suggestion),
            CHANGE_ORIGIN: (ChangeOriginParams, self._change_origin),
            WATCHED_FILES: (DidChangeWatchedFiles, self._watched_files),
            BRANCH: (BranchParams, self._branch),
            SELF_CHECK: (SelfCheckParams, self._self_check),
        }
        self._decoders = {
            method: (msgspec.json.Decoder(kind, strict=False), handler)
            for method, (kind, handler) in self._handlers.items()
        }
        self._change = msgspec.json.Decoder(ChangeMessage, strict=False)

    def takes(self, method: str | None) -> bool:
        """Whether ``take`` is for this message."""
        return method in self._decoders

    def take_change(self, body: bytes) -> bool:
        """Take a whole message if it is a change, decoded at once; else nothing is done.

        The short way of ``take``, which says what is wrong with one that cannot be decoded.
        """
        if _CHANGE not in body[:_HEAD]:
            return False
        try:
            message = self._change.decode(body)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return False
        if message.id is not None:
            return False
        try:
            self._did_change(message.params)
        except Exception as error:  # noqa: BLE001  the LSP border: no message may end the server
            self._failed(CHANGE, error)
            self._out_of_step.add(message.params.text_document.uri)
        return True

    def take(self, method: str, params: msgspec.Raw | bytes) -> None:
        """Read one notification; whatever is wrong with it is said once and costs only itself."""
        decoder, handler = self._decoders[method]
        try:
            try:
                decoded = decoder.decode(params)
            except (msgspec.MsgspecError, UnicodeDecodeError):
                # Lone surrogates and the like: Python's decoder takes what msgspec's refuses.
                kind = self._handlers[method][0]
                decoded = msgspec.convert(json.loads(bytes(params)), kind, strict=False)
            handler(decoded)
        except Exception as error:  # noqa: BLE001  the LSP border: no message may end the server
            self._failed(method, error)
            if method == CHANGE:
                self._out_of_step |= _documents_named(params)

    def tracks(self, uri: str) -> bool:
        """Whether a document of this name is observed at all."""
        scheme, path = _scheme_and_path(uri)
        name = path.rsplit("/", 1)[-1]
        return scheme in TRACKED_SCHEMES and not any(
            fnmatch.fnmatchcase(name, pattern) for pattern in self.exclude
        )

    def _did_open(self, params: DidOpen) -> None:
        item = params.text_document
        self._untracked.discard(item.uri)
        if not self.tracks(item.uri) or not self._fits(item.uri, item.text):
            self._untracked.add(item.uri)
            return
        self._open(item.uri, item.language_id, item.text, item.version)

    def _did_change(self, params: DidChange) -> None:
        uri, version = params.text_document.uri, params.text_document.version
        tracked = self._documents.get(uri)
        if tracked is None or not tracked.is_open or uri in self._out_of_step:
            self._mend(uri, params)
            return
        document = tracked.lineage.document
        for change in params.content_changes:
            text = change.text
            if not text.isascii():
                text = well_formed(text)
            if change.range is None:
                if not self._fits(uri, text):
                    self._out_of_step.add(uri)
                    return
                self._receive(TextChanged(uri, None, None, text, version))
                continue
            places = self._places(document, change.range)
            if places is None:
                self._out_of_step.add(uri)
                self._say(
                    f"range {uri}",
                    f"a change of {uri} lies outside the document; what follows is left out until "
                    "the client sends the whole text again (saving does)",
                )
                return
            start, end = places
            self._receive(TextChanged(uri, start, end, text, version))

    def _places(self, document: Document, range_: Range) -> tuple[Point, Point] | None:
        first, last = range_.start, range_.end
        # A line just past the last one is how several clients name the end of the text.
        if not 0 <= first.line <= len(document.lines):
            return None
        start = point(document, first, self.encoding)
        if last == first:
            return start, start
        end = point(document, last, self.encoding)
        return None if end < start else (start, end)

    def _did_save(self, params: DidSave) -> None:
        uri = params.text_document.uri
        tracked = self._documents.get(uri)
        if tracked is None:
            return
        if params.text is not None and uri in self._out_of_step:
            self._open(uri, tracked.language, params.text, params.text_document.version)
        if uri not in self._out_of_step:
            self._receive(DocumentSaved(uri))

    def _did_close(self, params: DidClose) -> None:
        uri = params.text_document.uri
        self._untracked.discard(uri)
        self._out_of_step.discard(uri)
        if uri in self._documents:
            self._receive(DocumentClosed(uri))

    def _suggestion(self, params: SuggestionParams) -> None:
        tracked = self._tracked(params.text_document.uri)
        if tracked is not None:
            self._receive(reported(params, tracked.lineage.document, self.encoding))

    def _change_origin(self, params: ChangeOriginParams) -> None:
        if self._tracked(params.text_document.uri) is not None:
            self._receive(explained(params))

    def _watched_files(self, params: DidChangeWatchedFiles) -> None:
        for change in params.changes:
            if change.uri in self._documents:
                deleted = change.type == _DELETED
                self._receive(FileDeleted(change.uri) if deleted else FileChanged(change.uri))

    def _branch(self, params: BranchParams) -> None:
        self._receive(BranchSwitched(params.folder.rstrip("/"), params.branch))

    def _self_check(self, params: SelfCheckParams) -> None:
        self._receive(self_checked(params))

    def _tracked(self, uri: str) -> TrackedDocument | None:
        tracked = self._documents.get(uri)
        if tracked is None and uri not in self._untracked and self.tracks(uri):
            self._say(f"unknown {uri}", f"{uri} was never opened; what is said of it is left out")
        return tracked

    def _mend(self, uri: str, params: DidChange) -> None:
        """A change of a document that is unknown or out of step: only a whole text helps."""
        if uri in self._untracked or not self.tracks(uri):
            return
        whole = next((c.text for c in params.content_changes if c.range is None), None)
        if whole is None:
            if uri not in self._documents:
                self._say(f"unknown {uri}", f"{uri} was changed but never opened; it is left out")
            return
        tracked = self._documents.get(uri)
        language = "plaintext" if tracked is None else tracked.language
        if self._fits(uri, whole):
            self._open(uri, language, whole, params.text_document.version)

    def _open(self, uri: str, language: str, text: str, version: int | None) -> None:
        self._out_of_step.discard(uri)
        self._receive(DocumentOpened(uri, language, well_formed(text), version))

    def _failed(self, method: str, error: Exception) -> None:
        self.failures += 1
        sentence = f"{method} could not be read: {without_values(error)}"
        self._say(f"{method}: {type(error).__name__}", sentence)

    def _fits(self, uri: str, text: str) -> bool:
        if len(text) <= self.maximum_file_size:
            return True
        self._say(
            f"size {uri}",
            f"{uri} has {len(text)} characters, more than tenure.maximumFileSize "
            f"({self.maximum_file_size}); it is not tracked",
        )
        return False

    def _say(self, key: str, sentence: str) -> None:
        if key not in self._said:
            self._said.add(key)
            logger.warning("%s", sentence)


def _scheme_and_path(uri: str) -> tuple[str, str]:
    try:
        parts = urlsplit(uri)
    except ValueError:
        return "", ""
    return parts.scheme, unquote(parts.path)


def _documents_named(params: msgspec.Raw | bytes) -> set[str]:
    try:
        uri = json.loads(bytes(params))["textDocument"]["uri"]
    except (ValueError, LookupError, TypeError):
        return set()
    return {uri} if isinstance(uri, str) else set()
