"""Tree distance: nodes inserted, deleted or relabelled / nodes of the larger tree (measures.md §6).

Equal subtrees are found from the leaves up, then siblings are aligned by them; only what differs
is looked into. Not the smallest possible edit (that is quadratic: Zhang and Shasha, 1989), but an
upper bound of it that is 0 exactly for equal trees, in time close to the trees' size.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import accumulate, count
from typing import Any

from rapidfuzz.distance import Indel

from tenure.core.distance.counts import Counts, Unmeasured
from tenure.core.syntax_shape import Node, own_text

LARGEST = 50_000
"""Nodes of one tree beyond which nothing is compared."""

WIDEST = 100_000_000
"""Pairs of siblings beyond which nothing is aligned: the alignment keeps a bit for each, 12 MB."""

_LOOKS = 10
"""How many times over the trees may be searched for what was wrapped."""


_Key = tuple[Any, ...]
"""A tree's kind, the text that is its own, and the numbers of its children's trees."""

_Forest = Sequence[int]
"""A row of trees by their numbers."""

_WRITTEN = bytes(not bytes([byte]).isspace() for byte in range(256))
"""For each byte, whether it is more than white space."""


class _TooWideError(Exception):
    """Two rows of siblings are too long to align."""


def distance(original: Node, text: Node) -> Counts | Unmeasured:
    """How many nodes were inserted, deleted or relabelled."""
    longest = max(original.descendant_count, text.descendant_count)
    if longest > LARGEST:
        return Unmeasured(f"more than {LARGEST} syntax nodes")
    if original is text:
        return Counts(0, longest)
    numbers: defaultdict[_Key, int] = defaultdict(count().__next__)
    before, after = _numbered(original, numbers), _numbered(text, numbers)
    if before[0] == after[0]:
        return Counts(0, longest)
    trees = _Trees(numbers, {*before}.intersection(after))
    try:
        # Either direction may find the shorter way; the better of both is the same for both.
        changed = min(
            _differing(trees, before[0], after[0]), _differing(trees, after[0], before[0])
        )
    except _TooWideError:
        return Unmeasured("too many syntax nodes side by side")
    return Counts(changed, longest)


def _numbered(root: Node, numbers: defaultdict[_Key, int]) -> list[int]:
    """The numbers of all trees in a tree, its own first: equal trees have one, others others.

    This is what takes the time, so that all a node is asked for is asked for all nodes at once.
    """
    source, offset = root.text or b"", root.start_byte
    # Level by level, no recursion: source nested a thousand deep must not exhaust Python's stack.
    nodes, firsts = [root], []
    for node in nodes:
        firsts.append(len(nodes))
        nodes += node.children
    kinds = [node.type for node in nodes]
    starts = [node.start_byte - offset for node in nodes]
    ends = [node.end_byte - offset for node in nodes]
    written = array("I", accumulate(source.translate(_WRITTEN), initial=0))
    weights = [written[end] - written[start] for start, end in zip(starts, ends, strict=True)]
    found: list[int] = [0] * len(nodes)
    last = len(nodes)
    # From the last to the first, so that children are there before their parent.
    for index in range(len(nodes) - 1, -1, -1):
        first = firsts[index]
        if first == last:
            found[index] = numbers[kinds[index], source[starts[index] : ends[index]]]
            continue
        own = b""
        if sum(weights[first:last]) != weights[index]:  # there is text between its children
            inside = list(zip(starts[first:last], ends[first:last], strict=True))
            own = own_text(source, starts[index], ends[index], inside)
        found[index] = numbers[(kinds[index], own, *found[first:last])]
        last = first
    return found


class _Trees:
    """What there is to know of the trees that have numbers; ``shared`` are in both texts."""

    __slots__ = ("children", "kinds", "labels", "shared", "sizes")

    def __init__(self, keys: Iterable[_Key], shared: Set[int]) -> None:
        self.shared = shared
        self.kinds: list[str] = []
        self.labels: list[tuple[str, bytes]] = []
        self.children: list[_Forest] = []
        self.sizes: list[int] = []
        for key in keys:
            self.kinds.append(key[0])
            self.labels.append(key[:2])
            self.children.append(key[2:])
            self.sizes.append(1 + self.size(key[2:]))

    def size(self, row: _Forest) -> int:
        """The nodes of a row of trees."""
        return sum(map(self.sizes.__getitem__, row))


def _differing(trees: _Trees, before: int, after: int) -> int:
    total = 0
    looks = _LOOKS * trees.size((before, after))
    rows: list[tuple[_Forest, _Forest]] = [((before,), (after,))]
    while rows:
        left, right = rows.pop()
        for equal, gone, new in _blocks(left, right, left, right):
            if equal:
                continue
            nodes, others = trees.size(gone), trees.size(new)
            looks -= nodes + others
            if not gone or not new:
                total += nodes + others
                continue
            opened = _opened(trees, gone, nodes, new, others) if looks > 0 else None
            if opened is None:
                total += _paired(trees, gone, new, rows)
            else:
                total += 1
                rows.append(opened)
    return total


def _opened(
    trees: _Trees, gone: _Forest, nodes: int, new: _Forest, others: int
) -> tuple[_Forest, _Forest] | None:
    """Both rows with one tree replaced by its children, where it holds most of the other row.

    That is code that was wrapped (in a condition, a call) or unwrapped: one node more or less.
    Each row comes with the number of its nodes.
    """
    index = _holding(trees, new, gone, nodes // 2 + 1)
    if index is not None:
        return gone, (*new[:index], *trees.children[new[index]], *new[index + 1 :])
    index = _holding(trees, gone, new, others // 2 + 1)
    if index is not None:
        return (*gone[:index], *trees.children[gone[index]], *gone[index + 1 :]), new
    return None


def _holding(trees: _Trees, forest: _Forest, row: _Forest, enough: int) -> int | None:
    """The first of ``forest`` that holds whole trees of ``row`` of ``enough`` nodes under it."""
    sizes, shared = trees.sizes, trees.shared
    large = [index for index, tree in enumerate(forest) if sizes[tree] > enough]
    if not large:
        return None
    found = [tree for tree in row if tree in shared]
    if trees.size(found) < enough:
        return None
    smallest = min([sizes[tree] for tree in found])
    wanted: dict[int, int] = {}
    for tree in found:
        wanted[tree] = wanted.get(tree, 0) + 1
    return next(
        (index for index in large if _holds(trees, forest[index], wanted, smallest, enough)), None
    )


def _holds(trees: _Trees, tree: int, wanted: Mapping[int, int], smallest: int, enough: int) -> bool:
    """Whether trees of ``enough`` nodes are in it, of those that are ``wanted`` so many times."""
    sizes, children = trees.sizes, trees.children
    missing = dict(wanted)
    stack = list(children[tree])
    while stack:
        found = stack.pop()
        left = missing.get(found)
        if left:
            missing[found] = left - 1
            enough -= sizes[found]
            if enough <= 0:
                return True
        elif sizes[found] > smallest:
            stack += children[found]
    return False


def _paired(trees: _Trees, gone: _Forest, new: _Forest, rows: list[tuple[_Forest, _Forest]]) -> int:
    """Pair what is of one kind, then what stands at one place; the nodes of what is left over."""
    total = 0
    kinds, labels, children = trees.kinds, trees.labels, trees.children
    some_kinds, other_kinds = [kinds[tree] for tree in gone], [kinds[tree] for tree in new]
    for _, some, others in _blocks(gone, new, some_kinds, other_kinds):
        for one, other in zip(some, others, strict=False):
            total += labels[one] != labels[other]
            if children[one] or children[other]:
                rows.append((children[one], children[other]))
        shared = min(len(some), len(others))
        total += trees.size(some[shared:]) + trees.size(others[shared:])
    return total


def _blocks(
    left: _Forest,
    right: _Forest,
    left_keys: Sequence[Hashable],
    right_keys: Sequence[Hashable],
) -> Iterator[tuple[bool, _Forest, _Forest]]:
    """Both rows cut where their keys are equal, and what lies between, in order."""
    if len(left) * len(right) > WIDEST:
        raise _TooWideError
    if len(left) == len(right) == 1 or not left or not right:  # most rows are as short as that
        yield left_keys == right_keys, left, right
        return
    src = dest = 0
    for block in Indel.opcodes(left_keys, right_keys):
        if block.tag != "equal":
            continue
        if src < block.src_start or dest < block.dest_start:
            yield False, left[src : block.src_start], right[dest : block.dest_start]
        src, dest = block.src_end, block.dest_end
        yield True, left[block.src_start : src], right[block.dest_start : dest]
    if src < len(left) or dest < len(right):
        yield False, left[src:], right[dest:]
