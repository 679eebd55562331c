"""Waiting for what another process does, in the one place that may."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def wait_until(
    what: str,
    condition: Callable[[], T],
    seconds: float = 30.0,
    instead: Callable[[], object] = lambda: "",
) -> T:
    """The first true value of ``condition``; AssertionError names ``what`` never came.

    ``instead`` gives what the error shows in its place.
    """
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"{what} never came; {instead()}"
        time.sleep(0.02)
