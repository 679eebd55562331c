"""Editing sessions as readable text: one act a line, compiled to a trace for ``tenure replay``.

A session plays an editor: it keeps its own text as a plain string, counts positions in UTF-16 and
sends what a real client would. What it expects stands at its end. The acts are listed in
``tests/sessions/README.md``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

STEP_SECONDS = 0.1
"""Between two acts, as people do them; ``wait`` makes it longer."""

KEY_SECONDS = 0.05
"""Between two keys of one ``type``."""

_QUOTED = r'"((?:[^"\\]|\\.)*)"'


@dataclass
class Session:
    """A compiled session: its claim, the trace, and what the report must hold."""

    claim: str
    trace: list[dict[str, Any]]
    expectations: list[str]
    until: float


@dataclass
class _Document:
    uri: str
    text: str
    version: int = 1
    caret: int = 0
    undo: list[tuple[str, int]] = field(default_factory=list)
    redo: list[tuple[str, int]] = field(default_factory=list)
    shown: dict[str, Any] | None = None
    typed_since: int = 0


class SessionError(ValueError):
    """A line of a session that cannot be read."""


def compile_session(path: Path) -> Session:
    """The session in ``path``; SessionError names the line that is wrong."""
    lines = path.read_text(encoding="utf-8").splitlines()
    claim = " ".join(line[1:].strip() for line in lines if line.startswith("#")).strip()
    editor = _Editor()
    expectations = []
    index = 0
    while index < len(lines):
        line = lines[index].strip()
        number = index + 1
        index += 1
        if not line or line.startswith("#"):
            continue
        if line.startswith("expect "):
            expectations.append(line.removeprefix("expect "))
            continue
        block = []
        while index < len(lines) and lines[index].startswith("    |"):
            block.append(lines[index][5:].removeprefix(" "))
            index += 1
        try:
            editor.act(line, "\n".join(block))
        except SessionError as error:
            raise SessionError(f"{path.name}:{number}: {error}") from None
    return Session(claim, editor.trace, expectations, editor.time)


class _Editor:
    def __init__(self) -> None:
        self.trace: list[dict[str, Any]] = []
        self.time = 0.0
        self.documents: dict[str, _Document] = {}
        self.document: _Document | None = None
        self._send("initialize", {"capabilities": {}, "clientInfo": {"name": "Session"}}, id_=1)

    def act(self, line: str, block: str) -> None:
        for pattern, method in _ACTS:
            found = re.fullmatch(pattern, line)
            if found:
                getattr(self, method)(*(_unquoted(group) for group in found.groups()), block)
                self.time = round(self.time + STEP_SECONDS, 6)
                return
        raise SessionError(f"no such act: {line}")

    # Documents

    def open(self, name: str, language: str | None, block: str) -> None:
        uri = f"file:///work/{name}"
        known = self.documents.get(uri)
        text = known.text if known and not block else block
        self.document = self.documents[uri] = _Document(uri, text, caret=len(text))
        self._send(
            "textDocument/didOpen",
            {
                "textDocument": {
                    "uri": uri,
                    "languageId": language or "python",
                    "version": 1,
                    "text": text,
                }
            },
        )

    def switch(self, name: str, _: str) -> None:
        self.document = self.documents[f"file:///work/{name}"]

    def save(self, _: str) -> None:
        self._send("textDocument/didSave", {"textDocument": {"uri": self._here.uri}})

    def close(self, _: str) -> None:
        self._send("textDocument/didClose", {"textDocument": {"uri": self._here.uri}})

    def wait(self, amount: str, unit: str, _: str) -> None:
        seconds = float(amount) * {"s": 1, "m": 60, "h": 3600}[unit]
        self.time = round(self.time + seconds - STEP_SECONDS, 6)

    # Editing

    def caret(self, side: str, text: str, _: str) -> None:
        start = self._find(text)
        self._here.caret = start + (len(text) if side == "after" else 0)

    def caret_end(self, _: str) -> None:
        self._here.caret = len(self._here.text)

    def type(self, text: str, _: str) -> None:
        for character in text:
            self._change(self._here.caret, self._here.caret, character)
            self.time = round(self.time + KEY_SECONDS, 6)

    def insert(self, text: str, _: str) -> None:
        self._change(self._here.caret, self._here.caret, text)

    def replace(self, old: str, new: str, _: str) -> None:
        start = self._find(old)
        self._change(start, start + len(old), new)

    def replace_all(self, text: str, _: str) -> None:
        document = self._here
        self._remember()
        document.text, document.caret = text, len(text)
        self._changed([{"text": text}])

    def delete(self, text: str, _: str) -> None:
        start = self._find(text)
        self._change(start, start + len(text), "")

    def backspace(self, times: str | None, _: str) -> None:
        for _key in range(int(times or 1)):
            self._change(self._here.caret - 1, self._here.caret, "")
            self.time = round(self.time + KEY_SECONDS, 6)

    def undo(self, silently: str | None, _: str) -> None:
        self._travel(self._here.undo, self._here.redo, None if silently else "undo")

    def redo(self, silently: str | None, _: str) -> None:
        self._travel(self._here.redo, self._here.undo, None if silently else "redo")

    def paste(self, text: str, _: str) -> None:
        self.insert(text, "")
        self.say("paste", "")

    def say(self, origin: str, _: str) -> None:
        self._origin(origin, self._here.version)

    # Suggestions

    def show(self, text: str, replaced: str | None, id_: str | None, _: str) -> None:
        document = self._here
        start = document.caret - len(replaced or "")
        if document.text[start : document.caret] != (replaced or ""):
            raise SessionError(f"{replaced!r} does not stand before the caret")
        document.shown = {"text": text, "start": start, "id": id_}
        self._suggestion(
            "shown", text=text, range=self._range(start, document.caret), id=id_, evidence="exact"
        )

    def accept(self, how: str | None, _: str) -> None:
        document = self._here
        shown = document.shown
        if shown is None:
            raise SessionError("nothing is shown")
        report = {"text": shown["text"], "id": shown["id"]}
        if how == " before its change":
            self._suggestion("accepted", version=None, **report)
        self._change(shown["start"], document.caret, shown["text"])
        if how is None:
            self._suggestion("accepted", **report)
        document.shown = None

    def accept_part(self, text: str, silently: str | None, _: str) -> None:
        self._change(self._here.caret, self._here.caret, text)
        if not silently:
            self._suggestion("partlyAccepted", id=(self._here.shown or {}).get("id"))

    def accept_unseen(self, text: str, replaced: str | None, provider: str | None, _: str) -> None:
        document = self._here
        start = document.caret - len(replaced or "")
        self._change(start, document.caret, text)
        self._suggestion("accepted", provider=provider)

    def accept_nothing(self, _: str) -> None:
        self._suggestion("accepted", version=self._here.version + 1)

    def apply(self, text: str, _: str) -> None:
        self.insert(text, "")
        self._suggestion("applied", kind="agent", evidence="exact")

    def reject(self, _: str) -> None:
        caret = self._here.caret
        self._suggestion("rejected", range=self._range(caret, caret), version=self._here.version)
        self._here.shown = None

    def ignore(self, _: str) -> None:
        self._suggestion("ignored", id=(self._here.shown or {}).get("id"))

    def request(self, _: str) -> None:
        self._suggestion("opportunity")

    # What goes over the wire

    @property
    def _here(self) -> _Document:
        if self.document is None:
            raise SessionError("no document is open")
        return self.document

    def _find(self, text: str) -> int:
        start = self._here.text.find(text)
        if start < 0:
            raise SessionError(f"{text!r} does not stand in the document")
        if self._here.text.find(text, start + 1) >= 0:
            raise SessionError(f"{text!r} stands in the document more than once")
        return start

    def _remember(self) -> None:
        self._here.undo.append((self._here.text, self._here.caret))
        self._here.redo.clear()

    def _change(self, start: int, end: int, new: str) -> None:
        document = self._here
        self._remember()
        change = {"range": self._range(start, end), "text": new}
        document.text = document.text[:start] + new + document.text[end:]
        document.caret = start + len(new)
        self._changed([change])

    def _travel(
        self, back: list[tuple[str, int]], forth: list[tuple[str, int]], word: str | None
    ) -> None:
        document = self._here
        text, caret = back.pop()
        forth.append((document.text, document.caret))
        prefix = len(_common(document.text, text))
        suffix = len(_common(document.text[prefix:][::-1], text[prefix:][::-1]))
        end = len(document.text) - suffix
        change = {
            "range": self._range(prefix, end),
            "text": text[prefix : len(text) - suffix],
        }
        document.text, document.caret = text, caret
        self._changed([change])
        if word:
            self._origin(word, document.version)

    def _changed(self, changes: list[dict[str, Any]]) -> None:
        document = self._here
        document.version += 1
        self._send(
            "textDocument/didChange",
            {
                "textDocument": {"uri": document.uri, "version": document.version},
                "contentChanges": changes,
            },
        )

    def _suggestion(self, state: str, **values: Any) -> None:
        document = self._here
        version = values.pop("version", document.version)
        params = {
            "textDocument": {"uri": document.uri, "version": version},
            "state": state,
            "kind": "inline",
            "evidence": "reported",
            "adapter": "session",
            **values,
        }
        self._send("tenure/suggestion", {k: v for k, v in params.items() if v is not None})

    def _origin(self, origin: str, version: int) -> None:
        self._send(
            "tenure/changeOrigin",
            {
                "textDocument": {"uri": self._here.uri, "version": version},
                "origin": origin,
                "evidence": "exact",
                "adapter": "session",
            },
        )

    def _range(self, start: int, end: int) -> dict[str, Any]:
        return {"start": self._position(start), "end": self._position(end)}

    def _position(self, offset: int) -> dict[str, int]:
        before = re.split(r"\r\n|\r|\n", self._here.text[:offset])
        return {
            "line": len(before) - 1,
            "character": len(before[-1].encode("utf-16-le")) // 2,
        }

    def _send(self, method: str, params: dict[str, Any], id_: int | None = None) -> None:
        message: dict[str, Any] = {"jsonrpc": "2.0", "method": method, "params": params}
        if id_ is not None:
            message["id"] = id_
        self.trace.append({"time": self.time, "from": "client", "message": message})


_ACTS: tuple[tuple[str, str], ...] = (
    (r"open (\S+)(?: as (\S+))?", "open"),
    (r"in (\S+)", "switch"),
    (r"save", "save"),
    (r"close", "close"),
    (r"wait ([\d.]+) ?(s|m|h)", "wait"),
    (rf"caret (after|before) {_QUOTED}", "caret"),
    (r"caret at the end", "caret_end"),
    (rf"type {_QUOTED}", "type"),
    (rf"insert {_QUOTED}", "insert"),
    (rf"replace {_QUOTED} with {_QUOTED}", "replace"),
    (rf"replace everything with {_QUOTED}", "replace_all"),
    (rf"delete {_QUOTED}", "delete"),
    (r"backspace(?: (\d+) times)?", "backspace"),
    (r"undo( silently)?", "undo"),
    (r"redo( silently)?", "redo"),
    (rf"paste {_QUOTED}", "paste"),
    (r"the client says (\w+)", "say"),
    (rf"show {_QUOTED}(?: replacing {_QUOTED})?(?: as (\S+))?", "show"),
    (r"accept( silently| before its change)?", "accept"),
    (rf"accept the part {_QUOTED}( silently)?", "accept_part"),
    (rf"accept the unseen {_QUOTED}(?: replacing {_QUOTED})?(?: of (\S+))?", "accept_unseen"),
    (r"accept without a change", "accept_nothing"),
    (rf"an agent applies {_QUOTED}", "apply"),
    (r"reject", "reject"),
    (r"ignore", "ignore"),
    (r"request", "request"),
)


def _common(left: str, right: str) -> str:
    count = 0
    while count < min(len(left), len(right)) and left[count] == right[count]:
        count += 1
    return left[:count]


def _unquoted(group: str | None) -> str | None:
    if group is None:
        return None
    return re.sub(
        r"\\(.)", lambda found: {"n": "\n", "r": "\r", "t": "\t"}.get(found[1], found[1]), group
    )
