"""What a user allows to leave the machine: a level, and what is allowed one by one.

Knows names. Must not know where a permission comes from, nor how anything is sent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Level(StrEnum):
    """How much may leave, each level with all that the one before it lets out."""

    OFF = "off"
    METADATA = "metadata"
    IDENTIFIED = "identified"
    CONTENT = "content"


class Identifier(StrEnum):
    """What tells where something happened; at the identified level each is allowed by itself."""

    PATH = "path"
    BRANCH = "branch"
    COMMIT = "commit"


Signal = Literal["metrics", "logs", "traces"]
"""What an attribute is sent on."""

_ORDER = {level: number for number, level in enumerate(Level)}


@dataclass(frozen=True, slots=True)
class Permission:
    """``identify`` counts from the identified level on, ``content_on`` at the content level."""

    level: Level = Level.METADATA
    identify: frozenset[Identifier] = frozenset()
    content_on: frozenset[Signal] = frozenset()

    def __bool__(self) -> bool:
        return self.level is not Level.OFF

    def reaches(self, level: Level) -> bool:
        """Whether what needs ``level`` may leave."""
        return bool(self) and _ORDER[self.level] >= _ORDER[level]

    def identifies(self, identifier: Identifier) -> bool:
        """Whether ``identifier`` may leave."""
        return self.reaches(Level.IDENTIFIED) and identifier in self.identify

    @property
    def content(self) -> frozenset[Signal]:
        """The signals on which content may leave."""
        return self.content_on if self.reaches(Level.CONTENT) else frozenset()


NOTHING = Permission(Level.OFF)
METADATA = Permission()


def strictest(permissions: Iterable[Permission]) -> Permission:
    """What every one of ``permissions`` allows; nothing where there is none."""
    found = list(permissions)
    if not found:
        return NOTHING
    return Permission(
        min((one.level for one in found), key=_ORDER.__getitem__),
        frozenset.intersection(*(one.identify for one in found)),
        frozenset.intersection(*(one.content_on for one in found)),
    )
