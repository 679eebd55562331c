"""Source text, and somebody who accepts suggestions in it and types: always the same person.

Ready-made messages, so that making them costs nothing while a server is measured. The text stays
as long as it was: what was typed longest ago is deleted line by line.
"""

from __future__ import annotations

import json
import random
from collections import deque

from tests.performance.client import framed

FUNCTION = '''def compute_{n}(values: list[int]) -> int:
    """Add up what lies above a threshold."""
    total = 0
    for value in values:
        if value > {n}:
            total += value * 3
    return total


'''

SUGGESTION = """
    limit = len(values) + {n}
    for index, value in enumerate(values[:limit]):
        total += index * value - {n}
    print("so far", total, limit)"""

INSIDE = " + value_{n} * weight"
"""A suggestion of a part of a line."""

WORD = "measured"
"""What is typed inside it, and taken back."""

LINES_OF_A_SUGGESTION = SUGGESTION.count("\n")

KEPT_LINES = 10
"""Typed lines that stand at a time."""

_CHANGE = (
    '{{"jsonrpc":"2.0","method":"textDocument/didChange","params":{{"textDocument":{{"uri":"{uri}",'
    '"version":{version}}},"contentChanges":[{{"range":{{"start":{{"line":{line},"character":{column}'
    '}},"end":{{"line":{end_line},"character":{end_column}}}}},"text":{text}}}]}}}}'
)


class TypingPerson:
    """Works in one document that has ``lines`` lines once ``suggestions`` were accepted in it."""

    def __init__(self, uri: str, lines: int, suggestions: int, seed: int = 1) -> None:
        self.uri = uri
        self._suggestions = suggestions
        whole = FUNCTION.count("\n")
        functions = (lines - suggestions * LINES_OF_A_SUGGESTION) // whole
        self._random = random.Random(seed)
        code = "".join(FUNCTION.format(n=n) for n in range(functions))
        rest = lines - suggestions * LINES_OF_A_SUGGESTION - functions * whole
        self._lines = (code + "# the end\n" * rest).split("\n")
        self._version = 1
        self._typed: deque[str] = deque()
        self._statements = 0
        self._keys: deque[bytes] = deque()
        self._crowded: list[int] = []

    def opening(self) -> bytes:
        """The document is opened, with the text of now."""
        text = "\n".join(self._lines)
        item = {
            "uri": self.uri,
            "languageId": "python",
            "version": self._version,
            "text": text,
        }
        return framed({"method": "textDocument/didOpen", "params": {"textDocument": item}})

    def acceptances(self, telling: bool) -> list[bytes]:
        """Every suggestion as its change and, where ``telling``, the word that it was accepted."""
        anchors = [n for n, line in enumerate(self._lines) if line == "    total = 0"]
        # From the last to the first, so that none moves another's place.
        places = sorted(self._random.choices(anchors, k=self._suggestions), reverse=True)
        messages = []
        for number, line in enumerate(places):
            text = SUGGESTION.format(n=number)
            messages.append(self._change(line, len(self._lines[line]), text))
            if telling:
                messages.append(self._accepted(number, text))
        return messages

    def crowding(self, spans: int, typed_in_each: int) -> list[bytes]:
        """``spans`` accepted parts of lines, spread evenly, with characters typed inside each."""
        messages = []
        for number in range(spans):
            line = number * (len(self._lines) - 1) // spans
            text = INSIDE.format(n=number)
            column = len(self._lines[line])
            messages.append(self._change(line, column, text))
            messages.append(self._accepted(number, text))
            messages += [
                self._change(line, column + 3 * place, "x") for place in range(1, typed_in_each + 1)
            ]
            self._crowded.append(line)
        return messages

    def keys_inside(self, count: int) -> list[bytes]:
        """The next ``count`` edits inside accepted text: a word a character at a time, and back."""
        found: list[bytes] = []
        while len(found) < count:
            line = self._random.choice(self._crowded)
            column = self._lines[line].rindex("ght") + 1
            places = range(column, column + len(WORD))
            found += [self._change(line, at, WORD[at - column]) for at in places]
            found += [self._change(line, at, "", deleted=1) for at in reversed(places)]
        return found[:count]

    def keys(self, count: int) -> list[bytes]:
        """The next ``count`` edits: single characters, at times a new line or a line deleted."""
        while len(self._keys) < count:
            self._type_a_line()
        return [self._keys.popleft() for _ in range(count)]

    def _type_a_line(self) -> None:
        start = self._random.randrange(len(self._lines))
        line = next(
            n
            for n in (*range(start, len(self._lines)), *range(start))
            if self._lines[n].startswith(("    total = 0", "    limit = "))
        )
        self._statements += 1
        statement = f"total += values[{self._random.randrange(100)}] * weight_{self._statements}"
        self._keys.append(self._change(line, len(self._lines[line]), "\n    "))
        for column, character in enumerate(statement, 4):
            self._keys.append(self._change(line + 1, column, character))
        self._typed.append(f"    {statement}")
        if len(self._typed) > KEPT_LINES:
            oldest = self._lines.index(self._typed.popleft())
            self._keys.append(self._change(oldest, 0, "", deleted_lines=1))

    def _change(
        self, line: int, column: int, text: str, deleted_lines: int = 0, deleted: int = 0
    ) -> bytes:
        self._version += 1
        end_line = line + deleted_lines
        end_column = 0 if deleted_lines else column + deleted
        if deleted_lines:
            del self._lines[line : line + deleted_lines]
        else:
            before = self._lines[line]
            self._lines[line : line + 1] = f"{before[:column]}{text}{before[end_column:]}".split(
                "\n"
            )
        body = _CHANGE.format(
            uri=self.uri,
            version=self._version,
            line=line,
            column=column,
            end_line=end_line,
            end_column=end_column,
            text=json.dumps(text),
        ).encode()
        return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)

    def _accepted(self, number: int, text: str) -> bytes:
        params = {
            "textDocument": {"uri": self.uri, "version": self._version},
            "state": "accepted",
            "kind": "inline",
            "evidence": "exact",
            "adapter": "benchmark",
            "id": f"suggestion-{number}",
            "text": text,
            "acceptedLength": len(text),
        }
        return framed({"method": "tenure/suggestion", "params": params})
