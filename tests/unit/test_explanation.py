"""Whose text a place holds is one sentence that a person understands."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tenure.core.attribution.origins import (
    External,
    Label,
    Note,
    Origin,
    Paste,
    Suggestion,
    Typed,
    Unattributed,
    Unknown,
)
from tenure.core.explanation import explained

from tests.store.examples import START, accepted

TYPED = (
    "Typed by a person; known because it came as keys do (inferred), and when is not kept of keys."
)
PASTED = "Pasted; since when and by which rule was known only to the editor that saw it."
EXTERNAL = (
    "Written by another process, and found on disk, since 1970-01-01 00:00; "
    "known because another process wrote the file (inferred)."
)
UNATTRIBUTED = (
    "Inserted at once, and nothing explains by whom, since 1970-01-01 00:00; "
    "known because nothing explains it (inferred)."
)
NOTE = Note("nothing explains it", "inferred", 0.0)


@pytest.mark.parametrize(
    ("origin", "note", "sentence"),
    [
        (Typed(), None, TYPED),
        (Unknown(), None, "There before Tenure looked."),
        (Paste(), None, PASTED),
        (External(), Note("another process wrote the file", "inferred", 0.0), EXTERNAL),
        (Unattributed(1), NOTE, UNATTRIBUTED),
    ],
)
def test_each_origin_is_one_sentence(origin: Origin, note: Note | None, sentence: str) -> None:
    """Whose it is, since when, by which rule, how sure; or which of these nobody knows."""
    assert explained(Label(origin, frozenset()), note, {}).sentence() == sentence


def test_a_suggestion_is_told_with_its_provider_and_its_model() -> None:
    """Its rule and its time are those of the accept, whatever else was concluded."""
    record = replace(accepted("s1", START), model="small-1")
    found = explained(Label(Suggestion("s1"), frozenset()), NOTE, {"s1": record})

    assert found.sentence() == (
        "Accepted from example (small-1), since 1970-01-12 13:46; known because the client says "
        "accepted (reported)."
    )
