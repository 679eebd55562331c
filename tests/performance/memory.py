"""What a server holds in memory for the documents that are open: resident bytes a byte of text.

Beside it a stock pygls server, bare: without a document. What Tenure holds beyond that is its own
code and threads, its store, and the documents; a live span or more is in ten of them.
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

    @property
    def of_text(self) -> float:
        """What is held beyond a bare pygls server, in sizes of the text."""
        return (self.open_mb - self.bare_mb) / self.text_mb

    @property
    def grown(self) -> float:
        """What the documents added, in sizes of the text."""
        return (self.open_mb - self.started_mb) / self.text_mb


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
        accepted_all(client, spans)
        client.settle()
        return Held(sum(map(len, texts)) / 1e6, bare, started, client.resident())


def requirement_lines(held: list[Held]) -> list[Line]:
    """At most three times the text beyond a bare server, for each amount of text."""

    def of(size: float) -> float | None:
        return next((one.of_text for one in held if round(one.text_mb) == size), None)

    return [
        Line(f"memory beyond bare pygls, {size} MB open", "x text", of(size), 3)
        for size in SIZES_MB
    ]


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
