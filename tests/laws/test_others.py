"""What other systems would say is a share, and their fast forms agree with slow ones."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from tenure.core.records import AsOthersCount, DueReadingRecord, Horizon
from tenure.core.survival.others import (
    as_others_count,
    infix_distance,
    kept_rate,
    no_revert,
    similarity,
)
from tenure.core.text.source import SourceText

texts = st.text(alphabet="ab_( )é🎉\0\n\ud800", max_size=14)
lexemes = st.lists(st.sampled_from(["a", "b", "ab", "ba", "("]), max_size=8)


def slow_infix_distance(needle: Sequence[str], haystack: Sequence[str]) -> int:
    """Sellers' table (1980): a path may begin and end anywhere in the haystack."""
    row = [0] * (len(haystack) + 1)
    for index, one in enumerate(needle):
        diagonal, row[0] = row[0], index + 1
        for place, other in enumerate(haystack, 1):
            same = (
                one == other
                or (index == 0 and other.endswith(one))
                or (index == len(needle) - 1 and other.startswith(one))
            )
            diagonal, row[place] = (
                row[place],
                min(row[place] + 1, row[place - 1] + 1, diagonal + (not same)),
            )
    return min(row)


@given(lexemes.filter(bool), lexemes)
def test_the_nearest_part_is_found_as_the_table_finds_it(
    needle: list[str], haystack: list[str]
) -> None:
    """The first lexeme may be the end of one, the last the start of one."""
    assert infix_distance(needle, haystack) == slow_infix_distance(needle, haystack)


@given(texts, texts, texts)
def test_every_figure_is_a_share(before: str, accepted: str, text: str) -> None:
    """Nothing is under none or over all."""
    for share in (
        similarity(accepted, text),
        no_revert(before, accepted, text),
        kept_rate(before, accepted, text),
    ):
        assert 0 <= share <= 1


@given(texts, texts)
def test_sequences_are_compared_the_same_both_ways(one: str, other: str) -> None:
    """Which of two texts came first does not matter."""
    assert similarity(one, other) == similarity(other, one)


@given(texts, texts.filter(bool), st.sampled_from(list(Horizon)))
def test_what_stands_as_it_was_is_whole_in_every_figure(
    before: str, accepted: str, horizon: Horizon
) -> None:
    """Each figure that the horizon has says one, and no other horizon has one."""
    found = as_others_count(
        DueReadingRecord(
            suggestion="s",
            horizon=horizon,
            due_at=1,
            read_at=1,
            language="python",
            kept=len(accepted),
            original=len(accepted),
            original_text=SourceText(accepted),
            text=SourceText(accepted),
            replaced_text=SourceText(before),
            never_left=len(accepted),
        )
    )
    timed = horizon in {
        Horizon.SECONDS_30,
        Horizon.MINUTES_2,
        Horizon.MINUTES_5,
        Horizon.MINUTES_10,
    }
    chat = timed or horizon is Horizon.MINUTES_15

    assert found == AsOthersCount(
        never_left=len(accepted),
        still_in_code=True if timed else None,
        four_gram=1 if chat else None,
        no_revert=1 if chat else None,
        kept_rate=1 if horizon is Horizon.SETTLED else None,
    )
