"""The figures as tables for a terminal."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence

from tests.performance.hot_path import HistoryTime, KeyTimes
from tests.performance.memory import Held
from tests.performance.reading_spans import SpanTimes, TreeTime
from tests.performance.requirements import Line, Sessions
from tests.performance.servers import SIZES
from tests.performance.stalls import Wait


def of_servers(sessions: Sessions) -> str:
    """Each server's medians: start, memory, and for each size the round trip and CPU an edit."""
    head = ["server", "start", "memory", *(f"{size:,} lines" for size in SIZES), "open", "end"]
    units = ["", "ms", "MB", *("trip / p95 / cpu ms" for _ in SIZES), "MB", "MB"]
    rows = []
    for server in dict.fromkeys(name for name, _ in sessions):
        by_size = {size: sessions.get((server, size), ()) for size in SIZES}
        every = [session for many in by_size.values() for session in many]
        cells = []
        for many in by_size.values():
            if not many:
                cells.append("-")
                continue
            trips = [trip for session in many for trip in session.trips_ms]
            p95 = statistics.quantiles(trips, n=20)[-1]
            cpu = statistics.median(session.cpu_ms for session in many)
            trip = statistics.median(session.trip_ms for session in many)
            cells.append(f"{_figure(trip)} / {_figure(p95)} / {_figure(cpu)}")
        largest = by_size[SIZES[-1]]
        rows.append(
            [
                server,
                f"{statistics.median(s.start_ms for s in every):.0f}",
                f"{statistics.median(s.memory_mb for s in every):.0f}",
                *cells,
                f"{statistics.median(s.memory_open_mb for s in largest):.0f}" if largest else "-",
                f"{statistics.median(s.memory_end_mb for s in largest):.0f}" if largest else "-",
            ]
        )
    return _table([head, units, *rows])


def of_waits(waits: Mapping[str, Sequence[Wait]]) -> str:
    """A keystroke's waits by what the worker does meanwhile; nothing where none were measured."""
    rows = [
        ["while somebody types, of the worker", "median ms", "p95 ms", "longest ms", "readings"]
    ]
    for what, many in waits.items():
        if many:
            trips = [trip for wait in many for trip in wait.trips_ms]
            rows.append(
                [
                    what,
                    _figure(statistics.median(trips)),
                    _figure(statistics.median(wait.p95_ms for wait in many)),
                    _figure(statistics.median(wait.longest_ms for wait in many)),
                    str(round(statistics.median(wait.readings for wait in many))),
                ]
            )
    return _table(rows) if rows[1:] else ""


def of_keys(keys: Sequence[KeyTimes]) -> str:
    """Microseconds of an edit, by the engine, the document and where it is made in it."""
    head = ["us an edit", "engine", "lines", "runs", "spans", "p50", "p95", "p99"]
    rows = [[*head, "bare p50", "due p99"]]
    for one in keys:
        due = statistics.quantiles(one.between_us, n=100)[98]
        rows.append(
            [
                one.where,
                one.engine,
                f"{one.case.lines:,}",
                f"{one.runs:,}",
                f"{one.case.spans:,}",
                *(f"{one.percentile(percent):.1f}" for percent in (50, 95, 99)),
                f"{statistics.median(one.bare_us):.1f}",
                f"{due:.1f}",
            ]
        )
    return _table(rows)


def of_histories(histories: Sequence[HistoryTime]) -> str:
    """How many edits of a long history a second."""
    rows = [["a long history, with its lineage", "edits", "edits a second", "bare", "ratio"]]
    rows += [
        [
            one.engine,
            f"{one.edits:,}",
            f"{one.a_second:,.0f}",
            f"{one.bare_a_second:,.0f}",
            f"{one.bare_a_second / one.a_second:.1f}",
        ]
        for one in histories
    ]
    return _table(rows)


def of_spans(spans: SpanTimes) -> str:
    """What each piece of 10,000 readings costs."""
    first = next(iter(spans.spans_ms.values()))
    rows = [["10,000 due spans", "ms", "in the first"]]
    for piece, ms in spans.spans_ms.items():
        rows.append([piece, _figure(ms), _figure(ms / first)])
    return _table(rows)


def of_trees(trees: Sequence[TreeTime]) -> str:
    """Tree distance of 100-line pairs by language."""
    rows = [["pair of 100 lines", "", "both parses ms", "with the distance ms", "ratio"]]
    rows += [
        [
            one.language,
            one.change,
            _figure(one.parses_ms),
            _figure(one.distance_ms),
            _figure(one.distance_ms / one.parses_ms),
        ]
        for one in trees
    ]
    return _table(rows)


def of_memory(held: Sequence[Held]) -> str:
    """Resident memory by the text that is open."""
    rows = [["text open, MB", "bare pygls", "tenure", "with the text", "and a report"]]
    rows += [
        [
            _figure(one.text_mb),
            *map(_figure, (one.bare_mb, one.started_mb, one.open_mb, one.asked_mb)),
        ]
        for one in held
    ]
    return _table(rows)


def of_store(pieces: Sequence[tuple[str, float, float | None]]) -> str:
    """What each write and each read of the store takes."""
    rows = [["the store", "median ms", "p99 ms"]]
    rows += [[piece, _figure(p50), _figure(p99)] for piece, p50, p99 in pieces]
    return _table(rows)


def of_requirements(lines: Sequence[Line]) -> str:
    """Each requirement with its figure, baseline, ratio, bound and verdict."""
    rows = [["requirement", "figure", "", "baseline", "", "ratio", "at most", ""]]
    rows += [
        [
            line.name,
            _figure(line.value),
            line.unit,
            _figure(line.baseline) if line.against else "",
            line.against or "",
            _figure(line.ratio) if line.against else "",
            f"{line.bound:g}" + ("" if line.against else f" {line.unit}"),
            line.verdict,
        ]
        for line in lines
    ]
    return _table(rows)


def _figure(value: float | None) -> str:
    if value is None:
        return "-"
    digits = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 0.1 else 4
    return f"{value:.{digits}f}"


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    numeric = [
        all(row[n][:1].isdigit() or row[n] in ("", "-") for row in rows[2:])
        for n in range(len(widths))
    ]
    drawn = [
        "  ".join(
            cell.rjust(width) if is_number else cell.ljust(width)
            for cell, width, is_number in zip(row, widths, numeric, strict=True)
        ).rstrip()
        for row in rows
    ]
    return "\n".join([drawn[0], "-" * max(map(len, drawn)), *drawn[1:]])
