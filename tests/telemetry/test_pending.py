"""What the next export would send can be seen before, to the byte; looking changes nothing."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tenure.core.metrics.permissions import METADATA
from tenure.store import outbox
from tenure.store.database import open_store
from tenure.store.records import write
from tenure.telemetry import pending
from tenure.telemetry.export import send_pending
from tenure.worker import work

from tests.hand_clock import HandClock
from tests.store.examples import START, accepted, due, opportunity
from tests.telemetry.receiver import receiving

LATER = START + 1000
JSON = {"OTEL_EXPORTER_OTLP_PROTOCOL": "http/json"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_store(tmp_path / "tenure.db")) as connection:
        write(connection, [accepted(), due(), opportunity()], "vim")
        yield connection


def everything(store: sqlite3.Connection) -> list[str]:
    return list(store.iterdump())


def requests_of(lines: list[str]) -> list[str]:
    """What each line is a request of."""
    return [next(iter(json.loads(line))) for line in lines]


def run(store_folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """`tenure export` at the store's own time."""
    clock = HandClock(store_folder / "clock", LATER - time.time())
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("OTEL_", "TENURE_"))}
    return subprocess.run(
        [sys.executable, "-m", "tenure", "export", *arguments],
        env={**kept, **clock.variables, "TENURE_HOME": str(store_folder), **variables},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("signals", ["all", "no traces"])
def test_what_is_shown_is_what_is_sent(store, signals):
    """Every request of every signal, to the byte: batches, ids, stamps, the 0 of new sets."""
    variables = {**JSON, "OTEL_BLRP_MAX_EXPORT_BATCH_SIZE": "1"}
    if signals == "no traces":
        variables["OTEL_TRACES_EXPORTER"] = "none"
    work(store, LATER, parse=lambda language, text: None, permission=METADATA)
    before = everything(store)
    with closing(pending.snapshot(store)) as copy:
        shown = list(pending.lines(copy, variables, LATER))
    untouched = everything(store)
    with receiving() as receiver:
        outcome = send_pending(store, receiver.endpoint, variables, LATER)

    assert untouched == before
    assert outcome.problem is None
    assert [body.decode() for body in receiver.bodies] == shown
    spans = [] if signals == "no traces" else ["resourceSpans"]
    kinds = ["resourceLogs", "resourceLogs", *spans, "resourceMetrics", "resourceMetrics"]
    assert requests_of(shown) == kinds


def test_the_command_shows_what_nobody_has_counted_yet_and_counts_nothing(store, tmp_path):
    """Without an endpoint, and while another process writes; each line is OTLP JSON."""
    before = everything(store)
    with closing(sqlite3.connect(tmp_path / "tenure.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        done = run(tmp_path, "--preview")
        other.execute("ROLLBACK")

    assert (done.returncode, done.stderr) == (0, "")
    kinds = ["resourceLogs", "resourceSpans", "resourceMetrics", "resourceMetrics"]
    assert requests_of(done.stdout.splitlines()) == kinds
    assert everything(store) == before
    (record, _) = json.loads(done.stdout.splitlines()[0])["resourceLogs"][0]["scopeLogs"][0][
        "logRecords"
    ]
    assert (len(record["traceId"]), len(record["spanId"])) == (32, 16)


def test_a_file_holds_the_same_lines(store, tmp_path):
    """All or nothing: nothing unfinished is left beside it, and a file there before is replaced."""
    file = tmp_path / "out.jsonl"
    file.write_text("of yesterday")
    done = run(tmp_path, "--file", str(file))

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"wrote 4 requests to {file}\n"
    kinds = ["resourceLogs", "resourceSpans", "resourceMetrics", "resourceMetrics"]
    assert requests_of(file.read_text().splitlines()) == kinds
    assert list(tmp_path.glob("*.unfinished")) == list(tmp_path.glob(".*.unfinished")) == []


def test_a_file_that_cannot_be_written_is_told(store, tmp_path):
    """In one sentence; the exit code says that it was wrong use."""
    done = run(tmp_path, "--file", str(tmp_path / "nowhere/out.jsonl"))

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "nowhere/out.jsonl cannot be written (No such file or directory)" in done.stderr


def test_what_the_user_does_not_export_is_not_kept_for_it(store, tmp_path):
    """OTEL_TRACES_EXPORTER=none: spans go, and are not counted as lost."""
    variables = {"OTEL_TRACES_EXPORTER": "none", "OTEL_METRICS_EXPORTER": "prometheus"}
    with receiving() as receiver:
        done = run(tmp_path, "--endpoint", receiver.endpoint, **variables)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "sent 2 events and spans; 0 wait, 0 were refused\n"
    assert [path for path, _ in receiver.requests] == ["/v1/logs"]
    assert outbox.waiting(store) == 0


def test_one_signal_may_have_an_endpoint_of_its_own_and_no_other(store, tmp_path):
    """Then that one is sent, and nothing else leaves the machine."""
    with receiving() as receiver:
        own = {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": f"{receiver.endpoint}/v1/traces"}
        done = run(tmp_path, **own)

    assert done.stdout == "sent 2 events and spans; 0 wait, 0 were refused\n"
    assert [path for path, _ in receiver.requests] == ["/v1/traces"]
    assert outbox.waiting(store, "logs") == 2
