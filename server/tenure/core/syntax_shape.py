"""The shape of a syntax node, as the core needs it; ``tree_sitter.Node`` already has it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol


class Node(Protocol):
    """One node of a syntax tree; offsets are UTF-8 bytes."""

    @property
    def type(self) -> str:
        """The grammar's name of its kind."""
        ...

    @property
    def children(self) -> Sequence[Node]:
        """Its children, anonymous ones included, in order."""
        ...

    @property
    def text(self) -> bytes | None:
        """The source it covers, UTF-8."""
        ...

    @property
    def start_byte(self) -> int:
        """Where it starts in the source."""
        ...

    @property
    def end_byte(self) -> int:
        """Where it ends in the source."""
        ...

    @property
    def descendant_count(self) -> int:
        """How many nodes its tree has, itself included; known without walking it."""
        ...


@dataclass(frozen=True, slots=True)
class Parsed:
    """A parsed text: its root, and which kinds of node are identifiers in its language."""

    root: Node
    identifiers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Unparsed:
    """There is a grammar and yet no tree: the text is beyond a bound."""

    reason: str


Parse = Callable[[str, str], Parsed | Unparsed | None]
"""From a language (LSP id) and a text to its tree; None where there is no grammar."""


def own_text(source: bytes, start: int, end: int, children: Sequence[tuple[int, int]]) -> bytes:
    """The text from ``start`` to ``end`` less that of the children; empty where only white space.

    It is a leaf's text, and in some grammars part of a literal's: Python's string with an escape
    in it has the escape for a child, and no node for the letters around it. White space between
    children is layout, which no tree knows.
    """
    if not children:
        return source[start:end]
    at, bare = start, True
    for child_start, child_end in children:
        if at < child_start and not source[at:child_start].isspace():
            bare = False
        at = child_end
    if bare and (at >= end or source[at:end].isspace()):
        return b""
    starts = [*(child[0] for child in children), end]
    ends = [start, *(child[1] for child in children)]
    return b"\0".join(source[one:other] for one, other in zip(ends, starts, strict=True))
