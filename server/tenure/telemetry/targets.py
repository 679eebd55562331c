"""Where each signal goes and how: the standard variables, each with where it came from.

The rules are those of the OpenTelemetry specification, "OTLP Exporter" and "Environment Variable
Specification". Pure: must not import OpenTelemetry, nor anything that could send.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args
from urllib.parse import unquote, urlsplit

from tenure.core.errors import TenureError
from tenure.settings import disabled
from tenure.store.pauses import SIGNALS, Signal

Protocol = Literal["http/protobuf", "http/json", "grpc"]

ENDPOINT_VARIABLE = "OTEL_EXPORTER_OTLP_ENDPOINT"
PROTOCOL_VARIABLE = "OTEL_EXPORTER_OTLP_PROTOCOL"

LARGEST_SECONDS = 100.0
"""A time-out below this is meant in seconds, as Python's own exporters read it; else in the
specification's milliseconds. Nobody waits a tenth of a second for an export, nor two minutes."""

DEFAULT_SECONDS = 10.0


class TargetError(TenureError):
    """A variable says something that cannot be followed; the message names it."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where one signal goes; ``timeout`` in seconds, certificates and key as paths of files.

    ``url`` has a scheme; over grpc its path means nothing. ``sources`` tells for each setting
    which variable it came from, ``ignored`` why one is not followed.
    """

    signal: Signal
    url: str
    protocol: Protocol
    headers: Mapping[str, str]
    timeout: float
    compressed: bool
    certificate: str | None
    client_certificate: str | None
    client_key: str | None
    sources: Mapping[str, str]
    ignored: Mapping[str, str]

    @property
    def secure(self) -> bool:
        """Whether it is reached over TLS."""
        return self.url.startswith("https:")

    @property
    def shown(self) -> str:
        """The URL as it may be shown: without what one signs in with."""
        return shown(self.url)

    @property
    def host(self) -> str:
        """The host's name or address, without brackets."""
        return urlsplit(self.url).hostname or ""

    @property
    def is_here(self) -> bool:
        """Whether it is this machine, which no proxy can reach."""
        return _HERE.fullmatch(self.host) is not None

    @property
    def port(self) -> int:
        """The port: where the URL names none, the scheme's."""
        return urlsplit(self.url).port or (443 if self.secure else 80)


_HERE = re.compile(r"localhost|.*\.localhost|127(\.\d+){3}|::1")
"""Names and addresses that are never another machine's (RFC 6761 6.3, RFC 1122 3.2.1.3)."""


def shown(url: str) -> str:
    """``url`` without the user and password that it may hold, with whatever signs in them."""
    return re.sub(r"//.*@", "//", url, count=1, flags=re.DOTALL)


def exporter_is_none(signal: Signal, environment: Mapping[str, str]) -> bool:
    """Whether the signal is not to be exported over OTLP: ``none``, or by another exporter."""
    exporters = environment.get(f"OTEL_{signal.upper()}_EXPORTER", "")
    return bool(exporters.strip()) and "otlp" not in map(str.strip, exporters.split(","))


def signals_sent(endpoint: str, environment: Mapping[str, str]) -> list[Signal]:
    """The signals that have somewhere to go; none at all is the usual state of a machine."""
    if disabled(environment):
        return []
    return [
        signal
        for signal in SIGNALS
        if (endpoint or environment.get(_specific(signal, "ENDPOINT")))
        and not exporter_is_none(signal, environment)
    ]


def target_of(signal: Signal, endpoint: str, environment: Mapping[str, str]) -> Target:
    """Where ``signal`` goes: its own endpoint as it is, or the general one with its path.

    ``endpoint`` is the general one, of the settings. TargetError where it leads nowhere.
    """
    found = _Variables(signal, environment)
    protocol = found.protocol()
    own = found.text("ENDPOINT", general=False)
    url = own or endpoint
    name = _specific(signal, "ENDPOINT") if own else ENDPOINT_VARIABLE
    insecure = found.insecure(protocol, url)
    if protocol == "grpc" and "://" not in url:
        url = f"{'http' if insecure else 'https'}://{url}"
    _require_url(url, name)
    if protocol != "grpc" and not own:
        url = f"{url.rstrip('/')}/v1/{signal}"
    if not own:
        standard = endpoint == environment.get(ENDPOINT_VARIABLE)
        found.sources["endpoint"] = ENDPOINT_VARIABLE if standard else "tenure.otlp.endpoint"
    return Target(
        signal,
        url,
        protocol,
        pairs(found.text("HEADERS")),
        found.seconds(),
        found.compressed(),
        found.text("CERTIFICATE") or None,
        found.text("CLIENT_CERTIFICATE") or None,
        found.text("CLIENT_KEY") or None,
        found.sources,
        found.ignored,
    )


