"""Token distance: words and single signs, without white space."""

from __future__ import annotations

from tenure.core.distance import tokens
from tenure.core.distance.counts import Counts, Unmeasured


def test_a_token_is_a_word_or_one_sign():
    """Letters, digits and underscores of any script hold together; every other sign is alone."""
    assert tokens.tokens("größe_2 ==  [🎉],\u2028x") == [
        "größe_2", "=", "=", "[", "🎉", "]", ",", "x",
    ]  # fmt: skip


def test_a_renamed_word_is_one_token():
    """However long a name is, replacing it is one edit."""
    assert tokens.distance("total = 0", "sum_of_everything = 0") == Counts(1, 3)


def test_white_space_alone_has_no_tokens_to_compare():
    """Without a token on either side there is no share, not a share of zero."""
    assert tokens.distance("\n    ", "\n\t") == Unmeasured("no tokens")


def test_a_text_of_too_many_tokens_is_unmeasured():
    """Beyond the limit there is a reason, not a zero."""
    assert tokens.distance("a", "( " * (tokens.LONGEST + 1)) == Unmeasured(
        "longer than 20000 tokens"
    )
