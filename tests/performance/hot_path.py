"""``python tests/performance/hot_path.py``: microseconds of one edit inside Tenure's process.

Framing, decoding, splicing, origins, spans and matching, as ``tenure serve`` does them, without the
pipe, the store and pygls. ``--profile`` prints where the time goes.
"""

from __future__ import annotations

import argparse
import cProfile
import itertools
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import msgspec
from tenure.core.attribution.facts import Fact
from tenure.lsp.conversation import Conversation
from tenure.lsp.framing import Framing
from tenure.lsp.wire import Envelope
from tenure.observer import Observer

from tests.performance.typing_person import TypingPerson

SIZES = (200, 2_000, 20_000)
SPANS = (0, 20)
"""Accepted suggestions that live in the document."""

SECONDS_A_KEY = 0.2
"""As fast as people type."""


class Numbers:
    """Identifiers, counted."""

    def __init__(self) -> None:
        self._numbers = itertools.count()

    def next(self) -> str:
        return str(next(self._numbers))


class HotPath:
    """The way of a message from bytes to records, on a clock that a person's typing moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.records = 0
        self._observer = Observer(Numbers())
        self._conversation = Conversation(self._observer.documents, self._receive)
        self._framing = Framing()
        self._envelope = msgspec.json.Decoder(Envelope)

    def feed(self, data: bytes) -> None:
        """Take what a client wrote."""
        for body in self._framing.feed(data):
            envelope = self._envelope.decode(body)
            assert envelope.method is not None
            self._conversation.take(envelope.method, envelope.params)

    def _receive(self, fact: Fact) -> None:
        self.records += len(self._observer.receive(fact, self.now))


def microseconds(lines: int, spans: int, edits: int, seconds_a_key: float) -> list[float]:
    """The time of each of ``edits`` edits in a document of ``lines`` lines with live spans."""
    path = HotPath()
    person = TypingPerson("file:///module.py", lines, spans)
    for message in (person.opening(), *person.acceptances(telling=True)):
        path.feed(message)
    if path.records < spans:
        raise RuntimeError("the suggestions were not accepted")
    taken = []
    for key in person.keys(edits):
        path.now += seconds_a_key
        begun = time.perf_counter_ns()
        path.feed(key)
        taken.append((time.perf_counter_ns() - begun) / 1000)
    return taken


def rows(edits: int) -> list[tuple[str, int, int, float, float, float]]:
    """For each case its name, lines, spans, and the 50th, 95th and 99th percentile."""
    found = []
    for name, seconds in (("typed by a person", SECONDS_A_KEY), ("in a flood", 0.00001)):
        for lines in SIZES:
            for spans in SPANS:
                cuts = statistics.quantiles(microseconds(lines, spans, edits, seconds), n=100)
                found.append((name, lines, spans, cuts[49], cuts[94], cuts[98]))
    return found


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=20_000)
    parser.add_argument("--profile", action="store_true", help="a flood at 2,000 lines, profiled")
    options = parser.parse_args(arguments)
    if options.profile:
        _profiled(lambda: microseconds(2_000, 20, options.edits, 0.00001))
        return 0
    print(f"{'us an edit':<20}{'lines':>8}{'spans':>8}{'p50':>8}{'p95':>8}{'p99':>8}")
    print("-" * 60)
    for name, lines, spans, *cuts in rows(options.edits):
        print(f"{name:<20}{lines:>8,}{spans:>8}" + "".join(f"{cut:>8.1f}" for cut in cuts))
    return 0


def _profiled(work: Callable[[], object]) -> None:
    with cProfile.Profile() as profile:
        work()
    profile.print_stats("tottime")


if __name__ == "__main__":
    sys.exit(main())
