"""Every custom message between an editor and Tenure, once.

``client-vscode/src/protocol.ts`` is generated from this module (``tests/generated.py``). Keys are
camelCase and kept once released: a field may be added, none renamed (interfaces.md). No key may be
called ``class``, ``type_name`` or ``jsonrpc``: pygls eats or renames such payloads.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

SUGGESTION = "tenure/suggestion"
CHANGE_ORIGIN = "tenure/changeOrigin"
BRANCH = "tenure/branch"
SELF_CHECK = "tenure/selfCheck"
STATUS = "tenure/status"

SuggestionState = Literal[
    "opportunity", "shown", "accepted", "partlyAccepted", "applied", "rejected", "ignored"
]
SuggestionKind = Literal["inline", "nextEdit", "menu", "chat", "agent"]
ReportedEvidence = Literal["exact", "reported"]
ChangeOriginName = Literal[
    "typed",
    "paste",
    "cut",
    "inline",
    "nextEdit",
    "menu",
    "snippet",
    "format",
    "rename",
    "codeAction",
    "chat",
    "agent",
    "reload",
    "undo",
    "redo",
]
PartialAccept = Literal["word", "line"]
SeenBy = Literal["both", "precise", "stable"]


class Message(msgspec.Struct, rename="camel", omit_defaults=True):
    """A value with camelCase keys; absent keys are defaults, unknown keys are ignored."""


class Position(Message):
    """A place in a document: zero-based line, column in the conversation's position encoding."""

    line: int
    character: int


class Range(Message):
    """The text from ``start`` up to, not including, ``end``."""

    start: Position
    end: Position


class DocumentIdentifier(Message):
    """A document and, where the client knows it, the version that the message speaks of."""

    uri: str
    version: int | None = None


class SuggestedEdit(Message):
    """One edit of a next-edit suggestion."""

    range: Range
    new_text: str


class SuggestionParams(Message):
    """Params of ``tenure/suggestion``: what the client knows of one suggestion's life.

    ``acceptedLength`` counts UTF-16 units from the start of ``text``, cumulatively, with the typed
    prefix; ``latency`` and ``time`` are seconds, the latter since 1970.
    """

    text_document: DocumentIdentifier
    state: SuggestionState
    kind: SuggestionKind = "inline"
    evidence: ReportedEvidence = "reported"
    adapter: str = "unknown"
    id: str | None = None
    text: str | None = None
    range: Range | None = None
    edits: list[SuggestedEdit] | None = None
    accepted_length: int | None = None
    provider: str | None = None
    model: str | None = None
    latency: float | None = None
    time: float | None = None


class ChangeOriginParams(Message):
    """Params of ``tenure/changeOrigin``: who made the change that led to ``version``."""

    text_document: DocumentIdentifier
    origin: ChangeOriginName
    evidence: ReportedEvidence = "reported"
    adapter: str = "unknown"
    partial: PartialAccept | None = None
    provider: str | None = None


class BranchParams(Message):
    """Params of ``tenure/branch``: what is checked out in a folder, a branch or a commit.

    The server sees it by itself; it is written into a recorded conversation, and may be sent by
    clients whose files it cannot see.
    """

    folder: str
    branch: str


class SelfCheckParams(Message):
    """Params of ``tenure/selfCheck``: whether two ways of seeing an accept agree on it.

    The precise one is the editor's own reason of a change, the stable one the key that made it;
    ``state`` is accepted or partlyAccepted.
    """

    state: SuggestionState
    kind: SuggestionKind
    seen_by: SeenBy


class Ratio(Message):
    """``numerator`` of ``denominator``: a share never comes without its counts."""

    numerator: int
    denominator: int


class StatusProvider(Message):
    """The rates of one provider; of all that nobody could tell, where it has no name."""

    rates: dict[str, Ratio]
    provider: str | None = None


class StatusWindow(Message):
    """What a status bar shows of ``today``, ``7d`` or ``30d``.

    ``rates`` are acceptance, decision and opportunity, ``standing`` counts characters, and
    ``accepts`` by their evidence; inferred ones only look like accepts.
    """

    window: str
    rates: dict[str, Ratio]
    standing: Ratio
    accepts: dict[str, int]
    providers: list[StatusProvider]


class StatusParams(Message):
    """Params of ``tenure/status``: the day's two figures as a line, and what they are of.

    ``tooltip`` is Markdown in English, ``figures`` the day's report without groups. Whoever speaks
    another language words the ``windows``, today's first.
    """

    text: str
    tooltip: str
    figures: dict[str, Any]
    windows: list[StatusWindow]
    paused: bool = False


class CurvePoint(Message):
    """What stands at one age, as a share with its 95 % interval and the spans it is known of."""

    horizon: str
    spans: int
    value: float
    low: float
    high: float


class Curve(Message):
    """What stands by age: of characters, of spans ``asAccepted``, or of spans ``notGone``."""

    name: str
    points: list[CurvePoint]


class OtherFigure(Message):
    """A figure as another system counts it: what it ``divides`` ``by`` what, and how it differs."""

    system: str
    figure: str
    horizon: str
    numerator: float
    denominator: int
    divides: str
    by: str
    differs: str
    source: str


class RecentSuggestion(Message):
    """A suggestion as it stands now, with its newest reading; ``at`` in seconds since 1970."""

    id: str
    uri: str
    language: str
    kind: SuggestionKind
    state: str
    reverted: bool
    evidence: str
    rule: str
    at: float
    characters: int
    provider: str | None = None
    model: str | None = None
    horizon: str | None = None
    verdict: str | None = None
    kept: int | None = None
    original: int | None = None


class PastReading(Message):
    """One reading of a span, as it was made; ``readAt`` in seconds since 1970."""

    horizon: str
    read_at: float
    late: bool
    verdict: str
    kept: int
    original: int


class Panel(Message):
    """Answer of ``tenure.panel``: the report, its groups by dimension, curves, and suggestions."""

    figures: dict[str, Any]
    groups: dict[str, Any]
    curves: list[Curve]
    others: list[OtherFigure]
    recent: list[RecentSuggestion]


class StandingText(Message):
    """Characters of one suggestion that stand side by side."""

    suggestion: str
    range: Range


class Marks(Message):
    """Answer of ``tenure.marks``: what stands of suggestions in a document of this version."""

    standing: list[StandingText]
    version: int | None = None


class DueHorizon(Message):
    """When a span is looked at next, in seconds since 1970."""

    horizon: str
    due_at: float


class DueSpan(Message):
    """A span with the horizons that are to come, earliest first: an item of ``tenure.due``."""

    suggestion: str
    uri: str
    language: str
    accepted_at: float
    characters: int
    horizons: list[DueHorizon]
    provider: str | None = None


class Place(Message):
    """Answer of ``tenure.place``: the document of a suggestion, and where it stands if it does."""

    uri: str
    range: Range | None = None


class Comparison(Message):
    """Answer of ``tenure.compare``: a suggestion as accepted and as it stands now.

    ``accepted`` is absent once its last horizon has passed, ``now`` while no document of it is
    open; ``kept`` of ``original`` characters stand.
    """

    suggestion: str
    uri: str
    accepted: str | None = None
    now: str | None = None
    kept: int | None = None
    original: int | None = None


SENT_TO_SERVER: dict[str, type[Message]] = {
    SUGGESTION: SuggestionParams,
    CHANGE_ORIGIN: ChangeOriginParams,
    BRANCH: BranchParams,
    SELF_CHECK: SelfCheckParams,
}
SENT_TO_CLIENT: dict[str, type[Message]] = {STATUS: StatusParams}
