"""`tenure doctor` shows where each signal goes, by which variable, and asks its receiver."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.telemetry.receiver import Receiver, Reply, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


def doctor(home: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("OTEL_", "TENURE_"))}
    return subprocess.run(
        [sys.executable, "-m", "tenure", "doctor", *arguments],
        env={**kept, "TENURE_HOME": str(home), **variables},
        capture_output=True,
        text=True,
        timeout=60,
    )


def setting(name: str, value: str, source: str = "default") -> dict[str, str]:
    return {"name": name, "value": value, "source": source}


def test_every_variable_is_shown_with_where_it_came_from(receiver, tmp_path):
    """A signal's own over the general one; of headers the names alone."""
    variables = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": receiver.endpoint,
        "OTEL_EXPORTER_OTLP_HEADERS": "authorization=Bearer%20secret,x-team=a",
        "OTEL_EXPORTER_OTLP_LOGS_COMPRESSION": "gzip",
        "OTEL_EXPORTER_OTLP_TIMEOUT": "2500",
        "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE": "delta",
        "OTEL_TRACES_EXPORTER": "none",
        "OTEL_SERVICE_NAME": "pairing",
    }
    done = doctor(tmp_path, "--format", "json", **variables)
    export = json.loads(done.stdout)["export"]

    logs, metrics = export["signals"]
    assert logs == {
        "signal": "logs",
        "state": "answers",
        "settings": [
            setting("endpoint", f"{receiver.endpoint}/v1/logs", "OTEL_EXPORTER_OTLP_ENDPOINT"),
            setting("protocol", "http/protobuf"),
            setting("compression", "gzip", "OTEL_EXPORTER_OTLP_LOGS_COMPRESSION"),
            setting("timeout", "2.5 s", "OTEL_EXPORTER_OTLP_TIMEOUT"),
            setting("headers", "authorization, x-team", "OTEL_EXPORTER_OTLP_HEADERS"),
        ],
    }
    assert (metrics["signal"], metrics["state"]) == ("metrics", "not asked; --send-test asks")
    names = [one["name"] for one in export["variables"]]
    assert names == [
        "OTEL_TRACES_EXPORTER",
        "OTEL_SERVICE_NAME",
        "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE",
    ]
    assert "totals are always cumulative" in export["variables"][2]["value"]
    assert "secret" not in done.stdout
    shown = doctor(tmp_path, **variables).stdout
    assert "      compression         gzip  (OTEL_EXPORTER_OTLP_LOGS_COMPRESSION)" in shown
    assert "secret" not in shown


def settings_shown(tmp_path: Path, endpoint: str, **variables: str) -> list[dict[str, str]]:
    """Those of log events, but for the endpoint, the protocol and the time-out."""
    variables = {f"OTEL_EXPORTER_OTLP_{name}": value for name, value in variables.items()}
    done = doctor(tmp_path, "--format", "json", OTEL_EXPORTER_OTLP_ENDPOINT=endpoint, **variables)
    shown = json.loads(done.stdout)["export"]["signals"][0]["settings"]
    return [one for one in shown if one["name"] not in ("endpoint", "protocol", "timeout")]


def test_a_compression_that_is_not_known_is_told_and_not_followed(receiver, tmp_path):
    """What is sent arrives all the same."""
    variable = "OTEL_EXPORTER_OTLP_COMPRESSION"
    why = "zstd (not followed: nothing is compressed; write gzip or none)"

    assert settings_shown(tmp_path, receiver.endpoint, COMPRESSION="zstd") == [
        setting("compression", why, variable)
    ]
    assert receiver.bodies == [b""]


@pytest.mark.parametrize(
    ("scheme", "protocol", "value"),
    [
        ("", "grpc", "true"),
        (
            "http://",
            "grpc",
            "true (not followed: the endpoint itself begins with http:// or https://)",
        ),
        ("http://", "http/protobuf", "true (not followed: it is for grpc)"),
    ],
)
def test_whether_grpc_goes_without_tls_is_shown(tmp_path, scheme, protocol, value):
    """And where something else decides, which."""
    shown = settings_shown(tmp_path, f"{scheme}127.0.0.1:9", INSECURE="true", PROTOCOL=protocol)

    assert shown == [
        setting("compression", "none"),
        setting("insecure", value, "OTEL_EXPORTER_OTLP_INSECURE"),
    ]


def test_a_test_is_sent_for_each_signal(receiver, tmp_path):
    """One that is not taken is a problem with its next step; nothing of the user's is in it."""
    receiver.signal, receiver.reply = "traces", Reply(401)
    variables = {"OTEL_EXPORTER_OTLP_ENDPOINT": receiver.endpoint}
    plain = doctor(tmp_path, **variables)
    done = doctor(tmp_path, "--send-test", **variables)

    assert plain.returncode == 0
    assert [path for path, _ in receiver.requests] == [
        *["/v1/logs"],
        *["/v1/logs", "/v1/traces", "/v1/metrics"],
    ]
    assert receiver.bodies == [b""] * 4
    assert done.returncode == 1
    refused = f"{receiver.endpoint}/v1/traces refuses us, it wants credentials"
    assert f"  - {receiver.endpoint}: {refused}; set OTEL_EXPORTER_OTLP_HEADERS" in done.stdout
    assert "    logs     answers" in done.stdout
    assert f"    traces   {refused}" in done.stdout


def test_what_is_turned_off_is_told(receiver, tmp_path):
    """Nobody is asked then."""
    done = doctor(
        tmp_path,
        "--send-test",
        OTEL_EXPORTER_OTLP_ENDPOINT=receiver.endpoint,
        OTEL_SDK_DISABLED="true",
    )

    assert done.returncode == 0
    assert "(OTEL_SDK_DISABLED is true: nothing leaves this machine)" in done.stdout
    assert receiver.requests == []


def test_what_one_signs_in_with_is_shown_nowhere(receiver, tmp_path):
    """An endpoint may hold a user and a password; the receiver gets them, no message does."""
    endpoint = receiver.endpoint.replace("http://", "http://somebody:hidden@")
    receiver.reply = Reply(404)
    done = doctor(tmp_path, OTEL_EXPORTER_OTLP_ENDPOINT=endpoint)
    malformed = doctor(tmp_path, OTEL_EXPORTER_OTLP_ENDPOINT="http://somebody:hidden@:1")

    assert receiver.requests[0][1]["Authorization"].startswith("Basic ")
    assert f"nothing takes OTLP at {receiver.endpoint}/v1/logs" in done.stdout
    assert "names no host" in malformed.stdout
    assert "hidden" not in done.stdout + malformed.stdout
