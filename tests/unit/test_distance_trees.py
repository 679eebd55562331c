"""Tree distance between two parsed texts."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from tenure.core.distance import trees
from tenure.core.distance.counts import Counts, Unmeasured
from tenure.core.syntax_shape import Parsed
from tenure.syntax.parsers import parse


def distance(language: str, original: str, text: str) -> Counts | Unmeasured:
    before, after = parse(language, original), parse(language, text)
    assert isinstance(before, Parsed)
    assert isinstance(after, Parsed)
    return trees.distance(before.root, after.root)


def test_layout_is_no_part_of_a_tree():
    """Other spaces and line breaks leave the same tree."""
    assert distance("python", "f(a,b)\n", "f(a,\n  b)\n") == Counts(0, 10)


def test_a_renamed_name_is_one_node():
    """A leaf with another text is one node relabelled."""
    assert distance("python", "x = 1", "y = 1") == Counts(1, 6)


@pytest.mark.parametrize("language", ["python", "typescript", "typescriptreact"])
def test_a_string_with_an_escape_is_compared_by_its_letters(language: str):
    """The letters round an escape are in no child's text, and count all the same."""
    found = distance(language, 'f("one\\n")', 'f("two\\n")')

    assert isinstance(found, Counts)
    assert found.distance == 1


def test_code_put_into_a_condition_costs_the_condition():
    """The statements that stand whole inside a new block are not counted as new."""
    original = "f(a)\ng(b)\n"
    text = "if a:\n    f(a)\n    g(b)\n"

    # if_statement, "if", identifier, ":", block
    assert distance("python", original, text) == Counts(5, 20)
    assert distance("python", text, original) == Counts(5, 20)


def test_too_many_nodes_are_unmeasured():
    """A tree beyond the limit gives the reason, not a zero."""
    long = "x\n" * (trees.LARGEST // 2)

    assert distance("python", long, f"{long}y") == Unmeasured("more than 50000 syntax nodes")


def test_too_many_siblings_are_unmeasured():
    """Two long rows that share nothing are not aligned."""
    rows = ["[" + ",".join(name * 12_000) + "]" for name in ("a", "1")]

    assert distance("python", *rows) == Unmeasured("too many syntax nodes side by side")


def test_nesting_is_no_limit():
    """Source nested thousands deep is compared like any other."""
    deep = "(" * 5_000 + "x" + ")" * 5_000
    found = distance("python", deep, deep.replace("x", "y"))

    assert isinstance(found, Counts)
    assert found.distance == 1


_PROGRAM = """
from tenure.core.distance import trees
from tenure.syntax.parsers import parse
before = "f(a, b)\\nif x:\\n    g(c, d)\\n    h(d)\\n"
after = "g(d, c)\\nwhile y:\\n    f(b, a, x)\\nh(d)\\n"
print(trees.distance(*(parse("python", text).root for text in (before, after))))
"""


def test_the_count_does_not_depend_on_the_seed_of_hashes():
    """Every process counts the same, whatever its hashes are."""
    told = {
        subprocess.run(
            [sys.executable, "-c", _PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("0", "1", "2")
    }

    assert len(told) == 1
