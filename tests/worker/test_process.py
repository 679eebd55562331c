"""The worker as a real process, its time moved by a file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace

import pytest
from tenure import settings
from tenure.app import start_worker
from tenure.core.text.source import SourceText
from tenure.store import lease, outbox
from tenure.store.database import open_store, store_path, transaction
from tenure.store.outbox import OLDEST_SECONDS, Event
from tenure.store.records import write
from tenure.worker.passes import ENDED_THE_WORKER

from tests.store.examples import accepted, due
from tests.waiting import wait_until
from tests.worker.homes import ENOUGH, RUN


def test_a_worker_reads_what_is_due_and_ends_a_minute_after_the_last_server(home):
    """It stays while a server lives, however far the clock jumps, and goes when none does."""
    server = home.serve()
    worker = home.start()
    wait_until("the worker", lambda: home.pid() == worker.pid)
    start = home.clock.now()
    server.append([accepted(at=start)])
    home.clock.move(31)
    server.append([due(at=start + 30)])
    wait_until("the reading", lambda: home.readings() == [("s1", "30s", "unchanged")])
    wait_until("the count", lambda: home.counted() == 1)
    home.clock.move(600)
    server.append([accepted("s2", at=start + 631)])
    home.clock.move(32)
    wait_until("the count", lambda: home.counted() == 2)
    assert worker.poll() is None

    assert server.close(ENOUGH)
    home.clock.move(61)
    assert worker.wait(ENOUGH) == 0


def test_what_falls_due_after_the_editor_closed_is_told(home):
    """The worker itself concludes that nobody looked."""
    worker = home.start()
    wait_until("the worker", lambda: home.pid() == worker.pid)
    write(home.store, [accepted(at=home.clock.now())], "nvim", "server-gone")
    home.clock.move(45)

    wait_until("the reading", lambda: home.readings() == [("s1", "30s", "unmeasured")])


CRASHING = f"""
from tenure.syntax import parsers
parsers._levels = lambda text: 0  # let the grammar have what is known to end it
{RUN}"""

HANGING = f"""
import re
from tenure.syntax import parsers
from tenure.worker import process
process.HUNG_SECONDS = 0.5
parsers.parse = lambda language, text: re.match("(a+)+$", "a" * 60 + "b")
{RUN}"""


@pytest.mark.parametrize("script", [CRASHING, HANGING], ids=["crashing", "hanging"])
def test_a_text_that_ends_the_worker_is_read_without_a_parser(home, script):
    """The third worker does not parse it, and reads all the others."""
    at = home.clock.now()
    deep = "- " * 5_000
    write(
        home.store,
        [
            accepted("s1", at=at),
            accepted("s2", at=at),
            replace(
                due("s1", at=at + 30),
                language="yaml",
                original_text=SourceText(deep),
                text=SourceText(f"{deep}a"),
            ),
            replace(due("s2", at=at + 31), language="cobol"),
        ],
        "nvim",
    )
    home.clock.move(40)
    for _ in range(2):
        assert home.start(script).wait(ENOUGH) != 0
        home.clock.move(6)  # past the lease that it could not give back
    home.start(script if script is CRASHING else RUN)

    wait_until("the readings", lambda: len(home.readings()) == 2)
    assert home.readings() == [("s1", "30s", "edited"), ("s2", "30s", "unchanged")]
    assert home.store.execute("SELECT reason FROM reading ORDER BY 1 DESC").fetchone() == (
        f"tree: {ENDED_THE_WORKER}",
    )


def test_what_nobody_sends_any_more_is_not_kept_for_ever(home, monkeypatch):
    """The endpoint was taken out of the settings; two weeks later what waited is gone, counted."""
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)
    home.serve()
    with transaction(home.store):
        outbox.put(home.store, [Event("e1", "tenure.reading", home.clock.now(), {}, "t", "s")])
    home.clock.move(OLDEST_SECONDS + 1)
    home.start()

    wait_until("the end of it", lambda: outbox.waiting(home.store) == 0)
    assert home.store.execute(
        "SELECT value FROM rollup WHERE metric = 'tenure.self.dropped'"
    ).fetchall() == [(1.0,)]


def test_a_second_worker_ends_at_once(home):
    """One works; another that finds the lease taken is content with that."""
    first = home.start()
    wait_until("the worker", lambda: home.pid() == first.pid)

    assert home.start().wait(ENOUGH) == 0
    assert first.poll() is None
    assert home.pid() == first.pid


def test_of_many_workers_started_at_once_one_stays(home):
    """Every window of an editor may start one without asking the others."""
    workers = [home.start() for _ in range(4)]
    wait_until("the worker", lambda: sum(worker.poll() is None for worker in workers) == 1)

    wait_until("the worker", lambda: home.pid() == next(w.pid for w in workers if w.poll() is None))
    assert sorted(str(worker.poll()) for worker in workers) == ["0", "0", "0", "None"]


def test_another_takes_over_from_a_killed_worker_and_counts_nothing_twice(home):
    """A kill leaves its lease behind for seconds only, and its work half done nowhere."""
    server = home.serve()
    first = home.start()
    wait_until("the worker", lambda: home.pid() == first.pid)
    start = home.clock.now()
    server.append([accepted("s1", at=start)])
    home.clock.move(32)
    wait_until("the count", lambda: home.counted() == 1)
    first.kill()
    first.wait(ENOUGH)
    server.append([accepted("s2", at=start + 32)])
    home.clock.move(lease.LIMIT_SECONDS + 32)
    second = home.start()

    wait_until("the count", lambda: home.counted() == 2)
    assert home.pid() == second.pid


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGTERM to handle")
def test_a_worker_that_is_told_to_end_gives_its_lease_back(home):
    """SIGTERM ends it well: the next one need not wait for the lease to run out."""
    worker = home.start()
    wait_until("the worker", lambda: home.pid() == worker.pid)
    worker.send_signal(signal.SIGTERM)

    assert worker.wait(ENOUGH) == 0


@pytest.mark.parametrize(
    ("named", "folder"),
    [
        ("here", "start/here"),
        ("./a shop/käse/", "start/a shop/käse"),
        ("../beside", "beside"),
        ("link", "start/here"),
        ("~/mine", "user/mine"),
        ("~nobody-of-that-name/x", "start/~nobody-of-that-name/x"),
    ],
)
def test_a_worker_works_for_the_store_of_whoever_starts_it(tmp_path, monkeypatch, named, folder):
    """However ``TENURE_HOME`` is written: relative to where the server runs, not to itself."""
    (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "start").mkdir(exist_ok=True)
    (tmp_path / "start/link").symlink_to("here")
    monkeypatch.chdir(tmp_path / "start")
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    environment = {**os.environ, "TENURE_HOME": named}
    start_worker(settings.home(environment), environment)

    store = tmp_path / folder / "tenure.db"
    with closing(open_store(store)) as connection:
        pid = wait_until(
            "the worker", lambda: lease.holder_of(connection, lease.WORKER, time.time())
        ).partition("-")[0]
        os.kill(int(pid), signal.SIGTERM)
        wait_until("its end", lambda: not connection.execute("SELECT * FROM lease").fetchall())
    assert [found.parent for found in tmp_path.rglob("tenure.db")] == [store.parent]


def test_a_worker_is_in_the_session_of_its_editor_and_not_in_its_group(home):
    """Among sessions the processors are shared; a terminal's Ctrl+C goes to a group."""
    start_worker(home.folder, {**os.environ, **home.clock.variables})
    worker = wait_until("the worker", home.pid)

    assert os.getsid(worker) == os.getsid(0)
    assert os.getpgid(worker) == worker
    os.kill(worker, signal.SIGTERM)
    wait_until("its end", lambda: home.holder() is None)


