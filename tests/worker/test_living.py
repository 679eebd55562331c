"""A server lives while its signs of life go on, whatever the clock does."""

from __future__ import annotations

from tenure.worker.living import Living


def test_a_server_whose_signs_go_on_lives():
    """Each new sign is worth as many seconds as a killed server is given."""
    living = Living(since=200.0, silent_seconds=15)

    assert living.alive({"a": 100.0}, monotonic=0) == {"a"}
    assert living.alive({"a": 102.0}, monotonic=14) == {"a"}
    assert living.alive({"a": 102.0}, monotonic=28) == {"a"}


def test_a_server_that_is_silent_is_dead():
    """A killed server leaves its last sign behind; that does not keep it alive."""
    living = Living(since=200.0, silent_seconds=15)
    living.alive({"a": 100.0, "b": 100.0}, monotonic=0)

    assert living.alive({"a": 100.0, "b": 101.0}, monotonic=15) == {"b"}


def test_a_server_is_certain_to_live_once_it_gave_a_sign_more():
    """The first that is seen of it may be the last of one that was killed yesterday."""
    living = Living(since=200.0, silent_seconds=15)
    living.alive({"a": 100.0, "b": 100.0}, monotonic=0)
    assert living.certain == set()

    living.alive({"a": 100.0, "b": 101.0}, monotonic=1)
    living.alive({"a": 100.0, "b": 101.0}, monotonic=2)
    assert living.certain == {"b"}

    living.alive({"a": 100.0, "c": 200.0}, monotonic=3)
    assert living.certain == {"c"}


def test_a_server_that_said_goodbye_is_gone_at_once():
    """Its sign is taken from the store when it ends."""
    living = Living(since=200.0, silent_seconds=15)
    living.alive({"a": 100.0}, monotonic=0)

    assert living.alive({}, monotonic=1) == set()


def test_a_jump_of_the_clock_kills_nobody():
    """After a sleep of the machine every sign looks old; servers get time to give another."""
    living = Living(since=200.0, silent_seconds=15)
    living.alive({"a": 100.0}, monotonic=0)

    assert living.alive({"a": 100.0}, monotonic=2) == {"a"}
    assert living.alive({"a": 90000.0}, monotonic=4) == {"a"}
