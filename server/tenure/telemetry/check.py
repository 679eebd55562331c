"""What is wrong with a receiver, in one sentence with the next step; sends nothing of the user's.

The way is gone step by step (name, port, TLS, an empty request), so that the first step that
fails is the one that is told.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from dataclasses import replace

from tenure.core.errors import TenureError
from tenure.store.pauses import Signal
from tenure.telemetry import probes
from tenure.telemetry.sender import Answer, Fate, open_sender
from tenure.telemetry.targets import (
    ENDPOINT_VARIABLE,
    PROTOCOL_VARIABLE,
    Target,
    target_of,
)

PATIENCE_SECONDS = 5.0
"""A receiver that has not answered by then is told; nobody looks at a doctor for longer."""

_EMPTY = b""
"""A request of any signal with nothing in it, in protobuf."""

_PATHS = tuple(f"/v1/{signal}" for signal in ("metrics", "logs", "traces"))


def check(signal: Signal, endpoint: str, environment: Mapping[str, str]) -> str | None:
    """What is wrong with where ``signal`` goes; None where it takes an empty request."""
    try:
        target = target_of(signal, endpoint, environment)
        return _wrong_on_the_way(target) or _wrong_with_the_answer(target)
    except TenureError as error:
        return str(error)


def _wrong_on_the_way(target: Target) -> str | None:
    """What is wrong before anything is asked: the name, the port, the certificates."""
    if target.protocol != "grpc" and probes.goes_through_a_proxy(target):
        return None  # name and port are the proxy's to find
    where = f"{target.host}:{target.port}"
    try:
        probes.connect(target, PATIENCE_SECONDS).close()
    except socket.gaierror:
        return (
            f"the host name {target.host!r} is not known; correct {_variable(target)}, "
            "or see that this machine is online"
        )
    except TimeoutError:
        return f"nothing answers at {where} in time; see that no firewall is in between"
    except ConnectionRefusedError:
        return (
            f"nothing listens there ({where}); start the receiver, or correct the port "
            "(usually 4318 for http, 4317 for grpc)"
        )
    except OSError as error:
        return f"{where} cannot be reached ({error.strerror or error}); see that it can from here"
    return _wrong_with_tls(target) if target.secure else None


def _wrong_with_tls(target: Target) -> str | None:
    try:
        context = probes.tls_context(target)
    except OSError as error:  # ssl.SSLError is one
        return (
            f"a certificate or key cannot be read ({error}); correct "
            "OTEL_EXPORTER_OTLP_CERTIFICATE, _CLIENT_CERTIFICATE or _CLIENT_KEY"
        )
    try:
        probes.shake_hands(target, context, PATIENCE_SECONDS)
    except ssl.SSLCertVerificationError as error:
        return _certificate(target, error)
    except TimeoutError:
        return f"{target.host}:{target.port} does not speak TLS; write http:// in place of https://"
    except ssl.SSLError as error:
        if "CERTIFICATE_REQUIRED" in (error.reason or "") or "ALERT" in (error.reason or ""):
            return _client_certificate(target)
        return _without_tls(target)
    except OSError:
        return _without_tls(target)
    return None


def _certificate(target: Target, error: ssl.SSLCertVerificationError) -> str:
    # OpenSSL's X509_V_ERR_...: 9 and 10 not valid now, 62 and 64 another host.
    if error.verify_code in (9, 10):
        return (
            f"the certificate of {target.host} has expired or is not valid yet; have it renewed, "
            "or see that this machine's clock is right"
        )
    if error.verify_code in (62, 64):
        return (
            f"the certificate was not made for {target.host!r}; "
            f"write the name that it was made for in {_variable(target)}"
        )
    return (
        f"the certificate of {target.host} is not trusted ({error.verify_message}); set "
        "OTEL_EXPORTER_OTLP_CERTIFICATE to the file of the authority that signed it"
    )


def _client_certificate(target: Target) -> str:
    known = "another" if target.client_certificate else "a"
    return (
        f"{target.host} wants {known} client certificate; set "
        "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE and OTEL_EXPORTER_OTLP_CLIENT_KEY"
    )


def _without_tls(target: Target) -> str:
    return (
        f"{target.host}:{target.port} does not speak TLS; "
        f"write http:// in place of https:// in {_variable(target)}"
    )


def _wrong_with_the_answer(target: Target) -> str | None:
    sender = open_sender(replace(target, timeout=min(target.timeout, PATIENCE_SECONDS)))
    try:
        answer = sender.post(_EMPTY, 0.0)
    finally:
        sender.close()
    if answer.status is None or (target.protocol == "grpc" and answer.status == _UNAVAILABLE):
        return _wrong_language(target) or f"{answer.reason}; see that an OTLP receiver runs there"
    if answer.fate is Fate.TAKEN:
        return None
    return (
        _refused_by_grpc(target, answer) if target.protocol == "grpc" else _refused(target, answer)
    )


def _wrong_language(target: Target) -> str | None:
    """What is spoken at the port, where no answer of our own protocol came."""
    where = f"{target.host}:{target.port}"
    if not target.secure and probes.speaks_tls(target, PATIENCE_SECONDS):
        return f"{where} speaks TLS; write https:// in place of http:// in {_variable(target)}"
    spoken = probes.spoken_at(target, PATIENCE_SECONDS)
    if target.protocol == "grpc":
        if spoken is probes.Spoken.HTTP:
            return (
                f"{where} speaks http, not grpc; set {PROTOCOL_VARIABLE}=http/protobuf, "
                "or use the port for grpc (usually 4317)"
            )
    elif spoken is probes.Spoken.HTTP_2:
        return (
            f"{where} speaks grpc, not http; set {PROTOCOL_VARIABLE}=grpc, "
            "or use the port for http (usually 4318)"
        )
    return _another_program(target) if spoken is probes.Spoken.OTHER else None


def _another_program(target: Target) -> str:
    return (
        f"another program than an OTLP receiver answers at {target.host}:{target.port}; "
        "correct the port (usually 4318 for http, 4317 for grpc)"
    )


def _refused(target: Target, answer: Answer) -> str:
    match answer.status:
        case 404 | 405:
            return _path(target)
        case 401 | 403:
            return _credentials(target)
        case 415:
            return (
                f"{target.shown} does not take {target.protocol}; "
                f"set {PROTOCOL_VARIABLE}=http/protobuf"
            )
        case 400 if not target.secure and probes.speaks_tls(target, PATIENCE_SECONDS):
            return (
                f"{target.host}:{target.port} speaks TLS; "
                f"write https:// in place of http:// in {_variable(target)}"
            )
        case 200:
            return _another_program(target)
        case status if status is not None and 300 <= status < 400:
            return (
                f"{target.shown} sends us on to another address, which we do not follow; "
                f"write that one in {_variable(target)}"
            )
        case 429 | 503:
            return f"{answer.reason}: the receiver is busy; what waits is sent when it is not"
        case _:
            return f"{answer.reason}; look into the receiver's own log ({target.shown})"


def _path(target: Target) -> str:
    path = target.shown.removesuffix(f"/v1/{target.signal}")
    for doubled in _PATHS:
        if path.endswith(doubled):
            return (
                f"the path of {target.shown} is doubled; "
                f"leave {doubled} out of {ENDPOINT_VARIABLE}, each signal's is added to it"
            )
    if not target.url.endswith(_PATHS):
        return (
            f"nothing takes OTLP at {target.shown}; the endpoint of one signal is used as it is: "
            f"add /v1/{target.signal} to {_variable(target)}"
        )
    return (
        f"nothing takes OTLP at {target.shown}; correct the port or the path, "
        f"the endpoint is the address before /v1/{target.signal}"
    )


def _credentials(target: Target) -> str:
    why = "the credentials are not good" if target.headers else "it wants credentials"
    return (
        f"{target.shown} refuses us, {why}; set OTEL_EXPORTER_OTLP_HEADERS, "
        "for instance to authorization=Bearer%20TOKEN"
    )


_UNAUTHENTICATED, _PERMISSION_DENIED, _UNIMPLEMENTED, _UNAVAILABLE = 16, 7, 12, 14
"""gRPC's status codes."""


def _refused_by_grpc(target: Target, answer: Answer) -> str:
    if answer.status in (_UNAUTHENTICATED, _PERMISSION_DENIED):
        return _credentials(target)
    if answer.status == _UNIMPLEMENTED:
        return (
            f"{target.host}:{target.port} takes no {target.signal} over grpc; set "
            f"OTEL_{target.signal.upper()}_EXPORTER=none, or have its receiver take them"
        )
    return f"{answer.reason}; look into the receiver's own log ({target.shown})"


def _variable(target: Target) -> str:
    source = target.sources["endpoint"]
    return source if source.startswith("OTEL") else f"{ENDPOINT_VARIABLE} or {source}"
