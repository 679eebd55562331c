"""A clock that a test moves by hand, for every process of Tenure that is given it."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from pathlib import Path

from tenure.clock import CLOCK_FILE_VARIABLE, MovedClock, SystemClock


class HandClock:
    """Runs as time does, ``ahead`` seconds ahead of it."""

    def __init__(self, file: Path, ahead: float = 0.0) -> None:
        self.file = file
        self.ahead = ahead
        self.variables = {CLOCK_FILE_VARIABLE: str(file)}
        self.move(0)

    @classmethod
    def at_noon(cls, file: Path) -> HandClock:
        """At noon of tomorrow: a test that begins there does not cross midnight."""
        noon = datetime.now().replace(hour=12, minute=0, second=0) + timedelta(days=1)
        return cls(file, noon.timestamp() - time.time())

    def now(self) -> float:
        """Seconds since 1970, as Tenure's processes read it."""
        return MovedClock(SystemClock(), self.file).now()

    def move(self, seconds: float) -> None:
        """Let ``seconds`` go by."""
        self.ahead += seconds
        # Replaced, not written: a reader never finds half a number.
        changed = self.file.with_suffix(".new")
        changed.write_text(str(self.ahead))
        changed.replace(self.file)
