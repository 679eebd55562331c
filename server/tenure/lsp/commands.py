"""The commands that the server answers, and what a hover says: the engine and the store, asked.

Every answer is JSON; places are in the conversation's position encoding.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import msgspec
from pygls.exceptions import JsonRpcException

from tenure.core.attribution.spans import Stretch
from tenure.core.explanation import Explanation
from tenure.core.text.documents import Document
from tenure.core.text.encodings import PositionEncoding
from tenure.core.text.source import SourceText
from tenure.lsp.convert import point, position
from tenure.lsp.messages import (
    Comparison,
    DueSpan,
    Marks,
    Panel,
    PastReading,
    Place,
    Position,
    Range,
    StandingText,
)
from tenure.observer import Observer

_EMPTY = Document("")


class Services(Protocol):
    """What the commands need of the process."""

    async def stats(self, since: str | None = None) -> dict[str, Any]:
        """The report's JSON."""
        ...

    async def panel(self, since: str | None = None) -> Panel:
        """Everything that the stats panel shows."""
        ...

    async def due(self) -> list[DueSpan]:
        """The spans that are looked at next."""
        ...

    async def readings(self, suggestion: str) -> list[PastReading]:
        """The readings of a suggestion so far."""
        ...

    async def accepted(self, suggestion: str) -> tuple[str, SourceText | None] | None:
        """The document of a suggestion, and its text as accepted while that is kept."""
        ...

    async def doctor(self) -> dict[str, Any]:
        """What is connected, what is not, and the next steps."""
        ...

    async def purge(self, workspace: str | None = None) -> dict[str, Any]:
        """Delete what was recorded, of one workspace or all; how many suggestions that was."""
        ...

    def pause(self) -> None:
        """Observe nothing from now on."""
        ...

    def resume(self) -> None:
        """Observe again."""
        ...


