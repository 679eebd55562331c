"""What was purged is gone, from the rows and from the bytes of the files."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import pytest
from tenure.core.metrics.permissions import METADATA
from tenure.core.records import DocumentRecord, Horizon
from tenure.core.survival.horizons import SECONDS
from tenure.store import outbox, reader
from tenure.store.database import open_store
from tenure.store.lease import say_goodbye, servers, show_life
from tenure.store.notices import Notice, clear, note, notices
from tenure.store.purge import purge_before, purge_everything, purge_workspace
from tenure.store.records import write
from tenure.telemetry.spans import place
from tenure.worker import work

from tests.store.examples import SECRET, START, accepted, due, opportunity, unattributed


@pytest.fixture
def store(tmp_path):
    with closing(open_store(tmp_path / "tenure.db")) as connection:
        yield connection


def everything_about(id: str, document: str, at: float) -> list:  # noqa: A002
    return [
        accepted(id, at, document),
        due(id, Horizon.SECONDS_30, at + 30),
        opportunity(at, document),
        unattributed(at, document),
        DocumentRecord(document, "python", at, {"typed": 1}),
    ]


def rows(store) -> dict[str, int]:
    tables = [
        name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    ]
    counts = {
        table: store.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables
    }
    return {table: count for table, count in counts.items() if count}


def bytes_of(folder) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))


ONE_DOCUMENT = {
    "suggestion": 1,
    "due_reading": 1,
    "pending_horizon": len(SECONDS) - 1,
    "opportunity": 1,
    "unattributed": 1,
    "document": 1,
    "installation": 1,
}


def test_a_purge_of_everything_leaves_no_text_in_any_file(store, tmp_path):
    """Neither the store nor its WAL holds a character of what a person wrote or accepted."""
    write(store, everything_about("s1", "file:///w/a.py", START), "nvim")
    assert SECRET.encode() in bytes_of(tmp_path)

    assert purge_everything(store) == 1
    assert rows(store) == {}
    assert SECRET.encode() not in bytes_of(tmp_path)
    assert b"file:///w" not in bytes_of(tmp_path)


def test_a_purge_of_everything_begins_a_new_installation(store):
    """What is counted afterwards belongs to another stream, that starts then."""
    write(store, [accepted(at=START)], None)
    before = reader.installation(store)
    purge_everything(store)
    assert reader.installation(store) is None
    write(store, [accepted("s2", at=START + 9)], None)
    after = reader.installation(store)

    assert after.id != before.id
    assert after.started_at == START + 9


def test_another_process_purges_while_suggestions_are_written(store, tmp_path):
    """Whoever goes on writing suggestions begins the new installation, known ones too."""
    known = [accepted(f"s{number}", at=START) for number in range(3)]
    write(store, known, None)
    with closing(open_store(tmp_path / "tenure.db")) as other:
        purge_everything(other)
    write(store, [replace(known[1], rule="a later one")], None)

    assert reader.installation(store).started_at == START


def test_a_purge_forgets_no_living_server(store):
    """Whoever is at work stays at work."""
    show_life(store, "server-1", "nvim", START)
    purge_everything(store)

    assert servers(store) == {"server-1": START}


def test_what_an_open_editor_knows_of_what_was_purged_is_not_recorded(store):
    """Its id alone is kept, while any editor is open that may know more."""
    show_life(store, "server-1", "nvim", START)
    show_life(store, "server-2", "vscode", START)
    write(store, everything_about("s1", "file:///w/a.py", START), "nvim")
    purge_everything(store)

    say_goodbye(store, "server-2")
    write(store, [accepted("s1", START), due("s1", Horizon.MINUTES_2, START + 120)], "nvim")
    assert rows(store) == {"purged": 1, "server": 1, "installation": 1}

    say_goodbye(store, "server-1")
    assert rows(store) == {"installation": 1}


@pytest.mark.parametrize("folder", ["file:///w/100%25", "file:///w/100%25/"])
def test_a_purge_of_a_workspace_takes_what_is_inside_it_alone(store, folder):
    """A sign that means something to SQL means nothing here; a like-named neighbour stays."""
    write(store, everything_about("inside", "file:///w/100%25/a.py", START), None)
    write(store, everything_about("beside", "file:///w/100%25er/a.py", START), None)

    assert purge_workspace(store, folder) == 1
    assert rows(store) == ONE_DOCUMENT
    assert reader.suggestion(store, "inside") is None
    assert reader.suggestion(store, "beside") is not None


def test_a_workspace_may_be_named_by_its_path(store, tmp_path):
    """A path means what its URI means, however an editor escapes it."""
    folder = tmp_path / "a (new) shop"
    escaped = folder.as_uri().replace("(", "%28").replace(")", "%29")
    write(store, everything_about("inside", f"{escaped}/a.py", START), None)

    assert purge_workspace(store, str(folder)) == 1
    assert reader.suggestion(store, "inside") is None


@pytest.mark.parametrize(
    "purge",
    [
        lambda store: purge_workspace(store, "file:///w"),
        lambda store: purge_before(store, START + 1),
    ],
    ids=["workspace", "time"],
)
def test_what_was_purged_and_not_yet_sent_does_not_leave(store, purge, tmp_path):
    """Its events and spans go with it, those of later readings too; others stay to be sent."""
    write(store, everything_about("gone", "file:///w/a.py", START), None)
    write(store, everything_about("kept", "file:///other/a.py", START + 2), None)
    work(store, START + 90, parse=lambda language, text: None, permission=METADATA)
    told = {
        name: [event.id for event in outbox.oldest(store, "logs", -1) if event.id.startswith(name)]
        for name in ("gone", "kept")
    }
    assert [len(events) for events in told.values()] == [2, 2]

    purge(store)
    assert [event.id for event in outbox.oldest(store, "logs", -1)] == told["kept"]
    assert {span.trace_id for span in outbox.oldest(store, "traces", -1)} == {
        place("kept").trace_id
    }
    assert b"gone" not in bytes_of(tmp_path)


def test_a_purge_by_time_takes_what_was_before_alone(store, tmp_path):
    """What was seen at that time or later stays."""
    write(store, everything_about("old", "file:///w/old.py", START - 1), None)
    write(store, everything_about("new", "file:///w/new.py", START), None)

    assert purge_before(store, START) == 1
    assert rows(store) == ONE_DOCUMENT
    assert reader.suggestion(store, "new") is not None
    assert b"old.py" not in bytes_of(tmp_path)


def test_a_notice_is_one_a_topic_until_it_is_cleared(store):
    """The newest text stands, with how often it happened."""
    note(store, "export", "first", 1.0)
    note(store, "export", "second", 2.0)
    note(store, "worker", "other", 3.0)
    assert notices(store) == [Notice("export", 2.0, "second", 2), Notice("worker", 3.0, "other", 1)]

    clear(store, "export")
    clear(store, "nothing")
    assert notices(store) == [Notice("worker", 3.0, "other", 1)]
