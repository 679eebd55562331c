"""Servers on the loopback interface that are not what an exporter hopes for."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer

import grpc
from google.protobuf.message import Message


@contextmanager
def web_server(
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    context: ssl.SSLContext | None = None,
) -> Iterator[int]:
    """The port of a server that answers every POST alike; over TLS with ``context``."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def finish_request(self, request: socket.socket, address: object) -> None:
            with suppress(OSError, ValueError):  # a client that does not like the certificate
                if context is not None:
                    request.settimeout(5)
                    request = context.wrap_socket(request, server_side=True)
                super().finish_request(request, address)

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def tls(certificate: Path, clients_of: Path | None = None) -> ssl.SSLContext:
    """A server's side of TLS; with ``clients_of`` it wants a client certificate of that CA."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    if clients_of is not None:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(clients_of)
    return context


@contextmanager
def banner(text: bytes) -> Iterator[int]:
    """The port of a server that says ``text`` to whoever comes, as ssh and mail servers do."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                with connection, suppress(OSError):
                    connection.sendall(text)
                    connection.settimeout(2)
                    while connection.recv(1024):
                        pass

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


@contextmanager
def trickle(head: bytes, drop: bytes, seconds: float) -> Iterator[int]:
    """The port of a server that answers with ``head``, and then ``drop`` after ``drop`` for ever.

    ``seconds`` pass between two of them.
    """

    class Trickling(BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):  # until it was given up
                self.request.recv(1024)
                self.request.sendall(head)
                while not ended.wait(seconds):
                    self.request.sendall(drop)

    ended = threading.Event()
    with ThreadingTCPServer(("127.0.0.1", 0), Trickling) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            ended.set()
            server.shutdown()
            thread.join()


@contextmanager
def grpc_server(
    code: grpc.StatusCode,
    details: str = "",
    trailers: tuple[tuple[str, bytes], ...] = (),
    response: Message | None = None,
) -> Iterator[int]:
    """The port of a gRPC server that ends every call with ``code``, or answers ``response``."""

    def answer(_: bytes, context: grpc.ServicerContext) -> bytes:
        if response is not None:
            return response.SerializeToString()
        context.set_trailing_metadata(trailers)
        return context.abort(code, details)

    class Everything(grpc.GenericRpcHandler):
        def service(self, _: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler:
            return grpc.unary_unary_rpc_method_handler(answer)

    server = grpc.server(ThreadPoolExecutor(2))
    server.add_generic_rpc_handlers((Everything(),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield port
    finally:
        server.stop(None).wait(5)
