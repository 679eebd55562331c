"""Every attribute that may leave the machine, once: its name, meaning, and the level that it needs.

What is not in this table is not sent. Names that OpenTelemetry has are its own (a test holds them
equal to ``opentelemetry.semconv``, which the core does not import). ``server/docs/privacy.md`` and
``metrics.md`` are generated from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NewType

from tenure.core.metrics.permissions import Identifier, Level

Cleared = NewType("Cleared", str)
"""A string that may leave the machine: only ``telemetry.privacy`` makes one (held by a test)."""

Value = Cleared | StrEnum | int | float | bool
"""What an attribute may hold. A plain ``str`` is none: it may have come out of a file."""


class Fate(StrEnum):
    """What became of a suggestion's characters."""

    SHOWN = "shown"
    ACCEPTED = "accepted"


class Handler(StrEnum):
    """What the server does while an editor waits for it."""

    CHANGE = "change"
    OPEN = "open"
    SAVE = "save"
    CLOSE = "close"
    SUGGESTION = "suggestion"
    CHANGE_ORIGIN = "change_origin"
    HOVER = "hover"
    COMMAND = "command"
    CLOCK = "clock"
    OTHER = "other"


class Accept(StrEnum):
    """What was accepted, where two ways of seeing it are compared."""

    INLINE = "inline"
    INLINE_PART = "inline_part"
    NEXT_EDIT = "next_edit"
    NEXT_EDIT_PART = "next_edit_part"
    CHAT = "chat"


class Loss(StrEnum):
    """Why records were lost before anybody could send them."""

    NOT_STORED = "the store could not be written"
    NOT_SENT = "too old or too many"


PROVIDER = "gen_ai.provider.name"
MODEL = "gen_ai.request.model"
PATH = "code.file.path"
BRANCH = "vcs.ref.head.name"
COMMIT = "vcs.ref.head.revision"
EVENT_ID = "log.record.uid"

ACTION, AI_MODEL = "ai.action", "ai.model"
"""Names of the practice that Tenure follows, beside those of the conventions."""

LANGUAGE = "tenure.language"
EDITOR = "tenure.editor"
EVIDENCE = "tenure.evidence"
ORIGIN = "tenure.origin"
HORIZON = "tenure.horizon"
FATE = "tenure.characters.fate"

SUGGESTION = "tenure.suggestion.id"
KIND = "tenure.suggestion.kind"
OUTCOME = "tenure.suggestion.outcome"
RULE = "tenure.suggestion.rule"
ADAPTER = "tenure.suggestion.adapter"
WAS_SHOWN = "tenure.suggestion.was_shown"
SHOWN_CHARACTERS = "tenure.suggestion.shown_characters"
ACCEPTED_CHARACTERS = "tenure.suggestion.accepted_characters"
LATENCY = "tenure.suggestion.latency"
TEXT = "tenure.suggestion.text"

VERDICT = "tenure.survival.verdict"
KEPT = "tenure.survival.kept"
ORIGINAL = "tenure.survival.original"
LATE = "tenure.survival.late"
UNMEASURED = "tenure.survival.reason"

UNIT = "tenure.distance.unit"
_COUNTED = {"char": "characters", "token": "tokens", "line": "lines", "tree": "syntax nodes"}
DISTANCES = {
    unit: (f"tenure.edit_distance.{unit}", f"tenure.edit_distance.{unit}.longest")
    for unit in _COUNTED
}
"""By the unit of a distance: the attribute of its edits, and that of the longer side's units."""

