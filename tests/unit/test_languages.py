"""Every language that is parsed: its names, its grammar, and what is told of an edit in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from tenure.core.records import Verdict
from tenure.core.survival.verdicts import verdict
from tenure.core.syntax_shape import Parsed
from tenure.syntax.languages import BY_ID, LANGUAGES, Language
from tenure.syntax.parsers import parse, parser_of
from tree_sitter import Node

from tests.unit.snippets import SNIPPETS

IDS = """
    python javascript javascriptreact typescript typescriptreact java kotlin c cpp csharp cs go
    rust ruby php swift scala shellscript sh bash lua html css json jsonc yaml
"""

every_language = pytest.mark.parametrize("language", LANGUAGES, ids=lambda known: known.ids[0])


def root_of(language: str, text: str) -> Node:
    parsed = parse(language, text)
    assert isinstance(parsed, Parsed)
    assert isinstance(parsed.root, Node)
    return parsed.root


def kinds_in(root: Node) -> Iterator[str]:
    stack = [root]
    while stack:
        node = stack.pop()
        if node.is_named:
            yield node.type
        stack += node.children


def test_the_languages_are_those_that_are_promised():
    """By what editors call them."""
    assert sorted(BY_ID) == sorted(IDS.split())


def test_no_two_languages_share_an_id_or_an_extension():
    """What a document is parsed as is never a matter of order."""
    ids = [id_ for language in LANGUAGES for id_ in language.ids]
    extensions = [extension for language in LANGUAGES for extension in language.extensions]

    assert sorted(set(ids)) == sorted(ids)
    assert sorted(set(extensions)) == sorted(extensions)
    assert [name for name in extensions if not re.fullmatch(r"\.[a-z+]+", name)] == []


@every_language
def test_every_kind_in_the_registry_is_one_of_its_grammar(language: Language):
    """A kind that a grammar does not have would match nothing, in silence."""
    grammar = parser_of(language).language
    assert grammar is not None
    kinds = {grammar.node_kind_for_id(index) for index in range(grammar.node_kind_count)}

    named = language.functions | language.comments | language.imports | language.identifiers
    assert named - kinds == set()


@every_language
def test_real_code_parses_without_an_error(language: Language):
    """In both layouts, by each of the language's ids."""
    snippet = SNIPPETS[language.ids[0]]

    for id_ in language.ids:
        assert not root_of(id_, snippet.text).has_error
        assert not root_of(id_, snippet.reformatted).has_error


@every_language
def test_the_kinds_of_a_language_are_found_in_its_code(language: Language):
    """Functions, comments, imports and identifiers stand in the tree under the registry's names."""
    found = set(kinds_in(root_of(language.ids[0], SNIPPETS[language.ids[0]].text)))

    assert language.functions - found == set()
    assert language.comments - found == set()
    assert language.imports - found == set()
    assert language.identifiers - found == set()


@every_language
def test_other_white_space_is_a_reformat(language: Language):
    """The same tokens, otherwise laid out."""
    snippet = SNIPPETS[language.ids[0]]

    assert (
        verdict(snippet.text, snippet.reformatted, 1, language.ids[0], parse) is Verdict.REFORMATTED
    )


@pytest.mark.parametrize("language", [id_ for id_ in SNIPPETS if SNIPPETS[id_].name])
def test_a_name_replaced_throughout_is_a_rename(language: str):
    """And replaced in one place of several it is an edit."""
    snippet = SNIPPETS[language]
    renamed = re.sub(rf"\b{snippet.name}\b", "other", snippet.text)
    once = re.sub(rf"\b{snippet.name}\b", "other", snippet.text, count=1)

    assert verdict(snippet.text, renamed, 1, language, parse) is Verdict.RENAMED
    assert verdict(snippet.text, once, 1, language, parse) is Verdict.EDITED


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("python", "        total += x\n        return total\n"),
        ("python", "total = 0\n    for x in xs:\n        total += x\n    return total"),
        ("javascript", "const { a, ...rest } = await f(b);\n"),
        ("javascriptreact", "<Item key={item.id} />"),
        ("typescript", "    return items.map((item) => item.id);\n"),
        ("typescriptreact", "<Item key={item.id} />"),
        ("java", "    for (Item item : items) {\n      sum += item.price;\n    }\n"),
        ("kotlin", "    val sum = items.sumOf { it.price }\n    return sum\n"),
        ("c", "    for (int i = 0; i < n; i++)\n        sum += items[i];\n"),
        ("cpp", "    for (const auto& item : items)\n        sum += item.price;\n"),
        ("csharp", "    foreach (var item in items)\n    {\n        sum += item.Price;\n    }\n"),
        ("go", "\tif err != nil {\n\t\treturn err\n\t}\n"),
        ("rust", "    let sum: i32 = items.iter().sum();\n    f(sum);\n"),
        ("ruby", "    items.each do |item|\n      sum += item.price\n    end\n"),
        ("php", "    foreach ($items as $item) {\n        $sum += $item->price;\n    }\n"),
        ("php", "<?php\n\necho total($items);\n"),
        ("swift", "    for item in items {\n        sum += item.price\n    }\n"),
        ("scala", "    val sum = items.map(_.price).sum\n    println(sum)\n"),
        ("shellscript", '    if [ -z "$1" ]; then\n        return 1\n    fi\n'),
        ("lua", "    for _, item in ipairs(items) do\n      sum = sum + item\n    end\n"),
        ("html", "    <li>one</li>\n    <li>two</li>\n"),
        ("css", "    .cart { color: red; }\n"),
        ("json", '    { "price": 1 }\n'),
        ("yaml", "    - price: 1\n    - price: 2\n"),
    ],
)
def test_a_fragment_of_a_file_parses_without_error(language: str, text: str):
    """A block with its indentation, or one that starts in the middle of a line."""
    assert not root_of(language, text).has_error
