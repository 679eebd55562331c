"""Editing sessions as readable text: one act a line, compiled to a trace for ``tenure replay``.

A session plays an editor: it keeps its own text as a plain string, counts positions in UTF-16 and
sends what a real client would. What it expects stands at its end. The acts are listed in
``tests/sessions/README.md``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.sessions.editor import QUOTED, Editor, SessionError, unquoted


@dataclass
class Session:
    """A compiled session: its claim, the trace, and what the report must hold."""

    claim: str
    trace: list[dict[str, Any]]
    expectations: list[str]
    until: float


def compile_session(path: Path) -> Session:
    """The session in ``path``; SessionError names the line that is wrong."""
    lines = path.read_text(encoding="utf-8").splitlines()
    claim = " ".join(line[1:].strip() for line in lines if line.startswith("#")).strip()
    editor = Editor()
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
            _act(editor, line, "\n".join(block))
        except SessionError as error:
            raise SessionError(f"{path.name}:{number}: {error}") from None
    return Session(claim, editor.trace, expectations, editor.time)


def _act(editor: Editor, line: str, block: str) -> None:
    for pattern, method in _ACTS:
        found = re.fullmatch(pattern, line)
        if found:
            getattr(editor, method)(*(unquoted(group) for group in found.groups()), block)
            editor.time = round(editor.time + editor.between_acts, 6)
            return
    raise SessionError(f"no such act: {line}")


_ACTS: tuple[tuple[str, str], ...] = (
    (r"open (\S+)(?: as (\S+))?", "open"),
    (r"open (\S+)(?: as (\S+))? made of", "open_made_of"),
    (r"in (\S+)", "switch"),
    (r"save", "save"),
    (r"close", "close"),
    (r"wait ([\d.]+) ?(s|m|h)", "wait"),
    (r"at a (machine|person)'s pace", "pace"),
    (rf"caret (after|before) {QUOTED}", "caret"),
    (r"caret at the end", "caret_end"),
    (r"caret at line (\d+)", "caret_line"),
    (rf"type {QUOTED}", "type"),
    (rf"insert {QUOTED}", "insert"),
    (rf"replace {QUOTED} with {QUOTED}", "replace"),
    (rf"replace everything with {QUOTED}", "replace_all"),
    (rf"delete {QUOTED}", "delete"),
    (r"backspace(?: (\d+) times)?", "backspace"),
    (r"undo( silently)?", "undo"),
    (r"redo( silently)?", "redo"),
    (rf"paste {QUOTED}", "paste"),
    (rf"cut {QUOTED}", "cut"),
    (rf"copy {QUOTED}", "copy"),
    (r"paste( silently)?", "paste_clipboard"),
    (r"at once( in messages of their own)?", "at_once"),
    (rf"replace every {QUOTED} with {QUOTED}( in messages of their own)?", "replace_every"),
    (rf"type {QUOTED} (before|after) every {QUOTED}", "type_at_every"),
    (rf"insert {QUOTED} (before|after) every {QUOTED}", "insert_at_every"),
    (rf"move the line {QUOTED} (up|down)", "move_line"),
    (rf"duplicate the line {QUOTED}", "duplicate_line"),
    (r"another process writes the file", "written"),
    (r"the file is deleted", "deleted"),
    (rf"the file becomes {QUOTED}", "becomes"),
    (rf"the branch {QUOTED} is checked out", "branch"),
    (r"the file is renamed to (\S+)", "rename_file"),
    (r"accept the edits( silently| before their change)?", "accept_edits"),
    (r"the last edits were accepted", "accepted_late"),
    (r"the client says (\w+)", "say"),
    (r"the client says (\w+) of the next change", "say_before"),
    (rf"show {QUOTED}(?: replacing {QUOTED})?(?: as (\S+))?", "show"),
    (r"accept( silently| before its change)?", "accept"),
    (rf"accept the part {QUOTED}( silently)?", "accept_part"),
    (rf"accept the unseen {QUOTED}(?: replacing {QUOTED})?(?: of (\S+))?", "accept_unseen"),
    (r"accept without a change", "accept_nothing"),
    (rf"an agent applies {QUOTED}(?: (\d+) times)?", "apply"),
    (r"reject", "reject"),
    (r"ignore", "ignore"),
    (r"request", "request"),
)
