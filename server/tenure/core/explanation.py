"""Whose text a place holds, and how that is known, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from tenure.core.attribution.origins import (
    Agent,
    External,
    Format,
    Label,
    Menu,
    Paste,
    Refactor,
    Snippet,
    Suggestion,
    Typed,
    Unattributed,
    Unknown,
)
from tenure.core.records import SuggestionRecord
from tenure.core.suggestions.life import Life


@dataclass(frozen=True, slots=True)
class Explanation:
    """``origin`` by its name, the sentence, and the suggestion where it came with one."""

    origin: str
    sentence: str
    suggestion: SuggestionRecord | None = None


def explained(label: Label, lives: Mapping[str, Life]) -> Explanation:
    """What is known of a character that carries ``label``."""
    origin = label.origin
    match origin:
        case Suggestion(id) | Agent(id):
            record = lives[id].record()
            who = record.provider or "an AI suggestion"
            act = "applied by an agent" if isinstance(origin, Agent) else "accepted"
            sentence = f"From {who}, {act}; known because {record.rule} ({record.evidence})."
            return Explanation(origin.name, sentence, record)
        case Typed():
            sentence = "Typed by a person."
        case Paste():
            sentence = "Pasted."
        case Snippet():
            sentence = "Expanded from a snippet."
        case Menu():
            sentence = "Completed from a menu, not of an AI."
        case Refactor():
            sentence = "Written by a rename or code action."
        case Format():
            sentence = "Written by a formatter."
        case External():
            sentence = "Found changed on disk."
        case Unattributed():
            sentence = "Inserted at once, and nothing explains by whom."
        case Unknown():
            sentence = "Was there before Tenure looked."
        case _:
            assert_never(origin)
    return Explanation(origin.name, sentence)
