"""What is wrong with an endpoint is said in one sentence with the next step."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import grpc
import pytest
from tenure.telemetry.check import check

from tests.certificates import Certificates
from tests.collector import Collector, need_the_core
from tests.telemetry.listeners import banner, grpc_server, tls, web_server

GRPC = {"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}
JSON = {"OTEL_EXPORTER_OTLP_PROTOCOL": "http/json"}
SIGNALS = ("logs", "traces", "metrics")
AUTHORITY = "OTEL_EXPORTER_OTLP_CERTIFICATE"


@pytest.fixture(scope="module")
def collector(tmp_path_factory) -> Iterator[Collector]:
    with Collector(tmp_path_factory.mktemp("collector")) as running:
        yield running


@pytest.fixture(scope="module")
def secure_collector(tmp_path_factory, certificates) -> Iterator[Collector]:
    """One that wants a client certificate on both ports."""
    with Collector(tmp_path_factory.mktemp("secure"), certificates=certificates) as running:
        yield running


@pytest.fixture(scope="module")
def certificates(tmp_path_factory) -> Certificates:
    return Certificates.made_in(tmp_path_factory.mktemp("certificates"))


def said(endpoint: str, environment: dict[str, str] | None = None, signal: str = "logs") -> str:
    """One sentence: it has no line end, and no full stop before its own."""
    found = check(signal, endpoint, environment or {})
    assert found is not None
    assert "\n" not in found
    return found


@pytest.mark.collector
@pytest.mark.parametrize("signal", SIGNALS)
@pytest.mark.parametrize("variables", [{}, JSON, GRPC], ids=["http", "json", "grpc"])
def test_a_receiver_that_takes_everything_is_well(collector, variables, signal):
    """And nothing is sent to it: an empty request of each signal."""
    if variables == JSON:
        need_the_core()
    endpoint = collector.grpc_endpoint if variables == GRPC else collector.endpoint

    assert check(signal, endpoint, variables) is None
    assert collector.bodies() == "[]"


@pytest.mark.parametrize(
    ("endpoint", "begins"),
    [
        ("127.0.0.1:4318", "the endpoint '127.0.0.1:4318' does not start with http:// or https://"),
        ("localhost:4318", "the endpoint 'localhost:4318' does not start with http:// or https://"),
        ("ftp://localhost", "the endpoint 'ftp://localhost' does not start with http:// or"),
        ("http://", "the endpoint 'http://' names no host"),
        ("http://:4318", "the endpoint 'http://:4318' names no host"),
        ("http://localhost:port", "the endpoint 'http://localhost:port' is no URL"),
        ("http://localhost:99999", "the endpoint 'http://localhost:99999' is no URL"),
        ("http://[::1:4318", "the endpoint 'http://[::1:4318' is no URL"),
        ("http://local host:4318", "the endpoint 'http://local host:4318' names no host"),
        ("http://localhost:4318?key=1", "the endpoint 'http://localhost:4318?key=1' has a ? or #"),
    ],
)
def test_what_is_no_endpoint_is_told_without_asking_anybody(endpoint, begins):
    """Each with the variable that it stands in."""
    assert said(endpoint).startswith(begins)
    assert "OTEL_EXPORTER_OTLP_ENDPOINT" in said(endpoint)


def test_a_protocol_that_does_not_exist_is_told():
    """With those that do."""
    assert said("http://localhost", {"OTEL_EXPORTER_OTLP_LOGS_PROTOCOL": "http"}) == (
        "OTEL_EXPORTER_OTLP_LOGS_PROTOCOL is 'http'; write one of http/protobuf, http/json, grpc"
    )


@pytest.mark.parametrize("variables", [{}, GRPC], ids=["http", "grpc"])
def test_a_name_that_nobody_knows_and_a_port_where_nothing_listens(variables):
    """Name and port have their own words, whatever the protocol."""
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]

    assert said("http://nowhere.invalid:4318", variables).startswith(
        "the host name 'nowhere.invalid' is not known; correct"
    )
    assert said(f"http://127.0.0.1:{port}", variables) == (
        f"nothing listens there (127.0.0.1:{port}); start the receiver, or correct the port "
        "(usually 4318 for http, 4317 for grpc)"
    )


@pytest.mark.parametrize("variables", [{}, GRPC], ids=["http", "grpc"])
def test_another_program_at_the_port_is_told(variables):
    """One that speaks neither http nor grpc."""
    with banner(b"SSH-2.0-OpenSSH_9.2\r\n") as port:
        assert said(f"http://127.0.0.1:{port}", variables).startswith(
            f"another program than an OTLP receiver answers at 127.0.0.1:{port}; correct the port"
        )


def test_a_web_page_is_no_receiver():
    """A login page answers 200 to everything; what it swallows would be lost."""
    with web_server(200, {"Content-Type": "text/html; charset=utf-8"}, b"<html>") as port:
        assert said(f"http://127.0.0.1:{port}").startswith(
            f"another program than an OTLP receiver answers at 127.0.0.1:{port}"
        )


@pytest.mark.collector
def test_a_path_that_is_doubled_missing_or_wrong_is_told(collector):
    """A real Collector answers all of them with 404."""
    endpoint = collector.endpoint

    assert said(f"{endpoint}/v1/traces") == (
        f"the path of {endpoint}/v1/traces/v1/logs is doubled; leave /v1/traces out of "
        "OTEL_EXPORTER_OTLP_ENDPOINT, each signal's is added to it"
    )
    assert said("", {"OTEL_EXPORTER_OTLP_LOGS_ENDPOINT": endpoint}) == (
        f"nothing takes OTLP at {endpoint}; the endpoint of one signal is used as it is: "
        "add /v1/logs to OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"
    )
    assert said(f"{endpoint}/otlp").startswith(
        f"nothing takes OTLP at {endpoint}/otlp/v1/logs; correct the port or the path"
    )


@pytest.mark.parametrize("status", [401, 403])
def test_credentials_that_are_missing_or_wrong_are_told(status):
    """The same over grpc; a value is not shown."""
    with web_server(status) as port:
        endpoint = f"http://127.0.0.1:{port}"
        missing = said(endpoint)
        wrong = said(endpoint, {"OTEL_EXPORTER_OTLP_HEADERS": "authorization=Bearer%20old"})
    code = grpc.StatusCode.UNAUTHENTICATED if status == 401 else grpc.StatusCode.PERMISSION_DENIED
    with grpc_server(code) as port:
        over_grpc = said(f"http://127.0.0.1:{port}", GRPC)

    step = "set OTEL_EXPORTER_OTLP_HEADERS, for instance to authorization=Bearer%20TOKEN"
    assert missing == f"{endpoint}/v1/logs refuses us, it wants credentials; {step}"
    assert wrong == f"{endpoint}/v1/logs refuses us, the credentials are not good; {step}"
    assert over_grpc == f"http://127.0.0.1:{port} refuses us, it wants credentials; {step}"


@pytest.mark.parametrize(
    ("status", "begins"),
    [
        (307, "http://127.0.0.1:{}/v1/logs sends us on to another address"),
        (415, "http://127.0.0.1:{}/v1/logs does not take http/json; set OTEL_EXPORTER_OTLP_PROT"),
        (429, "status 429: the receiver is busy"),
        (500, "status 500; look into the receiver's own log (http://127.0.0.1:{}/v1/logs)"),
    ],
)
def test_other_answers_have_their_own_next_step(status, begins):
    """What cannot be known is looked up where it is."""
    with web_server(status, {"Location": "http://127.0.0.1:9/"}) as port:
        assert said(f"http://127.0.0.1:{port}", JSON).startswith(begins.format(port))


def test_a_signal_that_a_grpc_receiver_does_not_take_is_told():
    """Another signal of the same receiver may be taken."""
    with grpc_server(grpc.StatusCode.UNIMPLEMENTED) as port:
        assert said(f"http://127.0.0.1:{port}", GRPC, "traces") == (
            f"127.0.0.1:{port} takes no traces over grpc; "
            "set OTEL_TRACES_EXPORTER=none, or have its receiver take them"
        )


@pytest.mark.parametrize("variables", [{}, GRPC], ids=["http", "grpc"])
def test_what_is_wrong_with_a_certificate_is_told(certificates, variables):
    """Not trusted, over, of another host, or a client's that is missing: each by its name."""
    trusting = {**variables, AUTHORITY: str(certificates.authority)}

    def asked(certificate: Path, environment: dict[str, str], clients: Path | None = None) -> str:
        with web_server(context=tls(certificate, clients)) as port:
            return said(f"https://localhost:{port}", environment)

    assert asked(certificates.server, variables).startswith(
        "the certificate of localhost is not trusted (unable to get local issuer certificate); "
        "set OTEL_EXPORTER_OTLP_CERTIFICATE to the file of the authority that signed it"
    )
    assert asked(certificates.expired, trusting).startswith(
        "the certificate of localhost has expired or is not valid yet; have it renewed"
    )
    assert asked(certificates.elsewhere, trusting).startswith(
        "the certificate was not made for 'localhost'; write the name that it was made for in"
    )
    assert asked(certificates.server, trusting, certificates.authority) == (
        "localhost wants a client certificate; set OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE "
        "and OTEL_EXPORTER_OTLP_CLIENT_KEY"
    )


