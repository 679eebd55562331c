"""What the status bar is of, as Markdown in English, for editors that show it as it comes."""

from __future__ import annotations

from collections.abc import Sequence

from tenure.core.metrics.rates import Rate
from tenure.report.windows import RATES, Window

NAMES = {"today": "today", "7d": "7 days", "30d": "30 days"}

_DENOMINATORS = {
    "acceptance": "suggestions that were shown",
    "decision": "suggestions accepted or dismissed; nobody tells which were shown",
    "opportunity": "requests for a suggestion; nobody tells which were shown or dismissed",
}

_KNOWN = (
    ("exact", "told by the editor"),
    ("reported", "seen by key"),
    ("matched", "matched by text"),
)


def tooltip(windows: Sequence[Window]) -> str:
    """A table of the windows, each figure with what it is of, and how it is known."""
    longest = windows[-1]
    told = [(name, word) for name, word in RATES if longest.rates[name].denominator]
    if not told:
        return "**Tenure**\n\nNo suggestion was decided on yet."
    heads = " | ".join(NAMES[one.window] for one in windows)
    lines = [
        f"| **Tenure** | {heads} |",
        f"| :--- | {' | '.join('---:' for _ in windows)} |",
    ]
    lines += [
        _row(f"accepted of {word}", [one.rates[name] for one in windows]) for name, word in told
    ]
    lines.append(_row("standing", [one.standing for one in windows]))
    lines += _by_provider(windows, *told[0])
    lines.append("")
    lines += [f"- *{word}*: {_DENOMINATORS[name]}" for name, word in told]
    lines.append(
        "- *standing*: accepted characters that still stand, at the newest reading of each"
    )
    known = [f"{longest.accepts[kind]} {words}" for kind, words in _KNOWN if longest.accepts[kind]]
    if known:
        lines += ["", f"Accepts of {NAMES[longest.window]}: {', '.join(known)}."]
    return "\n".join(lines)


def _by_provider(windows: Sequence[Window], name: str, word: str) -> list[str]:
    """A row for each provider of the longest window; none where nobody tells providers apart."""
    rates = [{one.provider: one.rates[name] for one in window.providers} for window in windows]
    if not any(rates[-1]):
        return []
    return [
        _row(f"{provider or 'others'}, of {word}", [of.get(provider, Rate(0, 0)) for of in rates])
        for provider in sorted(rates[-1], key=lambda provider: (provider is None, provider))
    ]


def _row(head: str, rates: Sequence[Rate]) -> str:
    return f"| {head} | {' | '.join(_cell(rate) for rate in rates)} |"


def _cell(rate: Rate) -> str:
    if not rate.denominator:
        return ""
    return f"**{rate.words}** of {rate.denominator:,}" if "%" in rate.words else rate.words
