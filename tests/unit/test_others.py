"""What other systems would say of a reading, by their own formulas; every value done by hand."""

from __future__ import annotations

import pytest
from tenure.core.survival.others import (
    LONGEST,
    infix_distance,
    kept_rate,
    lexemes,
    no_revert,
    similarity,
    still_in_code,
)


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ("abcdef", "abcdef", 1.0),
        ("abc", "abc", 1.0),
        ("abc", "abcd", 0.0),
        ("abcdef", "abcxef", 0.0),
        ("aaaaaa", "aaaaa", 2 * 2 / (3 + 2)),
        ("return 1", "return 2", 2 * 4 / (5 + 5)),
        ("", "", 1.0),
        ("", "abcd", 0.0),
    ],
)
def test_copilot_chat_compares_sequences_of_four_characters(one: str, other: str, share: float):
    """As often as both have them; of what is shorter than four only equal texts are alike."""
    assert similarity(one, other) == share


@pytest.mark.parametrize(
    ("before", "accepted", "text", "share"),
    [
        ("return 1", "return 2", "return 2", 1.0),
        ("return 1", "return 2", "return 1", 0.0),
        ("return 1", "return 2", "return 3", 1.0),
        ("", "return 2", "", 1.0),
        ("return 1", "return 1", "something else", 1.0),
    ],
)
def test_copilot_chat_tells_how_far_an_edit_was_taken_back(
    before: str, accepted: str, text: str, share: float
):
    """Only what is nearer to what was replaced than the suggestion was counts against it."""
    assert no_revert(before, accepted, text) == pytest.approx(share)


@pytest.mark.parametrize(
    ("original", "text", "found"),
    [
        ("a = b + c", "a = b + c", True),
        ("a = b + c", "x = y + c", True),
        ("a = b + c", "x = y + z", False),
        ("a = b + c", "if d:\n    a = b + c\n", True),
        ("foo(x)", "my_foo(x)", True),
        ("foo(x)\nbar", "foo(x)\nbarter", True),
        ("foo(x)", "", False),
        (" ", "", True),
    ],
)
def test_copilot_lets_half_of_the_lexemes_be_edited(original: str, text: str, found: bool):
    """Counted where they fit best, so that what stands around them is free."""
    assert still_in_code(original, text) is found


def test_copilot_takes_words_signs_and_wider_blanks_for_lexemes():
    """A single space between two of them is none."""
    assert lexemes("if a_1 ==  b:\n    é()") == [
        *("if", "a_1", "=", "=", "  ", "b", ":", "\n", "    ", "é", "(", ")"),
    ]
    assert infix_distance(lexemes("a b c d"), lexemes("x a b d y")) == 1


@pytest.mark.parametrize(
    ("before", "accepted", "text", "share"),
    [
        ("x = 1", "x = 2 + y", "x = 2 + y", 1.0),
        # Put in: "2", " ", "+", " ", "y"; taken out: "1". All but the "y" are so still.
        ("x = 1", "x = 2 + y", "x = 2 + z", 5 / 6),
        # Put in: "2"; taken out: "1". Neither is so any longer.
        ("x = 1", "x = 2", "x = 1", 0.0),
        # Words weigh by their bytes: "naïve" is six.
        ("", "naïve;", "naïve", 6 / 7),
        ("", "a", "b" * 512, 0.0),
        ("", "a", "a" + " b" * 257, 0.0),
        ("a b", "a", "a b", 0.0),
        # Taken out: " ", "b". The blank came back.
        ("a b", "a", "a c", 1 / 2),
    ],
)
def test_zed_weighs_what_an_edit_put_in_and_took_out(
    before: str, accepted: str, text: str, share: float
):
    """A text whose length came to differ by more than 512 bytes is given up."""
    assert kept_rate(before, accepted, text) == pytest.approx(share)


def test_long_texts_are_compared_in_bounded_time():
    """The longest texts that are compared at all, of the kind that differs most."""
    one, other = "a b;" * (LONGEST // 4), "c,d " * (LONGEST // 4)

    assert similarity(one, other) == 0
    assert still_in_code(one, other) is False
    assert kept_rate("", one, other) == pytest.approx(5_000 / 20_000)
