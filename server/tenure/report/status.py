"""What a status bar shows of a day: two figures, and in the tooltip where they come from."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Any

from tenure.core.metrics.rates import Rate
from tenure.store.figures import standing

NOTHING_YET = "Tenure: nothing yet"

RATES = (("acceptance", "shown"), ("decision", "decided"), ("opportunity", "requested"))
"""The rates in the order in which the first that can be told is shown (measures.md §4)."""

_DENOMINATORS = {
    "acceptance": "suggestions that were shown",
    "decision": "suggestions that were accepted or dismissed; nobody tells which were shown",
    "opportunity": "requests for a suggestion; nobody tells which were shown or dismissed",
}


def status(connection: sqlite3.Connection, figures: dict[str, Any]) -> tuple[str, str]:
    """The text and the tooltip (markdown) for a day's figures."""
    since, until = (_seconds(figures["window"][name]) for name in ("since", "until"))
    kept, original = standing(connection, since, until)
    stands = Rate(kept, original)
    parts = []
    chosen = first_told(figures)
    if chosen is not None:
        name, word = chosen
        rate = _rate(figures, name)
        parts.append(f"{rate.words}{' of' if '%' in rate.words else ''} {word}")
    if original:
        parts.append(f"{stands.words} standing")
    text = " · ".join(parts) or NOTHING_YET
    return text, _tooltip(figures, chosen, stands)


def first_told(figures: dict[str, Any]) -> tuple[str, str] | None:
    """The first rate that has a denominator, with the word for it."""
    return next((rate for rate in RATES if figures["rates"][rate[0]]["denominator"]), None)


def upper_end(figures: dict[str, Any], name: str) -> Rate:
    """The rate if every insertion that looks like an accept were one."""
    rate, looks = _rate(figures, name), figures["suggestions"]["byEvidence"]["inferred"]
    if name == "decision":
        return Rate(rate.numerator + looks, rate.denominator + looks)
    return Rate(min(rate.numerator + looks, rate.denominator), rate.denominator)


def _tooltip(figures: dict[str, Any], chosen: tuple[str, str] | None, stands: Rate) -> str:
    counts = figures["suggestions"]
    accepted = counts["accepted"] + counts["partlyAccepted"]
    lines = ["**Tenure** · today", ""]
    if chosen is None:
        lines.append("No suggestion was decided on yet.")
    else:
        name, _ = chosen
        rate = _rate(figures, name)
        line = f"**{rate.words}** accepted: {rate.numerator} of {rate.denominator} "
        lines.append(line + _DENOMINATORS[name] + ".")
        looks = counts["byEvidence"]["inferred"]
        if looks:
            end = upper_end(figures, name)
            lines.append("")
            lines.append(
                f"Up to {end.words}: {looks} more insertion{'s' if looks > 1 else ''} "
                "that nothing explains look like an accept."
            )
    if stands.denominator:
        counts_standing = f"{stands.numerator} of {stands.denominator} accepted characters"
        line = f"**{stands.words}** standing: {counts_standing}, "
        lines += ["", line + "at each suggestion's newest reading."]
    elif accepted:
        lines += ["", "What stands of it is read 30 s after each accept."]
    known = [
        f"{counts['byEvidence'][evidence]} {words}"
        for evidence, words in (
            ("exact", "told by the editor"),
            ("reported", "seen by their key"),
            ("matched", "matched by their text"),
        )
        if counts["byEvidence"][evidence]
    ]
    if known:
        lines += ["", "Accepts: " + ", ".join(known) + "."]
    return "\n".join(lines)


def _rate(figures: dict[str, Any], name: str) -> Rate:
    rate = figures["rates"][name]
    return Rate(rate["numerator"], rate["denominator"])


def _seconds(iso: str) -> float:
    return datetime.fromisoformat(iso).timestamp()
