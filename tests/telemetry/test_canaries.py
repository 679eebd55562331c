"""A long editing session in which all that is somebody's is a canary; those that may leave, leave.

A canary is a word that nothing else holds. Every text, path, branch, host and user name of the
session has its own, and so has everything that a client could say and nobody should repeat.
"""

from __future__ import annotations

import re
import secrets
import socket
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tenure.core.metrics.attributes import RESOURCE
from tenure.core.metrics.catalogue import EVENTS, METRICS, SPANS
from tenure.store.database import open_store, store_path

from tests.collector import Collector
from tests.hand_clock import HandClock
from tests.lsp.client import Client, span
from tests.telemetry.wire import Wire, wire_to
from tests.waiting import wait_until

pytestmark = pytest.mark.collector

SECRET = "AKIA2E0A8F3B244C9986"
COMMIT = secrets.token_hex(20)

IDENTIFIED = {"folder", "file", "otherfile"}
"""What a document's path in its repository holds."""

HELD = b"tenure.self.handling.duration"
"""Comes last, with the server's sign of life."""

SIGNALS = ("metrics", "logs", "traces")


def canary(name: str) -> str:
    """A word that is found again wherever it went; too short to be taken for a key."""
    return f"zq{name}qz"


def canaries(content: bytes) -> set[str]:
    """The names of the canaries in ``content``."""
    found = {name.decode() for name in re.findall(rb"zq([a-z]+?)qz", content.lower())}
    for name, private in {
        "commit": COMMIT,
        "secret": SECRET,
        "host": socket.gethostname(),
        "interpreter": sys.executable,
    }.items():
        # A machine may be called what many things are.
        if len(private) > 5 and private.encode() in content:
            found.add(name)
    return found


def hold_to_the_catalogue(collector: Collector) -> None:
    """Every name that was sent is in it, where the catalogue says."""
    metrics = {metric.name: set(metric.attributes) for metric in METRICS}
    events = {event.name: set(event.attributes) for event in EVENTS}
    spans = {span.name.value: set(span.attributes) for span in SPANS}
    resource = {attribute.name for attribute in RESOURCE}
    for name, attributes in collector.metrics():
        assert {key for key, _ in attributes} <= metrics[name], name
    for log in collector.logs():
        assert log["attributes"].keys() <= events[log["name"]], log["name"]
    for span_ in collector.spans():
        # A reading's name goes on with its horizon.
        assert span_["attributes"].keys() <= spans[span_["name"].split(" ")[0]], span_["name"]
    for one in collector.resources():
        assert one.keys() == resource


