"""What goes with a request, and which way it takes: what the variables say, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tenure.store.reader import Installation
from tenure.telemetry.encode import metrics_request
from tenure.telemetry.resource import resource_of
from tenure.telemetry.sender import BAD_HEADER, Answer, Fate, open_sender
from tenure.telemetry.targets import target_of

from tests.telemetry.receiver import Receiver, receiving

HEADERS = "OTEL_EXPORTER_OTLP_HEADERS"
SIGNED = "Basic YWxpY2U6cEB3"  # alice:p@w
NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


def post(endpoint: str, **variables: str) -> Answer:
    sender = open_sender(target_of("logs", endpoint, variables))
    try:
        return sender.post(b"", 0.0)
    finally:
        sender.close()


def sent_header(receiver: Receiver, name: str) -> str | None:
    (_, headers), *_ = receiver.requests
    return {key.lower(): value for key, value in headers.items()}.get(name)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("x-team=a%2Cb%20c", b"a,b c"),
        ("x-team=%E2%82%AC", "€".encode()),
        ("x-team=%FF", b"\xff"),
        ("x-team=\udcff", b"\xff"),
        ("x-team=100%", b"100%"),
    ],
)
def test_a_header_holds_the_bytes_that_are_written(receiver, written, value):
    """Percent-encoded or as they are, in UTF-8 or not: a token may be anything."""
    assert post(receiver.endpoint, **{HEADERS: written}).fate is Fate.TAKEN
    assert sent_header(receiver, "x-team").encode("latin-1") == value


@pytest.mark.parametrize("written", ["x-team=a%0Ab", "%C3%A9=1", "=1"])
@pytest.mark.parametrize("protocol", ["http/protobuf", "grpc"])
def test_a_header_that_cannot_be_sent_loses_nothing(written, protocol):
    """A line break that came along with a token: the batch waits, and the variable is named."""
    variables = {HEADERS: written, "OTEL_EXPORTER_OTLP_PROTOCOL": protocol}

    assert post(NOBODY, **variables) == Answer(Fate.LATER, BAD_HEADER)


@pytest.fixture
def netrc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that has a password for every host there is."""
    (tmp_path / "netrc").write_text("default login bob password word\n")
    (tmp_path / "netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))


@pytest.mark.usefixtures("netrc")
@pytest.mark.parametrize(
    ("user", "headers", "credentials"),
    [
        ("", "", None),
        ("", "authorization=Bearer%20t", "Bearer t"),
        ("alice:p%40w@", "", SIGNED),
        ("alice:p%40w@", "authorization=Bearer%20t", "Bearer t"),
    ],
)
def test_a_receiver_gets_the_credentials_that_are_meant_for_it(
    receiver, user, headers, credentials
):
    """The headers', else the URL's; never a password that another program keeps in ~/.netrc."""
    post(receiver.endpoint.replace("//", f"//{user}"), **{HEADERS: headers})

    assert sent_header(receiver, "authorization") == credentials


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_what_stays_on_this_machine_goes_through_no_proxy(receiver, monkeypatch, variable):
    """A proxy would look for the receiver on its own machine, and see what was not for it."""
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with receiving() as proxy:
        monkeypatch.setenv(variable, proxy.endpoint)
        for host in ("127.0.0.1", "localhost"):
            assert post(receiver.endpoint.replace("127.0.0.1", host)).fate is Fate.TAKEN
        assert post("http://receiver.example:4318").status == 200

        monkeypatch.setenv("NO_PROXY", ".example")
        assert post("http://receiver.example:4318").fate is Fate.LATER

    assert [path for path, _ in receiver.requests] == ["/v1/logs", "/v1/logs"]
    assert [path for path, _ in proxy.requests] == ["http://receiver.example:4318/v1/logs"]


def test_what_a_variable_holds_that_is_no_text_does_not_end_the_export():
    """A locale of long ago: the rest of the name arrives."""
    environment = {
        "OTEL_RESOURCE_ATTRIBUTES": "team=caf\udce9,city=K%F6ln,=nobody,service.name=one",
        "OTEL_SERVICE_NAME": "caf\udce9",
    }
    resource = resource_of(Installation("id", 0.0), environment)

    metrics_request([], resource, 0.0, 1.0).SerializeToString()
    assert resource.attributes["team"] == "caf\ufffd"
    assert resource.attributes["city"] == "K\ufffdln"
    assert resource.attributes["service.name"] == "caf\ufffd"
