"""What the next export would send, without sending it or changing the store."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping

from google.protobuf.message import Message
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

from tenure.core.metrics.permissions import METADATA, Permission
from tenure.store import outbox
from tenure.store.outbox import QUEUED
from tenure.store.reader import installation
from tenure.telemetry import backlog, json_mapping
from tenure.telemetry.encode import queued_request
from tenure.telemetry.points import KeptPoints
from tenure.telemetry.resource import resource_of
from tenure.telemetry.targets import exporter_is_none
from tenure.telemetry.totals import next_totals


def snapshot(connection: sqlite3.Connection) -> sqlite3.Connection:
    """A private copy of the whole store as it is at this moment; it goes when it is closed."""
    copy = sqlite3.connect("", isolation_level=None)
    connection.backup(copy)
    return copy


def lines(
    copy: sqlite3.Connection,
    environment: Mapping[str, str],
    now: float,
    permission: Permission = METADATA,
) -> Iterator[str]:
    """Every request that would be sent, as OTLP JSON on a line, in the order of sending.

    ``copy`` is a snapshot's: totals are stamped and rows taken out of it.
    """
    return map(json_mapping.dump, _requests(copy, environment, now, permission))


def _requests(
    copy: sqlite3.Connection, environment: Mapping[str, str], now: float, permission: Permission
) -> Iterator[Message]:
    who = installation(copy)
    if who is None or not permission:
        return
    resource = resource_of(who, environment)
    for signal in QUEUED:
        if exporter_is_none(signal, environment):
            continue
        size = backlog.batch_size(signal, environment)
        while batch := outbox.oldest(copy, signal, size):
            yield queued_request(signal, batch, resource, permission)
            outbox.forget(copy, batch)
    if not exporter_is_none("metrics", environment):
        totals = next_totals(copy, who, resource, now, KeptPoints())
        assert totals is not None  # nobody else has the copy
        for encoded in totals.requests():
            yield ExportMetricsServiceRequest.FromString(encoded)
