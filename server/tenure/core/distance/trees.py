"""Tree distance: nodes inserted, deleted or relabelled / nodes of the larger tree (measures.md §6).

Equal subtrees are found by their hashes, then children are aligned by them; only what differs is
looked into. Not the smallest possible edit (that is quadratic: Zhang and Shasha, 1989), but an
upper bound of it that is 0 exactly for equal trees, in time close to the trees' size.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import zip_longest

from rapidfuzz.distance import Indel

from tenure.core.distance.counts import Counts, Unmeasured
from tenure.core.syntax_shape import Node

LARGEST = 50_000
"""Nodes of one tree beyond which nothing is compared."""


@dataclass(slots=True)
class _Tree:
    label: str
    size: int
    hash: int
    children: list[_Tree] = field(default_factory=list)


def distance(original: Node, text: Node) -> Counts | Unmeasured:
    """How many nodes were inserted, deleted or relabelled."""
    before, after = _tree(original), _tree(text)
    if before is None or after is None:
        return Unmeasured(f"more than {LARGEST} syntax nodes")
    return Counts(_differing(before, after), max(before.size, after.size))


def _tree(root: Node) -> _Tree | None:
    """The tree with its hashes, leaves labelled with their text; None where it is too large."""
    # A stack of our own: source nested a thousand deep must not exhaust Python's.
    order: list[tuple[Node, _Tree]] = []
    stack: list[tuple[Node, _Tree | None]] = [(root, None)]
    made: _Tree | None = None
    while stack:
        node, parent = stack.pop()
        children = node.children
        label = (
            node.type
            if children
            else f"{node.type} {(node.text or b'').decode('utf-8', 'replace')}"
        )
        tree = _Tree(label, 1, 0)
        made = made or tree
        if parent is not None:
            parent.children.append(tree)
        order.append((node, tree))
        if len(order) > LARGEST:
            return None
        stack += [(child, tree) for child in reversed(children)]
    for _, tree in reversed(order):
        tree.size += sum(child.size for child in tree.children)
        tree.hash = hash((tree.label, *(child.hash for child in tree.children)))
    return made


def _differing(before: _Tree, after: _Tree) -> int:
    total = 0
    pairs = [(before, after)]
    while pairs:
        one, other = pairs.pop()
        if one.hash == other.hash:
            continue
        total += one.label != other.label
        blocks = Indel.opcodes(
            [child.hash for child in one.children], [child.hash for child in other.children]
        )
        gone: list[_Tree] = []
        new: list[_Tree] = []
        for block in [*blocks, None]:
            if block is None or block.tag == "equal":
                total += _paired(gone, new, pairs)
                gone, new = [], []
            else:
                gone += one.children[block.src_start : block.src_end]
                new += other.children[block.dest_start : block.dest_end]
    return total


def _paired(gone: list[_Tree], new: list[_Tree], pairs: list[tuple[_Tree, _Tree]]) -> int:
    """Pair what stands at one place in both; the nodes of what is left over."""
    left = 0
    for one, other in zip_longest(gone, new):
        if one is None:
            left += other.size
        elif other is None:
            left += one.size
        else:
            pairs.append((one, other))
    return left
