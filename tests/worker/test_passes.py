"""A pass counts everything once, or not at all."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import pytest
from tenure.core.metrics.permissions import METADATA, NOTHING, Permission
from tenure.core.records import State
from tenure.core.survival import readings
from tenure.core.survival.horizons import SECONDS
from tenure.store import attempts, outbox, reader
from tenure.store.database import open_store
from tenure.store.purge import purge_everything
from tenure.store.records import write
from tenure.worker.late import NO_LINEAGE
from tenure.worker.passes import (
    ENDED_THE_WORKER,
    OPEN_SECONDS,
    OVERDUE_SECONDS,
    Done,
    give_up,
    work,
)

from tests.store.examples import SECRET, START, accepted, due, opportunity, shown, unattributed

LATER = START + 1000


@pytest.fixture
def store(tmp_path):
    with closing(open_store(tmp_path / "tenure.db")) as connection:
        yield connection


def no_tree(language: str, text: str) -> None:
    return None


def passing(store, now: float = LATER, permission: Permission = NOTHING) -> Done:
    return work(store, now, parse=no_tree, permission=permission)


def readings_of(store) -> list[tuple]:
    return store.execute(
        "SELECT suggestion, horizon, late, kept, original, verdict, reason FROM reading"
        " ORDER BY due_at, suggestion"
    ).fetchall()


def totals(store) -> dict[str, float]:
    return dict(store.execute("SELECT metric, sum(value) FROM rollup GROUP BY metric").fetchall())


def events(store) -> int:
    return int(store.execute("SELECT count(*) FROM outbox").fetchone()[0])


def waiting(store) -> tuple[int, int]:
    return tuple(
        store.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in ("due_reading", "pending_horizon")
    )


def test_what_is_due_is_read(store):
    """A due reading becomes a reading with its verdict, and waits no more."""
    write(store, [accepted(), due()], None)

    assert passing(store, START + 30) == Done(readings=1, counted=2)
    assert readings_of(store) == [("s1", "30s", 0, len(SECRET), len(SECRET), "unchanged", None)]
    assert waiting(store) == (0, len(SECONDS) - 1)


def test_text_goes_with_the_last_reading(store):
    """After the last horizon neither the suggestion's text nor a region's is in any row."""
    looks = [due("s1", horizon, START + age) for horizon, age in SECONDS.items()]
    write(store, [accepted(), *looks], None)
    passing(store)

    assert store.execute("SELECT text FROM suggestion").fetchall() == [(None,)]
    assert waiting(store) == (0, 0)


def test_everything_is_counted_once(store):
    """A second pass over the same store changes no total and queues no event."""
    records = [accepted(), due(), shown("s2"), opportunity(), unattributed()]
    write(store, records, "nvim")
    first = passing(store, permission=METADATA)
    after_first = (totals(store), events(store))

    assert first == Done(readings=1, counted=5)
    assert passing(store, permission=METADATA) == Done()
    assert (totals(store), events(store)) == after_first
    assert after_first[0]["tenure.suggestion.count"] == 2
    assert after_first[0]["tenure.suggestion.shown"] == 2
    assert after_first[0]["tenure.suggestion.opportunities"] == 1
    assert after_first[0]["tenure.survival.count"] == 1


def test_an_outcome_that_may_still_change_is_not_counted(store):
    """An accepted suggestion waits for its 30 s, an open one for its end."""
    write(store, [replace(accepted(), shown_at=None), shown("s2")], None)
    passing(store, START + 29.9)

    assert "tenure.suggestion.count" not in totals(store)
    assert reader.next_final(store) == START + 30


def test_without_an_endpoint_no_event_is_kept(store):
    """What nobody asked to have sent is not even queued; totals are kept all the same."""
    write(store, [accepted(), due()], None)
    passing(store, permission=NOTHING)

    assert events(store) == 0
    assert totals(store)["tenure.suggestion.count"] == 1


def test_marks_totals_and_events_change_together(store, monkeypatch):
    """Where one of them cannot be written, none is; the next pass does all."""

    def fail(*_: object) -> None:
        raise OSError("no room")

    write(store, [accepted(), due()], None)
    with monkeypatch.context() as broken:
        broken.setattr(outbox, "put", fail)
        with pytest.raises(OSError, match="no room"):
            passing(store, permission=METADATA)

    assert (totals(store), readings_of(store), waiting(store)) == ({}, [], (1, len(SECONDS) - 1))
    assert passing(store, permission=METADATA) == Done(readings=1, counted=2)


def test_a_text_that_cannot_be_measured_keeps_no_other_from_being_read(store, monkeypatch):
    """A fault in measuring is one unmeasured reading that names it."""
    measure = readings.measure

    def faulty(record, parse):
        if record.suggestion == "s1":
            raise RecursionError
        return measure(record, parse)

    monkeypatch.setattr(readings, "measure", faulty)
    write(store, [accepted("s1"), accepted("s2"), due("s1"), due("s2")], None)
    passing(store, START + 30)

    assert [(row[0], *row[5:]) for row in readings_of(store)] == [
        ("s1", "unmeasured", "the measuring failed (RecursionError)"),
        ("s2", "unchanged", None),
    ]


def killed_while_reading(store) -> None:
    """What is left by a worker that was killed between beginning and writing."""
    attempts.begin(store, reader.due_readings(store, 100))


@pytest.mark.parametrize(
    ("kills", "parsed", "verdict", "reason"),
    [
        (0, 1, "unchanged", None),
        (1, 1, "unchanged", None),
        (2, 0, "unchanged", f"tree: {ENDED_THE_WORKER}"),
        (3, 0, "unmeasured", ENDED_THE_WORKER),
    ],
)
def test_what_ends_the_worker_is_tried_again_with_less(store, kills, parsed, verdict, reason):
    """Once more, then without a parser, then not at all: and the worker goes on."""
    texts = []

    def parse(language: str, text: str) -> None:
        texts.append(text)

    write(store, [accepted(), due()], None)
    for _ in range(kills):
        killed_while_reading(store)

    assert work(store, LATER, parse=parse, permission=NOTHING) == Done(readings=1, counted=2)
    assert [row[5:] for row in readings_of(store)] == [(verdict, reason)]
    assert len(texts) == parsed


def test_after_a_kill_what_was_begun_is_read_one_at_a_time(store):
    """The reading that ended the worker takes no other down with it a second time."""
    write(store, [accepted("s1"), accepted("s2"), due("s1"), due("s2")], None)
    killed_while_reading(store)
    killed_while_reading(store)

    assert store.execute("SELECT suggestion, begun FROM due_reading ORDER BY 1").fetchall() == [
        ("s1", 2),
        ("s2", 1),
    ]


def test_a_failure_that_the_worker_survives_is_no_attempt(store, monkeypatch):
    """However often the store cannot be written, the reading is made once it can."""

    def fail(*_: object) -> None:
        raise OSError("no room")

    write(store, [accepted(), due()], None)
    with monkeypatch.context() as broken:
        broken.setattr(outbox, "put", fail)
        for _ in range(5):
            with pytest.raises(OSError, match="no room"):
                passing(store, permission=METADATA)
    passing(store)

    assert [row[5:] for row in readings_of(store)] == [("unchanged", None)]


def test_what_was_purged_while_it_was_read_leaves_nothing(store, monkeypatch):
    """A purge that comes between measuring and writing wins."""
    measure = readings.measure

    def purging(record, parse):
        purge_everything(store)
        return measure(record, parse)

    monkeypatch.setattr(readings, "measure", purging)
    write(store, [accepted(), due()], None)
    passing(store)

    assert (readings_of(store), waiting(store), totals(store)) == ([], (0, 0), {})


def test_a_pass_that_is_to_end_ends_between_transactions(store):
    """Whoever may not go on does no more, and loses nothing."""
    write(store, [accepted(), due()], None)

    assert work(store, LATER, parse=no_tree, permission=NOTHING, may_go_on=lambda: False) == Done()
    assert passing(store) == Done(readings=1, counted=2)


def test_horizons_of_a_closed_editor_are_unmeasured_and_say_so(store):
    """What fell due with nobody to look is told as that: late, never 0, never left out."""
    write(store, [accepted()], None, "server-1")
    now = START + 120 + OVERDUE_SECONDS + 1

    assert give_up(store, now, alive=set()) == 2
    passing(store, now)
    assert readings_of(store) == [
        ("s1", "30s", 1, 0, 0, "unmeasured", NO_LINEAGE),
        ("s1", "2m", 1, 0, 0, "unmeasured", NO_LINEAGE),
    ]
    assert waiting(store) == (0, len(SECONDS) - 2)


def test_horizons_of_an_editor_that_lives_are_left_to_it(store):
    """After a sleep of the machine its server is late, not gone."""
    write(store, [accepted()], None, "server-1")

    assert give_up(store, LATER, alive={"server-1"}) == 0
    assert waiting(store) == (0, len(SECONDS))


def test_a_suggestion_nobody_will_end_is_ignored(store):
    """The server that showed it was killed; after 10 min it is ignored, and keeps no text."""
    write(store, [shown("old"), shown("new", START + 10)], None)

    assert give_up(store, START + OPEN_SECONDS + 5, alive=set()) == 1
    assert reader.suggestion(store, "old").record.state is State.IGNORED
    assert reader.suggestion(store, "new").record.state is State.SHOWN
    assert store.execute("SELECT id FROM suggestion WHERE text IS NULL").fetchall() == [("old",)]