@pytest.mark.parametrize("variables", [{}, GRPC], ids=["http", "grpc"])
def test_a_certificate_that_cannot_be_read_is_told(certificates, variables):
    """With the variables that name one."""
    with web_server(context=tls(certificates.server)) as port:
        missing = said(f"https://localhost:{port}", {**variables, AUTHORITY: "/nowhere.pem"})

    assert missing.startswith("a certificate or key cannot be read (")
    assert missing.endswith(f"correct {AUTHORITY}, _CLIENT_CERTIFICATE or _CLIENT_KEY")


@pytest.mark.collector
def test_a_protocol_mismatch_is_told_as_what_it_is(collector, certificates):
    """Plain http to a grpc port and back, https to one without TLS and back."""
    need_the_core()
    http, over_grpc = collector.endpoint, collector.grpc_endpoint

    assert said(over_grpc).startswith(
        f"{over_grpc[7:]} speaks grpc, not http; set OTEL_EXPORTER_OTLP_PROTOCOL=grpc"
    )
    assert said(http, GRPC).startswith(
        f"{http[7:]} speaks http, not grpc; set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"
    )
    for endpoint, variables in ((http, {}), (over_grpc, GRPC)):
        assert said(endpoint.replace("http:", "https:"), variables).startswith(
            f"{endpoint[7:]} does not speak TLS; write http:// in place of https:// in"
        )
    with web_server(context=tls(certificates.server)) as port:
        for variables in ({}, GRPC):
            assert said(f"http://localhost:{port}", variables).startswith(
                f"localhost:{port} speaks TLS; write https:// in place of http:// in"
            )


@pytest.mark.collector
@pytest.mark.parametrize("variables", [{}, GRPC], ids=["http", "grpc"])
def test_a_collector_over_tls_with_client_certificates(secure_collector, certificates, variables):
    """With the certificates all is well; without them it is told what is missing."""
    secure = secure_collector
    endpoint = secure.grpc_endpoint if variables == GRPC else secure.endpoint
    trusting = {**variables, AUTHORITY: str(certificates.authority)}
    known = {
        **trusting,
        "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE": str(certificates.client),
        "OTEL_EXPORTER_OTLP_CLIENT_KEY": str(certificates.client_key),
    }

    assert check("logs", endpoint, known) is None
    assert said(endpoint, trusting).startswith("localhost wants a client certificate; set")
    assert said(endpoint, variables).startswith("the certificate of localhost is not trusted")
    assert "speaks TLS; write https:// in place of http://" in said(
        endpoint.replace("https:", "http:"), variables
    )
