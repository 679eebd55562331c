"""A long history of somebody at work: types, jumps, pastes, cuts, takes back and accepts.

Always the same for one seed. The text stays about as long as it was: what grows is cut elsewhere.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.performance.client import framed
from tests.performance.typing_person import FUNCTION, SUGGESTION

WORDS = (
    *("value", "total", "index", "items", "weight", "return", "for", "in", "if", "not", "len"),
    *("=", "+", "(", ")", "[", "]", ":"),
)

EVENTS = {
    "type": 700,
    "jump": 90,
    "enter": 80,
    "backspace": 60,
    "cut": 25,
    "paste": 25,
    "accept": 20,
}
"""How often in a thousand each happens; typing is a word, and so many edits."""


class TypingHistory:
    """Somebody's edits of one document of ``lines`` lines."""

    def __init__(self, uri: str, lines: int = 2_000, seed: int = 1) -> None:
        self._uri = uri
        self._random = random.Random(seed)
        functions = lines // FUNCTION.count("\n")
        self._lines = "".join(FUNCTION.format(n=n) for n in range(functions)).split("\n")
        self._longest = len(self._lines) * 1.1
        self._line, self._column = 0, 0
        self._version = self._accepted = 0

    @property
    def text(self) -> str:
        """The document as it stands after the edits so far."""
        return "\n".join(self._lines)

    def opening(self) -> bytes:
        """The document is opened."""
        item = {
            "uri": self._uri,
            "languageId": "python",
            "version": self._version,
            "text": self.text,
        }
        return framed({"method": "textDocument/didOpen", "params": {"textDocument": item}})

    def edits(self, count: int) -> list[bytes]:
        """The next ``count`` edits, and between them what is said of accepted ones."""
        found: list[bytes] = []
        version = self._version + count
        names, weights = list(EVENTS), list(EVENTS.values())
        while self._version < version:
            event = self._random.choices(names, weights)[0]
            found += getattr(self, f"_{event}")()
        return found

    def _type(self) -> Iterator[bytes]:
        for character in self._random.choice(WORDS) + " ":
            yield self._put(character)

    def _jump(self) -> Iterator[bytes]:
        self._line = self._random.randrange(len(self._lines))
        self._column = self._random.randint(0, len(self._lines[self._line]))
        return iter(())

    def _enter(self) -> Iterator[bytes]:
        yield self._put("\n    ")

    def _backspace(self) -> Iterator[bytes]:
        for _ in range(min(self._column, self._random.randint(1, 8))):
            self._column -= 1
            yield self._replace(self._line, self._column + 1, "")

    def _cut(self) -> Iterator[bytes]:
        many = 40 if len(self._lines) > self._longest else 4
        last = min(len(self._lines) - 1, self._line + self._random.randint(1, many))
        self._column = 0
        yield self._replace(last, 0, "")

    def _paste(self) -> Iterator[bytes]:
        start = self._random.randrange(len(self._lines))
        yield self._put("\n".join(self._lines[start : start + self._random.randint(1, 12)]))

    def _accept(self) -> Iterator[bytes]:
        self._accepted += 1
        self._column = len(self._lines[self._line])
        text = SUGGESTION.format(n=self._accepted)
        yield self._put(text)
        params = {
            "textDocument": {"uri": self._uri, "version": self._version},
            "state": "accepted",
            "kind": "inline",
            "evidence": "exact",
            "adapter": "benchmark",
            "id": f"suggestion-{self._accepted}",
            "text": text,
        }
        yield framed({"method": "tenure/suggestion", "params": params})

    def _put(self, text: str) -> bytes:
        change = self._replace(self._line, self._column, text)
        *above, last = text.split("\n")
        self._line += len(above)
        self._column = len(last) + (0 if above else self._column)
        return change

    def _replace(self, end_line: int, end_column: int, text: str) -> bytes:
        """What is between the caret and a place behind it gives way to ``text``."""
        start = {"line": self._line, "character": self._column}
        end = {"line": end_line, "character": end_column}
        self._version += 1
        head = self._lines[self._line][: self._column]
        new = f"{head}{text}{self._lines[end_line][end_column:]}".split("\n")
        self._lines[self._line : end_line + 1] = new
        change = {"range": {"start": start, "end": end}, "text": text}
        params = {
            "textDocument": {"uri": self._uri, "version": self._version},
            "contentChanges": [change],
        }
        return framed({"method": "textDocument/didChange", "params": params})
