"""Rules of the sources that no linter knows."""

from __future__ import annotations

import ast
import warnings
from pathlib import Path

import pytest
from tenure.core.metrics import attributes, catalogue
from tenure.core.metrics.permissions import Level

from tests.environment import ROOT

LONGEST = 500
SOURCES = [
    path
    for pattern in (
        "server/**/*.py",
        "tests/**/*.py",
        "client-vscode/*/**/*.ts",
        "client-vscode/*/**/*.tsx",
    )
    for path in ROOT.glob(pattern)
    if "node_modules" not in path.parts
]


def test_no_file_is_too_long_to_read_at_once():
    """About 150 lines are usual; past 500 a file has two subjects."""
    lengths = {path.name: len(path.read_text().splitlines()) for path in SOURCES}

    assert len(lengths) > 100
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in sorted((ROOT / "server/tenure/telemetry").glob("*.py"))
        if path.name != "privacy.py"
    ],
    ids=lambda path: path.name,
)
def test_telemetry_reads_no_text_of_a_file_outside_privacy(path: Path):
    """Only `telemetry.privacy` opens a SourceText, knows a document's name, or clears a string.

    mypy holds the rest: an attribute's value is no plain string.
    """
    source = path.read_text()
    private = {"document", "accepted_text", "replaced_text", "original_text"}
    if "tenure.core.records" in source:  # elsewhere these are files' and answers'
        private |= {"read", "text"}
    found = [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if (isinstance(node, ast.Attribute) and node.attr in private)
        or (isinstance(node, ast.alias) and node.name in ("SourceText", "Cleared"))
        or (isinstance(node, ast.Name) and node.id == "Cleared")
    ]

    assert found == []


def test_attributes_that_others_defined_have_their_names():
    """What is not below `tenure.` or `ai.` is a constant of the published conventions."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from opentelemetry.semconv._incubating.attributes import (
            code_attributes,
            gen_ai_attributes,
            log_attributes,
            vcs_attributes,
        )
    published = {
        value
        for module in (code_attributes, gen_ai_attributes, log_attributes, vcs_attributes)
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, str)
    }
    others = {name for name in attributes.BY_NAME if not name.startswith(("tenure.", "ai."))}

    assert len(others) > 5
    assert others <= published


def test_what_is_sent_holds_attributes_of_the_one_table():
    """Each is named in it once, and none of a metric needs more than the metadata level."""
    named = [attribute.name for attribute in attributes.ATTRIBUTES]
    of_metrics = {name for metric in catalogue.METRICS for name in metric.attributes}
    of_events = {name for one in (*catalogue.EVENTS, *catalogue.SPANS) for name in one.attributes}

    assert len(set(named)) == len(named)
    assert of_metrics | of_events == set(named)
    assert {attributes.BY_NAME[name].level for name in of_metrics} == {Level.METADATA}


def test_every_metric_of_ours_is_named_once_and_as_the_conventions_ask():
    """Lower case with dots and underscores, below `tenure.`; no name is another's parent."""
    names = [metric.name for metric in catalogue.METRICS]

    assert len(set(names)) == len(names)
    for name in names:
        assert name.startswith("tenure.")
        assert name.replace(".", "").replace("_", "").isalpha()
        assert name == name.lower()
        assert not any(other.startswith(f"{name}.") for other in names)
