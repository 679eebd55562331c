"""Where a setting's value comes from, and which sources are believed what.

What could send data elsewhere is believed to the environment, to the user's own ``tenure.toml``,
and to the options that an editor starts the server with: who can change those can run a program.
Later messages of an editor may come from files of the workspace, as may ``[tool.tenure]`` of its
``pyproject.toml``: the former set what is harmless, the latter only tightens what is watched.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tenure.core.metrics.permissions import Level
from tenure.settings.table import (
    CAPTURE_VARIABLE,
    CAPTURED,
    SETTINGS,
    Setting,
    Settings,
    Value,
)

DISABLED_VARIABLE = "OTEL_SDK_DISABLED"

LARGEST_FILE = 1_000_000
"""Bytes; no file of settings is larger, and a workspace's may be anything."""

_BY_NAME = {setting.name: setting for setting in SETTINGS}


def resolve(
    environment: Mapping[str, str],
    *,
    client: Mapping[str, Any] | None = None,
    told: Mapping[str, Any] | None = None,
    folders: Iterable[Path] = (),
) -> Settings:
    """Each setting by the first source that has it, with what was given and not taken.

    In order: the environment, what the editor ``told`` later, the options of the ``client``, the
    user's file, the default; then tightened by the workspace's ``folders``. A value of the wrong
    type is passed over: the next source decides.
    """
    problems: list[str] = []
    file = user_file(environment)
    in_file = _flattened(_read_toml(file, problems))
    problems += [
        f"{file} sets tenure.{name}, which is no setting; correct or remove it"
        for name in in_file
        if name not in _BY_NAME
    ]
    later = {
        name: value
        for name, value in _flattened(told or {}).items()
        if name in _BY_NAME and not _BY_NAME[name].trusted_only
    }
    sources: list[tuple[str, Mapping[str, Any]]] = [
        ("the editor", later),
        ("the editor", _flattened(client or {})),
        (str(file), in_file),
    ]
    found: dict[str, Value] = {}
    for setting in SETTINGS:
        given = [
            *_of_environment(setting, environment),
            *(Value(v[setting.name], source) for source, v in sources if setting.name in v),
        ]
        fit = [value for value in given if _fits(setting, value.value)]
        problems += [_unfit(setting, value) for value in given if value not in fit]
        found[setting.name] = fit[0] if fit else Value(setting.default, "default")
    endpoint = found["otlp.endpoint"]
    standard = environment.get("OTEL_EXPORTER_OTLP_ENDPOINT", "")
    if not endpoint.value and standard:
        found["otlp.endpoint"] = Value(standard, "OTEL_EXPORTER_OTLP_ENDPOINT")
    for folder in folders:
        _tighten(found, folder / "pyproject.toml", problems)
    if disabled(environment):
        found["telemetry.level"] = Value(Level.OFF.value, DISABLED_VARIABLE)
    content_on = CAPTURED.get(environment.get(CAPTURE_VARIABLE, "").strip().upper(), frozenset())
    if found["telemetry.level"].value == Level.CONTENT and not content_on:
        problems.append(
            f"tenure.telemetry.level is content, and {CAPTURE_VARIABLE} is not set, so no text "
            f"leaves; set it to true, {', '.join(name for name in CAPTURED if name != 'TRUE')}, "
            "or lower the level"
        )
    return Settings(found, content_on, tuple(problems))


def disabled(environment: Mapping[str, str]) -> bool:
    """Whether the standard variable turns everything off that leaves the machine."""
    return environment.get(DISABLED_VARIABLE, "").strip().lower() == "true"


def home(environment: Mapping[str, str]) -> Path:
    """The folder that holds the store: ``TENURE_HOME`` or the platform's user data folder.

    Absolute, since the worker runs in another folder than whoever starts it.
    """
    chosen = _chosen(environment)
    if chosen is not None:
        return chosen
    import platformdirs

    return Path(platformdirs.user_data_dir("tenure", appauthor=False))


