"""Texts and edits that people and programs really make, as hypothesis strategies."""

from __future__ import annotations

from hypothesis import strategies as st
from tenure.core.text.edits import Edit, Replacement

texts = st.text(alphabet="ab é🎉\t\n\r\u2028\f", max_size=40)
"""Line ends of every kind, characters that end a line for Python but not for LSP, astral ones."""


@st.composite
def edits_of(draw: st.DrawFn, text: str) -> Edit:
    """An edit of ``text``: replacements in order and apart."""
    places = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    replacements: list[Replacement] = []
    for start, end in zip(places[::2], places[1::2], strict=False):
        end = draw(st.sampled_from((start, end)))
        if not replacements or replacements[-1].end < start:
            replacements.append(Replacement(start, end, draw(st.text("xy\n\r", max_size=4))))
    return Edit(tuple(replacements))


@st.composite
def edited_texts(draw: st.DrawFn) -> tuple[str, Edit]:
    """A text with an edit of it."""
    text = draw(texts)
    return text, draw(edits_of(text))
