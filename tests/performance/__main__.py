"""``python tests/performance``: what Tenure costs, beside other servers, in one run.

Rounds are interleaved and medians taken: on a busy machine compare within a run, not between two.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.performance import (
    crowd,
    exporting,
    hot_path,
    memory,
    reading_spans,
    requirements,
    sessions,
    stalls,
    storing,
    tables,
)
from tests.performance.client import ServerGoneError
from tests.performance.figures import Figures
from tests.performance.servers import SIZES, Server, all_servers

PARTS = {
    "edits": "all servers",
    "waits": "Tenure's worker reads and exports",
    "crowd": "Tenure's worker reads 10,000 spans",
    "keys": "an edit inside the process",
    "readings": "spans and trees, without a server",
    "export": "10,000 events and spans, without a server",
    "memory": "open documents",
    "store": "records, reports over two years and totals, without a server",
}

KEYS = 1_500
"""Typed keys in a session that looks for waits."""

KEY_PRESSES, HISTORY = 20_000, 100_000
"""Edits that are timed one by one, and edits of a long history."""

Measured = TypeVar("Measured")


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and write the figures where asked; 2 where Tenure could not be measured."""
    servers = all_servers()
    parser = argparse.ArgumentParser(prog="tests/performance", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round: shows that it works")
    parts = "; ".join(f"{part}: {what}" for part, what in PARTS.items())
    parser.add_argument("--only", choices=PARTS, help=parts)
    parser.add_argument("--servers", default=",".join(servers), help="names, with commas between")
    parser.add_argument("--rounds", type=int, default=3, help="rounds that medians are taken of")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure to FILE")
    options = parser.parse_args(arguments)
    unknown = set(options.servers.split(",")) - set(servers)
    if unknown:
        parser.error(f"no server is called {sorted(unknown)}; there are {', '.join(servers)}")
    chosen = [servers[name] for name in options.servers.split(",")]
    rounds, fraction = (1, 0.1) if options.quick else (options.rounds, 1.0)
    for server in chosen:
        if not server.available:
            print(f"{server.name} is not installed and left out")
    chosen = [server for server in chosen if server.available]

    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    figures = Figures()
    _measure(figures, {options.only} if options.only else PARTS, chosen, rounds, fraction)
    lines = figures.requirements()
    if options.only:
        lines = [line for line in lines if line.verdict != "not measured"]
    python = f"{platform.python_implementation()} {platform.python_version()}"
    machine = f"{os.cpu_count()} cores, load {load:.1f} before"
    print(f"\n{python}, {machine}; medians of {rounds} round(s)")
    for table in (*figures.tables(), tables.of_requirements(lines)):
        print(f"\n{table}")
    within = sum(line.verdict == "within" for line in lines)
    print(f"\n{within} of {len(lines)} requirements are within their bounds")
    for sentence in figures.broken:
        print(f"\nnot measured: {sentence}")
    if options.json:
        options.json.write_text(json.dumps(figures.as_json(), indent=1))
    return 2 if figures.broken else 0


def _measure(
    figures: Figures,
    parts: Collection[str],
    servers: Sequence[Server],
    rounds: int,
    fraction: float,
) -> None:
    """Fill in ``figures``, round after round, so that a busy moment meets all alike."""
    tenure, stock = (
        next((server for server in servers if server.name == name), None)
        for name in (requirements.TENURE, requirements.STOCK)
    )

    def attempt(
        what: str, measure: Callable[[], Measured], into: Callable[[Measured], None]
    ) -> None:
        _progress(what)
        try:
            into(measure())
        except (sessions.BrokenMeasurementError, ServerGoneError) as error:
            figures.broken.append(f"{what}: {error}")

    keys = int(KEYS * fraction)
    with sessions.receiver() as endpoint:
        for _ in range(rounds):
            for size in SIZES if "edits" in parts else ():
                for server in servers:
                    attempt(
                        f"{server.name}, {size:,} lines",
                        lambda: sessions.measure(server, size, endpoint, fraction),  # noqa: B023
                        figures.sessions[server.name, size].append,
                    )
            for mode in stalls.Mode if "waits" in parts and tenure else ():
                attempt(
                    f"{requirements.TENURE}, {mode.value}",
                    lambda: stalls.measure(tenure, mode, keys),  # noqa: B023
                    figures.waits[mode].append,
                )
            for due in (0, int(crowd.SPANS * fraction)) if "crowd" in parts and tenure else ():
                attempt(
                    f"{requirements.TENURE}, {due:,} spans due",
                    lambda: crowd.measure(tenure, due, keys),  # noqa: B023
                    figures.crowds[due].append,
                )
        if "export" in parts:
            _progress("export")
            figures.exports = exporting.measure(endpoint, fraction, 2 * rounds)
    if "keys" in parts:
        for engine in hot_path.Engine:
            _progress(f"an edit, {engine}")
            found = hot_path.measure(engine, int(KEY_PRESSES * fraction), int(HISTORY * fraction))
            if found is None:
                print("the engine cannot be compiled here; install a C compiler")
                continue
            keys_of_engine, history = found
            figures.keys += keys_of_engine
            figures.histories.append(history)
    if "readings" in parts:
        _progress("10,000 spans")
        figures.spans = reading_spans.measure_spans(fraction, rounds + 1)
        figures.trees = reading_spans.measure_trees(5 * rounds)
    if "store" in parts:
        _progress("the store of two years")
        figures.store = storing.measure(fraction, 2 * rounds + 1)
    for megabytes in memory.SIZES_MB if "memory" in parts and tenure and stock else ():
        attempt(
            f"memory, {megabytes} MB open",
            lambda: memory.measure(tenure, stock, megabytes),  # noqa: B023
            figures.held.append,
        )
    _progress("")


def _progress(sentence: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{sentence}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