def user_file(environment: Mapping[str, str]) -> Path:
    """The user's own settings: in ``TENURE_HOME``, or the platform's user configuration folder."""
    chosen = _chosen(environment)
    if chosen is not None:
        return chosen / "tenure.toml"
    import platformdirs

    return Path(platformdirs.user_config_dir("tenure", appauthor=False)) / "tenure.toml"


def _chosen(environment: Mapping[str, str]) -> Path | None:
    folder = environment.get("TENURE_HOME")
    if not folder:
        return None
    # An editor that sets it asks no shell what ~ means; Path.expanduser raises for nobody's home.
    return Path(os.path.expanduser(folder)).absolute()  # noqa: PTH111


def _of_environment(setting: Setting, environment: Mapping[str, str]) -> Iterator[Value]:
    text = environment.get(setting.variable)
    if text is None:
        return
    value: Any = text
    if setting.type == "boolean":
        value = text.strip().lower() in {"1", "true", "yes", "on"}
    elif setting.type == "number":
        try:
            value = float(text)
        except ValueError:
            value = text
    elif setting.type == "array":
        parts = re.split(r"[\s,;:]+", text) if setting.choices else text.split(os.pathsep)
        value = tuple(part for part in parts if part)
    yield Value(value, setting.variable)


def _tighten(found: dict[str, Value], file: Path, problems: list[str]) -> None:
    """Let a workspace's ``file`` see to it that less is watched; never more."""
    tables = _read_toml(file, problems, needed=b"tool.tenure").get("tool")
    own = tables.get("tenure") if isinstance(tables, Mapping) else None
    for name, value in _flattened(own if isinstance(own, Mapping) else {}).items():
        setting = _BY_NAME.get(name)
        if setting is None or not setting.tightened:
            problems.append(
                f"{file} sets tenure.{name}, which a workspace cannot; "
                f"set it in your own {'settings' if setting else 'tenure.toml, if it is one'}"
            )
            continue
        if not _fits(setting, value):
            problems.append(_unfit(setting, Value(value, str(file))))
            continue
        before = found[name]
        tight: Any
        match setting.type:
            case "boolean":
                tight = before.value and value
            case "number":
                tight = min(before.value, value)
            case "array":
                tight = (*before.value, *(one for one in value if one not in before.value))
            case "string":
                tight = before.value
        if tight != before.value:
            source = f"{before.source}, and {file}" if setting.type == "array" else str(file)
            found[name] = Value(tight, source)


def _fits(setting: Setting, value: object) -> bool:
    match setting.type:
        case "string":
            return isinstance(value, str) and (not setting.choices or value in setting.choices)
        case "boolean":
            return isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "array":
            return isinstance(value, list | tuple) and all(
                isinstance(part, str) and (not setting.choices or part in setting.choices)
                for part in value
            )


def _unfit(setting: Setting, value: Value) -> str:
    takes = {"string": "a text", "boolean": "true or false", "number": "a number"}.get(
        setting.type, "a list of texts"
    )
    if setting.choices:
        takes = ("some of " if setting.type == "array" else "one of ") + ", ".join(setting.choices)
    return f"tenure.{setting.name} takes {takes}; correct it in {value.source}"


def _flattened(values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in values.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            flat.update(_flattened(value, name + "."))
        else:
            flat[name] = value
    return flat


def _read_toml(file: Path, problems: list[str], needed: bytes = b"") -> Mapping[str, Any]:
    """What ``file`` holds; nothing where it is not there, or has not the bytes that are needed."""
    try:
        if not file.is_file():
            return {}
        with file.open("rb") as opened:
            content = opened.read(LARGEST_FILE + 1)
        if needed not in content:
            return {}
        if len(content) > LARGEST_FILE:
            problems.append(f"{file} is too large to be read for settings; make it smaller")
            return {}
        return tomllib.loads(content.decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        # The parser's own words name a place in the file, and never its text.
        reason = str(error) if isinstance(error, tomllib.TOMLDecodeError) else type(error).__name__
        problems.append(f"{file} cannot be read for settings ({reason}); correct it")
        return {}
