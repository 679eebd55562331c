"""What an adapter saw, as the engine takes it; places are in code points.

A didChange with several changes is several ``TextChanged`` of one version and one time.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

import msgspec

from tenure.core.text.points import Point


class Saying(StrEnum):
    """What a client says a change was (``tenure/changeOrigin``)."""

    TYPED = "typed"
    PASTE = "paste"
    CUT = "cut"
    INLINE = "inline"
    NEXT_EDIT = "nextEdit"
    MENU = "menu"
    SNIPPET = "snippet"
    FORMAT = "format"
    RENAME = "rename"
    CODE_ACTION = "codeAction"
    CHAT = "chat"
    AGENT = "agent"
    RELOAD = "reload"
    UNDO = "undo"
    REDO = "redo"


class Report(StrEnum):
    """What a client says became of a suggestion (``tenure/suggestion``)."""

    OPPORTUNITY = "opportunity"
    SHOWN = "shown"
    ACCEPTED = "accepted"
    PARTLY_ACCEPTED = "partlyAccepted"
    APPLIED = "applied"
    REJECTED = "rejected"
    IGNORED = "ignored"


class DocumentOpened(NamedTuple):
    """A document and its text, as an editor opened it; also a text that replaces a lost one."""

    document: str
    language: str
    text: str
    version: int | None


class TextChanged(msgspec.Struct, frozen=True):
    """``text`` in the place of what was between two places that exist: nearly every fact.

    ``start`` and ``end`` are None where the client sent the whole text.
    """

    document: str
    start: Point | None
    end: Point | None
    text: str
    version: int | None


class DocumentSaved(NamedTuple):
    """The document's text is on disk now."""

    document: str


class DocumentClosed(NamedTuple):
    """The editor has let go of the document; what was not saved is lost."""

    document: str


class FileChanged(NamedTuple):
    """Somebody wrote the document's file; not told of our editor's own saves."""

    document: str


class FileDeleted(NamedTuple):
    """The document's file is gone, and no other has its text."""

    document: str


class BranchSwitched(NamedTuple):
    """Another branch was checked out in the folder (a URI); ``branch`` is its name or commit."""

    folder: str
    branch: str


class ChangeExplained(NamedTuple):
    """The client says who made the change that led to ``version``; before or after that change.

    ``evidence`` is exact or reported.
    """

    document: str
    version: int | None
    saying: Saying
    partial: bool
    provider: str | None
    evidence: str
    adapter: str


class SuggestionReported(NamedTuple):
    """The client says what became of a suggestion; before or after the change that it speaks of.

    ``id`` is the provider's. ``text`` replaces what is between ``start`` and ``end``; of several
    edits (``start`` is None then) it is their texts in order. ``kind`` and ``evidence`` are words
    of measures.md; ``whole`` says that a part reached the end of the text.
    """

    document: str
    version: int | None
    report: Report
    kind: str
    evidence: str
    adapter: str
    id: str | None = None
    text: str | None = None
    start: Point | None = None
    end: Point | None = None
    whole: bool = False
    provider: str | None = None
    model: str | None = None
    latency: float | None = None


class SelfChecked(NamedTuple):
    """The client saw an accept, or did not, in each of its two ways.

    ``report`` is accepted or partly accepted, ``kind`` a word of measures.md, ``seen_by`` both,
    precise or stable.
    """

    report: Report
    kind: str
    seen_by: str


Fact = (
    DocumentOpened
    | TextChanged
    | DocumentSaved
    | DocumentClosed
    | FileChanged
    | FileDeleted
    | BranchSwitched
    | ChangeExplained
    | SuggestionReported
    | SelfChecked
)