class Commands:
    """Answers with the help of ``services`` and of what the engine knows."""

    def __init__(self, observer: Observer, services: Services, encoding: PositionEncoding) -> None:
        self._observer = observer
        self._services = services
        self._encoding = encoding

    def by_name(self) -> dict[str, Callable[..., Awaitable[Any] | Any]]:
        """Each command's id with what answers it."""
        return {
            "tenure.stats": self._stats,
            "tenure.report": self._stats,
            "tenure.explain": self._explain,
            "tenure.doctor": self._doctor,
            "tenure.purge": self._purge,
            "tenure.pause": self._pause,
            "tenure.resume": self._resume,
            "tenure.panel": self._panel,
            "tenure.marks": self._marks,
            "tenure.place": self._place,
            "tenure.compare": self._compare,
            "tenure.due": self._due,
        }

    async def hover(self, uri: str, at: Position) -> str | None:
        """What is known of a place, as markdown; None where that would only be in the way."""
        found = self._explanation(uri, at)
        # A hover on every word would be in the way: only what is not plainly a person's.
        if found is None or found.origin in ("typed", "unknown"):
            return None
        lines = [f"**Tenure**: {found.sentence(None)}"]
        if found.suggestion is not None:
            lines += await self._history(found.suggestion.id)
        return "\n".join(lines)

    async def _history(self, suggestion: str) -> list[str]:
        lines = []
        stand = self._observer.inquiry.stand(suggestion)
        if stand is not None:
            lines += ["", f"{stand.kept} of {stand.original} characters stand now."]
        readings = await self._services.readings(suggestion)
        if readings:
            lines += ["", "| read after | &emsp;characters | |", "| :--- | ---: | :--- |"]
        for reading in readings:
            late = ", read late" if reading.late else ""
            measured = reading.verdict != "unmeasured"
            counts = f"{reading.kept} of {reading.original}" if measured else ""
            lines.append(f"| {reading.horizon} | &emsp;{counts} | &emsp;{reading.verdict}{late} |")
        return lines

    async def _stats(self, *arguments: Any) -> dict[str, Any]:
        return await self._services.stats(_word(arguments))

    async def _panel(self, *arguments: Any) -> Any:
        return msgspec.to_builtins(await self._services.panel(_word(arguments)))

    async def _explain(self, *arguments: Any) -> dict[str, Any] | None:
        uri, at = _place_of(arguments)
        found = self._explanation(uri, at)
        if found is None:
            return None
        record, note = found.suggestion, found.note
        readings = [] if record is None else await self._services.readings(record.id)
        return {
            "origin": found.origin,
            "sentence": found.sentence(None),
            "suggestion": record.id if record else None,
            "rule": note.rule if note else None,
            "evidence": note.evidence if note else None,
            "since": note.at if note else None,
            "readings": msgspec.to_builtins(readings),
        }

    def _marks(self, *arguments: Any) -> Any:
        uri = _needed(arguments, "tenure.marks", "a document's URI")
        tracked = self._observer.documents.get(uri)
        document = _EMPTY if tracked is None else tracked.lineage.document
        standing = [
            StandingText(stretch.suggestion, self._range(document, stretch))
            for stretch in self._observer.inquiry.stretches(uri)
        ]
        return msgspec.to_builtins(Marks(standing, None if tracked is None else tracked.version))

    async def _place(self, *arguments: Any) -> Any:
        suggestion = _needed(arguments, "tenure.place", "a suggestion's id")
        found = self._observer.inquiry.place(suggestion)
        if found is not None:
            tracked, stretch = found
            place = Place(tracked.uri, self._range(tracked.lineage.document, stretch))
            return msgspec.to_builtins(place)
        accepted = await self._services.accepted(suggestion)
        return None if accepted is None else msgspec.to_builtins(Place(accepted[0]))

    async def _compare(self, *arguments: Any) -> Any:
        suggestion = _needed(arguments, "tenure.compare", "a suggestion's id")
        found = await self._services.accepted(suggestion)
        if found is None:
            return None
        uri, accepted = found
        stand = self._observer.inquiry.stand(suggestion)
        comparison = Comparison(
            suggestion=suggestion,
            uri=uri,
            accepted=None if accepted is None else accepted.read(),
            now=None if stand is None else stand.text.read(),
            kept=None if stand is None else stand.kept,
            original=None if stand is None else stand.original,
        )
        return msgspec.to_builtins(comparison)

    async def _due(self, *_: Any) -> Any:
        return msgspec.to_builtins(await self._services.due())

    async def _doctor(self, *_: Any) -> dict[str, Any]:
        return await self._services.doctor()

    async def _purge(self, *arguments: Any) -> dict[str, Any]:
        return await self._services.purge(_word(arguments))

    def _pause(self, *_: Any) -> dict[str, Any]:
        self._services.pause()
        return {"paused": True}

    def _resume(self, *_: Any) -> dict[str, Any]:
        self._services.resume()
        return {"paused": False}

    def _explanation(self, uri: str, at: Position) -> Explanation | None:
        tracked = self._observer.documents.get(uri)
        if tracked is None:
            return None
        place = point(tracked.lineage.document, at, self._encoding)
        return self._observer.inquiry.explain(uri, place)

    def _range(self, document: Document, stretch: Stretch) -> Range:
        return Range(
            position(document, stretch.start, self._encoding),
            position(document, stretch.end, self._encoding),
        )


def _word(arguments: tuple[Any, ...]) -> str | None:
    return arguments[0] if arguments and isinstance(arguments[0], str) else None


def _needed(arguments: tuple[Any, ...], command: str, what: str) -> str:
    word = _word(arguments)
    if word is None:
        raise JsonRpcException(f"{command} takes {what}")
    return word


def _place_of(arguments: tuple[Any, ...]) -> tuple[str, Position]:
    if len(arguments) != 2:
        raise JsonRpcException("tenure.explain takes a document's URI and a position")
    uri, at = arguments
    line = at["line"] if isinstance(at, dict) else at.line
    character = at["character"] if isinstance(at, dict) else at.character
    return str(uri), Position(int(line), int(character))
