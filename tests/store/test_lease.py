"""One process at a time does what only one may do."""

from __future__ import annotations

import threading
from contextlib import closing

import pytest
from tenure.store.database import open_store
from tenure.store.lease import (
    LIMIT_SECONDS,
    WORKER,
    acquire,
    end_life,
    endpoint_of_servers,
    holder_of,
    release,
    retention_of_servers,
    servers,
    show_life,
)
from tenure.store.retention import Retention


@pytest.fixture
def store(tmp_path):
    with closing(open_store(tmp_path / "tenure.db")) as connection:
        yield connection


def test_a_lease_has_one_holder(store):
    """While one holds it, another does not get it; its holder renews it."""
    assert [
        acquire(store, WORKER, "a", 100.0),
        acquire(store, WORKER, "b", 101.0),
        acquire(store, WORKER, "a", 102.0),
        acquire(store, WORKER, "b", 100.0 + LIMIT_SECONDS),
    ] == [True, False, True, False]
    assert holder_of(store, WORKER, 103.0) == "a"


def test_a_clock_that_was_set_back_keeps_nobody_waiting(store):
    """A lease that seems to run for an hour is as good as none."""
    assert acquire(store, WORKER, "a", 10_000.0)

    assert acquire(store, WORKER, "b", 10_000.0 - 3600)
    assert holder_of(store, WORKER, 10_000.0 - 3600) == "b"


def test_a_holder_that_died_is_followed_by_another(store):
    """After the limit without a renewal another takes it, and the former does not get it back."""
    acquire(store, WORKER, "a", 100.0)
    late = 100.0 + LIMIT_SECONDS

    assert holder_of(store, WORKER, late) is None
    assert acquire(store, WORKER, "b", late)
    assert not acquire(store, WORKER, "a", late)
    assert holder_of(store, WORKER, late) == "b"


def test_a_released_lease_is_free_at_once(store):
    """Only its holder gives it back."""
    acquire(store, WORKER, "a", 100.0)
    release(store, WORKER, "b")
    assert holder_of(store, WORKER, 100.0) == "a"

    release(store, WORKER, "a")
    assert holder_of(store, WORKER, 100.0) is None


def test_of_many_that_try_at_once_one_gets_it(tmp_path):
    """Taking the lease is one step that no other can come between."""
    path = tmp_path / "tenure.db"
    open_store(path).close()
    together = threading.Barrier(8)
    got: list[str] = []

    def attempt(name: str) -> None:
        with closing(open_store(path)) as connection:
            together.wait()
            if acquire(connection, WORKER, name, 100.0):
                got.append(name)

    threads = [threading.Thread(target=attempt, args=(name,)) for name in "abcdefgh"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(got) == 1


def test_servers_show_life_until_they_end(store):
    """The newest sign of each counts."""
    show_life(store, "a", "nvim", 100.0)
    show_life(store, "b", None, 101.0)
    show_life(store, "a", "nvim", 102.0)
    assert servers(store) == {"a": 102.0, "b": 101.0}

    end_life(store, "a")
    assert servers(store) == {"b": 101.0}


def test_the_endpoint_is_that_of_the_server_that_started_last(store):
    """Whoever gave the newest sign: else two windows would send to two places by turns. One without
    an endpoint has no say."""
    show_life(store, "a", "nvim", 100.0, "http://yesterday")
    show_life(store, "b", "nvim", 101.0, "http://today")
    show_life(store, "c", "nvim", 102.0, "")
    show_life(store, "a", "nvim", 103.0, "http://yesterday")
    assert endpoint_of_servers(store, "abc") == "http://today"
    assert endpoint_of_servers(store, "ac") == "http://yesterday"

    for server in "ab":
        end_life(store, server)
    assert endpoint_of_servers(store, "abc") is None


def test_what_any_open_editor_keeps_is_kept(store):
    """Of several editors' settings the longest hold, and no bound is longer than any."""
    show_life(store, "a", "nvim", 100.0, retention=Retention(30, 100))
    show_life(store, "b", None, 101.0, retention=Retention(7, 0))

    assert retention_of_servers(store) == Retention(30, 0)
