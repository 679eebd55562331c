"""Rules of the sources that no linter knows."""

from __future__ import annotations

import ast
import warnings
from pathlib import Path

import pytest
from tenure.core.metrics import catalogue
from tenure.telemetry import encode

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
    """Only `telemetry.privacy` may name SourceText or open one."""
    found = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.Attribute) and node.attr == "read")
        or (isinstance(node, ast.alias) and node.name in ("SourceText", "tenure.core.text.source"))
        or (isinstance(node, ast.ImportFrom) and node.module == "tenure.core.text.source")
    ]

    assert found == []


def test_attributes_that_others_defined_have_their_names():
    """The published semantic conventions' own constants."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from opentelemetry.semconv._incubating.attributes import gen_ai_attributes, log_attributes

        assert catalogue.PROVIDER == gen_ai_attributes.GEN_AI_PROVIDER_NAME
        assert catalogue.MODEL == gen_ai_attributes.GEN_AI_REQUEST_MODEL
        assert encode.EVENT_ID == log_attributes.LOG_RECORD_UID


def test_every_metric_of_ours_is_named_once_and_as_the_conventions_ask():
    """Lower case with dots and underscores, below `tenure.`; no name is another's parent."""
    names = [metric.name for metric in catalogue.METRICS]

    assert len(set(names)) == len(names)
    for name in names:
        assert name.startswith("tenure.")
        assert name.replace(".", "").replace("_", "").isalpha()
        assert name == name.lower()
        assert not any(other.startswith(f"{name}.") for other in names)
