"""An OTLP receiver in a process of its own that takes everything and keeps only counts.

Prints its port; the requests and bytes so far, by path, are at ``/counts``.
"""

from __future__ import annotations

import json
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

requests: Counter[str] = Counter()
received: Counter[str] = Counter()


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        requests[self.path] += 1
        received[self.path] += len(body)
        # An empty message is the OTLP answer "all of it was taken".
        self._answer("application/x-protobuf", b"")

    def do_GET(self) -> None:
        counts = {"requests": requests, "bytes": received}
        self._answer("application/json", json.dumps(counts).encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass

    def _answer(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    print(server.server_address[1], flush=True)
    server.serve_forever()
