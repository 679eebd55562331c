"""What is generated from one home: the client's protocol and settings, and the list of metrics.

``python3 tests --generate`` writes the files; a test holds that they are current.
"""

from __future__ import annotations

import inspect
import json
import sys
import types
import typing
from pathlib import Path
from typing import Any, Literal

import msgspec
from tenure.core.metrics.catalogue import METRICS
from tenure.lsp import messages
from tenure.lsp.handshake import COMMANDS
from tenure.settings import SETTINGS

ROOT = Path(__file__).resolve().parent.parent
PROTOCOL = ROOT / "client-vscode/src/protocol.ts"
MANIFEST = ROOT / "client-vscode/package.json"
METRICS_PAGE = ROOT / "server/docs/metrics.md"

_PLAIN = {str: "string", int: "number", float: "number", bool: "boolean"}


def rendered() -> dict[Path, str]:
    """Every generated file with the text that it should have."""
    return {
        PROTOCOL: protocol(),
        MANIFEST: manifest(MANIFEST.read_text(encoding="utf-8")),
        METRICS_PAGE: metrics_page(),
    }


def stale() -> list[Path]:
    """Generated files that are not what they should be."""
    return [
        path
        for path, text in rendered().items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]


def write() -> None:
    """Write every generated file."""
    for path, text in rendered().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def protocol() -> str:
    """The TypeScript of every custom message."""
    lines = [
        "// Generated from server/tenure/lsp/messages.py by `python3 tests --generate`; do not edit.",
        "",
        f'export const SUGGESTION = "{messages.SUGGESTION}";',
        f'export const CHANGE_ORIGIN = "{messages.CHANGE_ORIGIN}";',
        f'export const STATUS = "{messages.STATUS}";',
        "",
        "/** Commands that the server answers. */",
        "export const SERVER_COMMANDS = [",
        *(f'  "{command}",' for command in COMMANDS),
        "] as const;",
    ]
    for name, value in vars(messages).items():
        if typing.get_origin(value) is Literal:
            options = " | ".join(json.dumps(option) for option in typing.get_args(value))
            lines += ["", f"export type {name} = {options};"]
    for name, value in vars(messages).items():
        if inspect.isclass(value) and issubclass(value, messages.Message):
            if value is not messages.Message:
                lines += ["", *_interface(name, value)]
    return "\n".join(lines) + "\n"


def manifest(text: str) -> str:
    """The extension's package.json with the settings of ``settings.py``."""
    package = json.loads(text)
    properties: dict[str, Any] = {}
    for setting in SETTINGS:
        default = list(setting.default) if isinstance(setting.default, tuple) else setting.default
        properties[f"tenure.{setting.name}"] = {
            "type": setting.type,
            **({"items": {"type": "string"}} if setting.type == "array" else {}),
            "default": default,
            "scope": setting.scope,
            "markdownDescription": setting.description,
        }
    package["contributes"]["configuration"] = {"title": "Tenure", "properties": properties}
    package["capabilities"]["untrustedWorkspaces"]["restrictedConfigurations"] = [
        f"tenure.{setting.name}" for setting in SETTINGS if setting.trusted_only
    ]
    return json.dumps(package, indent=2, ensure_ascii=False) + "\n"


def metrics_page() -> str:
    """The list of metrics, for people."""
    lines = [
        "# Metrics",
        "",
        "Generated from `server/tenure/core/metrics/catalogue.py` by `python3 tests --generate`.",
        "Sums and histograms are cumulative from the store's first moment; an attribute is left out "
        "where its value is unknown.",
        "",
        "| name | instrument, unit | what it says | attributes |",
        "|---|---|---|---|",
    ]
    for metric in METRICS:
        attributes = ", ".join(f"`{name}`" for name in metric.attributes) or "none"
        lines.append(
            f"| `{metric.name}` | {metric.instrument}, `{metric.unit}` | {metric.description} "
            f"| {attributes} |"
        )
    bounded = [metric for metric in METRICS if metric.bounds]
    lines += ["", "Bucket bounds lie on the thresholds of the measures:", ""]
    lines += [
        f"- `{metric.name}`: {', '.join(f'{bound:g}' for bound in metric.bounds)}"
        for metric in bounded
    ]
    return "\n".join(lines) + "\n"


def _interface(name: str, message: type[messages.Message]) -> list[str]:
    lines = [f"/** {inspect.getdoc(message).splitlines()[0]} */", f"export interface {name} {{"]
    hints = typing.get_type_hints(message)
    for field in msgspec.structs.fields(message):
        optional = "" if field.required else "?"
        lines.append(f"  {field.encode_name}{optional}: {_type(hints[field.name])};")
    return [*lines, "}"]


def _type(kind: Any) -> str:
    if kind in _PLAIN:
        return _PLAIN[kind]
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return _type(next(one for one in arguments if one is not type(None)))
    if origin is list:
        return f"{_type(arguments[0])}[]"
    if origin is dict:
        return "Record<string, unknown>"
    for name, value in vars(messages).items():
        if value is kind or (origin is Literal and value == kind):
            return name
    raise TypeError(f"no TypeScript for {kind}")


if __name__ == "__main__":
    write()
    sys.exit(0)
