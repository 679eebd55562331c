"""Where each signal is exported to, by which settings, and whether its receiver takes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tenure.core.errors import TenureError
from tenure.settings import disabled
from tenure.store.pauses import Signal
from tenure.telemetry import targets

OTHERS = (
    "OTEL_SDK_DISABLED",
    "OTEL_LOGS_EXPORTER",
    "OTEL_TRACES_EXPORTER",
    "OTEL_METRICS_EXPORTER",
    "OTEL_SERVICE_NAME",
    "OTEL_RESOURCE_ATTRIBUTES",
    "OTEL_METRIC_EXPORT_INTERVAL",
    "OTEL_BLRP_SCHEDULE_DELAY",
    "OTEL_BLRP_MAX_EXPORT_BATCH_SIZE",
    "OTEL_BSP_SCHEDULE_DELAY",
    "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
)
"""Standard variables that are followed for no one receiver."""

TEMPORALITY = "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE"


def examine(endpoint: str, environment: Mapping[str, str], *, send_test: bool) -> dict[str, Any]:
    """``endpoint`` is the general one; ``problems`` name the next steps.

    One receiver is asked whether it answers, with ``send_test`` that of each signal. Values of
    headers are left out: they are what one signs in with.
    """
    sent = targets.signals_sent(endpoint, environment)
    address = targets.shown(endpoint)
    if not sent:
        why = "OTEL_SDK_DISABLED is true" if disabled(environment) else "no endpoint is set"
        return _found(address, f"{why}: nothing leaves this machine", environment)
    from tenure.telemetry.check import check

    wrong = {one: check(one, endpoint, environment) for one in (sent if send_test else sent[:1])}
    problems = list(dict.fromkeys(words for words in wrong.values() if words is not None))
    return _found(
        address,
        problems[0] if problems else "answers",
        environment,
        [_signal(one, endpoint, environment, wrong) for one in sent],
        [f"{address or 'the export'}: {words}" for words in problems],
    )


def render(found: Mapping[str, Any]) -> list[str]:
    """The lines of an examination."""
    lines = [f"  export    {found['endpoint'] or 'none'} ({found['state']})"]
    for signal in found["signals"]:
        lines.append(f"    {signal['signal']:<9}{signal['state']}")
        lines += [
            f"      {one['name']:<20}{one['value']}  ({one['source']})"
            for one in signal["settings"]
        ]
    lines += [f"    {one['name']}={one['value']}" for one in found["variables"]]
    return lines


def _found(
    endpoint: str,
    state: str,
    environment: Mapping[str, str],
    signals: Sequence[dict[str, Any]] = (),
    problems: Sequence[str] = (),
) -> dict[str, Any]:
    variables = [
        {"name": name, "value": environment[name]} for name in OTHERS if environment.get(name)
    ]
    if environment.get(TEMPORALITY, "cumulative").lower() != "cumulative":
        variables.append(
            {
                "name": TEMPORALITY,
                "value": f"{environment[TEMPORALITY]} (not followed: totals are always cumulative, "
                "a Collector's cumulativetodelta processor turns them into deltas)",
            }
        )
    return {
        "endpoint": endpoint,
        "state": state,
        "signals": list(signals),
        "variables": variables,
        "problems": list(problems),
    }


def _signal(
    signal: Signal,
    endpoint: str,
    environment: Mapping[str, str],
    wrong: Mapping[Signal, str | None],
) -> dict[str, Any]:
    state = wrong[signal] or "answers" if signal in wrong else "not asked; --send-test asks"
    try:
        target = targets.target_of(signal, endpoint, environment)
    except TenureError as error:
        return {"signal": signal, "state": str(error), "settings": []}
    values = {
        "endpoint": target.shown,
        "protocol": target.protocol,
        "compression": "gzip" if target.compressed else "none",
        "insecure": environment.get(target.sources.get("insecure", "")),
        "timeout": f"{target.timeout:g} s",
        "headers": ", ".join(target.headers),
        "certificate": target.certificate,
        "client_certificate": target.client_certificate,
        "client_key": target.client_key,
    }
    for name, why in target.ignored.items():
        values[name] = f"{environment[target.sources[name]]} (not followed: {why})"
    return {
        "signal": signal,
        "state": state,
        "settings": [
            {"name": name, "value": value, "source": target.sources.get(name, "default")}
            for name, value in values.items()
            if value
        ],
    }
