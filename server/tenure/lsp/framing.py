"""The header part of LSP: bytes in, message bodies out.

Header names are case-insensitive and may come in any order (LSP 3.17, "Base Protocol").
"""

from __future__ import annotations

_SEPARATOR = b"\r\n\r\n"
_USUAL = b"Content-Length: "


class FramingError(ValueError):
    """Bytes that are no LSP header; nothing after them can be read."""


class Framing:
    """Cuts a stream of bytes into message bodies."""

    def __init__(self) -> None:
        self._chunks: list[bytes] = []
        self._size = 0
        self._wanted = 0
        """Bytes without which looking again is in vain: a large message comes in many chunks."""

    def feed(self, data: bytes) -> list[bytes]:
        """The bodies that ``data`` completes.

        Raises FramingError where a header names no length.
        """
        self._chunks.append(data)
        self._size += len(data)
        if self._size < self._wanted:
            return []
        buffer = b"".join(self._chunks)
        bodies = []
        place = self._wanted = 0
        while (end := buffer.find(_SEPARATOR, place)) >= 0:
            body = end + len(_SEPARATOR)
            after = body + _length(buffer[place:end])
            if len(buffer) < after:
                self._wanted = after - place
                break
            bodies.append(buffer[body:after])
            place = after
        self._chunks = [buffer[place:]]
        self._size = len(buffer) - place
        return bodies


def framed(body: bytes) -> bytes:
    """``body`` with its header."""
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def _length(header: bytes) -> int:
    if header.startswith(_USUAL) and header[len(_USUAL) :].isdigit():
        return int(header[len(_USUAL) :])
    for line in header.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            return int(value)
    raise FramingError("the client sent a message without a Content-Length header")
