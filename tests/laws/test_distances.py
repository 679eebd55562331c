"""Distances behave as distances, and agree with slow ones that are right by their form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from hypothesis import given
from hypothesis import strategies as st
from tenure.core.distance import characters, lines, tokens, trees
from tenure.core.distance.counts import Counts, Unmeasured

texts = st.text(alphabet="ab_( )é🎉\0\t\n\r\u2028", max_size=14)

Distance = Callable[[str, str], Counts | Unmeasured]


def counted(distance: Distance, original: str, text: str) -> int:
    """The edits; a text without a unit of the distance has none to compare."""
    found = distance(original, text)
    return found.distance if isinstance(found, Counts) else 0


def levenshtein(left: Sequence[object], right: Sequence[object]) -> int:
    """The table of Wagner and Fischer (1974), a row at a time."""
    row = list(range(len(right) + 1))
    for index, one in enumerate(left, 1):
        diagonal, row[0] = row[0], index
        for place, other in enumerate(right, 1):
            diagonal, row[place] = (
                row[place],
                min(row[place] + 1, row[place - 1] + 1, diagonal + (one != other)),
            )
    return row[-1]


@given(texts, texts)
def test_characters_agree_with_the_table(original: str, text: str) -> None:
    """Char distance is Levenshtein's over code points, of the longer text."""
    assert characters.distance(original, text) == Counts(
        levenshtein(original, text), max(len(original), len(text))
    )


@given(texts, texts)
def test_tokens_agree_with_the_table(original: str, text: str) -> None:
    """Token distance is Levenshtein's over tokens, of the longer row; none is no distance."""
    before, after = tokens.tokens(original), tokens.tokens(text)
    longest = max(len(before), len(after))

    assert tokens.distance(original, text) == (
        Counts(levenshtein(before, after), longest) if longest else Unmeasured("no tokens")
    )


@given(texts, texts)
def test_lines_agree_with_the_table(original: str, text: str) -> None:
    """Line distance is Levenshtein's over lines, of the original's and at most those."""
    before, after = lines.lines(original), lines.lines(text)
    wanted = (
        Counts(min(levenshtein(before, after), len(before)), len(before))
        if before
        else Counts(bool(after), bool(after))
    )

    assert lines.distance(original, text) == wanted


@given(texts, texts, texts)
def test_characters_and_tokens_are_metrics(one: str, two: str, three: str) -> None:
    """Nothing to itself, the same both ways, and no way round is shorter."""
    for distance in (characters.distance, tokens.distance):
        assert counted(distance, one, one) == 0
        assert counted(distance, one, two) == counted(distance, two, one)
        assert counted(distance, one, three) <= (
            counted(distance, one, two) + counted(distance, two, three)
        )


@given(texts, texts)
def test_only_equal_texts_have_no_char_distance(original: str, text: str) -> None:
    """Char distance is 0 for equal texts and for no others."""
    assert (counted(characters.distance, original, text) == 0) == (original == text)


@given(texts, texts)
def test_shares_stay_within_one(original: str, text: str) -> None:
    """No distance of characters, tokens or lines is more than what it is a share of."""
    for distance in (characters.distance, tokens.distance, lines.distance):
        found = distance(original, text)
        assert isinstance(found, Unmeasured) or 0 <= found.distance <= found.longest


@given(st.lists(st.sampled_from(["ab", "f", "(", "é", "🎉", "1"])), st.data())
def test_white_space_between_tokens_counts_nothing(row: list[str], data: st.DataObject) -> None:
    """However tokens are spaced and broken into lines, their distance is 0."""
    spaces = st.text(alphabet=" \t\r\n", min_size=1, max_size=3)
    spaced = "".join(token + data.draw(spaces) for token in row)

    assert counted(tokens.distance, " ".join(row), spaced) == 0


@given(st.lists(st.text(alphabet="ab ", max_size=3)), st.sampled_from(["\n", "\r\n", "\r"]))
def test_the_kind_of_line_end_counts_nothing(row: list[str], end: str) -> None:
    """A text with other line ends, or with one at its end, has the same lines."""
    ended = [f"{line}{end}" for line in row]

    assert lines.lines("".join(ended)) == row


@dataclass(frozen=True)
class Shape:
    """A tree as plain data; a leaf's kind is also its text."""

    type: str
    children: tuple[Shape, ...] = ()

    @property
    def size(self) -> int:
        return 1 + sum(child.size for child in self.children)


class Leafy:
    """A node over the text of a shape's leaves, with the attributes that a parser's has."""

    def __init__(self, shape: Shape, start: int = 0) -> None:
        self.type = shape.type
        self.start_byte = start
        self.children: list[Leafy] = []
        self.text = b""
        for child in shape.children:
            node = Leafy(child, start + len(self.text))
            self.children.append(node)
            self.text += node.text
        self.text = self.text or shape.type.encode()
        self.end_byte = start + len(self.text)
        self.descendant_count = shape.size


shapes = st.recursive(
    st.builds(Shape, st.sampled_from("xyz")),
    lambda inner: st.builds(Shape, st.sampled_from("FGH"), st.lists(inner, max_size=3).map(tuple)),
    max_leaves=7,
)


@cache
def smallest_edit(left: tuple[Shape, ...], right: tuple[Shape, ...]) -> int:
    """Nodes to insert, delete or relabel between two rows of trees: the recursion that defines it.

    Zhang and Shasha (1989), without their table: it takes exponential room, hence tiny trees.
    """
    if not left or not right:
        return sum(tree.size for tree in (*left, *right))
    one, other = left[-1], right[-1]
    return min(
        smallest_edit((*left[:-1], *one.children), right) + 1,
        smallest_edit(left, (*right[:-1], *other.children)) + 1,
        smallest_edit(left[:-1], right[:-1])
        + smallest_edit(one.children, other.children)
        + (one.type != other.type),
    )


def tree_distance(one: Shape, other: Shape) -> Counts:
    found = trees.distance(Leafy(one), Leafy(other))
    assert isinstance(found, Counts)
    return found


@given(shapes, shapes)
def test_tree_distance_bounds_the_smallest_edit_from_above(one: Shape, other: Shape) -> None:
    """It is the length of an edit that would do: never shorter than the smallest, never longer
    than writing the tree anew."""
    found = tree_distance(one, other)

    assert smallest_edit((one,), (other,)) <= found.distance <= one.size + other.size
    assert found.longest == max(one.size, other.size)


@given(shapes, shapes)
def test_only_equal_trees_have_no_distance(one: Shape, other: Shape) -> None:
    """Tree distance is 0 for the same shape and labels, and for no others."""
    assert (tree_distance(one, other).distance == 0) == (one == other)


@given(shapes, shapes)
def test_tree_distance_is_the_same_both_ways(one: Shape, other: Shape) -> None:
    """From one tree to the other is as far as back."""
    assert tree_distance(one, other) == tree_distance(other, one)


@given(shapes, st.lists(shapes, max_size=2), st.lists(shapes, max_size=2))
def test_wrapping_a_tree_costs_what_was_put_round_it(
    inner: Shape, before: list[Shape], after: list[Shape]
) -> None:
    """A tree that stands whole in another is the smallest edit away: the nodes round it."""
    wrapped = Shape("W", (*before, inner, *after))

    assert tree_distance(inner, wrapped).distance == wrapped.size - inner.size
