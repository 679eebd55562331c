"""The gate through which everything goes that leaves the machine."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tenure.core.metrics import attributes as names
from tenure.core.metrics.attributes import ATTRIBUTES
from tenure.core.metrics.permissions import (
    METADATA,
    NOTHING,
    Identifier,
    Level,
    Permission,
    strictest,
)
from tenure.store.database import open_store
from tenure.store.records import write
from tenure.telemetry import pending, privacy
from tenure.telemetry.export import send_pending
from tenure.worker import work

from tests.collector import Collector
from tests.environment import ROOT
from tests.store.examples import SECRET, START, accepted

COMMIT = "9d59409acf479dfa0df1aa568182e43e43df8bbe"
EVERYTHING = Permission(Level.CONTENT, frozenset(Identifier), frozenset({"logs", "traces"}))
KEPT_BACK = {names.PATH, names.BRANCH, names.COMMIT, names.TEXT}

permissions = st.builds(
    Permission,
    st.sampled_from(Level),
    st.frozensets(st.sampled_from(Identifier)),
    st.frozensets(st.sampled_from(["logs", "traces"])),
)


def allowed(permission: Permission, signal: str) -> set[str]:
    """The names that may leave, of all there are and one that is in no table."""
    everything = {one.name: "1" for one in ATTRIBUTES} | {"tenure.unheard_of": "1"}
    return set(privacy.permitted(everything, permission, signal))


def test_each_level_lets_out_what_the_page_says():
    """By name, whatever the value; a name that nobody knows never leaves."""
    every = {one.name for one in ATTRIBUTES}
    only_branch = Permission(Level.IDENTIFIED, frozenset({Identifier.BRANCH}), frozenset({"logs"}))

    assert allowed(NOTHING, "logs") == set()
    assert allowed(METADATA, "logs") == every - KEPT_BACK
    assert allowed(only_branch, "logs") == every - KEPT_BACK | {names.BRANCH}
    assert allowed(replace(only_branch, level=Level.CONTENT), "traces") == (
        every - KEPT_BACK | {names.BRANCH}
    )
    assert allowed(EVERYTHING, "logs") == allowed(EVERYTHING, "traces") == every
    assert allowed(EVERYTHING, "metrics") == every - {names.TEXT}


@given(st.lists(permissions, min_size=1), st.sampled_from(["metrics", "logs", "traces"]))
def test_the_strictest_lets_out_what_every_one_does(given_, signal):
    """With several editors open, none of them is overruled."""
    each = [allowed(permission, signal) for permission in given_]

    assert allowed(strictest(given_), signal) == set.intersection(*each)


def test_nobody_allows_anything_where_nobody_is():
    """No editor with an endpoint, no permission."""
    assert strictest([]) == NOTHING


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A work tree on a branch with a commit."""
    heads = tmp_path / "work/.git/refs/heads"
    heads.mkdir(parents=True)
    (tmp_path / "work/.git/HEAD").write_text("ref: refs/heads/main\n")
    (heads / "main").write_text(f"{COMMIT}\n")
    (tmp_path / "work/src").mkdir()
    return tmp_path / "work"


def place(document: str, permission: Permission = EVERYTHING) -> dict[str, str]:
    told = privacy.of_suggestion(replace(accepted(document=document), text=None), None, permission)
    return {name: value for name, value in told.items() if name in KEPT_BACK}


def test_a_document_is_told_by_its_place_in_its_repository(repository):
    """Its path below the work tree, the branch and the commit; without permission, nothing."""
    uri = (repository / "src/new file.py").as_uri()

    assert place(uri) == {
        names.PATH: "src/new file.py",
        names.BRANCH: "main",
        names.COMMIT: COMMIT,
    }
    assert place(uri, METADATA) == {}
    assert place(uri, replace(EVERYTHING, identify=frozenset({Identifier.COMMIT}))) == {
        names.COMMIT: COMMIT
    }


@pytest.mark.parametrize(
    "document",
    ["file:///w/a.py", "untitled:Untitled-1", "{}/../../outside/a.py", "file://[", "{}/../a.py"],
)
def test_a_document_outside_of_a_repository_has_no_place(repository, document):
    """Nor has one whose name only begins in it: no path is absolute or leads out."""
    assert place(document.format(repository.as_uri())) == {}


@pytest.mark.parametrize("head", ["root:x:0:0:root:/root:/bin/sh", "ref: /etc/passwd", ""])
def test_what_is_no_branch_and_no_commit_is_not_told(repository, head):
    """A repository's HEAD may be a link to any file of the user's."""
    (repository / ".git/HEAD").write_text(head)

    assert set(place((repository / "src/a.py").as_uri())) == {names.PATH}