def test_a_worker_leaves_a_store_that_was_moved_away(home):
    """Whoever begins the next store starts a worker for it; this one does not linger."""
    worker = home.start()
    wait_until("the worker", lambda: home.pid() == worker.pid)
    store_path(home.folder).rename(home.folder / "old.db")

    assert worker.wait(ENOUGH) == 0


def test_a_worker_leaves_a_store_that_a_newer_version_brought_up_to_date(home):
    """The window that was updated starts its own, which knows what the store holds now."""
    worker = home.start()
    home.serve()
    wait_until("the lease", lambda: home.pid() == worker.pid)
    home.store.execute("PRAGMA user_version = 99")

    assert worker.wait(ENOUGH) == 0


def test_an_error_in_a_round_is_noted_and_the_worker_goes_on(home):
    """A row that nobody can read costs a notice, not the worker."""
    worker = home.start()
    wait_until("the worker", lambda: home.pid() == worker.pid)
    now = home.clock.now()
    write(home.store, [accepted(at=now), due(at=now)], "nvim", "server-1")
    home.store.execute("UPDATE due_reading SET horizon = 'never'")

    def noted() -> list[tuple[str, str]]:
        return home.store.execute("SELECT topic, text FROM notice").fetchall()

    wait_until("the notice", lambda: bool(noted()))
    sentence = (
        "the background worker met an error (ValueError) and goes on; "
        "please report it with what `tenure doctor` prints"
    )
    assert noted() == [("worker", sentence)]
    home.store.execute("UPDATE due_reading SET horizon = '30s'")
    wait_until("the reading", lambda: home.readings() == [("s1", "30s", "unchanged")])
    assert worker.poll() is None


def test_the_worker_starts_without_what_it_may_never_need():
    """Parsers, distances, exporters and the language server's libraries are not loaded with it."""
    heavy = {
        "pygls",
        "lsprotocol",
        "rapidfuzz",
        "tree_sitter",
        "opentelemetry",
        "asyncio",
        "requests",
    }
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, tenure.worker.process; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    assert heavy & set(loaded) == set()


def test_the_status_bar_costs_an_editor_no_distances():
    """Its figures come from the store: what compares texts stays out of the editor's process."""
    program = "import sys, tenure.report.summary, tenure.report.status; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.split()

    assert {"rapidfuzz", "tree_sitter", "opentelemetry", "pygls"} & set(loaded) == set()


def test_a_store_that_cannot_be_opened_ends_the_worker_with_its_sentence(home):
    """The command that runs it prints the sentence."""
    home.store.execute("PRAGMA user_version = 99")
    ended = subprocess.run(
        [sys.executable, "-c", RUN],
        env={**os.environ, "TENURE_HOME": str(home.folder)},
        capture_output=True,
        text=True,
    )

    assert "StoreTooNew" in ended.stderr
    assert "upgrade Tenure, or move the file away" in ended.stderr
