"""Microseconds of one edit inside Tenure's process, and how many a second of a long history.

Framing, decoding, splicing, origins, spans and matching, as ``tenure serve`` does them, without the
pipe, the store and pygls. Once compiled, as in the extension for one platform, once interpreted,
each in a process of its own. What falls due meanwhile is done between the keys, as the server's
timer does it. The baseline is the least that a server of documents can do for the same message: its
type decoded, and a list of lines spliced. ``python tests/performance/hot_path.py --profile`` prints
where the time goes.
"""

from __future__ import annotations

import argparse
import cProfile
import itertools
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import msgspec
from tenure.core.attribution.facts import Fact
from tenure.core.attribution.runs import pairs
from tenure.lsp.conversation import Conversation
from tenure.lsp.framing import Framing
from tenure.lsp.wire import DidChange, Envelope
from tenure.observer import Observer

from tests import environment
from tests.performance.requirements import Line
from tests.performance.typing_history import TypingHistory
from tests.performance.typing_person import TypingPerson

URI = "file:///module.py"

SECONDS_A_KEY = 0.2
"""As fast as people type."""

BLOCK = 500
"""Edits after which the baseline takes its turn, so that a busy moment meets both alike."""

BOUNDS_US = {50: 8.0, 95: 20.0, 99: 50.0}
"""Of each percentile, on a quiet machine of 2026."""

HISTORY_A_SECOND = 20_000


@dataclass(frozen=True, slots=True)
class Case:
    """A document: its lines, and the accepted suggestions in it, each of ``typed`` + 1 parts."""

    lines: int
    spans: int
    typed: int


CASES = tuple(
    Case(lines, spans, typed) for lines in (200, 20_000) for spans, typed in ((3, 0), (1_000, 5))
)
"""About ten runs of labels, and about ten thousand, in a small document and a large one."""


class Engine(StrEnum):
    """How the engine's modules are run."""

    COMPILED = "compiled"
    INTERPRETED = "interpreted"


@dataclass(frozen=True, slots=True)
class KeyTimes:
    """Microseconds of the edits of one case; ``where`` they were made."""

    engine: Engine
    case: Case
    where: str
    runs: int
    edits_us: Sequence[float]
    bare_us: Sequence[float]
    between_us: Sequence[float]
    """What fell due between two keys."""

    def percentile(self, percent: int) -> float:
        """Of the edits."""
        return statistics.quantiles(self.edits_us, n=100)[percent - 1]

    def as_json(self) -> dict[str, object]:
        """The figures, without every edit's."""
        return {
            "engine": self.engine,
            **asdict(self.case),
            "where": self.where,
            "runs": self.runs,
            **{f"p{percent}_us": self.percentile(percent) for percent in BOUNDS_US},
            "bare_p50_us": statistics.median(self.bare_us),
            "due_p99_us": statistics.quantiles(self.between_us, n=100)[98],
        }


@dataclass(frozen=True, slots=True)
class HistoryTime:
    """A history of so many edits, replayed: how many a second, and of the baseline."""

    engine: Engine
    edits: int
    a_second: float
    bare_a_second: float


class Numbers:
    """Identifiers, counted."""

    def __init__(self) -> None:
        self._numbers = itertools.count()

    def next(self) -> str:
        """The next."""
        return str(next(self._numbers))


class HotPath:
    """The way of a message from bytes to records, on a clock that a person's typing moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.records = 0
        self.observer = Observer(Numbers())
        self._conversation = Conversation(self.observer.documents, self._receive)
        self._framing = Framing()
        self._envelope = msgspec.json.Decoder(Envelope)

    def feed(self, data: bytes) -> None:
        """Take what a client wrote."""
        for body in self._framing.feed(data):
            if self._conversation.take_change(body):
                continue
            envelope = self._envelope.decode(body)
            assert envelope.method is not None
            self._conversation.take(envelope.method, envelope.params)

    def pass_time(self, seconds: float) -> None:
        """Let time pass, and do what falls due in it."""
        self.now += seconds
        due = self.observer.next_due
        if due is not None and due <= self.now:
            self.records += len(self.observer.advance(self.now))

    def runs(self) -> int:
        """The runs of labels of the document."""
        lineage = self.observer.documents[URI].lineage
        texts = zip(lineage.document.lines, lineage.runs, strict=True)
        return sum(len(list(pairs(run, len(line)))) for line, run in texts)

    def _receive(self, fact: Fact) -> None:
        self.records += len(self.observer.receive(fact, self.now))


class _Change(msgspec.Struct):
    method: str
    params: DidChange


class Bare:
    """The baseline."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = list(lines)
        self._framing = Framing()
        self._decoder = msgspec.json.Decoder(_Change)

    def feed(self, data: bytes) -> None:
        """Decode a change and splice the lines."""
        for body in self._framing.feed(data):
            for change in self._decoder.decode(body).params.content_changes:
                assert change.range is not None
                start, end = change.range.start, change.range.end
                lines = self._lines
                head = lines[start.line][: start.character]
                new = head + change.text + lines[end.line][end.character :]
                lines[start.line : end.line + 1] = new.splitlines(keepends=True) or [""]


