"""The header part of LSP: bytes in, message bodies out.

Header names are case-insensitive and may come in any order (LSP 3.17, "Base Protocol").
"""

from __future__ import annotations

import re

_SEPARATOR = b"\r\n\r\n"
_USUAL = re.compile(rb"Content-Length: ([0-9]+)\r\n\r\n")
_ANY = re.compile(
    rb"(?:[^\r\n]*\r\n)*?[ \t]*content-length[ \t]*:[ \t]*([0-9]+)[ \t]*\r\n(?:[^\r\n]*\r\n)*?\r\n",
    re.IGNORECASE,
)


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
        if self._size:
            self._chunks.append(data)
            self._size += len(data)
            if self._size < self._wanted:
                return []
            data = b"".join(self._chunks)
        else:
            whole = _USUAL.match(data)
            if whole is not None and whole.end() + int(whole[1]) == len(data):
                return [data[whole.end() :]]  # nearly always it is one message
        bodies = []
        place = self._wanted = 0
        size = len(data)
        while place < size:
            header = _USUAL.match(data, place) or _header(data, place)
            if header is None:
                break
            start = header.end()
            after = start + int(header[1])
            if size < after:
                self._wanted = after - place
                break
            bodies.append(data[start:after])
            place = after
        self._size = size - place
        self._chunks = [data[place:]] if self._size else []
        return bodies


def framed(body: bytes) -> bytes:
    """``body`` with its header."""
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def _header(data: bytes, place: int) -> re.Match[bytes] | None:
    """The header at ``place``, its length the match's first group; None where it goes on."""
    end = data.find(_SEPARATOR, place)
    if end < 0:
        return None
    header = _ANY.match(data, place, end + len(_SEPARATOR))
    if header is None:
        raise FramingError("the client sent a message without a Content-Length header")
    return header