@pytest.mark.parametrize(
    ("given_name", "told"),
    [
        ("gpt-5-mini", "gpt-5-mini"),
        ("meta-llama/Llama-3.1-8B", "meta-llama/Llama-3.1-8B"),
        ("@cf/meta/llama-3", "@cf/meta/llama-3"),
        ("codellama:7b-code", "codellama:7b-code"),
        ("library/codellama:7b", "library/codellama:7b"),
        ("gemma:2", "gemma:2"),
        ("n/a", "n/a"),
        ("jupyter / python", "jupyter / python"),
        ("/home/alice smith/models/code.gguf", "code.gguf"),
        ("/home/alice/models/code/", "code"),
        ("~/models/code.gguf", "code.gguf"),
        ("~alice/code.gguf", "code.gguf"),
        ("./alice/code.gguf", "code.gguf"),
        ("../alice/code.gguf", "code.gguf"),
        ("C:\\Users\\alice\\code.gguf", "code.gguf"),
        ("c:/Users/alice/code.gguf", "code.gguf"),
        ("\\\\alice-pc\\models\\code.gguf", "code.gguf"),
        ("llama.cpp (/home/alice/code.gguf)", "llama.cpp (code.gguf)"),
        ("file:///home/alice/code.gguf", "code.gguf"),
        ("http://alice:word@alice-pc:8080/v1/code?key=word", "code"),
        ("http://alice-pc:8080", None),
        ("llama at http://alice-pc:8080/", "llama at"),
        ("alice-pc:11434", None),
        ("alice-pc:11434/code", "code"),
        ("two\nlines", None),
        ("x" * 201, None),
    ],
)
def test_a_name_that_is_a_place_is_told_without_it(given_name, told):
    """Local models are called by their files and servers by their addresses; clients repeat it."""
    record = replace(
        accepted(), provider=given_name, model=given_name, language=given_name, adapter=given_name
    )
    given_names = {names.PROVIDER, names.MODEL, names.LANGUAGE, names.EDITOR, names.ADAPTER}
    found = privacy.of_suggestion(record, given_name, METADATA)

    assert {name: found.get(name) for name in given_names} == dict.fromkeys(given_names, told)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_store(tmp_path / "tenure.db")) as connection:
        write(connection, [accepted()], "vim", "server-1")
        yield connection


def queued(store: sqlite3.Connection) -> str:
    return str(store.execute("SELECT body FROM outbox").fetchall())


@pytest.mark.collector
def test_what_was_queued_at_a_higher_level_leaves_at_the_one_in_force(store, tmp_path):
    """A user who lowers the level is obeyed at once, not from the next suggestion on."""
    work(store, START + 60, parse=lambda language, text: None, permission=EVERYTHING)
    assert SECRET in queued(store)
    with Collector(tmp_path) as collector:
        send_pending(store, collector.endpoint, {}, START + 60, permission=METADATA)
        collector.wait_for(lambda arrived: arrived.logs() and arrived.spans())

        assert SECRET not in collector.bodies()
        assert collector.logs()[0]["attributes"][names.ACCEPTED_CHARACTERS] == len(SECRET)


def test_a_preview_shows_what_leaves_at_the_level_in_force(store):
    """What is printed is what would be sent, not what waits."""
    work(store, START + 60, parse=lambda language, text: None, permission=EVERYTHING)
    shown = {}
    for permission in (NOTHING, METADATA, EVERYTHING):
        with closing(pending.snapshot(store)) as copy:
            shown[permission] = "".join(pending.lines(copy, {}, START + 60, permission))

    assert shown[NOTHING] == ""
    assert (SECRET in shown[METADATA], SECRET in shown[EVERYTHING]) == (False, True)


def test_text_is_queued_only_for_the_signal_that_may_hold_it(store):
    """The word of OpenTelemetry's variable decides, also for what waits on this machine."""
    only_events = replace(EVERYTHING, content_on=frozenset({"logs"}))
    work(store, START + 60, parse=lambda language, text: None, permission=only_events)

    assert {
        signal: SECRET in json.dumps(body)
        for signal, body in store.execute("SELECT signal, body FROM outbox").fetchall()
    } == {"logs": True, "traces": False}


def test_a_plain_string_is_no_attribute(tmp_path):
    """The type checker refuses what did not pass the gate, where an event or a total is made."""
    source = tmp_path / "leaking.py"
    source.write_text(
        "from tenure.core.metrics.attributes import Fate\n"
        "from tenure.store.outbox import Event\n"
        "from tenure.store.rollups import Increment\n"
        "branch: str = 'main'\n"
        "Event('id', 'name', 0.0, {'tenure.language': branch}, '', '')\n"
        "Increment('name', {'tenure.language': branch}, 1)\n"
        "Increment('name', {'tenure.characters.fate': Fate.SHOWN}, 1)\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", tmp_path / "cache", source],
        env={"MYPYPATH": str(ROOT / "server")},
        capture_output=True,
        text=True,
        check=False,
    )

    refused = [
        line.split(":")[1] for line in done.stdout.splitlines() if "error: Dict entry" in line
    ]
    assert refused == ["5", "6"], done.stdout + done.stderr
