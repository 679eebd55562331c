"""What commands ask of the process: nothing that is recorded waits for it."""

from __future__ import annotations

import asyncio
import ctypes
import sqlite3
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from tenure.memory import give_back_what_is_free, share_one_arena
from tenure.observer import Observer
from tenure.services import Services
from tenure.settings import Settings
from tenure.store.database import store_path
from tenure.store.writer import Writer

from tests.store.examples import START, accepted

ENOUGH = 20.0


@pytest.mark.parametrize("command", ["stats", "panel"])
def test_what_is_recorded_meanwhile_is_durable_before_the_answer(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report over years takes a fifth of a second; a kill in it costs no record."""
    writer = Writer(store_path(tmp_path))
    writer.append([accepted("before")])
    seen: list[object] = []

    def read(store: sqlite3.Connection, *_: Any, **__: Any) -> None:
        writer.append([accepted("meanwhile")])
        assert writer.flush(ENOUGH)
        seen.extend(id_ for (id_,) in store.execute("SELECT id FROM suggestion ORDER BY id"))
        raise Answered

    monkeypatch.setattr("tenure.report.summary.read", read)
    with pytest.raises(Answered):
        asyncio.run(getattr(services(tmp_path, writer), command)())
    writer.close(ENOUGH)

    assert seen == ["before", "meanwhile"]


@pytest.mark.parametrize(
    "without",
    [
        pytest.param(OSError("no C library by that name"), id="none"),
        pytest.param(AttributeError("no function by that name"), id="not glibc"),
        pytest.param(TypeError("a library has a name here"), id="Windows"),
    ],
)
def test_what_only_glibc_can_do_is_left_undone_elsewhere(
    without: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is told: it would only spare some memory."""
    monkeypatch.setattr(ctypes, "CDLL", Mock(side_effect=without))

    share_one_arena()
    give_back_what_is_free()


class Answered(Exception):
    """Enough of the report."""


def services(home: Path, writer: Writer) -> Services:
    clock = Mock(now=lambda: START + 60)
    return Services(
        Observer(Mock()), writer, clock, home, {}, Settings, lambda _: None, lambda: None
    )
