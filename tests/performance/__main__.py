"""``python tests/performance``: what Tenure costs, beside other servers, in one run.

Rounds are interleaved and medians taken: on a busy machine compare within a run, not between two.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.performance import requirements, sessions, stalls, tables
from tests.performance.client import ServerGoneError
from tests.performance.servers import SIZES, all_servers

PARTS = ("edits", "waits")

KEYS = 1_500
"""Typed keys in a session that looks for waits."""


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and write the figures where asked; 2 where Tenure could not be measured."""
    servers = all_servers()
    parser = argparse.ArgumentParser(prog="tests/performance", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round: shows that it works")
    parser.add_argument("--only", choices=PARTS, help="edits: all servers; waits: Tenure's worker")
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
    measured: dict[tuple[str, int], list[sessions.Session]] = defaultdict(list)
    waits: dict[stalls.Mode, list[stalls.Wait]] = defaultdict(list)
    broken = []
    with sessions.receiver() as endpoint:
        for number in range(rounds):
            for size in SIZES if options.only in (None, "edits") else ():
                for server in chosen:
                    _progress(f"round {number + 1} of {rounds}: {server.name}, {size:,} lines")
                    try:
                        session = sessions.measure(server, size, endpoint, fraction)
                    except (sessions.BrokenMeasurementError, ServerGoneError) as error:
                        broken.append(f"{server.name}, {size:,} lines: {error}")
                    else:
                        measured[server.name, size].append(session)
            for mode in stalls.Mode if options.only in (None, "waits") else ():
                for server in [server for server in chosen if server.name == requirements.TENURE]:
                    _progress(f"round {number + 1} of {rounds}: {server.name}, {mode.value}")
                    try:
                        waits[mode].append(stalls.measure(server, mode, int(KEYS * fraction)))
                    except (sessions.BrokenMeasurementError, ServerGoneError) as error:
                        broken.append(f"{server.name}, {mode.value}: {error}")
    _progress("")
    lines = requirements.lines(measured, waits)
    python = f"{platform.python_implementation()} {platform.python_version()}"
    machine = f"{os.cpu_count()} cores, load {load:.1f} before"
    print(f"\n{python}, {machine}; medians of {rounds} round(s)")
    for table in (
        tables.of_servers(measured) if measured else "",
        tables.of_waits(waits) if waits else "",
        tables.of_requirements(lines),
    ):
        if table:
            print(f"\n{table}")
    within = sum(line.verdict == "within" for line in lines)
    print(f"\n{within} of {len(lines)} requirements are within their bounds")
    for sentence in broken:
        print(f"\nnot measured: {sentence}")
    if options.json:
        options.json.write_text(json.dumps(_figures(measured, waits, lines, broken), indent=1))
    return 2 if broken else 0


def _progress(sentence: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{sentence}", end="", file=sys.stderr, flush=True)


def _figures(
    measured: requirements.Sessions,
    waits: requirements.Waits,
    lines: list[requirements.Line],
    broken: list[str],
) -> dict[str, object]:
    return {
        "sessions": [
            {
                "server": name,
                "lines": size,
                "start_ms": session.start_ms,
                "memory_mb": session.memory_mb,
                "memory_open_mb": session.memory_open_mb,
                "memory_end_mb": session.memory_end_mb,
                "worker_mb": session.worker_mb,
                "trip_ms": session.trip_ms,
                "cpu_ms": session.cpu_ms,
            }
            for (name, size), many in measured.items()
            for session in many
        ],
        "waits": [
            {
                "mode": mode.value,
                "p95_ms": wait.p95_ms,
                "longest_ms": wait.longest_ms,
                "readings": wait.readings,
                "exports": wait.exports,
            }
            for mode, many in waits.items()
            for wait in many
        ],
        "requirements": [
            {
                "name": line.name,
                "unit": line.unit,
                "value": line.value,
                "against": line.against,
                "baseline": line.baseline,
                "ratio": line.ratio,
                "bound": line.bound,
                "verdict": line.verdict,
            }
            for line in lines
        ],
        "broken": broken,
    }


if __name__ == "__main__":
    sys.exit(main())
