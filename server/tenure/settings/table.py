"""Every setting once.

The extension's settings block and the tables of the docs are generated from here. A setting that
could send data elsewhere, or delete any, is never taken from a workspace (``trusted_only``); one
that says what is watched, a workspace may only tighten (``tightened``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tenure.core.metrics.permissions import Identifier, Level, Permission, Signal

Scope = Literal["application", "machine", "window", "resource"]


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its dotted name without ``tenure.``, JSON type, default and description.

    ``choices`` are the values that it, or each of its parts, takes; any where there are none.
    """

    name: str
    type: Literal["string", "boolean", "number", "array"]
    default: str | bool | float | tuple[str, ...]
    description: str
    scope: Scope = "window"
    client_only: bool = False
    trusted_only: bool = False
    tightened: bool = False
    choices: tuple[str, ...] = ()

    @property
    def variable(self) -> str:
        """The environment variable that sets it: ``TENURE_`` and the name in capitals."""
        return "TENURE_" + self.name.replace(".", "_").upper()


CAPTURE_VARIABLE = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"
"""OpenTelemetry's own word on the content of prompts and answers, needed beside the level."""

CAPTURED: Mapping[str, frozenset[Signal]] = {
    "TRUE": frozenset({"logs", "traces"}),
    "SPAN_AND_EVENT": frozenset({"logs", "traces"}),
    "SPAN_ONLY": frozenset({"traces"}),
    "EVENT_ONLY": frozenset({"logs"}),
}
"""On which signals content may go, by the variable's value: both spellings that are in use."""

SETTINGS: tuple[Setting, ...] = (
    Setting(
        "server.path",
        "string",
        "",
        "Path of the `tenure` executable, or of a Python interpreter that has Tenure installed. "
        "Empty: the server inside the extension or installed by it, then `tenure` on PATH, then "
        "the selected Python.",
        scope="machine",
        client_only=True,
        trusted_only=True,
    ),
    Setting(
        "enabled",
        "boolean",
        True,
        "Watch suggestions in this window. Off: nothing is observed and no key is bound.",
        scope="resource",
        tightened=True,
    ),
    Setting(
        "exclude",
        "array",
        (".env*", "*.pem", "*.key", "id_rsa*", "id_ed25519*", "*.p12", "*.pfx", "*credentials*"),
        "File names (glob patterns) that are never tracked.",
        tightened=True,
    ),
    Setting(
        "maximumFileSize",
        "number",
        10_000_000,
        "Files with more characters than this are not tracked.",
        tightened=True,
    ),
    Setting(
        "countRequests",
        "boolean",
        False,
        "Count the editor's requests for inline suggestions with a provider that answers nothing. "
        "Gives a rate over opportunities; a request is not a suggestion that was shown.",
        client_only=True,
    ),
    Setting(
        "retention.days",
        "number",
        730,
        "What was recorded longer ago is deleted from this machine's store. 0: never. Totals that "
        "are exported stay.",
        scope="machine",
        trusted_only=True,
    ),
    Setting(
        "retention.megabytes",
        "number",
        1024,
        "Beyond this size of the store the oldest goes first. 0: no bound.",
        scope="machine",
        trusted_only=True,
    ),
    Setting(
        "otlp.endpoint",
        "string",
        "",
        "OTLP endpoint (http/protobuf) that metrics and log events are sent to, e.g. "
        "http://localhost:4318. Empty: `OTEL_EXPORTER_OTLP_ENDPOINT`; without either, nothing "
        "leaves this machine.",
        scope="machine",
        trusted_only=True,
    ),
    Setting(
        "telemetry.level",
        "string",
        Level.METADATA.value,
        "What is sent to the endpoint. `metadata`: counts, ratios, durations and names of "
        "providers, models, languages and editors. `identified`: also what "
        "`tenure.telemetry.identify` allows. `content`: also the text of suggestions, without the "
        f"secrets found in it, where `{CAPTURE_VARIABLE}` agrees. `off`: nothing.",
        scope="machine",
        trusted_only=True,
        choices=tuple(Level),
    ),
    Setting(
        "telemetry.identify",
        "array",
        (),
        "What may be sent at the levels `identified` and `content`: `path` (in its repository), "
        "`branch`, `commit`.",
        scope="machine",
        trusted_only=True,
        choices=tuple(Identifier),
    ),
)


@dataclass(frozen=True, slots=True)
class Value:
    """A setting's value with where it came from, for ``tenure doctor``."""

    value: Any
    source: str


@dataclass(frozen=True, slots=True)
class Settings:
    """The values in force; ``problems`` are sentences about what was given and not taken."""

    values: Mapping[str, Value]
    content_on: frozenset[Signal] = frozenset()
    problems: tuple[str, ...] = ()

    @property
    def enabled(self) -> bool:
        """Whether anything is observed."""
        return bool(self.values["enabled"].value)

    @property
    def exclude(self) -> tuple[str, ...]:
        """Glob patterns of file names that are not tracked."""
        return tuple(self.values["exclude"].value)

    @property
    def maximum_file_size(self) -> int:
        """Characters beyond which a document is not tracked."""
        return int(self.values["maximumFileSize"].value)

    @property
    def endpoint(self) -> str:
        """The OTLP endpoint, empty where nothing is to be sent."""
        return str(self.values["otlp.endpoint"].value)

    @property
    def permission(self) -> Permission:
        """What may leave the machine, should there be an endpoint."""
        return Permission(
            Level(self.values["telemetry.level"].value),
            frozenset(map(Identifier, self.values["telemetry.identify"].value)),
            self.content_on,
        )
