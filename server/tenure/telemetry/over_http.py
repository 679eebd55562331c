"""OTLP/HTTP: one POST, as protobuf or as JSON."""

from __future__ import annotations

import gzip
import http.client
import io
import socket
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from google.protobuf.message import DecodeError
from requests.adapters import HTTPAdapter
from requests.auth import HTTPBasicAuth
from requests.utils import get_auth_from_url
from urllib3.connection import HTTPConnection, HTTPSConnection

from tenure.telemetry import json_mapping
from tenure.telemetry.sender import BAD_HEADER, Answer, Fate, request_of, response_of, taken
from tenure.telemetry.targets import Target

_AGAIN = frozenset({429, 502, 503, 504})
"""OTLP, "Retryable Response Codes"."""

_NOT_THE_BATCH = frozenset({301, 302, 303, 307, 308, 401, 403, 404, 405, 407, 408, 415})
"""The address, the credentials or the settings are at fault: once they are mended, the same
request will do. OTLP forbids only to try again without that, so the pauses grow to minutes."""

_TOO_LARGE = 413

_BAD_REQUEST = 400
"""With the words "request body too large" it is what a Collector says in place of 413."""


class HttpSender:
    """Posts to the URL of a target."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._as_json = target.protocol == "http/json"
        self._session = requests.Session()
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _BoundedAdapter())
        self._client: str | tuple[str, str] | None = target.client_certificate
        if target.client_certificate and target.client_key:
            self._client = (target.client_certificate, target.client_key)

    def post(self, request: bytes, now: float) -> Answer:
        """Send ``request``, in protobuf; never raises.

        A receiver whose answer is not there, to its end, within the time-out is given up.
        """
        target = self._target
        body = self._json(request) if self._as_json else request
        kind = "application/json" if self._as_json else "application/x-protobuf"
        headers = {"Content-Type": kind}
        if target.compressed:
            body, headers["Content-Encoding"] = gzip.compress(body, 6, mtime=0), "gzip"
        try:
            response = self._session.post(
                target.url,
                data=body,
                headers={**_in_bytes(target.headers), **headers},
                timeout=target.timeout,
                # Here, not on the session: there REQUESTS_CA_BUNDLE would go before it.
                verify=target.certificate or True,
                cert=self._client,
                auth=_credentials_as_told,
                proxies={"no_proxy": target.host} if target.is_here else None,
                allow_redirects=False,
            )
        except (requests.RequestException, OSError, ValueError) as error:
            return Answer(Fate.LATER, _reason(error))
        return self._answer(response, now)

    def close(self) -> None:
        """Let go of the connection."""
        self._session.close()

    def _json(self, request: bytes) -> bytes:
        message = request_of(self._target.signal)
        message.ParseFromString(request)
        return json_mapping.dump(message).encode()

    def _answer(self, response: requests.Response, now: float) -> Answer:
        status = response.status_code
        reason = f"status {status}"
        if status in _AGAIN or status in _NOT_THE_BATCH:
            return Answer(Fate.LATER, reason, _wait(response, now), status=status)
        if status == _TOO_LARGE or (status == _BAD_REQUEST and b"too large" in response.content):
            return Answer(Fate.TOO_LARGE, reason, status=status)
        if not 200 <= status < 300:
            return Answer(Fate.REFUSED, reason, status=status)
        answer = response_of(self._target.signal)
        kind = response.headers.get("Content-Type", "")
        if "text/html" in kind:  # a login page, a wrong port: no receiver acknowledged anything
            return Answer(Fate.LATER, "another program answers there", status=status)
        try:
            if "json" in kind:
                json_mapping.parse(response.text, answer)
            else:
                answer.ParseFromString(response.content)
        except (DecodeError, json_mapping.ParseError):
            return Answer(Fate.TAKEN, status=status)
        return taken(self._target.signal, answer, status)


class _BoundedReader(io.RawIOBase):
    """What a socket receives until a time; a TimeoutError afterwards, however much still comes."""

    def __init__(self, connection: socket.socket, received: io.RawIOBase, seconds: float) -> None:
        self._connection = connection
        self._received = received
        self._until = time.monotonic() + seconds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        self._connection.settimeout(left)
        return self._received.readinto(buffer)

    def close(self) -> None:
        self._received.close()
        super().close()


class _BoundedResponse(http.client.HTTPResponse):
    """An answer that has the time-out as a whole; http.client gives it to each piece anew."""

    def __init__(self, sock: socket.socket, *arguments: Any, **named: Any) -> None:
        super().__init__(sock, *arguments, **named)
        seconds = sock.gettimeout()
        if seconds is not None:
            self.fp = io.BufferedReader(_BoundedReader(sock, self.fp.detach(), seconds))


class _Connection(HTTPConnection):
    response_class = _BoundedResponse


class _SecureConnection(HTTPSConnection):
    response_class = _BoundedResponse


class _BoundedAdapter(HTTPAdapter):
    def get_connection_with_tls_context(self, *arguments: Any, **named: Any) -> Any:
        pool: Any = super().get_connection_with_tls_context(*arguments, **named)
        pool.ConnectionCls = _SecureConnection if pool.scheme == "https" else _Connection
        return pool


def _wait(response: requests.Response, now: float) -> float | None:
    asked = response.headers.get("Retry-After", "")
    if asked.isascii() and asked.isdigit():
        return float(asked)
    try:
        return max(0.0, parsedate_to_datetime(asked).timestamp() - now)
    except (TypeError, ValueError):
        return None


def _in_bytes(headers: Mapping[str, str]) -> dict[str, bytes]:
    """``headers`` in UTF-8, or whatever the variable had; a string is Latin-1 to http.client."""
    return {name: value.encode(errors="surrogateescape") for name, value in headers.items()}


def _credentials_as_told(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Sign in with what the headers say, else the URL, and nothing else.

    By itself requests puts what ``~/.netrc`` has for the host, or for any, over both.
    """
    name, password = get_auth_from_url(request.url or "")
    if (name or password) and "Authorization" not in request.headers:
        HTTPBasicAuth(name.encode(), password.encode())(request)
    return request


def _reason(error: Exception) -> str:
    if isinstance(error, requests.exceptions.InvalidHeader | UnicodeError):
        return BAD_HEADER
    if isinstance(error, requests.exceptions.SSLError):
        return "the TLS handshake failed"
    if isinstance(error, requests.Timeout):
        return "no answer in time"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the connection broke"
    if isinstance(error, requests.ConnectionError):
        text = str(error)
        if "timed out" in text:  # in the body, where requests has no Timeout for it
            return "no answer in time"
        if "NameResolutionError" in text or "getaddrinfo" in text:
            return "the host name is not known"
        if "refused" in text:
            return "nothing listens there"
        return "the connection broke"
    if isinstance(error, OSError) and not isinstance(error, requests.RequestException):
        return f"a certificate or key cannot be read ({error})"  # so requests tells a missing file
    return f"the request could not be made ({type(error).__name__})"