class Desk:
    """A machine whose every name is a canary, and an editor on it."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.clock = HandClock(folder / "clock")
        self.home = folder / canary("user") / "home"
        self.repository = folder / canary("user") / canary("repository")
        self.code = self.repository / canary("folder")
        self.code.mkdir(parents=True)
        branch = canary("branch")
        heads = self.repository / ".git/refs/heads"
        heads.mkdir(parents=True)
        (self.repository / ".git/HEAD").write_text(f"ref: refs/heads/{branch}\n")
        (heads / branch).write_text(f"{COMMIT}\n")
        (self.repository / ".git/config").write_text(
            f'[remote "{canary("remote")}"]\n'
            f"url = git@{canary('forge')}:{canary('owner')}/{canary('repository')}.git\n"
        )
        self.editor = Client(
            self.home,
            **self.clock.variables,
            **environment,
            USER=canary("user"),
            LOGNAME=canary("user"),
            HOSTNAME=canary("host"),
            # Detectors of the SDK that would tell the host, the process and its command line.
            OTEL_EXPERIMENTAL_RESOURCE_DETECTORS="process,os,host",
            OTEL_METRIC_EXPORT_INTERVAL="200",
            OTEL_BLRP_SCHEDULE_DELAY="100",
            OTEL_BSP_SCHEDULE_DELAY="100",
        )
        self.editor.initialize(
            rootUri=self.repository.as_uri(),
            clientInfo={"name": f"Editor (/{canary('programs')}/editor)"},
            workspaceFolders=[{"uri": self.repository.as_uri(), "name": canary("workspacename")}],
            initializationOptions={"tenure": {"other": canary("option")}},
        )

    def edit(self) -> None:
        """Five minutes and more of somebody's work."""
        one = self.document("file", f"{canary('unchanged')} = 1\n{canary('replaced')}()\n")
        other = self.document("otherfile", f"# {canary('comment')}\n")
        outside = self.document("outside", "", folder=self.repository.parent)
        text = f"def {canary('suggested')}():\n    key = '{SECRET}'\n"
        self.show(one, text)
        self.accept(one, 2, ((1, 0), (2, 0)), text, id=canary("id"))
        self.editor.change(one, 3, ((1, 0), (1, 0), canary("typed")))
        self.show(other, canary("rejected"))
        self.suggest(other, "rejected", text=canary("rejected"))
        self.accept(other, 2, ((1, 0), (1, 0)), f"{canary('second')} = {canary('more')}\n")
        self.accept(outside, 2, ((0, 0), (0, 0)), f"{canary('third')}\n")
        # Nobody explains this one.
        self.editor.change(other, 3, ((0, 0), (0, 0), f"# {canary('pasted')} " * 20 + "\n"))
        self.suggest(other, "opportunity")
        self.misspeak(one)
        for seconds in (31, 95, 200):
            self.clock.move(seconds)
            self.editor.command("tenure.stats")
        self.editor.change(one, 4, ((1, 0), (3, 0), f"{canary('rewritten')}\n"))
        for uri in (one, other, outside):
            self.editor.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
            self.editor.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        self.editor.command("tenure.stats")
        self.clock.move(1)

    def document(self, name: str, text: str, folder: Path | None = None) -> str:
        """Open a document with ``text`` that is a file as well; its URI."""
        file = (folder or self.code) / f"{canary(name)}.py"
        file.write_text(text)
        self.editor.open(file.as_uri(), text)
        return file.as_uri()

    def show(self, uri: str, text: str) -> None:
        self.suggest(uri, "shown", text=text, range=span((1, 0), (1, 0)), latency=0.5)

    def accept(self, uri: str, version: int, where: tuple, text: str, **more: object) -> None:
        self.editor.change(uri, version, (*where, text))
        self.suggest(uri, "accepted", version=version, text=text, **more)

    def suggest(self, uri: str, state: str, version: int | None = None, **more: object) -> None:
        document = {"uri": uri} if version is None else {"uri": uri, "version": version}
        self.editor.notify(
            "tenure/suggestion",
            {
                "textDocument": document,
                "state": state,
                "kind": "inline",
                "adapter": "test",
                "provider": f"http://{canary('server')}:8080/example",
                "model": f"/{canary('models')}/m-1",
                **more,
            },
        )

    def misspeak(self, uri: str) -> None:
        """Say what no client should, each time with a canary in it."""
        wrong = {"textDocument": {"uri": uri}, "state": canary("state"), "adapter": "test"}
        self.editor.notify("tenure/suggestion", wrong)
        self.editor.notify("textDocument/didChange", {"contentChanges": canary("malformed")})
        self.editor.notify(canary("method"), {"text": canary("params")})
        self.editor.send_body(b'{"jsonrpc": "2.0", "method": "%b' % canary("garbage").encode())
        self.editor.request("textDocument/hover", {"textDocument": canary("hover")})
        self.editor.request(canary("request"), {})
        place = {"textDocument": {"uri": uri}, "position": {"line": canary("line")}}
        self.editor.request("textDocument/hover", place)
        for command in ("tenure.explain", "tenure.stats", canary("command")):
            arguments = {"command": command, "arguments": [canary("argument"), {}]}
            self.editor.request("workspace/executeCommand", arguments)

    def store(self) -> sqlite3.Connection:
        return open_store(store_path(self.home), create=False)

    def counted(self) -> tuple[int, ...]:
        """Suggestions and readings that were told, and what waits to be."""
        with closing(self.store()) as store:
            return store.execute(
                "SELECT (SELECT count(*) FROM suggestion WHERE counted = 1),"
                " (SELECT count(*) FROM reading), (SELECT count(*) FROM due_reading),"
                " (SELECT count(*) FROM outbox)"
            ).fetchone()

    def has_told_all(self) -> bool:
        suggestions, readings, unread, waiting = self.counted()
        return suggestions == 4 and readings > 12 and unread == waiting == 0

    def end(self) -> None:
        try:
            self.editor.leave()
        finally:
            self.editor.end()
        self.clock.move(100)  # the worker ends a minute after its last server


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Wire]:
    with Collector(tmp_path) as collector, wire_to(collector.endpoint) as carrying:
        yield carrying
        carried = set().union(*(canaries(carrying.carried(one)) for one in SIGNALS))
        wait_until(
            "what was carried, and nothing else",
            lambda: canaries(collector.bodies().encode()) == carried,
        )
        hold_to_the_catalogue(collector)


