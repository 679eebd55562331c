"""What a port speaks: single connections of our own, each for one question.

Knows sockets and first bytes. Must not know OTLP.
"""

from __future__ import annotations

import socket
import ssl
from contextlib import closing
from enum import Enum, auto

from requests import Session
from requests.utils import DEFAULT_CA_BUNDLE_PATH, get_environ_proxies

from tenure.telemetry.targets import Target

_HTTP_2_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0"
"""RFC 9113 3.4, with an empty SETTINGS frame."""

_SETTINGS = 4
"""The type of the frame that every HTTP/2 server sends first, RFC 9113 6.5."""


class Spoken(Enum):
    """What a server says first."""

    HTTP = auto()
    HTTP_2 = auto()
    OTHER = auto()
    NOTHING = auto()


def goes_through_a_proxy(target: Target) -> bool:
    """Whether the environment sends a request to ``target`` through a proxy."""
    return not target.is_here and bool(get_environ_proxies(target.url))


def connect(target: Target, seconds: float) -> socket.socket:
    """A connection to the target's host and port; OSError where there is none."""
    return socket.create_connection((target.host, target.port), seconds)


def tls_context(target: Target) -> ssl.SSLContext:
    """What the target's certificates say; OSError where one cannot be read."""
    trusted = target.certificate
    if trusted is None:  # whom the sender trusts: certifi's, or those of REQUESTS_CA_BUNDLE
        settings = Session().merge_environment_settings(target.url, {}, None, None, None)
        trusted = (
            settings["verify"] if isinstance(settings["verify"], str) else DEFAULT_CA_BUNDLE_PATH
        )
    context = ssl.create_default_context(cafile=trusted)
    if target.client_certificate:
        context.load_cert_chain(target.client_certificate, target.client_key)
    return context


def shake_hands(target: Target, context: ssl.SSLContext, seconds: float) -> None:
    """A TLS handshake; ssl.SSLError or another OSError where it fails.

    With TLS 1.3 a server says that it misses a client's certificate only after the handshake:
    hence one look for what comes.
    """
    with (
        closing(connect(target, seconds)) as plain,
        context.wrap_socket(plain, server_hostname=target.host) as secure,
    ):
        secure.settimeout(_AFTER_SECONDS)
        try:
            secure.recv(1)
        except TimeoutError:
            return


_AFTER_SECONDS = 0.3
"""How long an alert may take to come after the handshake; a server that is content says nothing."""


def speaks_tls(target: Target, seconds: float) -> bool:
    """Whether a TLS handshake gets an answer, whatever the certificate."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        shake_hands(target, context, seconds)
    except ssl.SSLError as error:
        return "ALERT" in (error.reason or "")  # it refuses us in TLS's own words
    except OSError:
        return False
    return True


def spoken_at(target: Target, seconds: float) -> Spoken:
    """What the server answers to the first bytes of HTTP/2: gRPC's servers with a frame.

    Over TLS the two agree on a protocol before: one that has http too says so there.
    """
    try:
        with closing(connect(target, seconds)) as plain:
            connection = plain
            if target.secure:
                context = tls_context(target)
                context.set_alpn_protocols(["http/1.1", "h2"])
                connection = context.wrap_socket(plain, server_hostname=target.host)
                if connection.selected_alpn_protocol() == "http/1.1":
                    return Spoken.HTTP
            connection.sendall(_HTTP_2_PREFACE)
            first = connection.recv(9)
    except OSError:
        return Spoken.NOTHING
    if first.startswith(b"HTTP/"):
        return Spoken.HTTP
    if len(first) > 3 and first[3] == _SETTINGS and first[0] == 0:
        return Spoken.HTTP_2
    return Spoken.OTHER if first else Spoken.NOTHING
