"""Whether a receiver answers, in one sentence, without sending anything of the user's."""

from __future__ import annotations

from collections.abc import Mapping

from tenure.telemetry.sender import Fate, Sender


def check(endpoint: str, environment: Mapping[str, str]) -> str | None:
    """What is wrong with the receiver at ``endpoint``; None where it takes an empty request."""
    if not endpoint.startswith(("http://", "https://")):
        return "an endpoint starts with http:// or https://; correct OTEL_EXPORTER_OTLP_ENDPOINT"
    sender = Sender(endpoint, "logs", {**environment, "OTEL_EXPORTER_OTLP_TIMEOUT": "3"})
    try:
        answer = sender.post(b"", 0.0)
    finally:
        sender.close()
    if answer.fate is Fate.TAKEN:
        return None
    if answer.reason == "status 404":
        return f"nothing takes OTLP at {sender.url}; the endpoint is the address before /v1/logs"
    if answer.reason in ("status 401", "status 403"):
        return f"{sender.url} refuses us; set OTEL_EXPORTER_OTLP_HEADERS"
    return f"{answer.reason}; see that a receiver runs at {sender.url}"
