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


@dataclass(frozen=True, slots=True)
class Parsed:
    """A parsed text: its root, and which kinds of node are identifiers in its language."""

    root: Node
    identifiers: frozenset[str]


Parse = Callable[[str, str], Parsed | None]
"""From a language (LSP id) and a text to its tree; None where there is no grammar or it failed."""
