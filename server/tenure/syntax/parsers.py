"""Text to syntax tree, lazily and within bounds.

tree-sitter holds the interpreter for a whole parse, so only the worker calls this.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from time import thread_time

from tree_sitter import Language as Grammar
from tree_sitter import Parser, Point

from tenure.core.syntax_shape import Parsed, Unparsed
from tenure.syntax.languages import BY_ID, Language

LONGEST_PARSED = 1_000_000
"""Characters beyond which nothing is parsed."""

LONGEST_SECONDS = 0.25
"""What one text may cost; 100 lines take about 1 ms. It is the thread's own time, so that a busy
machine leaves no other texts unmeasured than a quiet one."""

_CHUNK = 65_536
"""Bytes handed to the parser at a time. It can be stopped only where it asks for its text."""

_LEVEL = re.compile(r"(?<!\S)[-?:](?!\S)")
"""What opens a level of indentation in the middle of a line: only YAML has that."""


def parse(language: str, text: str) -> Parsed | Unparsed | None:
    """The tree of ``text``; Unparsed beyond a bound; None where the language has no grammar.

    Suggestions are fragments: common indentation is taken off, and errors are part of the tree.
    """
    known = BY_ID.get(language)
    if known is None:
        return None
    if len(text) > LONGEST_PARSED:
        return Unparsed(f"more than {LONGEST_PARSED} characters")
    if known.deepest is not None and _levels(text) > known.deepest:
        return Unparsed(f"more than {known.deepest} levels of indentation")
    source = _without_margin(text).encode("utf-8", "replace")
    parser = parser_of(known)
    end = thread_time() + LONGEST_SECONDS
    late = False

    def read(at: int, _point: Point) -> bytes:
        return source[at : at + _CHUNK]

    def is_late(_at: int, _has_error: bool) -> bool:
        nonlocal late
        late = thread_time() > end
        return late

    try:
        tree = parser.parse(read, progress_callback=is_late)
    except ValueError:
        parser.reset()  # it would go on with this text
        if late:
            return Unparsed(f"parsing took more than {LONGEST_SECONDS} s")
        raise
    return Parsed(tree.root_node, known.identifiers)


@cache
def parser_of(language: Language) -> Parser:
    """The parser of a language; its grammar is loaded with it."""
    module, _, function = language.grammar.rpartition(".")
    return Parser(Grammar(getattr(import_module(module), function)()))


def _without_margin(text: str) -> str:
    """``text`` without the white space that all its lines begin with.

    As ``textwrap.dedent``, which compiles that white space to a pattern: a second for a megabyte.
    """
    lines = text.split("\n")
    margins = {line[: len(line) - len(line.lstrip(" \t"))] for line in lines if line.strip()}
    if not margins:
        return text
    first, last = min(margins), max(margins)  # what these two share, all share
    shared = next((at for at in range(len(first)) if first[at] != last[at]), len(first))
    return "\n".join([line.removeprefix(first[:shared]) for line in lines]) if shared else text


def _levels(text: str) -> int:
    """An upper bound, up to a factor of two, of how many levels of indentation are open at once.

    Levels that are open at once begin in different columns: where a line's text begins, at an
    indicator, or at the text behind one (hence the factor).
    """
    columns: set[int] = set()
    for line in set(re.split(r"[\r\n]", text)):
        columns.add(len(line) - len(line.lstrip()))
        columns.update(match.start() for match in _LEVEL.finditer(line))
    return len(columns)
