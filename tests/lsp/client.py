"""A language client over standard input and output that says exactly what a test tells it to."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


class Client:
    """One `tenure serve` process and the conversation with it."""

    def __init__(self, home: Path, *arguments: str, **environment: str) -> None:
        self.home = home
        variables = {k: v for k, v in os.environ.items() if not k.startswith(("OTEL_", "TENURE_"))}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tenure", "serve", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=variables | {"TENURE_HOME": str(home)} | environment,
        )
        self.notifications: queue.Queue[dict[str, Any]] = queue.Queue()
        self.requests: queue.Queue[dict[str, Any]] = queue.Queue()
        self._answers: queue.Queue[dict[str, Any]] = queue.Queue()
        self._log: list[str] = []
        self._last_id = 0
        for target in (self._read, self._read_log):
            threading.Thread(target=target, daemon=True).start()

    def initialize(self, **params: Any) -> dict[str, Any]:
        """Initialize; the result."""
        given = {"processId": None, "capabilities": {}, "clientInfo": {"name": "Test"}, **params}
        result = self.request("initialize", given)["result"]
        self.notify("initialized", {})
        return result

    def request(self, method: str, params: Any) -> dict[str, Any]:
        """Ask; the whole answer, a result or an error."""
        self._last_id += 1
        self.send({"id": self._last_id, "method": method, "params": params})
        answer = self._answers.get(timeout=30)
        assert answer["id"] == self._last_id
        return answer

    def asked(self) -> dict[str, Any]:
        """What the server asks next."""
        return self.requests.get(timeout=30)

    def command(self, name: str, *arguments: Any) -> Any:
        """Run a command of the server; its result."""
        params = {"command": name, "arguments": list(arguments)}
        return self.request("workspace/executeCommand", params)["result"]

    def notify(self, method: str, params: Any) -> None:
        """Tell."""
        self.send({"method": method, "params": params})

    def send(self, message: dict[str, Any]) -> None:
        """Send a message as it is."""
        self.send_body(json.dumps({"jsonrpc": "2.0", **message}).encode())

    def send_body(self, body: bytes) -> None:
        """Send bytes with a header."""
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.process.stdin.flush()

    def open(self, uri: str, text: str, language: str = "python") -> None:
        """Open a document in version 1."""
        item = {"uri": uri, "languageId": language, "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def change(self, uri: str, version: int | None, *changes: Any) -> None:
        """Change a document; a change is a whole text, or (start, end, text) with positions."""
        content = [
            {"text": change}
            if isinstance(change, str)
            else {"range": span(change[0], change[1]), "text": change[2]}
            for change in changes
        ]
        document = {"uri": uri, "version": version}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": content})

    def accept(self, uri: str, version: int, **more: Any) -> None:
        """Report an accept of the change that led to ``version``."""
        document = {"uri": uri, "version": version}
        self.notify(
            "tenure/suggestion",
            {"textDocument": document, "state": "accepted", "adapter": "test", **more},
        )

    def explain(self, uri: str, line: int, character: int) -> Any:
        """What the server knows of a place."""
        return self.command("tenure.explain", uri, {"line": line, "character": character})

    def suggestions(self) -> dict[str, int]:
        """The report's counts that are not zero."""
        counts = self.command("tenure.stats")["suggestions"]
        return {name: n for name, n in counts.items() if isinstance(n, int) and n}

    def status(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The next status that is as ``wanted``."""
        while True:
            message = self.notifications.get(timeout=15)
            if message["method"] == "tenure/status" and wanted(message["params"]):
                return message["params"]

    def logged(self, text: str) -> list[str]:
        """The log's lines so far that hold ``text``."""
        return [line for line in self._log if text in line]

    def log(self, text: str) -> list[str]:
        """The log's lines that hold ``text``, once there is one."""
        deadline = time.monotonic() + 10
        while not (found := [line for line in self._log if text in line]):
            assert time.monotonic() < deadline, self._log
            threading.Event().wait(0.02)
        return found

    def leave(self) -> int:
        """Shut down and exit; the exit code."""
        assert self.request("shutdown", None) == {
            "jsonrpc": "2.0",
            "id": self._last_id,
            "result": None,
        }
        self.notify("exit", None)
        return self.process.wait(15)

    def end(self) -> None:
        """End the process, however the test ended."""
        self.process.kill()
        self.process.wait(15)

    def _read(self) -> None:
        stdout = self.process.stdout
        assert stdout is not None
        while header := stdout.readline():
            length = 0
            while header.strip():
                name, _, value = header.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
                header = stdout.readline()
            message = json.loads(stdout.read(length))
            if "method" not in message:
                self._answers.put(message)
            else:
                (self.requests if "id" in message else self.notifications).put(message)

    def _read_log(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self._log.append(line.decode(errors="replace").rstrip())


def span(start: tuple[int, int], end: tuple[int, int]) -> dict[str, Any]:
    """A range between two (line, character)."""
    return {
        "start": {"line": start[0], "character": start[1]},
        "end": {"line": end[0], "character": end[1]},
    }
