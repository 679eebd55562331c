"""Between a client's positions and the engine's places, and between messages and facts."""

from __future__ import annotations

from tenure.core.attribution.facts import (
    ChangeExplained,
    Report,
    Saying,
    SelfChecked,
    SuggestionReported,
)
from tenure.core.text import encodings
from tenure.core.text.documents import Document
from tenure.core.text.encodings import PositionEncoding
from tenure.core.text.points import Point
from tenure.lsp.messages import ChangeOriginParams, Position, SelfCheckParams, SuggestionParams

_SURROGATES = range(0xD800, 0xE000)


def point(document: Document, position: Position, encoding: PositionEncoding) -> Point:
    """The place of ``position``; one past a line's end, or past the last line, is clamped."""
    line, column = position.line, position.character
    lines = document.lines
    if not 0 <= line < len(lines):
        return document.clamped(line, 0)
    text = lines[line]
    if not text.isascii():
        column = encodings.column(text, column, encoding)
    inside = 0 <= column < len(text) and (text[column] != "\n" or text[column - 1] != "\r")
    return Point(line, column) if inside else document.clamped(line, column)


def position(document: Document, place: Point, encoding: PositionEncoding) -> Position:
    """``place`` as a client counts it."""
    text = document.lines[place.line]
    return Position(place.line, encodings.units(text, place.column, encoding))


def well_formed(text: str) -> str:
    """``text`` with U+FFFD for each lone surrogate: JSON can carry them, no file and no store can.

    Counts the same in UTF-16 units and in code points.
    """
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if ord(c) in _SURROGATES else c for c in text)
    return text


def reported(
    params: SuggestionParams, document: Document, encoding: PositionEncoding
) -> SuggestionReported:
    """The fact that a ``tenure/suggestion`` tells."""
    start = end = None
    text = params.text
    if params.range is not None:
        start = point(document, params.range.start, encoding)
        end = point(document, params.range.end, encoding)
    if params.edits:
        text = "".join(edit.new_text for edit in params.edits)
    whole = (
        params.accepted_length is not None
        and text is not None
        and params.accepted_length >= encodings.length(text, PositionEncoding.UTF_16)
    )
    return SuggestionReported(
        document=params.text_document.uri,
        version=params.text_document.version,
        report=Report(params.state),
        kind=params.kind,
        evidence=params.evidence,
        adapter=params.adapter,
        id=params.id,
        text=None if text is None else well_formed(text),
        start=start,
        end=end,
        whole=whole,
        provider=params.provider,
        model=params.model,
        latency=params.latency,
    )


def explained(params: ChangeOriginParams) -> ChangeExplained:
    """The fact that a ``tenure/changeOrigin`` tells."""
    return ChangeExplained(
        document=params.text_document.uri,
        version=params.text_document.version,
        saying=Saying(params.origin),
        partial=params.partial is not None,
        provider=params.provider,
        evidence=params.evidence,
        adapter=params.adapter,
    )


def self_checked(params: SelfCheckParams) -> SelfChecked:
    """The fact that a ``tenure/selfCheck`` tells."""
    return SelfChecked(Report(params.state), params.kind, params.seen_by)
