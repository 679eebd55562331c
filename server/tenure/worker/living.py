"""Which servers live, by their signs of life.

A sign's own time is not compared with ours: after a sleep of the machine, or when the clock is
moved, every sign looks old though its server lives. What counts is that signs go on.
"""

from __future__ import annotations

from collections.abc import Mapping

SILENT_SECONDS = 15.0
"""Servers give a sign every 2 s; one that is silent for so long was killed."""


class Living:
    """The servers that live; fed with what the store says of them since the time ``since``."""

    def __init__(self, since: float, silent_seconds: float = SILENT_SECONDS) -> None:
        self._since = since
        self._silent_seconds = silent_seconds
        self._signs: dict[str, tuple[float, float]] = {}
        self.certain: set[str] = set()
        """Those that gave a sign since then: what the others left may be from before a kill."""

    def alive(self, signs: Mapping[str, float], monotonic: float) -> set[str]:
        """Those of ``signs`` (server to last sign of life) that changed not long ago."""
        self.certain = {
            server
            for server, sign in signs.items()
            if server in self.certain
            or sign >= self._since
            or (server in self._signs and sign != self._signs[server][0])
        }
        self._signs = {
            server: before
            if (before := self._signs.get(server)) is not None and before[0] == sign
            else (sign, monotonic)
            for server, sign in signs.items()
        }
        return {
            server
            for server, (_, seen) in self._signs.items()
            if monotonic - seen < self._silent_seconds
        }
