"""The editor that a session plays: its text, its caret, and what it sends.

It keeps its own text as a plain string, counts positions in UTF-16 and sends what a real client
would.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

STEP_SECONDS = 0.1
"""Between two acts, as people do them; ``wait`` makes it longer."""

KEY_SECONDS = 0.05
"""Between two keys of one ``type``."""

MACHINE_SECONDS = 0.001
"""Between two changes of one command, as editors send them."""

QUOTED = r'"((?:[^"\\]|\\.)*)"'


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


class Editor:
    """One editor with its documents; ``trace`` is what it sent so far."""

    def __init__(self) -> None:
        self.trace: list[dict[str, Any]] = []
        self.time = 0.0
        self.between_acts = STEP_SECONDS
        self.between_keys = KEY_SECONDS
        self.documents: dict[str, _Document] = {}
        self.document: _Document | None = None
        self.clipboard = ""
        self._send("initialize", {"capabilities": {}, "clientInfo": {"name": "Session"}}, id_=1)

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

    def open_made_of(self, name: str, language: str | None, block: str) -> None:
        """A document that is too long to be written down, or holds what a line cannot."""
        pieces = []
        for line in block.splitlines():
            found = re.fullmatch(rf"{QUOTED}(?: (\d+) times)?", line.strip())
            if found is None:
                raise SessionError(f"no piece of a document: {line}")
            pieces.append(str(unquoted(found[1])) * int(found[2] or 1))
        self.open(name, language, "".join(pieces))

    def switch(self, name: str, _: str) -> None:
        self.document = self.documents[f"file:///work/{name}"]

    def save(self, _: str) -> None:
        self._send("textDocument/didSave", {"textDocument": {"uri": self._here.uri}})

    def close(self, _: str) -> None:
        self._send("textDocument/didClose", {"textDocument": {"uri": self._here.uri}})

    def wait(self, amount: str, unit: str, _: str) -> None:
        seconds = float(amount) * {"s": 1, "m": 60, "h": 3600}[unit]
        self.time = round(self.time + seconds - self.between_acts, 6)

    def pace(self, whose: str, _: str) -> None:
        by_machine = whose == "machine"
        self.between_acts = MACHINE_SECONDS if by_machine else STEP_SECONDS
        self.between_keys = MACHINE_SECONDS if by_machine else KEY_SECONDS

    # Editing

    def caret(self, side: str, text: str, _: str) -> None:
        start = self._find(text)
        self._here.caret = start + (len(text) if side == "after" else 0)

    def caret_line(self, number: str, _: str) -> None:
        """Lines count from 1."""
        ends = list(re.finditer(r"\r\n|\r|\n", self._here.text))
        self._here.caret = ends[int(number) - 2].end() if int(number) > 1 else 0

    def caret_end(self, _: str) -> None:
        self._here.caret = len(self._here.text)

    def type(self, text: str, _: str) -> None:
        for character in text:
            self._change(self._here.caret, self._here.caret, character)
            self.time = round(self.time + self.between_keys, 6)

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
            self.time = round(self.time + self.between_keys, 6)

    def cut(self, text: str, _: str) -> None:
        self.clipboard = text
        self.delete(text, "")

    def copy(self, text: str, _: str) -> None:
        self._find(text)
        self.clipboard = text

    def paste_clipboard(self, silently: str | None, _: str) -> None:
        self.insert(self.clipboard, "")
        if not silently:
            self.say("paste", "")

    def at_once(self, separately: str | None, block: str) -> None:
        """Several changes of one command, in one message or in one for each."""
        document = self._here
        edits = []
        for line in block.splitlines():
            found = re.fullmatch(rf"{QUOTED} (?:->|gives way to) {QUOTED}", line.strip())
            if found is None:
                raise SessionError(f"no change: {line}")
            old, new = str(unquoted(found[1])), str(unquoted(found[2]))
            start = self._find(old)
            edits.append((start, start + len(old), new))
        self._together(sorted(edits, reverse=True), separately=bool(separately))
        document.caret = len(document.text)

    def replace_every(self, old: str, new: str, separately: str | None, _: str) -> None:
        places = [found.start() for found in re.finditer(re.escape(old), self._here.text)]
        edits = [(at, at + len(old), new) for at in reversed(places)]
        self._together(edits, separately=bool(separately))

    def type_at_every(self, text: str, side: str, mark: str, _: str) -> None:
        """Several carets: each key is one message with a change for each of them."""
        for character in text:
            self._at_every(character, side, mark)
            mark = mark + character if side == "after" else mark
            self.time = round(self.time + self.between_keys, 6)

    def insert_at_every(self, text: str, side: str, mark: str, _: str) -> None:
        self._at_every(text, side, mark)

    def move_line(self, text: str, way: str, _: str) -> None:
        """As VS Code moves a line: one message takes it out and puts it in, from the end."""
        document = self._here
        lines = document.text.splitlines(keepends=True)
        number = document.text[: self._find(text)].count("\n")
        other = number + (1 if way == "down" else -1)
        if not 0 <= other < len(lines):
            raise SessionError("there is no line to move it past")
        starts = [sum(map(len, lines[:index])) for index in range(len(lines) + 1)]
        line = lines[number].rstrip("\n") + "\n"
        put = starts[other + 1] if way == "down" else starts[other]
        taken = (starts[number], starts[number + 1], "")
        self._together(sorted([taken, (put, put, line)], reverse=True))

    def duplicate_line(self, text: str, _: str) -> None:
        document = self._here
        number = document.text[: self._find(text)].count("\n")
        lines = document.text.split("\n")
        start = sum(len(line) + 1 for line in lines[:number])
        self._change(start, start, lines[number] + "\n")

    def undo(self, silently: str | None, _: str) -> None:
        self._travel(self._here.undo, self._here.redo, None if silently else "undo")

    def redo(self, silently: str | None, _: str) -> None:
        self._travel(self._here.redo, self._here.undo, None if silently else "redo")

    def paste(self, text: str, _: str) -> None:
        self.insert(text, "")
        self.say("paste", "")

    def say(self, origin: str, _: str) -> None:
        self._origin(origin, self._here.version)

    def say_before(self, origin: str, _: str) -> None:
        self._origin(origin, self._here.version + 1)

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

    def apply(self, text: str, times: str | None, _: str) -> None:
        self.insert(text * int(times or 1), "")
        self._suggestion("applied", kind="agent", evidence="exact")

    def reject(self, _: str) -> None:
        caret = self._here.caret
        self._suggestion("rejected", range=self._range(caret, caret), version=self._here.version)
        self._here.shown = None

    def ignore(self, _: str) -> None:
        self._suggestion("ignored", id=(self._here.shown or {}).get("id"))

    def request(self, _: str) -> None:
        self._suggestion("opportunity")

    def accept_edits(self, how: str | None, block: str) -> None:
        """A next edit suggestion with several edits."""
        if how == " before their change":
            self._suggestion("accepted", kind="nextEdit", version=self._here.version + 1)
        self.at_once(None, block)
        if how is None:
            self._suggestion("accepted", kind="nextEdit")

    def accepted_late(self, _: str) -> None:
        self._suggestion("accepted", kind="nextEdit")

    # What happens outside the editor

    def written(self, _: str) -> None:
        self._watched(2)

    def deleted(self, _: str) -> None:
        self._watched(3)

    def becomes(self, text: str, _: str) -> None:
        """Another process writes the file, and the editor reloads it."""
        self._watched(2)
        document = self._here
        self._remember()
        prefix = len(_common(document.text, text))
        suffix = len(_common(document.text[prefix:][::-1], text[prefix:][::-1]))
        start, end = prefix, len(document.text) - suffix
        change = {"range": self._range(start, end), "text": text[prefix : len(text) - suffix]}
        document.text, document.caret = text, len(text)
        self._changed([change])

    def branch(self, name: str, _: str) -> None:
        self._send("tenure/branch", {"folder": "file:///work", "branch": name})

    def rename_file(self, name: str, _: str) -> None:
        """The editor closes the old name and opens the new."""
        old = self._here
        self.close("")
        self.documents[f"file:///work/{name}"] = _Document(
            f"file:///work/{name}", old.text, caret=len(old.text)
        )
        self.open(name, None, "")

    def _watched(self, kind: int) -> None:
        changes = [{"uri": self._here.uri, "type": kind}]
        self._send("workspace/didChangeWatchedFiles", {"changes": changes})

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

    def _together(self, edits: list[tuple[int, int, str]], *, separately: bool = False) -> None:
        """Make ``edits``, the last first, at the same time."""
        document = self._here
        self._remember()
        changes = []
        for start, end, new in edits:
            change = {"range": self._range(start, end), "text": new}
            document.text = document.text[:start] + new + document.text[end:]
            if separately:
                self._changed([change])
            changes.append(change)
        if not separately:
            self._changed(changes)

    def _at_every(self, text: str, side: str, mark: str) -> None:
        places = [
            found.end() if side == "after" else found.start()
            for found in re.finditer(re.escape(mark), self._here.text)
        ]
        self._together([(place, place, text) for place in reversed(places)])

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
            "character": len(before[-1].encode("utf-16-le", "surrogatepass")) // 2,
        }

    def _send(self, method: str, params: dict[str, Any], id_: int | None = None) -> None:
        message: dict[str, Any] = {"jsonrpc": "2.0", "method": method, "params": params}
        if id_ is not None:
            message["id"] = id_
        self.trace.append({"time": self.time, "from": "client", "message": message})


def _common(left: str, right: str) -> str:
    count = 0
    while count < min(len(left), len(right)) and left[count] == right[count]:
        count += 1
    return left[:count]


def unquoted(group: str | None) -> str | None:
    """A quoted text of a session as it is meant."""
    return None if group is None else re.sub(r"\\(?:u([0-9a-f]{4})|(.))", _meant, group)


def _meant(found: re.Match[str]) -> str:
    if found[1]:
        return chr(int(found[1], 16))
    return {"n": "\n", "r": "\r", "t": "\t"}.get(found[2], found[2])
