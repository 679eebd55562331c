"""Every ``.session`` file holds its claim when replayed through the adapters and the engine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tenure.cli.replay import replay

from tests.sessions.language import compile_session

SESSIONS = sorted(Path(__file__).parent.glob("**/*.session"))


@pytest.mark.parametrize("path", SESSIONS, ids=lambda path: path.stem)
def test_a_session_ends_as_it_says(path: Path, tmp_path: Path) -> None:
    """The report over the session holds exactly what the session expects."""
    session = compile_session(path)
    assert session.claim, "a session starts with its claim, as a comment"
    assert session.expectations, "a session expects something"
    trace = tmp_path / "trace.jsonl"
    trace.write_text("".join(json.dumps(line) + "\n" for line in session.trace))

    report = replay(trace, tmp_path / "store.db", session.until - session.trace[-1]["time"])

    held = [_held(report, expectation) for expectation in session.expectations]
    assert held == session.expectations


def _held(report: dict[str, Any], expectation: str) -> str:
    """What the report says where the expectation speaks, in the expectation's words."""
    subject, _, rest = expectation.partition(" ")
    match subject:
        case "suggestions":
            return "suggestions " + _counts(report["suggestions"])
        case "origins":
            return "origins " + _counts(report["origins"])
        case "evidence":
            return "evidence " + _counts(report["suggestions"]["byEvidence"])
        case "rate":
            name = rest.split()[0]
            rate = report["rates"][name]
            return f"rate {name} {rate['numerator']} of {rate['denominator']}"
        case "horizons":
            return "horizons " + (" ".join(row["horizon"] for row in report["survival"]) or "none")
        case "survival":
            return _survival(report, rest.split()[0])
        case "distance":
            return _distance(report, *rest.split()[:2])
        case "others":
            return _others(report, *rest.split()[:2])
    raise AssertionError(f"nothing is known of {subject!r}")


def _counts(counts: dict[str, Any]) -> str:
    found = [
        f"{name} {count}" for name, count in counts.items() if isinstance(count, int) and count
    ]
    return ", ".join(found) or "none"


def _survival(report: dict[str, Any], horizon: str) -> str:
    row = next((row for row in report["survival"] if row["horizon"] == horizon), None)
    if row is None:
        return f"survival {horizon} none"
    return f"survival {horizon} {row['kept']} of {row['original']}, {_counts(row['verdicts'])}"


def _distance(report: dict[str, Any], horizon: str, unit: str) -> str:
    for row in report["editDistance"]:
        if (row["horizon"], row["unit"]) == (horizon, unit):
            return f"distance {horizon} {unit} {row['median']}"
    return f"distance {horizon} {unit} none"


def _others(report: dict[str, Any], figure: str, horizon: str) -> str:
    for row in report["asOthersCount"]:
        if (f"{row['system']}/{row['figure']}", row["horizon"]) == (figure, horizon):
            return f"others {figure} {horizon} {row['numerator']:g} of {row['denominator']}"
    return f"others {figure} {horizon} none"
