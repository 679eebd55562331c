"""What a server holds in memory for the documents that are open: resident bytes a byte of text.

Beside it a stock pygls server, bare: without a document. What Tenure holds beyond that is its own
code and threads, its store, and the documents; a live span or more is in ten of them. Measured
twice: after the edits, and after the first request, which makes it import pygls and the report.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.performance.client import Client, framed
from tests.performance.requirements import Line
from tests.performance.servers import Server
from tests.performance.sessions import accepted_all, running
from tests.performance.spans import source

SIZES_MB = (1, 5, 20)
"""Source text that is open, 10^6 bytes."""

A_FILE = 100_000
"""Bytes of one document: 3,000 lines."""

SPANS = 10
"""Suggestions that are accepted, each in a document of its own."""

SUGGESTION = "total = sum(values)\nprint(total)\n"


@dataclass(frozen=True, slots=True)
class Held:
    """Resident memory, MB (10^6 bytes), with and without so much text open."""

    text_mb: float
    bare_mb: float
    started_mb: float
    open_mb: float
    asked_mb: float
    """After the first request."""

    @property
    def of_text(self) -> float:
        """What is held beyond a bare pygls server, in sizes of the text."""
        return (self.open_mb - self.bare_mb) / self.text_mb

    @property
    def asked_of_text(self) -> float:
        """The same after the first request."""
        return (self.asked_mb - self.bare_mb) / self.text_mb


def measure(tenure: Server, stock: Server, text_mb: float) -> Held:
    """Open ``text_mb`` of source text in Tenure, with live spans."""
    with running(stock) as client:
        client.initialize()
        client.settle()
        bare = client.resident()
    texts = _texts(int(text_mb * 1e6))
    with running(tenure) as client:
        client.initialize()
        client.settle()
        started = client.resident()
        for number, text in enumerate(texts):
            client.send([_opened(client, number, text)])
        spans = min(SPANS, len(texts))
        for number in range(spans):
            client.send(_accepted(client, number))
        client.settle()
        edited = client.resident()
        accepted_all(client, spans)
        client.settle()
        return Held(sum(map(len, texts)) / 1e6, bare, started, edited, client.resident())


def requirement_lines(held: list[Held]) -> list[Line]:
    """At most three times the text beyond a bare server, for each amount of text."""

    found = []
    for size in SIZES_MB:
        one = next((one for one in held if round(one.text_mb) == size), None)
        found += [
            Line(f"memory beyond bare pygls, {size} MB open", "x text", one and one.of_text, 3),
            Line("  and after a report", "x text", one and one.asked_of_text, 3),
        ]
    return found


def _texts(size: int) -> list[str]:
    """ASCII source of so many bytes in all, no two documents alike."""
    chance = random.Random(1)
    blocks = [source("python", 100, chance) for _ in range(200)]
    texts = []
    while size > 0:
        text = f"# number {len(texts)}\n"
        while len(text) < min(A_FILE, size):
            text += f"{chance.choice(blocks)}\n"
        texts.append(text[: min(A_FILE, size)])
        size -= len(texts[-1])
    return texts


def _opened(client: Client, number: int, text: str) -> bytes:
    item = {"uri": _uri(client, number), "languageId": "python", "version": 1, "text": text}
    return framed({"method": "textDocument/didOpen", "params": {"textDocument": item}})


def _accepted(client: Client, number: int) -> list[bytes]:
    place = {"line": 0, "character": 0}
    document = {"uri": _uri(client, number), "version": 2}
    change = {"range": {"start": place, "end": place}, "text": SUGGESTION}
    told = {
        "textDocument": document,
        "state": "accepted",
        "kind": "inline",
        "evidence": "exact",
        "adapter": "benchmark",
        "id": f"suggestion-{number}",
        "text": SUGGESTION,
        "acceptedLength": len(SUGGESTION),
    }
    params = {"textDocument": document, "contentChanges": [change]}
    return [
        framed({"method": "textDocument/didChange", "params": params}),
        framed({"method": "tenure/suggestion", "params": told}),
    ]


def _uri(client: Client, number: int) -> str:
    return client.uri(f"module_{number}.py")
