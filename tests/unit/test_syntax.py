"""What parsing gives for text that is no code, too much of it, or made to hurt."""

from __future__ import annotations

import subprocess
import sys
from time import thread_time

import pytest
from tenure.core.records import Unit, Verdict
from tenure.core.survival.readings import measure
from tenure.core.syntax_shape import Parsed, Unparsed
from tenure.syntax import parsers
from tenure.syntax.languages import BY_ID, LANGUAGES
from tenure.syntax.parsers import parse

from tests.unit.test_verdicts import due

IDS = [language.ids[0] for language in LANGUAGES]


@pytest.mark.parametrize("text", ["", "def f(", "))) }", "\ud800", "\0"])
@pytest.mark.parametrize("language", IDS)
def test_a_text_that_is_no_code_still_has_a_tree(language: str, text: str):
    """Errors are part of the tree."""
    assert isinstance(parse(language, text), Parsed)


def test_a_language_without_a_grammar_has_no_tree():
    """No tree is None, never an empty tree."""
    assert parse("cobol", "x") is None


def test_a_text_beyond_the_limit_says_so():
    """It is told from a language without a grammar."""
    assert isinstance(parse("python", "#" * parsers.LONGEST_PARSED), Parsed)
    assert parse("python", "#" * (parsers.LONGEST_PARSED + 1)) == Unparsed(
        "more than 1000000 characters"
    )


HURTING = {
    "brackets": "([{" * 66_000,
    "closed brackets": "(" * 100_000 + ")" * 100_000,
    "square brackets": "[" * 200_000,
    "angle brackets": "<" * 200_000,
    "quotes": "\"'`" * 66_000,
    "blanks": " " * 900_000 + "@",
    "stairs": "".join(" " * level + "def f:\n" for level in range(1_300)),
    "one line": "a = b, " * 700_000,
}


@pytest.mark.parametrize("name", HURTING)
@pytest.mark.parametrize("language", IDS)
def test_no_text_costs_more_than_a_bounded_time(language: str, name: str):
    """There is a tree or the reason why not, before long."""
    start = thread_time()
    found = parse(language, HURTING[name])
    cost = thread_time() - start

    # Some more for what is not parsing: taking off indentation, letting go of the tree.
    assert cost < 4 * parsers.LONGEST_SECONDS
    assert isinstance(found, Parsed) or found in [
        Unparsed("more than 1000000 characters"),
        Unparsed("more than 120 levels of indentation"),
        Unparsed("parsing took more than 0.25 s"),
    ]


def test_a_parse_that_was_broken_off_leaves_nothing_behind(monkeypatch):
    """The next text of the language is parsed from its start."""
    monkeypatch.setattr(parsers, "LONGEST_SECONDS", 0.001)
    assert parse("kotlin", HURTING["stairs"]) == Unparsed("parsing took more than 0.001 s")

    monkeypatch.undo()
    found = parse("kotlin", "val a = 1\n")
    assert isinstance(found, Parsed)
    assert found.root.text == b"val a = 1\n"


def test_a_reading_names_the_bound_that_its_text_met():
    """The other units are told, and the verdict is that of what can be told."""
    long = "a" * (parsers.LONGEST_PARSED + 1)
    found = measure(due(long, f"{long} b", len(long)), parse)

    assert found.verdict is Verdict.EDITED
    assert found.reason == (
        "char: longer than 50000 characters; tree: more than 1000000 characters"
    )
    assert [distance.unit for distance in found.distances] == [Unit.TOKEN, Unit.LINE]


@pytest.mark.parametrize(
    "text",
    [
        "- " * 260,
        "? " * 260,
        ": " * 260,
        "".join(" " * level + "a:\n" for level in range(260)),
        "".join(" " * level + "*a :\n" for level in range(260)),
    ],
)
def test_yaml_nested_deeper_than_its_grammar_can_hold_is_not_given_to_it(text: str):
    """Any of these ends the process that parses it."""
    assert parse("yaml", text) == Unparsed("more than 120 levels of indentation")


@pytest.mark.parametrize(
    "text",
    [
        "- " * 119 + "a",
        "".join(" " * level + "a:\n" for level in range(119)),
        "".join(f"{'k' * length}: a - b\n" for length in range(1, 100)),
        "text: " + "a long line of prose, and another: one - of many. " * 40,
    ],
)
def test_yaml_that_is_merely_long_is_parsed(text: str):
    """Long keys and long lines are no nesting."""
    assert isinstance(parse("yaml", text), Parsed)


def test_a_grammar_is_loaded_when_its_language_is_first_parsed():
    """A worker that sees one language pays for one."""
    program = (
        "import sys; from tenure.syntax.parsers import parse; parse('go', 'package a');"
        "print([name for name in sys.modules if name.startswith('tree_sitter_')"
        " and '.' not in name])"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    ).stdout

    assert told == "['tree_sitter_go']\n"
    assert len({language.grammar for language in BY_ID.values()}) == len(LANGUAGES)
