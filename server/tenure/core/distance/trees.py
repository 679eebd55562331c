"""Tree distance: nodes inserted, deleted or relabelled / nodes of the larger tree (measures.md §6).

Equal subtrees are found by their hashes, then siblings are aligned by them; only what differs is
looked into. Not the smallest possible edit (that is quadratic: Zhang and Shasha, 1989), but an
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
    __slots__ = ("children", "end", "hash", "label", "size", "start", "type")

    def __init__(self, kind: str, start: int, end: int) -> None:
        self.type = kind
        self.start = start
        self.end = end
        self.label: tuple[str, bytes] = (kind, b"")
        self.size = 1
        self.hash = 0
        self.children: list[_Tree] = []


_Forest = list[_Tree]


class _TooWideError(Exception):
    """Two rows of siblings are too long to align."""


def distance(original: Node, text: Node) -> Counts | Unmeasured:
    """How many nodes were inserted, deleted or relabelled."""
    if max(original.descendant_count, text.descendant_count) > LARGEST:
        return Unmeasured(f"more than {LARGEST} syntax nodes")
    before, after = _tree(original), _tree(text)
    try:
        # Either direction may find the shorter way; the better of both is the same for both.
        changed = min(_differing(before, after), _differing(after, before))
    except _TooWideError:
        return Unmeasured("too many syntax nodes side by side")
    return Counts(changed, max(before.size, after.size))


def _tree(root: Node) -> _Tree:
    """The tree with its hashes; a label is a node's kind and the text that is its own."""
    source, offset = root.text or b"", root.start_byte
    nodes = [root]
    order = [_Tree(root.type, 0, root.end_byte - offset)]
    # Level by level, no recursion: source nested a thousand deep must not exhaust Python's stack.
    for node, tree in zip(nodes, order, strict=True):
        if children := node.children:
            tree.children = [
                _Tree(child.type, child.start_byte - offset, child.end_byte - offset)
                for child in children
            ]
            nodes += children
            order += tree.children
    for tree in reversed(order):
        below = tree.children
        if below:
            extents = [(child.start, child.end) for child in below]
            tree.label = (tree.type, own_text(source, tree.start, tree.end, extents))
            tree.size += sum([child.size for child in below])
            tree.hash = hash((tree.label, *[child.hash for child in below]))
        else:
            tree.label = (tree.type, source[tree.start : tree.end])
            tree.hash = hash((tree.label,))
    return order[0]


def _differing(before: _Tree, after: _Tree) -> int:
    total = 0
    looks = _LOOKS * (before.size + after.size)
    rows: list[tuple[_Forest, _Forest]] = [([before], [after])]
    while rows:
        left, right = rows.pop()
        hashes = [tree.hash for tree in left], [tree.hash for tree in right]
        for equal, gone, new in _blocks(left, right, *hashes):
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
    for index, tree in enumerate(new):
        if 2 * _held(tree, gone) > _size(gone):
            return gone, [*new[:index], *tree.children, *new[index + 1 :]]
    for index, tree in enumerate(gone):
        if 2 * _held(tree, new) > _size(new):
            return [*gone[:index], *tree.children, *gone[index + 1 :]], new
    return None


def _held(tree: _Tree, row: _Forest) -> int:
    """Nodes of the trees of ``row`` that are found whole under ``tree``."""
    smallest = min(wanted.size for wanted in row)
    missing = Counter(wanted.hash for wanted in row)
    held = 0
    stack = list(tree.children)
    while stack:
        found = stack.pop()
        if missing[found.hash]:
            missing[found.hash] -= 1
            held += found.size
        elif found.size > smallest:
            stack += found.children
    return held


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
