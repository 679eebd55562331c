"""What goes over the wire to a Collector, byte for byte."""

from __future__ import annotations

import gzip
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Wire:
    """Passes on what is posted to ``endpoint``, and keeps it with its headers, decompressed."""

    endpoint: str
    bodies: dict[str, list[bytes]] = field(default_factory=dict)
    """By path: each request's line, headers and body."""

    def posts(self, signal: str) -> int:
        """How many requests there were of a signal."""
        return len(self.bodies.get(f"/v1/{signal}", []))

    def carried(self, signal: str) -> bytes:
        """All that was posted of a signal."""
        return b"\n".join(self.bodies.get(f"/v1/{signal}", []))


@contextmanager
def wire_to(receiver: str) -> Iterator[Wire]:
    """A wire to the receiver at that endpoint, cut with the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            plain = gzip.decompress(body) if self.headers["Content-Encoding"] == "gzip" else body
            head = f"{self.requestline}\n{self.headers}\n".encode()
            wire.bodies.setdefault(self.path, []).append(head + plain)
            headers = {
                name: value
                for name, value in self.headers.items()
                if name in ("Content-Type", "Content-Encoding")
            }
            passed = urllib.request.Request(f"{receiver}{self.path}", body, headers)
            with urllib.request.urlopen(passed, timeout=30) as answer:
                content = answer.read()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    wire = Wire(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield wire
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
