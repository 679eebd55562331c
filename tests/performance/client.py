"""A bare LSP client over pipes, fast enough not to be what is measured.

One thread, no threads waiting for each other: it writes ready-made bytes, reads whenever the server
has something to say, and answers what servers ask of any client.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil

PATIENCE = 120.0
"""Seconds without a byte from a server after which it counts as hung."""

CAPABILITIES = {
    "general": {"positionEncodings": ["utf-16"]},
    "textDocument": {
        "synchronization": {"didSave": True},
        "hover": {"contentFormat": ["markdown"]},
    },
}


class ServerGoneError(Exception):
    """The server ended, or was silent for too long."""


def framed(message: Mapping[str, Any]) -> bytes:
    """``message`` as it goes over the pipe."""
    body = json.dumps({"jsonrpc": "2.0", **message}, separators=(",", ":")).encode()
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


class Client:
    """One server process and the conversation with it; ``started`` is when it was started."""

    def __init__(
        self, command: Sequence[str], folder: Path, environment: Mapping[str, str]
    ) -> None:
        self._log = (folder / "stderr.log").open("wb")
        self._folder = folder
        self.started = time.perf_counter()
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env={**os.environ, **environment},
            cwd=folder,
            bufsize=0,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._from = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._to, False)
        self._seen = psutil.Process(self._process.pid)
        self._buffer = b""
        self._answers: dict[int, dict[str, Any]] = {}
        self._replies: list[bytes] = []
        self._last_id = 0

    def uri(self, name: str) -> str:
        """The URI of a file in the workspace."""
        return (self._folder / name).as_uri()

    def initialize(self) -> float:
        """Shake hands; the seconds from the start of the process to the answer."""
        uri = self._folder.as_uri()
        params = {
            "processId": os.getpid(),
            "clientInfo": {"name": "benchmark"},
            "rootUri": uri,
            "workspaceFolders": [{"uri": uri, "name": "workspace"}],
            "capabilities": CAPABILITIES,
        }
        self.request("initialize", params)
        taken = time.perf_counter() - self.started
        self.notify("initialized", {})
        return taken

    def notify(self, method: str, params: Mapping[str, Any]) -> None:
        """Send a notification."""
        self.send([framed({"method": method, "params": params})])

    def request(self, method: str, params: Mapping[str, Any] | None) -> Any:
        """Send a request and wait for its result; errors of the server count as None."""
        return self.ask(*self.prepared(method, params))

    def prepared(self, method: str, params: Mapping[str, Any] | None) -> tuple[bytes, int]:
        """A request as bytes, with its id, for ``ask``."""
        self._last_id += 1
        return framed({"id": self._last_id, "method": method, "params": params}), self._last_id

    def send(self, frames: Iterable[bytes]) -> None:
        """Write messages one by one, as fast as the server takes them."""
        for frame in frames:
            self._write(frame)
            while self._replies:
                self._write(self._replies.pop(0))

    def ask(self, frame: bytes, id_: int) -> Any:
        """Write ``frame``, which ends with request ``id_``; its result."""
        self.send([frame])
        while id_ not in self._answers:
            self._read()
            while self._replies:
                self._write(self._replies.pop(0))
        return self._answers.pop(id_).get("result")

    def cpu(self) -> float:
        """Seconds of processor time of the server's own process so far."""
        times = self._seen.cpu_times()
        return float(times.user + times.system)

    def resident(self) -> float:
        """Resident memory of the server's own process, MB (10^6 bytes)."""
        return float(self._seen.memory_info().rss) / 1e6

    def children(self) -> list[psutil.Process]:
        """The processes that the server started."""
        return list(self._seen.children(recursive=True))

    def settle(self) -> None:
        """Wait until the server has been idle for a moment: some import after they answered."""
        before, quiet = self.cpu(), 0
        for _ in range(100):
            time.sleep(0.1)
            now = self.cpu()
            quiet = quiet + 1 if now - before < 0.02 else 0
            before = now
            if quiet == 3:
                return

    def close(self) -> None:
        """Say goodbye and make sure that the server and what it started are gone."""
        children = self.children() if self._seen.is_running() else []
        try:
            self.request("shutdown", None)
            self.send([framed({"method": "exit"})])
            self._process.wait(10)
        except (OSError, ServerGoneError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait()
        for child in children:
            if child.is_running():
                child.terminate()
        for child in psutil.wait_procs(children, timeout=5)[1]:
            child.kill()
        self._log.close()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()

    def _write(self, frame: bytes) -> None:
        left = memoryview(frame)
        while left:
            try:
                left = left[os.write(self._to, left) :]
            except BlockingIOError:
                # A server that waits until we read would never read what we write.
                readable, _, _ = select.select([self._from], [self._to], [], PATIENCE)
                if readable:
                    self._read()

    def _read(self) -> None:
        if not select.select([self._from], [], [], PATIENCE)[0]:
            raise ServerGoneError(f"no answer within {PATIENCE:.0f} s")
        data = os.read(self._from, 1 << 18)
        if not data:
            raise ServerGoneError(f"the server ended; {self._log.name} has its last words")
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            header = self._buffer[:end].lower()
            length = int(header.partition(b"content-length:")[2].split(b"\r\n")[0])
            if len(self._buffer) < end + 4 + length:
                return
            self._take(self._buffer[end + 4 : end + 4 + length])
            self._buffer = self._buffer[end + 4 + length :]

    def _take(self, body: bytes) -> None:
        # Diagnostics can be long, and nobody reads them here.
        if b"publishDiagnostics" in body[:120] or b"publishDiagnostics" in body[-120:]:
            return
        message = json.loads(body)
        if "id" not in message:
            return
        if "method" not in message:
            self._answers[message["id"]] = message
            return
        items = (message.get("params") or {}).get("items")
        result = [None] * len(items) if message["method"] == "workspace/configuration" else None
        self._replies.append(framed({"id": message["id"], "result": result}))
