"""What a reading says of a span: the first verdict that fits (measures.md §6).

Whether it was moved is told by lineage, not from two texts.
"""

from __future__ import annotations

from tenure.core.distance import tokens
from tenure.core.records import Verdict
from tenure.core.syntax_shape import Node, Parse, Parsed, own_text


def verdict(
    original: str, text: str, kept: int, language: str, parse: Parse, *, moved: bool = False
) -> Verdict:
    """What became of ``original``, of which ``kept`` characters stand in ``text``."""
    if original and not kept:
        return Verdict.GONE
    if moved:
        return Verdict.MOVED
    if original == text:
        return Verdict.UNCHANGED
    if tokens.same(original, text):
        return Verdict.REFORMATTED
    before, after = parse(language, original), parse(language, text)
    if isinstance(before, Parsed) and isinstance(after, Parsed) and _is_renamed(before, after):
        return Verdict.RENAMED
    return Verdict.EDITED


def _is_renamed(before: Parsed, after: Parsed) -> bool:
    """Whether the trees are the same but for identifiers, replaced one for one."""
    if before.root.descendant_count != after.root.descendant_count:
        return False
    forth: dict[bytes, bytes] = {}
    back: dict[bytes, bytes] = {}
    # Each source once: a node's text is a copy, and trees may be thousands deep.
    source, offset = before.root.text or b"", before.root.start_byte
    other_source, other_offset = after.root.text or b"", after.root.start_byte
    stack: list[tuple[Node, Node]] = [(before.root, after.root)]
    while stack:
        one, other = stack.pop()
        left, right = one.children, other.children
        if one.type != other.type or len(left) != len(right):
            return False
        stack += zip(left, right, strict=True)
        old, new = _own(one, source, offset), _own(other, other_source, other_offset)
        if one.type not in before.identifiers:
            if old != new:
                return False
        elif forth.setdefault(old, new) != new or back.setdefault(new, old) != old:
            return False
    # Names that change places are no new names.
    return any(new not in forth for new in forth.values())


def _own(node: Node, source: bytes, offset: int) -> bytes:
    inside = [(child.start_byte - offset, child.end_byte - offset) for child in node.children]
    return own_text(source, node.start_byte - offset, node.end_byte - offset, inside)
