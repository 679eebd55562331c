"""The languages that are parsed: one entry each.

Adding a language is adding its official grammar package and an entry here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its LSP ids and file extensions, its grammar, and the kinds of its nodes."""

    ids: tuple[str, ...]
    extensions: tuple[str, ...]
    grammar: Callable[[], Any]
    functions: frozenset[str]
    comments: frozenset[str]
    imports: frozenset[str]
    identifiers: frozenset[str]


def _python() -> Any:
    import tree_sitter_python

    return tree_sitter_python.language()


def _typescript() -> Any:
    import tree_sitter_typescript

    return tree_sitter_typescript.language_typescript()


def _tsx() -> Any:
    import tree_sitter_typescript

    return tree_sitter_typescript.language_tsx()


_TYPESCRIPT_FUNCTIONS = frozenset(
    {
        "arrow_function",
        "function_declaration",
        "function_expression",
        "generator_function",
        "generator_function_declaration",
        "method_definition",
    }
)
_TYPESCRIPT_IDENTIFIERS = frozenset(
    {
        "identifier",
        "private_property_identifier",
        "property_identifier",
        "shorthand_property_identifier",
        "shorthand_property_identifier_pattern",
        "statement_identifier",
        "type_identifier",
    }
)

LANGUAGES: tuple[Language, ...] = (
    Language(
        ids=("python",),
        extensions=(".py", ".pyi", ".pyw"),
        grammar=_python,
        functions=frozenset({"function_definition", "lambda"}),
        comments=frozenset({"comment"}),
        imports=frozenset({"future_import_statement", "import_from_statement", "import_statement"}),
        identifiers=frozenset({"identifier"}),
    ),
    Language(
        ids=("typescript",),
        extensions=(".ts", ".mts", ".cts"),
        grammar=_typescript,
        functions=_TYPESCRIPT_FUNCTIONS,
        comments=frozenset({"comment"}),
        imports=frozenset({"import_statement"}),
        identifiers=_TYPESCRIPT_IDENTIFIERS,
    ),
    Language(
        ids=("typescriptreact",),
        extensions=(".tsx",),
        grammar=_tsx,
        functions=_TYPESCRIPT_FUNCTIONS,
        comments=frozenset({"comment"}),
        imports=frozenset({"import_statement"}),
        identifiers=_TYPESCRIPT_IDENTIFIERS,
    ),
)

BY_ID: dict[str, Language] = {id_: language for language in LANGUAGES for id_ in language.ids}
