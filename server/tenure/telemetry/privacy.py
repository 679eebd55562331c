"""What may leave the machine: the one gate through which a value becomes an attribute.

Only here is a string ``Cleared``, is text of a file read, and is a document looked up in its
repository (all three held by tests). Attributes are built from what the table in
``core.metrics.attributes`` allows, never by leaving out what it forbids.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from tenure.core.metrics import attributes as names
from tenure.core.metrics.attributes import BY_NAME, Cleared, Value
from tenure.core.metrics.permissions import Identifier, Level, Permission, Signal
from tenure.core.records import (
    Evidence,
    OpportunityRecord,
    ReadingRecord,
    SuggestionRecord,
    UnattributedRecord,
)
from tenure.files import path_of
from tenure.repository import head_of, work_tree_of
from tenure.store.outbox import Event, Span

Attributes = dict[str, Value]


def permitted(
    attributes: Mapping[str, object], permission: Permission, signal: Signal
) -> Attributes:
    """Those of ``attributes`` that may leave now on ``signal``; asked for all that leaves.

    What was queued under another permission is held to the one in force.
    """
    return _cleared(
        {name: value for name, value in attributes.items() if _may(name, permission, signal)}
    )


def let_out(queued: Event | Span, permission: Permission) -> Event | Span:
    """``queued`` with those of its attributes that may leave now."""
    signal: Signal = "logs" if isinstance(queued, Event) else "traces"
    return queued._replace(attributes=permitted(queued.attributes, permission, signal))


def common(
    record: SuggestionRecord | OpportunityRecord | UnattributedRecord, editor: str | None
) -> Attributes:
    """The low-cardinality attributes that every metric and event of a record carries."""
    if isinstance(record, UnattributedRecord):
        return _cleared(
            {
                names.LANGUAGE: record.language,
                names.EDITOR: editor,
                names.EVIDENCE: Evidence.INFERRED,
            }
        )
    return _cleared(
        {
            names.PROVIDER: record.provider,
            names.MODEL: record.model,
            names.LANGUAGE: record.language,
            names.EDITOR: editor,
            names.KIND: snake_case(record.kind),
            names.EVIDENCE: record.evidence,
        }
    )


def of_suggestion(
    record: SuggestionRecord, editor: str | None, permission: Permission
) -> Attributes:
    """What is told of a suggestion at the end of its life, on one signal or another."""
    return {
        **common(record, editor),
        **_cleared(
            {
                names.SUGGESTION: record.id,
                names.OUTCOME: outcome(record),
                names.RULE: record.rule,
                names.ADAPTER: record.adapter,
                names.ACCEPTED_CHARACTERS: record.accepted_characters,
                names.SHOWN_CHARACTERS: record.shown_characters,
                names.WAS_SHOWN: record.shown_at is not None,
                names.LATENCY: record.latency,
            }
        ),
        **_place(record.document, permission),
        **_text(record, permission),
    }


def of_reading(
    reading: ReadingRecord,
    suggestion: SuggestionRecord,
    editor: str | None,
    permission: Permission,
) -> Attributes:
    """What is told of one reading."""
    told = _cleared(
        {
            names.SUGGESTION: reading.suggestion,
            names.HORIZON: reading.horizon,
            names.VERDICT: reading.verdict,
            names.KEPT: reading.kept,
            names.ORIGINAL: reading.original,
            names.LATE: reading.late,
            names.UNMEASURED: reading.reason,
        }
    )
    for distance in reading.distances:
        edits, longest = names.DISTANCES[distance.unit]
        told |= {edits: distance.distance, longest: distance.longest}
    return common(suggestion, editor) | told | _place(suggestion.document, permission)


def outcome(record: SuggestionRecord | UnattributedRecord) -> Cleared:
    """The outcome that a record is counted under."""
    if isinstance(record, UnattributedRecord):
        return Cleared("unattributed")
    return Cleared("reverted") if record.reverted else snake_case(record.state)


def of_characters(attributes: Mapping[str, str | None]) -> Attributes:
    """Whose characters were counted: origin, language and editor."""
    return _cleared(attributes)


def of_loss(reason: str) -> Attributes:
    """Why records were lost, in our own words."""
    return _cleared({names.REASON: reason})


def snake_case(word: StrEnum) -> Cleared:
    """A word of measures.md as OTLP writes it: ``nextEdit`` is ``next_edit``."""
    return Cleared("".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in word))


def _may(name: str, permission: Permission, signal: Signal) -> bool:
    attribute = BY_NAME.get(name)
    if attribute is None or not permission.reaches(attribute.level):
        return False
    match attribute.level:
        case Level.OFF | Level.METADATA:
            return True
        case Level.IDENTIFIED:
            return attribute.identifier is not None and permission.identifies(attribute.identifier)
        case Level.CONTENT:
            return signal in permission.content


def _place(document: str, permission: Permission) -> Attributes:
    """Where a document lies, as far as that may be told; nothing outside of a repository."""
    if not any(map(permission.identifies, Identifier)):
        return {}
    path = path_of(document)
    if path is None:
        return {}
    path = Path(os.path.normpath(path))
    work_tree = work_tree_of(path.parent)
    if work_tree is None:
        return {}
    head = head_of(work_tree)
    place = {
        names.PATH: path.relative_to(work_tree).as_posix(),
        names.BRANCH: head.branch,
        names.COMMIT: head.commit,
    }
    return permitted(place, permission, "logs")


def _text(record: SuggestionRecord, permission: Permission) -> Attributes:
    if record.text is None or not permission.content:
        return {}
    from tenure.telemetry.secrets import without_secrets  # a tenth of a second, and seldom wanted

    return _cleared({names.TEXT: without_secrets(record.text.read(), record.language)})


def _cleared(attributes: Mapping[str, object]) -> Attributes:
    """Known values as attributes; what is no value of one is left out."""
    found: Attributes = {}
    for name, value in attributes.items():
        if isinstance(value, StrEnum | bool | int | float):
            found[name] = value
        elif isinstance(value, str):
            told = _without_place(value) if name in _GIVEN else value
            if told:
                found[name] = Cleared(told)
    return found


_GIVEN = frozenset(
    {names.PROVIDER, names.MODEL, names.AI_MODEL, names.LANGUAGE, names.EDITOR, names.ADAPTER}
)
"""Names that a client gives. A model that runs on this machine is often called by its file, a
server by its address: with the user's name in it, or the host's."""

_LONGEST_NAME = 200
"""What has more characters, or several lines, is a text in the wrong place."""

_PLACE = re.compile(
    r"(?P<address>\b[a-z][a-z0-9+.-]+://[^/?#]*|^[^/\s]+:\d{4,5}(?=$|[/?#]))(?P<page>[^?#]*).*"
    r"|(?<![\w@.-])(?:[a-z]:|~[^/\\]*|\.{1,2}|)[/\\](?=\S)(?P<path>.*)",
    re.IGNORECASE,
)
"""An address, or a path that is absolute or begins at a folder; ``org/model`` is neither."""


def _without_place(name: str) -> str:
    """``name`` with the last part alone of a path or an address in it; empty where it is none."""
    if len(name) > _LONGEST_NAME or len(name.splitlines()) > 1:
        return ""
    return _PLACE.sub(_last_part, name).strip()


def _last_part(place: re.Match[str]) -> str:
    return re.split(r"[/\\]", (place["page"] or place["path"] or "").rstrip("/\\"))[-1]
