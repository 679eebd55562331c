"""The two byte streams to a client, by standard input and output or a socket."""

from __future__ import annotations

import errno
import os
import socket
import sys
from typing import Protocol

from tenure.core.errors import TenureError

CHUNK = 1 << 18


class Channel(Protocol):
    """Blocking reads, whole writes."""

    def fileno(self) -> int:
        """The descriptor to wait on for reading."""
        ...

    def read(self) -> bytes:
        """What is there, at least a byte; ``b""`` at the end."""
        ...

    def write(self, data: bytes) -> None:
        """All of ``data``; OSError where the client is gone."""
        ...


class StandardStreams:
    """Standard input and output; whatever else prints goes to standard error from here on."""

    def __init__(self) -> None:
        self._input = os.dup(sys.stdin.fileno())
        self._output = os.dup(sys.stdout.fileno())
        # A stray print must not land in the protocol.
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def fileno(self) -> int:
        """Standard input."""
        return self._input

    def read(self) -> bytes:
        """What is there, at least a byte; ``b""`` at the end."""
        return os.read(self._input, CHUNK)

    def write(self, data: bytes) -> None:
        """All of ``data``."""
        view = memoryview(data)
        while view:
            view = view[os.write(self._output, view) :]


class Socket:
    """One accepted connection, for development."""

    def __init__(self, port: int) -> None:
        try:
            with socket.create_server(("127.0.0.1", port)) as server:
                self._connection, _ = server.accept()
        except (OSError, OverflowError) as error:
            taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
            reason = "it is taken" if taken else "ports are 1 to 65535; some need privileges"
            raise TenureError(f"{port} is no port to wait at ({reason}); name another") from None

    def fileno(self) -> int:
        """The connection."""
        return self._connection.fileno()

    def read(self) -> bytes:
        """What is there, at least a byte; ``b""`` at the end."""
        return self._connection.recv(CHUNK)

    def write(self, data: bytes) -> None:
        """All of ``data``."""
        self._connection.sendall(data)