def pairs(text: str) -> dict[str, str]:
    """``key=value,key=value``, percent-encoded: headers and resource attributes."""
    parts = (part.partition("=") for part in text.split(",") if "=" in part)
    return {_unquoted(name): _unquoted(value) for name, _, value in parts}


def _unquoted(text: str) -> str:
    """What is no UTF-8 comes as Python has it in variables: half surrogates, one a byte."""
    return unquote(text.strip(), errors="surrogateescape")


class _Variables:
    """Reads one signal's variables over the general ones, and remembers which it was."""

    def __init__(self, signal: Signal, environment: Mapping[str, str]) -> None:
        self._signal = signal
        self._environment = environment
        self.sources: dict[str, str] = {}
        self.ignored: dict[str, str] = {}

    def text(self, name: str, *, general: bool = True) -> str:
        for variable in self._names(name, general):
            value = self._environment.get(variable, "").strip()
            if value:
                self.sources[name.lower()] = variable
                return value
        return ""

    def insecure(self, protocol: Protocol, url: str) -> bool:
        text = self.text("INSECURE").lower()
        if text and protocol != "grpc":
            self.ignored["insecure"] = "it is for grpc"
        elif text and "://" in url:
            self.ignored["insecure"] = "the endpoint itself begins with http:// or https://"
        return text == "true"

    def compressed(self) -> bool:
        text = self.text("COMPRESSION").lower()
        if text not in ("", "none", "gzip"):
            self.ignored["compression"] = "nothing is compressed; write gzip or none"
        return text == "gzip"

    def protocol(self) -> Protocol:
        text = self.text("PROTOCOL")
        for known in get_args(Protocol):
            if text == known or not text:
                return known  # type: ignore[no-any-return]
        known = ", ".join(get_args(Protocol))
        raise TargetError(f"{self.sources['protocol']} is {text!r}; write one of {known}")

    def seconds(self) -> float:
        text = self.text("TIMEOUT")
        try:
            number = float(text or DEFAULT_SECONDS)
        except ValueError:
            number = 0.0
        if not 0 < number < float("inf"):
            self.ignored["timeout"] = f"{DEFAULT_SECONDS:g} s are waited; write milliseconds"
            return DEFAULT_SECONDS
        return number if number < LARGEST_SECONDS else number / 1000

    def _names(self, name: str, general: bool) -> Iterator[str]:
        yield _specific(self._signal, name)
        if general:
            yield f"OTEL_EXPORTER_OTLP_{name}"


def _specific(signal: Signal, name: str) -> str:
    return f"OTEL_EXPORTER_OTLP_{signal.upper()}_{name}"


def _require_url(url: str, variable: str) -> None:
    endpoint = f"the endpoint {shown(url)!r}"
    example = "write it like http://localhost:4318"
    no_scheme = TargetError(
        f"{endpoint} does not start with http:// or https://; correct {variable}"
    )
    if "://" not in url:
        raise no_scheme
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:  # whose words may have a piece of a password in them
        raise TargetError(f"{endpoint} is no URL; {example} in {variable}") from None
    if parts.scheme not in ("http", "https"):
        raise no_scheme
    if not host or any(sign.isspace() for sign in url):
        raise TargetError(f"{endpoint} names no host; {example} in {variable}")
    if parts.query or parts.fragment:
        raise TargetError(
            f"{endpoint} has a ? or # in it, and the signal's path cannot follow that; "
            f"{example} in {variable}"
        )
