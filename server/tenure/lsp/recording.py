"""The trace of a conversation, for ``tenure replay``."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import IO

import msgspec

from tenure.core.errors import TenureError


class Recording:
    """Writes a trace; it holds source text, hence only on request."""

    def __init__(self, path: Path, now: Callable[[], float]) -> None:
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        except OSError as error:
            raise TenureError(
                f"{path} cannot be written ({error.strerror}); name another file with --record"
            ) from None
        self._file: IO[bytes] = os.fdopen(descriptor, "wb", buffering=0)
        self._now = now

    def client(self, body: bytes) -> None:
        """Write down a message of the client."""
        message = body if b"\n" not in body else msgspec.json.encode(msgspec.json.decode(body))
        self._file.write(b'{"time":%.6f,"from":"client","message":%b}\n' % (self._now(), message))

    def close(self) -> None:
        """Write no more."""
        self._file.close()