REASON = "tenure.self.reason"
HANDLER = "tenure.self.handler"
ACCEPT, SEEN_BY = "tenure.self.accept", "tenure.self.seen_by"


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute; at the identified level ``identifier`` is what must be allowed for it."""

    name: str
    type: Literal["string", "int", "double", "boolean"]
    description: str
    example: str
    level: Level = Level.METADATA
    identifier: Identifier | None = None


def _identified(name: str, description: str, example: str, identifier: Identifier) -> Attribute:
    return Attribute(name, "string", description, example, Level.IDENTIFIED, identifier)


ATTRIBUTES: tuple[Attribute, ...] = (
    Attribute(PROVIDER, "string", "Who made the suggestion.", "github.copilot"),
    Attribute(MODEL, "string", "The model that made it.", "gpt-5-mini"),
    Attribute(AI_MODEL, "string", "The same.", "gpt-5-mini"),
    Attribute(ACTION, "string", "What the AI did.", "code_generation"),
    Attribute(LANGUAGE, "string", "The document's language id (LSP).", "python"),
    Attribute(EDITOR, "string", "The editor's name in lower case.", "visual studio code"),
    Attribute(KIND, "string", "inline, next_edit, menu, chat or agent.", "inline"),
    Attribute(EVIDENCE, "string", "How it is known: exact, reported, matched, inferred.", "exact"),
    Attribute(
        OUTCOME,
        "string",
        "accepted, partly_accepted, applied, rejected, ignored, typed_through, reverted or "
        "unattributed.",
        "accepted",
    ),
    Attribute(FATE, "string", "What became of characters: shown or accepted.", "accepted"),
    Attribute(HORIZON, "string", "When a suggestion was looked at again.", "5m"),
    Attribute(
        VERDICT,
        "string",
        "unchanged, reformatted, renamed, moved, edited, gone or unmeasured.",
        "edited",
    ),
    Attribute(UNIT, "string", "What a distance counts: char, token, line or tree.", "line"),
    Attribute(ORIGIN, "string", "Who put characters there: typed, suggestion, paste ...", "typed"),
    Attribute(EVENT_ID, "string", "Lets a receiver drop a repeat.", "8f0c4e52:suggestion"),
    Attribute(SUGGESTION, "string", "Our random id of the suggestion.", "8f0c4e52"),
    Attribute(RULE, "string", "Our rule that concluded the outcome.", "the client says accepted"),
    Attribute(ADAPTER, "string", "Who told of it.", "vscode"),
    Attribute(WAS_SHOWN, "boolean", "Whether it is known to have been shown.", "true"),
    Attribute(SHOWN_CHARACTERS, "int", "The length of its text.", "62"),
    Attribute(ACCEPTED_CHARACTERS, "int", "How much of that was accepted.", "62"),
    Attribute(LATENCY, "double", "Seconds from the request to the complete text.", "0.41"),
    Attribute(KEPT, "int", "Characters that still stand.", "48"),
    Attribute(ORIGINAL, "int", "Characters that were inserted.", "62"),
    Attribute(LATE, "boolean", "Whether it was read after its time.", "false"),
    Attribute(
        UNMEASURED,
        "string",
        "Our sentence why a reading or a distance is missing.",
        "the editor was closed before this reading, and nothing was kept of where it stood",
    ),
    *(
        attribute
        for unit, (edits, longest) in DISTANCES.items()
        for attribute in (
            Attribute(edits, "int", f"Edits between then and now, in {_COUNTED[unit]}.", "3"),
            Attribute(
                longest, "int", f"Length of the longer of the two, in {_COUNTED[unit]}.", "20"
            ),
        )
    ),
    Attribute(
        REASON, "string", "Our reason why records were not delivered.", "too old or too many"
    ),
    Attribute(HANDLER, "string", "What the server did meanwhile.", "change"),
    Attribute(ACCEPT, "string", "What was accepted, whole or a part.", "inline_part"),
    Attribute(
        SEEN_BY, "string", "Which way saw it: both, precise (reasons), stable (keys).", "both"
    ),
    _identified(
        PATH,
        "The document's path in its repository; never an absolute one, nothing outside of a "
        "repository.",
        "src/app.py",
        Identifier.PATH,
    ),
    _identified(
        BRANCH,
        "The branch that was checked out when the event was made.",
        "feature/login",
        Identifier.BRANCH,
    ),
    _identified(
        COMMIT,
        "The commit that was checked out when the event was made.",
        "9d59409acf479dfa0df1aa568182e43e43df8bbe",
        Identifier.COMMIT,
    ),
    Attribute(
        TEXT,
        "string",
        "What was suggested, as the editor was offered it, after secrets were removed.",
        "return sum(values) / len(values)",
        Level.CONTENT,
    ),
)

BY_NAME: dict[str, Attribute] = {attribute.name: attribute for attribute in ATTRIBUTES}

RESOURCE: tuple[Attribute, ...] = (
    Attribute("service.name", "string", "`tenure`, or your `OTEL_SERVICE_NAME`.", "tenure"),
    Attribute("service.version", "string", "Tenure's version.", "0.1.0"),
    Attribute(
        "service.instance.id",
        "string",
        "A random id of this store; after a purge of everything it is another one.",
        "0e5d3b0e-6f0f-4c55-9a43-2f7f0d1c9b6e",
    ),
    Attribute("telemetry.sdk.name", "string", "Whose encoders were used.", "opentelemetry"),
    Attribute("telemetry.sdk.language", "string", "Their language.", "python"),
    Attribute("telemetry.sdk.version", "string", "Their version.", "1.45.2"),
)
"""Who sends, once a request. ``OTEL_RESOURCE_ATTRIBUTES`` adds what a user writes there."""
