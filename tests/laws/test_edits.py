"""The algebra of edits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tenure.core.text.edits import DIFFED_FROM, Edit, Replacement

from tests.laws.strategies import edited_texts, edits_of, texts


@given(st.data())
def test_composing_is_doing_one_after_the_other(data: st.DataObject) -> None:
    """A composed edit leads where its two parts lead."""
    text, first = data.draw(edited_texts())
    second = data.draw(edits_of(first.apply(text)))

    assert first.compose(second).apply(text) == second.apply(first.apply(text))


@given(st.data())
def test_composing_may_be_grouped_in_any_way(data: st.DataObject) -> None:
    """It does not matter which two of three edits are composed first."""
    text, first = data.draw(edited_texts())
    second = data.draw(edits_of(first.apply(text)))
    third = data.draw(edits_of(second.apply(first.apply(text))))

    left = first.compose(second).compose(third)
    right = first.compose(second.compose(third))

    assert left.apply(text) == right.apply(text)


@given(edited_texts())
def test_an_inverse_leads_back(edited: tuple[str, Edit]) -> None:
    """Inverting an edit leads from its result to the text before it."""
    text, edit = edited

    assert edit.invert(text).apply(edit.apply(text)) == text


@given(st.data())
def test_a_rebased_edit_adds_and_deletes_what_is_left_of_it(data: st.DataObject) -> None:
    """Rebased over another edit, an edit puts in all its text and none of the other's is lost."""
    text, mine = data.draw(edited_texts())
    over = data.draw(edits_of(text))

    rebased = mine.rebase(over)

    assert "".join(r.text for r in rebased.replacements) == "".join(
        r.text for r in mine.replacements
    )
    both = over.compose(rebased).apply(text)
    for replacement in over.replacements:
        assert replacement.text in both


@given(texts, texts)
def test_a_minimal_edit_changes_the_same_and_no_more(old: str, new: str) -> None:
    """Minimised, a replacement leads to the same text and keeps the common ends out."""
    whole = Edit((Replacement(0, len(old), new),))

    minimal = whole.minimise(old)

    assert minimal.apply(old) == new
    for start, end, text in minimal.replacements:
        assert old[start:end] != text
        if end - start <= DIFFED_FROM or len(text) <= DIFFED_FROM:
            assert not (text and end > start and text[0] == old[start])


@given(st.data())
def test_a_place_moves_with_the_text_around_it(data: st.DataObject) -> None:
    """A place that an edit does not touch has the same text before it up to the nearest change."""
    text, edit = data.draw(edited_texts())
    offset = data.draw(st.integers(0, len(text)))

    moved = edit.moved(offset)

    assert 0 <= moved <= len(edit.apply(text))
    if all(end < offset or start > offset for start, end, _ in edit.replacements):
        first = next((s for s, e, _ in edit.replacements if s > offset), len(text))
        assert edit.apply(text)[moved:].startswith(text[offset:first])
