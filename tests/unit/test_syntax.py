"""The registry of languages, and what becomes of text that is no whole file."""

from __future__ import annotations

import pytest
from tenure.syntax import parsers
from tenure.syntax.languages import BY_ID, LANGUAGES
from tree_sitter import Language as Grammar
from tree_sitter import Node


def root_of(language: str, text: str) -> Node:
    parsed = parsers.parse(language, text)
    assert parsed is not None
    assert isinstance(parsed.root, Node)
    return parsed.root


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.ids[0])
def test_every_kind_in_the_registry_is_one_of_its_grammar(language):
    """A kind that a grammar does not have would match nothing, in silence."""
    grammar = Grammar(language.grammar())
    kinds = {grammar.node_kind_for_id(index) for index in range(grammar.node_kind_count)}

    named = language.functions | language.comments | language.imports | language.identifiers
    assert named - kinds == set()


def test_no_two_languages_share_an_id_or_an_extension():
    """What a document is parsed as is never a matter of order."""
    ids = [id_ for language in LANGUAGES for id_ in language.ids]
    extensions = [extension for language in LANGUAGES for extension in language.extensions]

    assert sorted(set(ids)) == sorted(ids)
    assert sorted(set(extensions)) == sorted(extensions)
    assert sorted(BY_ID) == ["python", "typescript", "typescriptreact"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("python", "        total += x\n        return total\n"),
        ("python", "total = 0\n    for x in xs:\n        total += x\n    return total"),
        ("typescript", "    return items.map((item) => item.id);\n"),
        ("typescriptreact", "<Item key={item.id} />"),
    ],
)
def test_a_fragment_of_a_file_parses_without_error(language: str, text: str):
    """A block with its indentation, or one that starts in the middle of a line."""
    assert not root_of(language, text).has_error


@pytest.mark.parametrize("text", ["", "def f(", "))) }", "\ud800", "\0"])
def test_a_text_that_is_no_code_still_has_a_tree(text: str):
    """Errors are part of the tree."""
    assert root_of("python", text).type in ("module", "ERROR")


def test_without_a_grammar_or_beyond_the_limit_there_is_no_tree():
    """No tree is None, never an empty tree."""
    assert parsers.parse("cobol", "x") is None
    assert parsers.parse("python", "#" * (parsers.LONGEST_PARSED + 1)) is None
