"""Who sends: this installation, with what the user's own variables add."""

from __future__ import annotations

import re
from collections.abc import Mapping

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.version import __version__ as sdk_version

from tenure import __version__
from tenure.store.reader import Installation
from tenure.telemetry.targets import pairs

SERVICE = "tenure"


def resource_of(installation: Installation, environment: Mapping[str, str]) -> Resource:
    """``OTEL_RESOURCE_ATTRIBUTES`` go as the user wrote them, ``OTEL_SERVICE_NAME`` over them.

    ``service.instance.id`` alone is always ours: two machines under one id would be one stream.
    """
    own = {
        _in_utf_8(name): _in_utf_8(value)
        for name, value in pairs(environment.get("OTEL_RESOURCE_ATTRIBUTES", "")).items()
        if name
    }
    return Resource(
        {
            "telemetry.sdk.language": "python",
            "telemetry.sdk.name": "opentelemetry",
            "telemetry.sdk.version": sdk_version,
            "service.version": __version__,
            **own,
            "service.name": _in_utf_8(environment.get("OTEL_SERVICE_NAME", ""))
            or own.get("service.name")
            or SERVICE,
            "service.instance.id": installation.id,
        }
    )


def _in_utf_8(text: str) -> str:
    """``text`` with U+FFFD for what a variable held that is no UTF-8: nobody could encode it."""
    return _SURROGATE.sub("\ufffd", text)


_SURROGATE = re.compile("[\ud800-\udfff]")
