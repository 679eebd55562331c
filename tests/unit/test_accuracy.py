"""What the accuracy page counts is what a trace and its truth hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.accuracy import RECORDED, TruthError, groups
from tests.accuracy_page import page

URI = "file:///work/a.py"


def test_every_recorded_trace_is_of_nowhere() -> None:
    """A kept trace names no machine: its one document lies in file:///work."""
    traces = sorted(RECORDED.glob("*.jsonl"))
    assert traces

    for trace in traces:
        lines = [json.loads(line)["message"] for line in trace.read_text().splitlines()]
        named = {
            line["params"]["textDocument"]["uri"]
            for line in lines[1:]
            if line["method"] != "tenure/selfCheck"  # it speaks of no document
        }
        truth = json.loads(trace.with_suffix(".truth.json").read_text())

        assert named == {truth["document"]}
        assert truth["document"].startswith("file:///work/")
        assert set(lines[0]["params"]) == {"clientInfo", "capabilities"}


def test_what_was_inserted_is_counted_by_what_it_was_taken_for(tmp_path: Path) -> None:
    """An accept is a suggestion where the client says so, and unattributed where it does not."""
    document = {"uri": URI, "version": 2}
    accepted = {"textDocument": document, "state": "accepted", "adapter": "a.plugin"}
    _trace(
        tmp_path,
        _change(1.0, 2, (1, 0), (1, 0), "total = sum(items)"),
        {"time": 1.1, "from": "client", "message": _message("tenure/suggestion", accepted)},
        _change(4.0, 3, (0, 0), (1, 0), ""),
        acts=[("accepted", "suggestion", 1.2, "items = 1\ntotal = sum(items)")],
    )

    found = [
        (group.with_words, group.truth, group.concluded, group.adapter, group.characters)
        for group in groups(tmp_path)
    ]

    assert found == [
        (True, "suggestion", "suggestion", "a.plugin", 18),
        (False, "suggestion", "unattributed", "", 18),
    ]


def test_text_that_comes_back_is_what_it_was_taken_for_before(tmp_path: Path) -> None:
    """A paste that nothing told of was wrong once: bringing it back is no second mistake."""
    pasted = "items = 1\nprint(items, end=2)"
    _trace(
        tmp_path,
        _change(1.0, 2, (1, 0), (1, 0), "print(items, end=2)"),
        _change(4.0, 3, (1, 0), (1, 19), ""),
        _change(8.0, 4, (1, 0), (1, 0), "print(items, end=2)"),
        acts=[
            ("pasted", "paste", 1.2, pasted),
            ("undone", "restored", 4.2, "items = 1\n"),
            ("redone", "restored", 8.2, pasted),
        ],
    )

    found = [(group.act, group.truth, group.concluded) for group in groups(tmp_path)]

    assert (
        found
        == [
            ("pasted", "paste", "unattributed"),
            ("redone", "unattributed", "unattributed"),
        ]
        * 2
    )


def test_a_formatter_inserts_only_what_differs(tmp_path: Path) -> None:
    """A line taken away and put in again with one blank more is one blank, of who wrote around it.

    ``items = 1`` was there before.
    """
    _trace(
        tmp_path,
        _change(1.0, 2, (0, 0), (1, 0), ""),
        _change(1.1, 3, (0, 0), (0, 0), "items =  1\n"),
        acts=[("formatted", "format", 1.2, "items =  1\n")],
    )

    assert [(group.truth, group.characters) for group in groups(tmp_path)] == [("unknown", 1)] * 2


def test_a_truth_of_another_trace_is_refused(tmp_path: Path) -> None:
    """Where trace and truth differ in the text, no figure is made of them."""
    _trace(
        tmp_path,
        _change(1.0, 2, (0, 0), (0, 0), "x"),
        acts=[("typed", "typed", 1.2, "y = 1\n")],
    )

    with pytest.raises(TruthError, match="after 'typed' the texts differ"):
        groups(tmp_path)


def test_the_page_shows_every_editor_and_every_mistake() -> None:
    """Each editor has its two replays, and each act that was mistaken stands in the last table."""
    found = groups()
    shown = page()

    for editor in {group.editor for group in found}:
        assert f"## {editor}\n" in shown
    mistaken = {g.act for g in found if g.truth != g.concluded}
    last = shown.partition("## What was concluded wrongly")[2]
    assert {act for act in mistaken if f" | {act} | " not in last} == set()


def _trace(folder: Path, *lines: dict[str, Any], acts: list[tuple[str, str, float, str]]) -> None:
    item = {"uri": URI, "version": 1, "languageId": "python", "text": "items = 1\n"}
    opened = _message("textDocument/didOpen", {"textDocument": item})
    trace = [{"time": 0.0, "from": "client", "message": opened}, *lines]
    (folder / "a.jsonl").write_text("".join(json.dumps(line) + "\n" for line in trace))
    truth = {
        "editor": "An Editor 1",
        "document": URI,
        "acts": [dict(zip(("name", "label", "until", "text"), act, strict=True)) for act in acts],
    }
    (folder / "a.truth.json").write_text(json.dumps(truth))


def _change(
    time: float, version: int, start: tuple[int, int], end: tuple[int, int], text: str
) -> dict[str, Any]:
    first, last = ({"line": line, "character": column} for line, column in (start, end))
    change = {"range": {"start": first, "end": last}, "text": text}
    params = {"textDocument": {"uri": URI, "version": version}, "contentChanges": [change]}
    return {"time": time, "from": "client", "message": _message("textDocument/didChange", params)}


def _message(method: str, params: dict[str, Any]) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "method": method, "params": params}
