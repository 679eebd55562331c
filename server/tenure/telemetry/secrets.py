"""Secrets out of a text that is about to leave the machine, found by detect-secrets.

Its detectors are used without its filters: those exist to spare people false alarms, and would let
a line through that says so in a comment. Nothing is verified, since that asks the network.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
from detect_secrets.plugins.base import RegexBasedDetector
from detect_secrets.plugins.high_entropy_strings import HighEntropyStringsPlugin
from detect_secrets.plugins.keyword import KeywordDetector

REMOVED = "<secret removed>"

LONGEST = 50_000
"""Characters; a longer text is not searched, and so does not leave."""

SHORTEST_ANYWHERE = 6
"""Characters; a shorter secret is removed from its own line alone, as it may be a plain word."""

SHORTEST_CAPTURED = 8
"""Characters; a shorter part that a pattern captures may be the prefix of any such token."""

SHORTEST_UNQUOTED = 20
"""Characters; a shorter word that is in no quotes is a name, whatever its entropy."""

MOST_ASSIGNMENTS = 50
"""Of one line; a line with more secrets than that is data."""

# detect-secrets finds a key's first line alone, and PuTTY's has no last one.
_KEY_BLOCK = re.compile(
    r"-{4,5} ?BEGIN [^\n]{0,40}PRIVATE KEY(?s:.*?)"
    r"(?:-{4,5} ?END [^\n]{0,40}PRIVATE KEY[^\n-]{0,40}-{4,5}|\Z)"
    r"|PuTTY-User-Key-File-\d(?s:.*)"
)

_REST_OF_TOKEN = re.compile(r"[\w.+/=-]*")

_FILE_NAMES = {
    "c": "a.c",
    "cpp": "a.cpp",
    "csharp": "a.cs",
    "go": "a.go",
    "objective-c": "a.m",
    "objective-cpp": "a.m",
    "dockercompose": "a.yaml",
    "dockerfile": "a.yaml",
    "dotenv": "a.yaml",
    "ini": "a.yaml",
    "plaintext": "a.yaml",
    "properties": "a.yaml",
    "shellscript": "a.yaml",
    "toml": "a.yaml",
    "yaml": "a.yaml",
}
"""By language id: a name by which detect-secrets knows how an assignment looks there."""


def without_secrets(text: str, language: str) -> str | None:
    """``text`` with every secret that is found replaced; None where it is too long to search."""
    if len(text) > LONGEST:
        return None
    text = _KEY_BLOCK.sub(REMOVED, text)
    file_name = _FILE_NAMES.get(language, "a.py")
    lines = text.splitlines(keepends=True)
    everywhere: set[str] = set()
    for number, line in enumerate(lines):
        found = _secrets(line, file_name)
        lines[number] = _replaced(line, found)
        everywhere |= {secret for secret in found if len(secret) >= SHORTEST_ANYWHERE}
    return _replaced("".join(lines), everywhere)


def _replaced(text: str, secrets: Iterable[str]) -> str:
    # The longest first: one may hold another.
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, REMOVED)
    return text


def _secrets(line: str, file_name: str) -> set[str]:
    """The secrets in ``line``; all the rest of it where it holds too many to look for each."""
    found: set[str] = set()
    for detector in _detectors():
        found |= _found_by(detector, line, file_name)
        if isinstance(detector, HighEntropyStringsPlugin):
            words = _words(detector.charset).findall(line)
            entropy = detector.calculate_shannon_entropy
            found |= {word for word in words if entropy(word) > detector.entropy_limit}
    # The detector of assignments stops at the first of a line.
    rest = line
    for _ in range(MOST_ASSIGNMENTS):
        assigned = _found_by(_assignments(), rest, file_name)
        if not assigned:
            return found
        found |= assigned
        rest = rest[min(rest.index(secret) + len(secret) for secret in assigned) :]
    return (found | {rest.strip()}) - {""}


def _found_by(detector: Any, line: str, file_name: str) -> set[str]:
    if isinstance(detector, RegexBasedDetector):
        # Its own findings are what its patterns capture: of some tokens the prefix alone.
        matches = [match for pattern in detector.denylist for match in pattern.finditer(line)]
        captured = {group for match in matches for group in match.groups() if group}
        whole = {match[0] + _token(line, match.end()) for match in matches}
        return whole | {group for group in captured if len(group) >= SHORTEST_CAPTURED}
    found = detector.analyze_line(filename=file_name, line=line, line_number=0)
    return {str(secret.secret_value) for secret in found if secret.secret_value}


def _token(line: str, start: int) -> str:
    """What goes on after a match without an end of its own, as a JWT's signature."""
    rest = _REST_OF_TOKEN.match(line, start)
    return rest[0] if rest else ""


@cache
def _detectors() -> list[Any]:
    detectors: dict[str, Any] = get_mapping_from_secret_type_to_class()
    return [detector() for detector in detectors.values()]


@cache
def _assignments() -> KeywordDetector:
    return KeywordDetector()


@cache
def _words(letters: str) -> re.Pattern[str]:
    return re.compile(rf"[{re.escape(letters)}]{{{SHORTEST_UNQUOTED},}}")
