"""A line list behaves as the plain string that it stands for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tenure.core.text import encodings
from tenure.core.text.documents import Document
from tenure.core.text.encodings import PositionEncoding
from tenure.core.text.lines import split_lines

from tests.laws.strategies import texts


@given(texts)
def test_lines_join_to_the_text(text: str) -> None:
    """Splitting loses nothing, and a line ends at \\n, \\r\\n and \\r and nowhere else."""
    lines = split_lines(text)

    assert "".join(lines) == text
    assert all(line.endswith(("\n", "\r")) for line in lines[:-1])
    assert len(lines) == 1 + text.replace("\r\n", "\n").replace("\r", "\n").count("\n")


@given(st.data())
def test_a_replacement_is_that_of_a_string(data: st.DataObject) -> None:
    """Text, lines and state after a replacement are those of a fresh document of the new text."""
    text, new = data.draw(texts), data.draw(texts)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    document = Document(text)

    replaced = document.replace(document.point_at(start), document.point_at(end), new)

    fresh = Document(text[:start] + new + text[end:])
    assert (document.lines, document.state) == (fresh.lines, fresh.state)
    assert replaced.removed == text[start:end]
    assert document.between(replaced.start, replaced.end) == new

    document.replace(replaced.start, replaced.end, replaced.removed)

    assert document.lines == split_lines(text)


@given(texts, st.data())
def test_places_and_offsets_lead_to_each_other(text: str, data: st.DataObject) -> None:
    """Every offset has a place, and that place has this offset."""
    document = Document(text)
    offset = data.draw(st.integers(0, len(text)))

    assert document.offset_of(document.point_at(offset)) == offset


@given(st.text(max_size=20), st.sampled_from(list(PositionEncoding)), st.data())
def test_columns_survive_every_encoding(
    line: str, encoding: PositionEncoding, data: st.DataObject
) -> None:
    """A column converted to a client's units and back is the same column."""
    column = data.draw(st.integers(0, len(line)))

    assert encodings.column(line, encodings.units(line, column, encoding), encoding) == column


@given(st.text(max_size=20), st.sampled_from(list(PositionEncoding)), st.integers(-1, 90))
def test_a_place_inside_a_character_is_the_place_before_it(
    line: str, encoding: PositionEncoding, units: int
) -> None:
    """The column is the last that does not lie beyond the client's units."""
    columns = range(len(line) + 1)
    before = [column for column in columns if encodings.units(line, column, encoding) <= units]

    assert encodings.column(line, units, encoding) == max(before, default=0)


@given(st.text(max_size=20))
def test_units_are_those_of_the_encoded_text(line: str) -> None:
    """UTF-8 and UTF-16 lengths are those of Python's own codecs."""
    assert encodings.length(line, PositionEncoding.UTF_8) == len(line.encode())
    assert encodings.length(line, PositionEncoding.UTF_16) == len(line.encode("utf-16-le")) // 2
    assert encodings.length(line, PositionEncoding.UTF_32) == len(line)
