"""What a gRPC receiver's answers mean: the same as over http, in gRPC's own words."""

from __future__ import annotations

import builtins
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import grpc
import pytest
from google.protobuf.any_pb2 import Any
from google.protobuf.duration_pb2 import Duration
from google.rpc.error_details_pb2 import RetryInfo
from google.rpc.status_pb2 import Status
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceResponse
from tenure.core.metrics.permissions import METADATA
from tenure.store import outbox
from tenure.store.database import open_store
from tenure.store.records import write
from tenure.telemetry.export import Outcome, send_pending
from tenure.worker import work

from tests.collector import Collector
from tests.store.examples import START, accepted
from tests.telemetry.listeners import grpc_server

LATER = START + 1000
CODE = grpc.StatusCode


@pytest.fixture
def store(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A store with five events to send."""
    with closing(open_store(tmp_path / "tenure.db")) as connection:
        add(connection, 5)
        yield connection


def add(store: sqlite3.Connection, count: int, rule: str = "test") -> None:
    write(store, [replace(accepted(f"s{number}"), rule=rule) for number in range(count)], None)
    work(store, LATER, parse=lambda language, text: None, permission=METADATA)


def sent(store, port: int, now: float = LATER, **variables: str) -> Outcome:
    environment = {"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc", **variables}
    return send_pending(store, f"http://127.0.0.1:{port}", environment, now, signals=("logs",))


def retry_after(seconds: int) -> tuple[tuple[str, bytes], ...]:
    """Trailers that ask to be left alone (OTLP, "OTLP/gRPC Throttling")."""
    asked = Any()
    asked.Pack(RetryInfo(retry_delay=Duration(seconds=seconds)))
    return (("grpc-status-details-bin", Status(details=[asked]).SerializeToString()),)


@pytest.mark.parametrize("code", [CODE.UNAVAILABLE, CODE.RESOURCE_EXHAUSTED])
def test_a_receiver_that_is_busy_is_left_alone_for_as_long_as_it_asks(store, code):
    """An hour, say; nothing is lost."""
    with grpc_server(code, trailers=retry_after(3600)) as port:
        assert sent(store, port) == Outcome(kept=5, problem=f"gRPC {code.name}")
        assert sent(store, port, LATER + 3599) == Outcome(kept=5)
        assert sent(store, port, LATER + 3600).problem == f"gRPC {code.name}"


@pytest.mark.parametrize("code", [CODE.UNAUTHENTICATED, CODE.PERMISSION_DENIED, CODE.UNIMPLEMENTED])
def test_what_is_no_fault_of_the_batch_costs_none(store, code):
    """Credentials and addresses can be mended."""
    with grpc_server(code) as port:
        assert sent(store, port) == Outcome(kept=5, problem=f"gRPC {code.name}")


@pytest.mark.parametrize("code", [CODE.INVALID_ARGUMENT, CODE.INTERNAL, CODE.RESOURCE_EXHAUSTED])
def test_what_a_receiver_refuses_is_lost(store, code):
    """It will not be different tomorrow; without a delay to wait for, "exhausted" is for good."""
    with grpc_server(code) as port:
        assert sent(store, port) == Outcome(lost=5, problem=f"gRPC {code.name}")
    assert outbox.waiting(store, "logs") == 0


def test_what_a_receiver_leaves_out_is_counted(store):
    """A partial success: three are in, two are lost."""
    response = ExportLogsServiceResponse()
    response.partial_success.rejected_log_records = 2
    response.partial_success.error_message = "too old"
    with grpc_server(CODE.OK, response=response) as port:
        assert sent(store, port) == Outcome(sent=3, lost=2, problem="too old")


@pytest.mark.collector
@pytest.mark.parametrize("protocol", ["grpc", "http/protobuf"])
def test_what_is_too_large_for_a_real_collector_arrives_in_parts(tmp_path, protocol):
    """The Collector's own limits, of 4 MiB over grpc and of what is set here over http."""
    with (
        closing(open_store(tmp_path / "tenure.db")) as store,
        Collector(tmp_path, largest_body=100_000) as collector,
    ):
        rule = "x" * 20_000
        add(store, 300 if protocol == "grpc" else 20, rule)
        waiting = outbox.waiting(store, "logs")
        endpoint = collector.grpc_endpoint if protocol == "grpc" else collector.endpoint
        variables = {"OTEL_EXPORTER_OTLP_PROTOCOL": protocol}
        done = send_pending(store, endpoint, variables, LATER, signals=("logs",))

        assert done == Outcome(sent=waiting)
        collector.wait_for(lambda arrived: len(arrived.logs()) >= waiting)
        found = [log["id"] for log in collector.logs()]
        assert sorted(found) == sorted(f"s{number}:suggestion" for number in range(waiting))


INSTALL = (
    "the protocol grpc needs a package more; install it (pip install 'tenure[grpc]'), "
    "or set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"
)
BUILT_WITHOUT = (
    "this server was built without grpc; set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf, "
    "and the port to that for http (usually 4318)"
)


@pytest.mark.parametrize(
    ("frozen", "problem"),
    [(False, INSTALL), (True, BUILT_WITHOUT)],
    ids=["package", "executable"],
)
def test_without_the_extra_it_is_told_what_to_do(store, monkeypatch, frozen, problem):
    """And everything stays until it is there, or another protocol is chosen.

    Nothing can be installed into an executable.
    """
    imported = builtins.__import__

    def without_grpc(name: str, *rest: object) -> object:
        if name == "grpc" or name.endswith("over_grpc"):
            raise ImportError(name)
        return imported(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without_grpc)
    monkeypatch.setattr(sys, "frozen", frozen, raising=False)

    assert sent(store, 9) == Outcome(kept=5, problem=problem)
