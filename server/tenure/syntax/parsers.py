"""Text to syntax tree, lazily and within bounds.

tree-sitter holds the interpreter for a whole parse, so only the worker calls this.
"""

from __future__ import annotations

from functools import cache
from textwrap import dedent

from tree_sitter import Language as Grammar
from tree_sitter import Parser

from tenure.core.syntax_shape import Parsed
from tenure.syntax.languages import BY_ID

LONGEST_PARSED = 1_000_000
"""Characters beyond which nothing is parsed: 20,000 lines take about 80 ms."""


def parse(language: str, text: str) -> Parsed | None:
    """The tree of ``text``; None where the language has no grammar or the text is too long.

    Suggestions are fragments: common indentation is taken off, and errors are part of the tree.
    """
    known = BY_ID.get(language)
    if known is None or len(text) > LONGEST_PARSED:
        return None
    tree = _parser(language).parse(dedent(text).encode("utf-8", "replace"))
    return Parsed(tree.root_node, known.identifiers)


@cache
def _parser(language: str) -> Parser:
    return Parser(Grammar(BY_ID[language].grammar()))
