"""The benchmark measures what it says; how fast anything is, is no test's business."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.performance.hot_path import CASES, URI, HotPath, measure_keys
from tests.performance.servers import all_servers
from tests.performance.spans import Fate, pairs
from tests.performance.typing_history import TypingHistory
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
    "an edit inside the process, p50",
    "an edit inside the process, p95",
    "an edit inside the process, p99",
    "  interpreted, p50",
    "  interpreted, p95",
    "  interpreted, p99",
    "an edit of a long history",
    "  interpreted",
    "10,000 spans, characters and lines",
    "  in bare calls",
    "10,000 spans, with tokens",
    "  in bare calls",
    "10,000 spans, whole readings",
    "100 edited lines, structure",
    "100 unrelated lines, structure",
    "longest wait while 10,000 spans are read",
    "keystroke's p95 meanwhile",
    "export of 10,000 events",
    "export of 10,000 spans",
    "memory beyond bare pygls, 1 MB open",
    "  and after a report",
    "memory beyond bare pygls, 5 MB open",
    "  and after a report",
    "memory beyond bare pygls, 20 MB open",
    "  and after a report",
    "durable, calling thread",
    "durable, writer thread",
    "  and one in a hundred",
    "report, 7 days of two years",
    "report, two years",
    "  by language and provider",
    "panel, 30 days of two years",
    "  over a year",
    "status bar, with 7 and 30 days",
    "totals of two years, 60 of them changed",
    "  all of them, once a process",
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


def test_an_edit_is_timed_in_documents_of_few_and_of_many_runs():
    """In a small and in a large one, inside accepted text and beside it."""
    timed = [times for case in CASES for times in measure_keys(case, 150)]

    assert [(times.case.lines, times.case.spans, times.where) for times in timed] == [
        (lines, spans, where)
        for lines in (200, 20_000)
        for spans in (3, 1_000)
        for where in ("inside spans", "on new lines")
    ]
    assert all(times.runs > 10_000 for times in timed if times.case.spans == 1_000)


def test_a_long_history_is_the_same_each_time_and_followed_to_the_letter():
    """What the server holds after it is what the person wrote."""
    history, path = TypingHistory(URI), HotPath()
    path.feed(history.opening())
    edits = history.edits(3_000)
    for edit in edits:
        path.feed(edit)

    again = TypingHistory(URI)
    again.opening()
    assert again.edits(3_000) == edits
    assert path.observer.documents[URI].lineage.document.text == history.text


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
