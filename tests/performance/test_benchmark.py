"""The benchmark measures what it says; how fast anything is, is no test's business."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.performance.hot_path import SIZES, SPANS, rows
from tests.performance.servers import all_servers
from tests.performance.spans import Fate, pairs
from tests.performance.typing_person import TypingPerson

BENCHMARK = Path(__file__).parent

REQUIREMENTS = [
    "CPU an edit, 200 lines",
    "CPU an edit, 2,000 lines",
    "CPU an edit, 20,000 lines",
    "CPU an edit, 20,000 against 200 lines",
    "edit and request, 200 lines",
    "edit and request, 2,000 lines",
    "edit and request, 20,000 lines",
    "edit and request, 2,000 lines",
    "edit and request, 20,000 lines",
    "start to the initialize answer",
    "memory after initialize",
    "memory, 20,000 lines open",
    "  and after the flood",
    "worker's memory, OTLP on",
    "longest wait while the worker exports",
    "keystroke's p95, export on",
    "10,000 spans, characters and lines",
    "  in bare calls",
    "10,000 spans, with tokens",
    "  in bare calls",
    "10,000 spans, whole readings",
    "100 edited lines, structure",
    "100 unrelated lines, structure",
    "longest wait while 10,000 spans are read",
    "keystroke's p95 meanwhile",
    "memory beyond bare pygls, 1 MB open",
    "memory beyond bare pygls, 5 MB open",
    "memory beyond bare pygls, 20 MB open",
]


def test_a_quick_run_judges_every_requirement(tmp_path):
    """One short round gives every figure; only those against servers left out are not measured."""
    found = tmp_path / "figures.json"
    run = subprocess.run(
        [
            sys.executable,
            str(BENCHMARK),
            "--quick",
            *("--servers", "stock pygls,tenure"),
            *("--json", str(found)),
        ],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, ""), run.stdout
    figures = json.loads(found.read_text())

    assert figures["broken"] == []
    assert [line["name"] for line in figures["requirements"]] == REQUIREMENTS
    unmeasured = [
        line["against"] for line in figures["requirements"] if line["verdict"] == "not measured"
    ]
    assert unmeasured == ["fastest other", "fastest other"]
    assert all(f"\n{name}" in run.stdout for name in REQUIREMENTS)


def test_a_persons_typing_leaves_the_text_as_long_as_it_was():
    """Ten typed lines stand at a time, and the same edits come each time."""

    def typed() -> tuple[list[bytes], bytes, bytes]:
        person = TypingPerson("file:///module.py", 200, 20)
        person.acceptances(telling=False)
        before = person.opening()
        return person.keys(5_000), before, person.opening()

    keys, before, after = typed()

    assert typed()[0] == keys
    assert [text.count(b"\\n") for text in (before, after)] == [200, 210]


def test_the_hot_path_is_measured_for_every_case():
    """Every size, with and without live spans, typed and in a flood."""
    assert [row[:3] for row in rows(150)] == [
        (name, lines, spans)
        for name in ("typed by a person", "in a flood")
        for lines in SIZES
        for spans in SPANS
    ]


def test_the_spans_that_are_read_are_of_every_fate_and_the_same_each_time():
    """Unchanged, lightly and heavily edited, and gone, of 1 to 40 lines in four languages."""
    spans = pairs(2_000)

    assert pairs(2_000) == spans
    assert {span.fate for span in spans} == set(Fate)
    assert {span.language for span in spans} == {"python", "typescript", "go", "java"}
    lengths = {span.original.count("\n") + 1 for span in spans}
    assert (min(lengths), max(lengths)) == (1, 40)
    for span in spans:
        assert (span.text == span.original) or span.fate is not Fate.UNCHANGED
        assert (span.text == "") == (span.fate is Fate.GONE)


def test_the_servers_that_are_compared():
    """Those that a person would think of, by name."""
    assert list(all_servers()) == [
        "stock pygls",
        "tenure",
        "python-lsp-server",
        "jedi-language-server",
        "ruff server",
        "ty server",
    ]
