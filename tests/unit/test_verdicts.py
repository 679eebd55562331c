"""What a reading says of a span: the first verdict that fits, and the distances beside it."""

from __future__ import annotations

import pytest
from tenure.core.records import (
    AsOthersCount,
    Distance,
    DueReadingRecord,
    Horizon,
    ReadingRecord,
    Unit,
    Verdict,
)
from tenure.core.survival.readings import measure
from tenure.core.survival.verdicts import verdict
from tenure.core.text.source import SourceText
from tenure.syntax.parsers import parse


def due(
    original: str,
    text: str,
    kept: int,
    language: str = "python",
    unmeasured: str | None = None,
) -> DueReadingRecord:
    return DueReadingRecord(
        suggestion="s1",
        horizon=Horizon.SECONDS_30,
        due_at=30.0,
        read_at=31.0,
        language=language,
        kept=kept,
        original=len(original),
        original_text=SourceText(original),
        text=SourceText(text),
        late=True,
        unmeasured=unmeasured,
    )


def reading(
    found: Verdict,
    kept: int,
    original: int,
    distances: tuple[Distance, ...] = (),
    reason: str | None = None,
    others: AsOthersCount | None = None,
) -> ReadingRecord:
    return ReadingRecord(
        suggestion="s1",
        horizon=Horizon.SECONDS_30,
        due_at=30.0,
        read_at=31.0,
        late=True,
        kept=kept,
        original=original,
        verdict=found,
        distances=distances,
        reason=reason,
        others=others,
    )


UNCHANGED = AsOthersCount(still_in_code=True, four_gram=1, no_revert=1)
"""What others say at half a minute of what replaced nothing and stands as it was."""

GONE = AsOthersCount(still_in_code=False, four_gram=0, no_revert=1)
"""And of what replaced nothing and is gone."""


@pytest.mark.parametrize(
    ("language", "original", "text", "found"),
    [
        ("python", "f(a,b)", "f(a,b)", Verdict.UNCHANGED),
        ("python", "f(a,b)", "f(a, b)", Verdict.REFORMATTED),
        ("cobol", "f(a,b)", "f(a, b)", Verdict.REFORMATTED),
        ("python", "a = b + a", "x = y + x", Verdict.RENAMED),
        ("python", "a = b + a", "x = y  +  x", Verdict.RENAMED),
        ("python", "a = b", "b = a", Verdict.EDITED),
        ("typescript", "const a = b.c;", "const x = b.z;", Verdict.RENAMED),
        ("cobol", "a = b + a", "x = y + x", Verdict.EDITED),
        ("python", "a = b + a", "x = y + z", Verdict.EDITED),
        ("python", "a = b", "a = a", Verdict.EDITED),
        ("python", "a = 1", "a = 2", Verdict.EDITED),
        ("python", "a + b", "a - b", Verdict.EDITED),
        ("python", "x = 'one\\n'", "y = 'two\\n'", Verdict.EDITED),
        ("python", "a = b", "a = b\nc = d", Verdict.EDITED),
    ],
)
def test_the_first_verdict_that_fits(language: str, original: str, text: str, found: Verdict):
    """Equal, else the same tokens, else the same tree with names one for one, else edited."""
    assert verdict(original, text, len(original), language, parse) is found


def test_nothing_standing_is_gone_whatever_is_there_now():
    """Kept is counted by lineage: the same text typed again is another's."""
    assert verdict("a = 1", "a = 1", 0, "python", parse) is Verdict.GONE


def test_an_unchanged_span_has_four_distances_of_zero():
    """Every unit is told with what it is a share of."""
    assert measure(due("a = 1\n", "a = 1\n", 6), parse) == reading(
        Verdict.UNCHANGED,
        6,
        6,
        (
            Distance(Unit.CHAR, 0, 6),
            Distance(Unit.TOKEN, 0, 3),
            Distance(Unit.LINE, 0, 1),
            Distance(Unit.TREE, 0, 6),
        ),
        others=UNCHANGED,
    )


def test_an_edited_span_says_by_how_much():
    """One digit of two lines."""
    assert measure(due("a = 1\nb = 2\n", "a = 1\nb = 3\n", 11), parse) == reading(
        Verdict.EDITED,
        11,
        12,
        (
            Distance(Unit.CHAR, 1, 12),
            Distance(Unit.TOKEN, 1, 6),
            Distance(Unit.LINE, 1, 2),
            Distance(Unit.TREE, 1, 11),
        ),
        # Of nine sequences of four, the two that hold the last digit differ.
        others=AsOthersCount(still_in_code=True, four_gram=7 / 9, no_revert=1),
    )


def test_a_gone_span_is_wholly_changed():
    """Gone is distance 1 in every unit, also where a person's text stands in its place."""
    found = measure(due("a = 1\n", "a = 1 # mine\n", 0), parse)

    assert found == reading(
        Verdict.GONE,
        0,
        6,
        (
            Distance(Unit.CHAR, 6, 6),
            Distance(Unit.TOKEN, 3, 3),
            Distance(Unit.LINE, 1, 1),
            Distance(Unit.TREE, 6, 6),
        ),
        # Others compare texts, whoever wrote them.
        others=AsOthersCount(still_in_code=True, four_gram=2 * 2 / (3 + 10), no_revert=1),
    )
    assert {distance.ratio for distance in found.distances} == {1.0}


def test_white_space_that_is_gone_has_no_unit_at_zero():
    """A line break and its indentation have no tokens; what is left out says why."""
    assert measure(due("\n    ", "", 0), parse) == reading(
        Verdict.GONE,
        0,
        5,
        (Distance(Unit.CHAR, 5, 5), Distance(Unit.LINE, 2, 2), Distance(Unit.TREE, 1, 1)),
        "token: no tokens",
        GONE,
    )


def test_a_language_without_a_grammar_has_no_tree_distance():
    """The other three are told."""
    assert [d.unit for d in measure(due("a", "ab", 1, "cobol"), parse).distances] == [
        Unit.CHAR,
        Unit.TOKEN,
        Unit.LINE,
    ]


def test_what_is_too_long_for_one_unit_is_measured_in_the_others():
    """A unit that cannot be told is left out with its reason, never zero."""
    long = "a" * 50_001
    found = measure(due(long, long, len(long), "cobol"), parse)

    assert found == reading(
        Verdict.UNCHANGED,
        50_001,
        50_001,
        (Distance(Unit.TOKEN, 0, 1), Distance(Unit.LINE, 0, 1)),
        "char: longer than 50000 characters",
        AsOthersCount(),
    )


def test_a_suggestion_that_only_deletes_has_a_verdict_and_no_distance():
    """Of no original character there is no share."""
    assert measure(due("", "", 0), parse) == reading(Verdict.UNCHANGED, 0, 0)
    assert measure(due("", "x", 0), parse) == reading(Verdict.EDITED, 0, 0)


def test_what_could_not_be_read_is_unmeasured_with_its_reason():
    """It is not gone, and has no distances."""
    assert measure(due("a", "", 0, unmeasured="the file is not there"), parse) == reading(
        Verdict.UNMEASURED, 0, 1, (), "the file is not there"
    )
