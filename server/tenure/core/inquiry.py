"""What the engine knows of places and spans, for whoever asks. Asking changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tenure.core.attribution.origins import Agent, Labels, Suggestion
from tenure.core.attribution.spans import Stretch, standing_stretches, texts_between_edges
from tenure.core.attribution.tracked import TrackedDocument
from tenure.core.explanation import Explanation, explained
from tenure.core.suggestions.ledger import Ledger
from tenure.core.text.points import Point
from tenure.core.text.source import SourceText


@dataclass(frozen=True, slots=True)
class Stand:
    """How a span stands: characters of it, and the text between its edges."""

    kept: int
    original: int
    text: SourceText


class Inquiry:
    """Looks into the documents, labels and suggestions of one editing session."""

    def __init__(
        self, documents: Mapping[str, TrackedDocument], labels: Labels, ledger: Ledger
    ) -> None:
        self._documents = documents
        self._labels = labels
        self._ledger = ledger

    def explain(self, document: str, place: Point) -> Explanation | None:
        """Whose text stands at ``place``; None where nothing does."""
        tracked = self._documents.get(document)
        if tracked is None:
            return None
        label = tracked.lineage.label_after(place)
        if label is None:
            return None
        meaning = self._labels.meaning(label)
        spans = {
            life.id: life.record()
            for origin in [meaning.origin]
            if isinstance(origin, Suggestion | Agent)
            and (life := self._ledger.lives.get(origin.id)) is not None
        }
        return explained(meaning, self._labels.note_of(label), spans)

    def stretches(self, document: str) -> list[Stretch]:
        """What stands of suggestions in ``document``, in its order."""
        tracked = self._documents.get(document)
        return [] if tracked is None else standing_stretches(tracked.lineage, self._labels)

    def place(self, suggestion: str) -> tuple[TrackedDocument, Stretch] | None:
        """Where the first characters of a suggestion stand; None where this session sees none."""
        life = self._ledger.lives.get(suggestion)
        for tracked in () if life is None else life.documents:
            if tracked.is_open:
                for stretch in standing_stretches(tracked.lineage, self._labels):
                    if stretch.suggestion == suggestion:
                        return tracked, stretch
        return None

    def stand(self, suggestion: str) -> Stand | None:
        """How much of a suggestion stands; None where none of its documents is open."""
        life = self._ledger.lives.get(suggestion)
        if life is None or not life.parts:
            return None
        opened = [tracked for tracked in life.documents if tracked.is_open]
        if not opened:
            return None
        texts = [
            texts_between_edges(tracked.lineage, self._labels, [suggestion]).get(suggestion, "")
            for tracked in opened
        ]
        return Stand(self._ledger.standing(life), len(life.original), SourceText("".join(texts)))