def measure(engine: Engine, edits: int, history: int) -> tuple[list[KeyTimes], HistoryTime] | None:
    """All cases and a history, with ``engine``; None where it cannot be compiled here."""
    source = environment.ROOT / "server"
    if engine is Engine.COMPILED:
        compiled = environment.engine()
        if compiled is None:
            return None
        source = compiled
    command = [sys.executable, __file__, "--json", f"--edits={edits}", f"--history={history}"]
    variables = os.environ | {"PYTHONPATH": str(source)}
    done = subprocess.run(command, env=variables, stdout=subprocess.PIPE, check=True)
    keys, replayed = json.loads(done.stdout)
    return msgspec.convert(keys, list[KeyTimes]), msgspec.convert(replayed, HistoryTime)


def measure_keys(case: Case, edits: int) -> list[KeyTimes]:
    """The time of each of ``edits`` edits on new lines, and of as many inside accepted text."""
    path = HotPath()
    person = TypingPerson(URI, case.lines, 0)
    path.feed(person.opening())
    for message in person.crowding(case.spans, case.typed):
        path.feed(message)
        path.pass_time(0.001)
    path.pass_time(3.0)  # nothing of it waits for an explanation any more
    lineage = path.observer.documents[URI].lineage
    found = []
    for where, keys in (
        ("inside spans", person.keys_inside(edits)),  # first: new lines move them
        ("on new lines", person.keys(edits)),
    ):
        bare = Bare(lineage.document.lines)
        runs = path.runs()
        taken: list[float] = []
        between: list[float] = []
        bare_taken: list[float] = []
        for start in range(0, len(keys), BLOCK):
            block = keys[start : start + BLOCK]
            for key in block:
                between.append(_us(lambda: path.pass_time(SECONDS_A_KEY)))
                taken.append(_us(lambda: path.feed(key)))  # noqa: B023
            bare_taken += [_us(lambda: bare.feed(key)) for key in block]  # noqa: B023
        found.append(KeyTimes(_engine(), case, where, runs, taken, bare_taken, between))
    return found


def measure_history(edits: int) -> HistoryTime:
    """Replay a history at once, without a pause between its edits but on its own clock.

    In processor time of this thread: what else runs on the machine is left out.
    """
    history = TypingHistory(URI)
    opening, messages = history.opening(), history.edits(edits)
    path = HotPath()
    path.feed(opening)
    bare = Bare(path.observer.documents[URI].lineage.document.lines)
    changes = [message for message in messages if b"didChange" in message]
    taken = bare_taken = 0.0
    for start in range(0, len(messages), BLOCK):
        begun = time.thread_time()
        for message in messages[start : start + BLOCK]:
            path.pass_time(SECONDS_A_KEY)
            path.feed(message)
        taken += time.thread_time() - begun
    for start in range(0, len(changes), BLOCK):
        begun = time.thread_time()
        for message in changes[start : start + BLOCK]:
            bare.feed(message)
        bare_taken += time.thread_time() - begun
    return HistoryTime(_engine(), len(changes), len(changes) / taken, len(changes) / bare_taken)


def requirement_lines(keys: Sequence[KeyTimes], histories: Sequence[HistoryTime]) -> list[Line]:
    """What an edit owes, judged; of the cases the slowest."""
    found = []
    for engine, beginning in (
        (Engine.COMPILED, "an edit inside the process"),
        (Engine.INTERPRETED, "  interpreted"),
    ):
        for percent, bound in BOUNDS_US.items():
            times = [one.percentile(percent) for one in keys if one.engine is engine]
            slowest = max(times, default=None)
            found.append(Line(f"{beginning}, p{percent}", "us", slowest, bound))
    for engine, name in (
        (Engine.COMPILED, "an edit of a long history"),
        (Engine.INTERPRETED, "  interpreted"),
    ):
        taken = next((1e6 / one.a_second for one in histories if one.engine is engine), None)
        found.append(Line(name, "us", taken, 1e6 / HISTORY_A_SECOND))
    return found


def _engine() -> Engine:
    module = sys.modules[Observer.__module__].__file__ or ""
    return Engine.INTERPRETED if module.endswith(".py") else Engine.COMPILED


def _us(action: Callable[[], object]) -> float:
    begun = time.perf_counter_ns()
    action()
    return (time.perf_counter_ns() - begun) / 1000


def main(arguments: list[str] | None = None) -> int:
    """Print where the time of an edit goes."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--edits", type=int, default=20_000)
    parser.add_argument("--history", type=int, default=100_000)
    parser.add_argument("--json", action="store_true", help="every edit's time, as JSON")
    parser.add_argument("--profile", action="store_true", help="where the time goes")
    options = parser.parse_args(arguments)
    if options.profile:
        with cProfile.Profile() as profile:
            measure_keys(Case(2_000, 20, 3), options.edits)
        profile.print_stats("tottime")
        return 0
    from tests.performance import tables

    keys = [times for case in CASES for times in measure_keys(case, options.edits)]
    history = measure_history(options.history)
    if options.json:
        print(json.dumps([[asdict(one) for one in keys], asdict(history)]))
    else:
        print(f"{tables.of_keys(keys)}\n\n{tables.of_histories([history])}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
