"""What a status bar shows of a day: two figures; in the tooltip longer windows and providers."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tenure.core.metrics.rates import Rate
from tenure.report import summary
from tenure.store import figures

NOTHING_YET = "Tenure: nothing yet"
PAUSED = "Tenure paused"

RATES = (("acceptance", "shown"), ("decision", "decided"), ("opportunity", "requested"))
"""The rates in the order in which the first that can be told is shown (measures.md §4)."""

DENOMINATORS = {
    "acceptance": "suggestions that were shown",
    "decision": "suggestions that were accepted or dismissed",
    "opportunity": "requests for a suggestion",
}
_UNSEEN = {
    "acceptance": "",
    "decision": "; nobody tells which were shown",
    "opportunity": "; nobody tells which were shown or dismissed",
}

_GAP = "&emsp;"
"""Between columns, which editors set close to one another."""

LONGER = (("7 days", 7 * 86_400.0), ("30 days", 30 * 86_400.0))
"""The windows beside the day's, with their length in seconds."""

_REST = 100.0
"""Times as long as the longer windows took to count they are left alone: 1 % of the time."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Text, tooltip (markdown), what a screen reader says, and the day's report."""

    text: str
    tooltip: str
    label: str
    figures: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Window:
    name: str
    figures: dict[str, Any]
    standing: Rate


class StatusBar:
    """Remembers the longer windows where they take long to count."""

    def __init__(self, timer: Callable[[], float] = time.perf_counter) -> None:
        self._timer = timer
        self._longer: list[_Window] = []
        self._rests_until = float("-inf")

    def shown(self, connection: sqlite3.Connection, midnight: float, now: float) -> Shown:
        """What to show of the day that began at ``midnight``; times in seconds since 1970."""
        today = _window(connection, "today", midnight, now)
        started = self._timer()
        if started >= self._rests_until:
            self._longer = [
                _window(connection, name, now - seconds, now) for name, seconds in LONGER
            ]
            ended = self._timer()
            self._rests_until = ended + _REST * (ended - started)
        return Shown(
            _text(today),
            _tooltip([today, *self._longer]),
            _label(today),
            {**today.figures, "groups": []},
        )


def first_told(report: dict[str, Any]) -> tuple[str, str] | None:
    """The first rate that has a denominator, with the word for it."""
    return next((rate for rate in RATES if report["rates"][rate[0]]["denominator"]), None)


def upper_end(report: dict[str, Any], name: str) -> Rate:
    """The rate if every insertion that looks like an accept were one."""
    rate, looks = _rate(report, name), report["suggestions"]["byEvidence"]["inferred"]
    if name == "decision":
        return Rate(rate.numerator + looks, rate.denominator + looks)
    return Rate(min(rate.numerator + looks, rate.denominator), rate.denominator)


def _text(today: _Window) -> str:
    parts = []
    chosen = first_told(today.figures)
    if chosen is not None:
        name, word = chosen
        rate = _rate(today.figures, name)
        parts.append(f"{rate.words}{' of' if '%' in rate.words else ''} {word}")
    if today.standing.denominator:
        parts.append(f"{today.standing.words} standing")
    return " · ".join(parts) or NOTHING_YET


def _label(today: _Window) -> str:
    parts = []
    chosen = first_told(today.figures)
    if chosen is not None:
        rate = _rate(today.figures, chosen[0])
        parts.append(f"accepted {rate.numerator} of {rate.denominator} {DENOMINATORS[chosen[0]]}")
    if today.standing.denominator:
        stands = today.standing
        parts.append(f"standing {stands.numerator} of {stands.denominator} accepted characters")
    return f"Tenure, today: {'; '.join(parts)}" if parts else NOTHING_YET


def _tooltip(windows: Sequence[_Window]) -> str:
    today, longest = windows[0], windows[-1]
    told = [rate for rate in RATES if longest.figures["rates"][rate[0]]["denominator"]]
    if not told:
        return "**Tenure**\n\nNo suggestion was decided on yet."
    heads = " | ".join(_GAP + window.name for window in windows)
    aligned = " | ".join("---:" for _ in windows)
    lines = ["**Tenure**", "", f"| | {heads} |", f"| :--- | {aligned} |"]
    for name, word in told:
        lines.append(_row(f"accepted of {word}", [_rate(one.figures, name) for one in windows]))
    lines.append(_row("standing", [window.standing for window in windows]))
    lines += _by_provider(windows, told[0])
    lines.append("")
    lines += [f"*{word}*: {DENOMINATORS[name]}{_UNSEEN[name]}  " for name, word in told]
    lines.append("*standing*: accepted characters that still stand, at the newest reading of each")
    name = told[0][0]
    looks = today.figures["suggestions"]["byEvidence"]["inferred"]
    if looks and today.figures["rates"][name]["denominator"]:
        end = upper_end(today.figures, name).words
        more = "1 insertion that nothing explains looks"
        if looks > 1:
            more = f"{looks} insertions that nothing explains look"
        lines += ["", f"Up to {end} today: {more} like an accept."]
    counts = longest.figures["suggestions"]["byEvidence"]
    known = [
        f"{counts[evidence]} {words}"
        for evidence, words in (
            ("exact", "told by the editor"),
            ("reported", "seen by their key"),
            ("matched", "matched by their text"),
        )
        if counts[evidence]
    ]
    if known:
        lines += ["", f"Accepts of {longest.name}: {', '.join(known)}."]
    return "\n".join(lines)


def _by_provider(windows: Sequence[_Window], rate: tuple[str, str]) -> list[str]:
    """A row for each provider of the longest window; none where nobody tells providers apart."""
    groups = [
        {group["key"]["provider"]: group for group in window.figures["groups"]}
        for window in windows
    ]
    if not any(groups[-1]):
        return []
    name, word = rate
    named_first = sorted(groups[-1], key=lambda provider: (provider is None, provider))
    return [
        _row(
            f"{provider or 'others'}, of {word}",
            [_rate(group[provider], name) if provider in group else Rate(0, 0) for group in groups],
        )
        for provider in named_first
    ]


def _row(head: str, rates: Sequence[Rate]) -> str:
    cells = [
        "" if not rate.denominator
        else rate.words if "%" not in rate.words
        else f"**{rate.words}** of {rate.denominator:,}"
        for rate in rates
    ]  # fmt: skip
    return f"| {head} | {' | '.join(_GAP + cell for cell in cells)} |"


def _window(connection: sqlite3.Connection, name: str, since: float, until: float) -> _Window:
    found = summary.read(connection, since, until, ("provider",), readings=False)
    whole = figures.whole(found.tallies)
    report = {
        **summary.of_whole(found, whole),
        "groups": summary.along(found, ("provider",))["provider"],
    }
    return _Window(name, report, Rate(*figures.standing(whole)))


def _rate(report: dict[str, Any], name: str) -> Rate:
    rate = report["rates"][name]
    return Rate(rate["numerator"], rate["denominator"])
