"""Every setting once.

The extension's settings block and the settings page of the docs are generated from here. A setting
that could send data elsewhere is never taken from an untrusted workspace (``trusted_only``).
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Scope = Literal["application", "machine", "window", "resource"]


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its dotted name without ``tenure.``, JSON type, default and description."""

    name: str
    type: Literal["string", "boolean", "number", "array"]
    default: str | bool | float | tuple[str, ...]
    description: str
    scope: Scope = "window"
    client_only: bool = False
    trusted_only: bool = False

    @property
    def variable(self) -> str:
        """The environment variable that sets it: ``TENURE_`` and the name in capitals."""
        return "TENURE_" + self.name.replace(".", "_").upper()


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
    ),
    Setting(
        "exclude",
        "array",
        (".env*", "*.pem", "*.key", "id_rsa*", "id_ed25519*", "*.p12", "*.pfx", "*credentials*"),
        "File names (glob patterns) that are never tracked.",
    ),
    Setting(
        "maximumFileSize",
        "number",
        10_000_000,
        "Files with more characters than this are not tracked.",
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
        "otlp.endpoint",
        "string",
        "",
        "OTLP endpoint (http/protobuf) that metrics and log events are sent to, e.g. "
        "http://localhost:4318. Empty: `OTEL_EXPORTER_OTLP_ENDPOINT`; without either, nothing "
        "leaves this machine.",
        scope="machine",
        trusted_only=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Value:
    """A setting's value with where it came from, for ``tenure doctor``."""

    value: Any
    source: str


@dataclass(frozen=True, slots=True)
class Settings:
    """The values in force."""

    values: Mapping[str, Value]

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


def resolve(
    environment: Mapping[str, str],
    *,
    client: Mapping[str, Any] | None = None,
    user_file: Path | None = None,
) -> Settings:
    """Settings in force: environment over the client's over the user's file over defaults.

    ``client`` is what an editor sent (nested or dotted keys under ``tenure``). A value of the wrong
    type is passed over: the next source decides.
    """
    sources: list[tuple[str, Mapping[str, Any]]] = []
    if client is not None:
        sources.append(("the editor", _flattened(client)))
    if user_file is not None and user_file.is_file():
        sources.append((str(user_file), _flattened(_read_toml(user_file))))
    found: dict[str, Value] = {}
    for setting in SETTINGS:
        value = _from_environment(setting, environment)
        if value is None:
            value = next(
                (
                    Value(values[setting.name], source)
                    for source, values in sources
                    if _fits(setting, values.get(setting.name))
                ),
                None,
            )
        found[setting.name] = value or Value(setting.default, "default")
    endpoint = found["otlp.endpoint"]
    standard = environment.get("OTEL_EXPORTER_OTLP_ENDPOINT", "")
    if not endpoint.value and standard:
        found["otlp.endpoint"] = Value(standard, "OTEL_EXPORTER_OTLP_ENDPOINT")
    return Settings(found)


def home(environment: Mapping[str, str]) -> Path:
    """The folder that holds the store: ``TENURE_HOME`` or the platform's user data folder."""
    chosen = environment.get("TENURE_HOME")
    if chosen:
        return Path(chosen)
    import platformdirs

    return Path(platformdirs.user_data_dir("tenure", appauthor=False))


def _from_environment(setting: Setting, environment: Mapping[str, str]) -> Value | None:
    text = environment.get(setting.variable)
    if text is None:
        return None
    value: Any = text
    if setting.type == "boolean":
        value = text.strip().lower() in {"1", "true", "yes", "on"}
    elif setting.type == "number":
        try:
            value = float(text)
        except ValueError:
            return None
    elif setting.type == "array":
        value = tuple(part for part in text.split(os.pathsep) if part)
    return Value(value, setting.variable)


def _fits(setting: Setting, value: object) -> bool:
    match setting.type:
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "array":
            return isinstance(value, list | tuple) and all(isinstance(v, str) for v in value)


def _flattened(values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in values.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            flat.update(_flattened(value, name + "."))
        else:
            flat[name] = value
    return flat


def _read_toml(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
