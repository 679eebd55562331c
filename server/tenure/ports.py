"""What the engine and the processes need from outside, as Protocols."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from tenure.core.records import Record


class Identifiers(Protocol):
    """A source of new, unique ids."""

    def next(self) -> str:
        """An id never given before."""
        ...


class Clock(Protocol):
    """The time; injected, so that a test moves it by hand."""

    def now(self) -> float:
        """Seconds since 1970, never falling within a process."""
        ...


class RecordSink(Protocol):
    """Where records go; never blocks the caller and never raises."""

    def append(self, records: Sequence[Record]) -> None:
        """Take ``records`` in order."""
        ...
