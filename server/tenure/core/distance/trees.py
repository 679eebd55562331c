"""Tree distance: nodes inserted, deleted or relabelled / nodes of the larger tree (measures.md §6).

Equal subtrees are found from the leaves up, then siblings are aligned by them; only what differs
is looked into. Not the smallest possible edit (that is quadratic: Zhang and Shasha, 1989), but an
upper bound of it that is 0 exactly for equal trees, in time close to the trees' size.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from itertools import zip_longest

from rapidfuzz.distance import Indel

from tenure.core.distance.counts import Counts, Unmeasured
from tenure.core.syntax_shape import Node, own_text

LARGEST = 50_000
"""Nodes of one tree beyond which nothing is compared."""

WIDEST = 100_000_000
"""Pairs of siblings beyond which nothing is aligned: the alignment keeps a bit for each, 12 MB."""

_LOOKS = 10
"""How many times over the trees may be searched for what was wrapped."""


class _Tree:
    """A node with all under it. Equal trees are one object: what is equal is found by identity."""

    __slots__ = ("children", "label", "size", "type")

    def __init__(self, kind: str, own: bytes, children: list[_Tree]) -> None:
        self.type = kind
        self.label = (kind, own)
        self.children = children
        self.size: int = 1 + sum([child.size for child in children])


_Forest = list[_Tree]


class _TooWideError(Exception):
    """Two rows of siblings are too long to align."""


def distance(original: Node, text: Node) -> Counts | Unmeasured:
    """How many nodes were inserted, deleted or relabelled."""
    if max(original.descendant_count, text.descendant_count) > LARGEST:
        return Unmeasured(f"more than {LARGEST} syntax nodes")
    if original is text:
        return Counts(0, original.descendant_count)
    known: dict[Hashable, _Tree] = {}
    before, after = _tree(original, known), _tree(text, known)
    try:
        # Either direction may find the shorter way; the better of both is the same for both.
        changed = min(_differing(before, after), _differing(after, before))
    except _TooWideError:
        return Unmeasured("too many syntax nodes side by side")
    return Counts(changed, max(before.size, after.size))


def _tree(root: Node, known: dict[Hashable, _Tree]) -> _Tree:
    """The tree, built from those that are ``known`` already; new ones are added to them.

    A label is a node's kind and the text that is its own.
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
    trees: list[_Tree] = []
    # From the last to the first, so that children are there before their parent.
    last = len(nodes)
    for kind, start, end, first in zip(
        reversed(kinds), reversed(starts), reversed(ends), reversed(firsts), strict=True
    ):
        key: Hashable
        if first == last:
            children, own = [], source[start:end]
            key = (kind, own)
        else:
            begins, stops = starts[first:last], ends[first:last]
            if sum(stops) - sum(begins) == end - start:  # most often nothing lies between them
                own = b""
            else:
                own = own_text(source, start, end, list(zip(begins, stops, strict=True)))
            children = trees[len(nodes) - last : len(nodes) - first]
            children.reverse()
            key = (kind, own, *children)
            last = first
        tree = known.get(key)
        if tree is None:
            tree = known[key] = _Tree(kind, own, children)
        trees.append(tree)
    return trees[-1]


def _differing(before: _Tree, after: _Tree) -> int:
    total = 0
    looks = _LOOKS * (before.size + after.size)
    rows: list[tuple[_Forest, _Forest]] = [([before], [after])]
    while rows:
        left, right = rows.pop()
        for equal, gone, new in _blocks(left, right, left, right):
            if equal:
                continue
            looks -= _size(gone) + _size(new)
            opened = _opened(gone, new) if looks > 0 else None
            if opened is None:
                total += _paired(gone, new, rows)
            else:
                total += 1
                rows.append(opened)
    return total


def _opened(gone: _Forest, new: _Forest) -> tuple[_Forest, _Forest] | None:
    """Both rows with one tree replaced by its children, where it holds most of the other row.

    That is code that was wrapped (in a condition, a call) or unwrapped: one node more or less.
    """
    if not gone or not new:
        return None
    for index in _holding(new, gone):
        return gone, [*new[:index], *new[index].children, *new[index + 1 :]]
    for index in _holding(gone, new):
        return [*gone[:index], *gone[index].children, *gone[index + 1 :]], new
    return None


def _holding(forest: _Forest, row: _Forest) -> Iterator[int]:
    """Which of ``forest`` hold whole trees of ``row`` under them that are most of its nodes."""
    enough = _size(row) // 2 + 1
    large = [index for index, tree in enumerate(forest) if tree.size > enough]
    if not large:
        return
    smallest = min([tree.size for tree in row])
    wanted = Counter(row)
    for index in large:
        if _holds(forest[index], dict(wanted), smallest, enough):
            yield index


def _holds(tree: _Tree, missing: dict[_Tree, int], smallest: int, enough: int) -> bool:
    """Whether trees of ``enough`` nodes are in it, of those that are ``missing`` so many times."""
    stack = list(tree.children)
    while stack:
        found = stack.pop()
        left = missing.get(found)
        if left:
            missing[found] = left - 1
            enough -= found.size
            if enough <= 0:
                return True
        elif found.size > smallest:
            stack += found.children
    return False


def _paired(gone: _Forest, new: _Forest, rows: list[tuple[_Forest, _Forest]]) -> int:
    """Pair what is of one kind, then what stands at one place; the nodes of what is left over."""
    total = 0
    kinds = [tree.type for tree in gone], [tree.type for tree in new]
    for _, some, others in _blocks(gone, new, *kinds):
        for one, other in zip_longest(some, others):
            if one is None:
                total += other.size
            elif other is None:
                total += one.size
            else:
                total += one.label != other.label
                rows.append((one.children, other.children))
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


def _size(row: _Forest) -> int:
    return sum([tree.size for tree in row])
