"""OTLP's JSON: protobuf's mapping, but ids in hex digits and enumerations as numbers.

(OTLP, "JSON Protobuf Encoding".)
"""

from __future__ import annotations

import base64
import json
from typing import Any

from google.protobuf.json_format import MessageToDict, Parse, ParseError
from google.protobuf.message import Message

__all__ = ["ParseError", "dump", "parse"]

_IDS = frozenset({"traceId", "spanId", "parentSpanId"})


def dump(request: Message) -> str:
    """``request`` on one line."""
    content = MessageToDict(request, use_integers_for_enums=True)
    return json.dumps(_with_hex_ids(content), ensure_ascii=False, separators=(",", ":"))


def parse(text: str, response: Message) -> None:
    """Read ``text`` into ``response``, which holds no ids; ParseError where it is none."""
    Parse(text, response, ignore_unknown_fields=True)


def _with_hex_ids(content: Any) -> Any:
    if isinstance(content, list):
        return [_with_hex_ids(one) for one in content]
    if not isinstance(content, dict):
        return content
    return {
        name: base64.b64decode(value).hex() if name in _IDS else _with_hex_ids(value)
        for name, value in content.items()
    }
