"""The real time, which never falls, and the offset by which a test moves it.

Every process of Tenure takes its time from here; the engine gets it as an argument.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from tenure.ports import Clock

CLOCK_FILE_VARIABLE = "TENURE_CLOCK_FILE"
"""Names a file that holds a decimal number of seconds, added to the time of every process.

After a ``=`` the number is the time itself, which stands still until the file says another.
"""


class SystemClock:
    """The wall clock; where that jumps back, time goes on by the monotonic clock instead."""

    def __init__(
        self,
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._told = wall()
        self._told_at = monotonic()
        self._ahead = 0.0
        """How far our time is ahead of a wall clock that was set back."""

    def now(self) -> float:
        """Seconds since 1970, never less than it said before."""
        told_at = self._monotonic()
        time_now = self._wall() + self._ahead
        if time_now < self._told:
            continued = self._told + max(0.0, told_at - self._told_at)
            self._ahead += continued - time_now
            time_now = continued
        self._told, self._told_at = time_now, told_at
        return time_now


class MovedClock:
    """Another clock plus the seconds that a file holds, or the time that it holds after a ``=``.

    The file is read again at each call.
    """

    def __init__(self, clock: Clock, file: Path) -> None:
        self._clock = clock
        self._file = file
        self._offset = 0.0
        self._still: float | None = None
        self._told = 0.0

    def now(self) -> float:
        """The moved time; an offset that was lowered or cannot be read moves nothing back."""
        with suppress(OSError, ValueError):  # half written or not yet there: the former stands
            text = self._file.read_text(encoding="ascii")
            if text.startswith("="):
                self._still = float(text[1:])
            else:
                self._offset, self._still = float(text), None
        moved = self._clock.now() + self._offset if self._still is None else self._still
        self._told = max(self._told, moved)
        return self._told


def clock_from(environment: Mapping[str, str]) -> Clock:
    """The clock of a process: the real time, moved where ``TENURE_CLOCK_FILE`` says so."""
    file = environment.get(CLOCK_FILE_VARIABLE)
    return MovedClock(SystemClock(), Path(file)) if file else SystemClock()
