"""What a change led to, for whoever watches spans and writes records."""

from __future__ import annotations

from typing import NamedTuple

from tenure.core.suggestions.life import Life


class Applied(NamedTuple):
    """Whether anything waits for two seconds, and changed suggestions."""

    waits: bool
    lives: list[Life]
    restored: bool
    lost: frozenset[str] = frozenset()
    """The spans of which characters went."""


NOTHING = Applied(False, [], False)
"""Nothing to be done, as after nearly every key."""
