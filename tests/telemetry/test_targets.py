"""The standard variables decide where each signal goes, by the rules of the specification."""

from __future__ import annotations

import re

import pytest
from tenure.telemetry.targets import Target, TargetError, signals_sent, target_of

GENERAL = "http://general:4318"
EXPORTER = "OTEL_EXPORTER_OTLP_"


def target(environment: dict[str, str] | None = None, endpoint: str = GENERAL) -> Target:
    return target_of("logs", endpoint, environment or {})


def test_without_variables_the_defaults_of_the_specification_hold():
    """Only the endpoint is ours to know."""
    assert target() == Target(
        signal="logs",
        url="http://general:4318/v1/logs",
        protocol="http/protobuf",
        headers={},
        timeout=10.0,
        compressed=False,
        certificate=None,
        client_certificate=None,
        client_key=None,
        sources={"endpoint": "tenure.otlp.endpoint"},
        ignored={},
    )


@pytest.mark.parametrize(
    ("endpoint", "environment", "url"),
    [
        ("http://a:4318/", {}, "http://a:4318/v1/logs"),
        ("http://a/otlp", {}, "http://a/otlp/v1/logs"),
        (GENERAL, {f"{EXPORTER}LOGS_ENDPOINT": "https://own/in"}, "https://own/in"),
        (GENERAL, {f"{EXPORTER}TRACES_ENDPOINT": "https://own/in"}, "http://general:4318/v1/logs"),
        ("", {f"{EXPORTER}LOGS_ENDPOINT": "http://own:1/v1/logs"}, "http://own:1/v1/logs"),
        ("http://a:4317", {f"{EXPORTER}PROTOCOL": "grpc"}, "http://a:4317"),
        ("a:4317", {f"{EXPORTER}PROTOCOL": "grpc"}, "https://a:4317"),
        (
            "a:4317",
            {f"{EXPORTER}PROTOCOL": "grpc", f"{EXPORTER}INSECURE": "true"},
            "http://a:4317",
        ),
        (
            "https://a:4317",
            {f"{EXPORTER}PROTOCOL": "grpc", f"{EXPORTER}INSECURE": "true"},
            "https://a:4317",
        ),
    ],
)
def test_the_general_endpoint_gets_a_path_and_a_signals_own_is_used_as_it_is(
    endpoint, environment, url
):
    """Over grpc there is no path, and TLS is what the scheme says, else `INSECURE`."""
    assert target(environment, endpoint).url == url


def test_a_signals_own_variable_goes_over_the_general_one():
    """Whichever it was is remembered for the doctor."""
    environment = {
        f"{EXPORTER}HEADERS": "a=1,b=%20x",
        f"{EXPORTER}LOGS_HEADERS": "c=3",
        f"{EXPORTER}COMPRESSION": "gzip",
        f"{EXPORTER}TRACES_COMPRESSION": "none",
        f"{EXPORTER}CERTIFICATE": "/ca.pem",
        f"{EXPORTER}LOGS_CLIENT_KEY": "/key.pem",
        f"{EXPORTER}CLIENT_CERTIFICATE": "/client.pem",
        f"{EXPORTER}ENDPOINT": GENERAL,
    }
    found = target(environment)
    traces = target_of("traces", GENERAL, environment)

    assert (found.headers, traces.headers) == ({"c": "3"}, {"a": "1", "b": " x"})
    assert (found.compressed, traces.compressed) == (True, False)
    assert (found.client_key, traces.client_key) == ("/key.pem", None)
    assert found.sources == {
        "endpoint": f"{EXPORTER}ENDPOINT",
        "headers": f"{EXPORTER}LOGS_HEADERS",
        "compression": f"{EXPORTER}COMPRESSION",
        "certificate": f"{EXPORTER}CERTIFICATE",
        "client_key": f"{EXPORTER}LOGS_CLIENT_KEY",
        "client_certificate": f"{EXPORTER}CLIENT_CERTIFICATE",
    }


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("5000", 5.0), ("100", 0.1), ("5", 5.0), ("2.5", 2.5), ("0", 10.0), ("soon", 10.0)],
)
def test_a_time_out_is_in_milliseconds_and_a_small_one_in_seconds(text, seconds):
    """The specification says the one, Python's own exporters the other."""
    found = target({f"{EXPORTER}TIMEOUT": text})

    assert found.timeout == seconds
    assert ("timeout" in found.ignored) == (text in {"0", "soon"})


def test_a_signal_may_be_left_out():
    """By its exporter, by having no endpoint, or with all others."""
    assert signals_sent(GENERAL, {}) == ["logs", "traces", "metrics"]
    assert signals_sent("", {}) == []
    assert signals_sent("", {f"{EXPORTER}TRACES_ENDPOINT": "http://a"}) == ["traces"]
    assert signals_sent(GENERAL, {"OTEL_LOGS_EXPORTER": "none"}) == ["traces", "metrics"]
    assert signals_sent(GENERAL, {"OTEL_LOGS_EXPORTER": "console"}) == ["traces", "metrics"]
    assert signals_sent(GENERAL, {"OTEL_LOGS_EXPORTER": "console, otlp"})[0] == "logs"
    assert signals_sent(GENERAL, {"OTEL_SDK_DISABLED": "True"}) == []


def test_what_leads_nowhere_is_told():
    """Nothing is sent then, and nothing lost."""
    with pytest.raises(TargetError, match="does not start with http"):
        target({f"{EXPORTER}LOGS_ENDPOINT": "localhost:4318"})


@pytest.mark.parametrize("password", ["word", "wo/rd", "wo@rd", "wo:rd", "wo?rd", "wo#rd", "wo rd"])
def test_a_password_in_an_endpoint_is_never_shown(password):
    """Nor a piece of it, where it was not percent-encoded and makes no URL."""
    url = f"http://alice:{password}@receiver:4318/otlp"
    try:
        shown = target(endpoint=url).shown
    except TargetError as error:
        shown = str(error)

    assert "receiver:4318" in shown
    assert not {"alice", "wo", "rd", password} & set(re.split(r"\W+", shown))


@pytest.mark.parametrize(
    ("host", "is_here"),
    [
        ("localhost", True),
        ("tenure.localhost", True),
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("[::1]", True),
        ("localhost.example", False),
        ("127.0.0.1.example", False),
        ("[fe80::1]", False),
    ],
)
def test_this_machine_is_known_by_its_names(host, is_here):
    """Over any protocol and port, with credentials or without."""
    assert target(endpoint=f"http://u:p@{host}:4318").is_here is is_here
