"""The report for a terminal: 80 columns, no colour, the same in a pipe."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

from tenure.core.metrics.rates import Rate
from tenure.core.records import Unit
from tenure.report.others import at_last_horizon
from tenure.report.status import first_told, upper_end
from tenure.report.windows import RATES

WIDTH = 80

_NAMES = {"acceptedCharacters": "accepted characters"}
_WORDS = {
    "acceptance": "of suggestions known shown",
    "decision": "of suggestions accepted or rejected",
    "opportunity": "of requests",
    "acceptedCharacters": "of characters shown",
}
_STATES = (
    ("opportunity", "requests"),
    ("shown", "shown"),
    ("accepted", "accepted"),
    ("partlyAccepted", "partly accepted"),
    ("applied", "applied by an agent"),
    ("rejected", "rejected"),
    ("ignored", "ignored"),
    ("typedThrough", "typed through"),
    ("reverted", "reverted"),
    ("unattributed", "bulk insertions nothing explains"),
)


def render(figures: dict[str, Any]) -> str:
    """The whole report."""
    since, until = (figures["window"][name][:16].replace("T", " ") for name in ("since", "until"))
    lines = [f"Tenure · {since} to {until} UTC", ""]
    lines += _one(figures)
    for group in figures["groups"]:
        key = ", ".join(f"{name} {value or 'unknown'}" for name, value in group["key"].items())
        lines += ["", f"── {key} " + "─" * max(0, 76 - len(key)), "", *_one(group)]
    return "\n".join(lines)


def _one(figures: dict[str, Any]) -> list[str]:
    sections = [
        _suggestions(figures),
        _rates(figures),
        _survival(figures),
        _distances(figures),
        _others(figures),
        _origins(figures),
    ]
    lines: list[str] = []
    for section in sections:
        if section:
            lines += [*section, ""]
    return lines[:-1] if lines else ["Nothing was recorded in this time."]


def _suggestions(figures: dict[str, Any]) -> list[str]:
    counts = figures["suggestions"]
    rows = [f"  {words:<34}{counts[name]:>8}" for name, words in _STATES if counts[name]]
    known = [f"{count} {name}" for name, count in counts["byEvidence"].items() if count]
    if known:
        rows += _row(f"  {'known how':<34}  ", ", ".join(known))
    return ["Suggestions", *rows] if rows else []


def _rates(figures: dict[str, Any]) -> list[str]:
    rows = []
    chosen = first_told(figures)
    for name in (*(name for name, _ in RATES), "acceptedCharacters"):
        rate = figures["rates"][name]
        if not rate["denominator"]:
            continue
        counted = Rate(rate["numerator"], rate["denominator"])
        words = _WORDS[name]
        if "%" in counted.words:
            words += f" ({rate['numerator']} of {rate['denominator']}; "
            words += f"95 %: {100 * rate['low']:.0f}-{100 * rate['high']:.0f} %)"
        if figures["suggestions"]["byEvidence"]["inferred"] and chosen and chosen[0] == name:
            words += f", up to {upper_end(figures, name).words}"
        rows += _row(f"  {_NAMES.get(name, name):<20}{counted.words:>9}  ", words)
    return ["Accepted", *rows] if rows else []


def _survival(figures: dict[str, Any]) -> list[str]:
    rows = []
    for row in figures["survival"]:
        verdicts = [f"{count} {name}" for name, count in row["verdicts"].items() if count]
        stands = Rate(row["kept"], row["original"]).words if row["original"] else "-"
        kept = f"{row['kept']} of {row['original']}"
        late = f" ({row['late']} late)" if row["late"] else ""
        rows += _row(
            f"  {row['horizon']:<8}{row['count']:>8}{kept:>18}{stands:>8}  ",
            f"{', '.join(verdicts)}{late}",
        )
    if not rows:
        return []
    head = f"  {'horizon':<8}{'readings':>8}{'characters kept':>18}{'':>8}  verdicts"
    return ["Standing", head, *rows]


def _distances(figures: dict[str, Any]) -> list[str]:
    horizons: dict[str, dict[str, str]] = {}
    for row in figures["editDistance"]:
        words = f"{row['median']:.2f} {row['p90']:.2f} {row['count']}"
        horizons.setdefault(row["horizon"], {})[row["unit"]] = words
    rows = [
        f"  {horizon:<8}" + "".join(f"{units.get(unit, '-'):>17}" for unit in Unit)
        for horizon, units in horizons.items()
    ]
    if not rows:
        return []
    head = f"  {'horizon':<8}" + "".join(f"{unit:>17}" for unit in Unit)
    return ["Edit distance: median, P90, readings (0 is unchanged, 1 is gone)", head, *rows]


def _others(figures: dict[str, Any]) -> list[str]:
    rows = []
    for one in at_last_horizon(figures["asOthersCount"]):
        value = one.numerator / one.denominator
        start = f"  {one.system + '/' + one.figure:<24}{one.horizon:>8}{value:>6.2f}  "
        counted = f"{one.numerator:g} / {one.denominator} {one.by}"
        rows += _row(start, f"{counted}: {one.differs}")
    return ["As others count it, at the last of their horizons", *rows] if rows else []


def _origins(figures: dict[str, Any]) -> list[str]:
    total = sum(figures["origins"].values())
    rows = [
        f"  {name:<34}{count:>8}  {Rate(count, total).words}"
        for name, count in figures["origins"].items()
        if count
    ]
    return ["Characters in documents as last seen, by who put them there", *rows] if rows else []


def _row(start: str, words: str) -> list[str]:
    """One line, and as many more below the words as 80 columns ask for."""
    first, *more = wrap(words, WIDTH - len(start)) or [""]
    return [start + first, *(" " * len(start) + line for line in more)]
