"""Whose text a place holds, since when, by which rule and how sure, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import assert_never

from tenure.core.attribution.origins import (
    Agent,
    External,
    Format,
    Label,
    Menu,
    Note,
    Origin,
    Paste,
    Refactor,
    Snippet,
    Suggestion,
    Typed,
    Unattributed,
    Unknown,
)
from tenure.core.records import SuggestionRecord

_WITHOUT_NOTE = {
    Typed.name: "; known because it came as keys do (inferred), and when is not kept of keys",
    Unknown.name: "",
    External.name: "; when it came is not known",
}
"""What is said where nothing was noted: a note for every key would cost more than it tells."""

_FORGOTTEN = "; since when and by which rule was known only to the editor that saw it"


@dataclass(frozen=True, slots=True)
class Explanation:
    """``origin`` by its name, who that is, how it is known, and the suggestion if it is one's.

    ``note`` is None where nothing was concluded: the text was typed, or was there before.
    """

    origin: str
    who: str
    note: Note | None = None
    is_copy: bool = False
    suggestion: SuggestionRecord | None = None

    def sentence(self, zone: tzinfo | None = UTC) -> str:
        """All of it in one sentence, the time in ``zone`` (None: the machine's)."""
        words = f"A copy of text: {self.who}" if self.is_copy else self.who
        if self.note is None:
            return f"{words}{_WITHOUT_NOTE.get(self.origin, _FORGOTTEN)}."
        at = datetime.fromtimestamp(self.note.at, UTC).astimezone(zone)
        since = at.strftime("%Y-%m-%d %H:%M")
        return f"{words}, since {since}; known because {self.note.rule} ({self.note.evidence})."


def explained(
    label: Label, note: Note | None, suggestions: Mapping[str, SuggestionRecord]
) -> Explanation:
    """What is known of a character that carries ``label``."""
    origin = label.origin
    record = suggestions.get(origin.id) if isinstance(origin, Suggestion | Agent) else None
    if record is not None and record.accepted_at is not None:
        note = Note(record.rule, record.evidence.value, record.accepted_at)
    return Explanation(origin.name, _who(origin, record), note, label.is_copy, record)


def _who(origin: Origin, record: SuggestionRecord | None) -> str:
    match origin:
        case Suggestion():
            return f"Accepted from {_provider(record)}"
        case Agent():
            return f"Applied by {_provider(record)}"
        case Typed():
            return "Typed by a person"
        case Paste():
            return "Pasted"
        case Snippet():
            return "Expanded from a snippet"
        case Menu():
            return "Completed from a menu, not of an AI"
        case Refactor():
            return "Written by a rename or code action"
        case Format():
            return "Written by a formatter"
        case External():
            return "Written by another process, and found on disk"
        case Unattributed():
            return "Inserted at once, and nothing explains by whom"
        case Unknown():
            return "There before Tenure looked"
        case _:
            assert_never(origin)


def _provider(record: SuggestionRecord | None) -> str:
    if record is None or record.provider is None:
        return "an AI"
    return record.provider if record.model is None else f"{record.provider} ({record.model})"
