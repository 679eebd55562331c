"""Text that came out of a user's file, as a type that cannot leak by accident.

It has no ``str()``, no format and no serialiser. ``core``, ``syntax``, ``store`` and ``lsp`` may
``read`` it; in telemetry only ``telemetry.privacy`` may (held by a lint test).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NoReturn, final


@final
class SourceText:
    """Text from a user's file; open it with ``read()`` where that is allowed."""

    __slots__ = ("_lines",)

    def __init__(self, text: str) -> None:
        self._lines: Final[Sequence[str]] = (text,)

    @classmethod
    def of_lines(cls, lines: Sequence[str]) -> SourceText:
        """A text by its lines, with their ends; joined when it is read, by whoever reads it."""
        made = cls.__new__(cls)
        object.__setattr__(made, "_lines", lines)
        return made

    def read(self) -> str:
        """The text itself."""
        return "".join(self._lines)

    def __len__(self) -> int:
        return sum(map(len, self._lines))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SourceText) and other.read() == self.read()

    def __hash__(self) -> int:
        return hash(self.read())

    def __repr__(self) -> str:
        return f"<source text, {len(self)} characters>"

    def __str__(self) -> NoReturn:
        raise TypeError("text of a user's file is not shown; read() it where that is allowed")

    def __format__(self, specification: str) -> NoReturn:
        raise TypeError("text of a user's file is not formatted; read() it where that is allowed")

    def __reduce__(self) -> NoReturn:
        raise TypeError("text of a user's file is not serialised; store/ writes it explicitly")


NO_TEXT: Final = SourceText("")