CAPTURE = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"
TEXTS = {"suggested", "second", "more", "third"}
ALL = "path,branch,commit"


@pytest.mark.parametrize(
    ("variables", "in_logs", "in_traces"),
    [
        ({}, set(), set()),
        (
            # Without the level, neither word lets anything out.
            {"TENURE_TELEMETRY_IDENTIFY": ALL, CAPTURE: "true"},
            set(),
            set(),
        ),
        (
            {"TENURE_TELEMETRY_LEVEL": "identified", "TENURE_TELEMETRY_IDENTIFY": "path,commit"},
            {*IDENTIFIED, "commit"},
            {*IDENTIFIED, "commit"},
        ),
        (
            {
                "TENURE_TELEMETRY_LEVEL": "content",
                "TENURE_TELEMETRY_IDENTIFY": "branch",
                CAPTURE: "EVENT_ONLY",
            },
            {"branch", *TEXTS},
            {"branch"},
        ),
        (
            {
                "TENURE_TELEMETRY_LEVEL": "content",
                "TENURE_TELEMETRY_IDENTIFY": ALL,
                CAPTURE: "SPAN_AND_EVENT",
                "OTEL_EXPORTER_OTLP_COMPRESSION": "gzip",
            },
            {*IDENTIFIED, "branch", "commit", *TEXTS},
            {*IDENTIFIED, "branch", "commit", *TEXTS},
        ),
    ],
    ids=["metadata", "metadata with words", "identified", "content on events", "content"],
)
def test_exactly_what_a_level_allows_leaves_the_machine(
    tmp_path, wire, variables, in_logs, in_traces
):
    """In the bytes on the wire, headers and resource included, on each signal."""
    desk = Desk(tmp_path, OTEL_EXPORTER_OTLP_ENDPOINT=wire.endpoint, **variables)
    try:
        desk.edit()
        wait_until("the export", desk.has_told_all, 60, desk.counted)
        seen = wire.posts("metrics")
        wait_until("the totals", lambda: wire.posts("metrics") > seen + 1, 60)
        wait_until("how long it took us", lambda: HELD in wire.carried("metrics"), 60)
        with closing(desk.store()) as store:
            notices = str(store.execute("SELECT * FROM notice").fetchall())
    finally:
        desk.end()

    assert b"tenure.suggestion" in wire.carried("logs")
    assert {signal: canaries(wire.carried(signal)) for signal in SIGNALS} == {
        "metrics": set(),
        "logs": in_logs,
        "traces": in_traces,
    }
    assert canaries(notices.encode()) == set()
    assert canaries("\n".join(desk.editor.logged("")).encode()) == set()


def test_at_the_level_off_nothing_is_posted(tmp_path, wire):
    """Not even a request without content, from the first to the last round of the worker."""
    variables = {"OTEL_EXPORTER_OTLP_ENDPOINT": wire.endpoint, "TENURE_TELEMETRY_LEVEL": "off"}
    desk = Desk(tmp_path, **variables)
    try:
        desk.edit()
        wait_until("the counts", desk.has_told_all, 60, desk.counted)
    finally:
        desk.end()
    with closing(desk.store()) as store:
        wait_until("the worker's end", lambda: not store.execute("SELECT * FROM lease").fetchall())

    assert wire.bodies == {}
