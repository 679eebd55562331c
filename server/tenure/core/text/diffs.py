"""What differs between two texts: lines first, then characters inside the lines that differ.

rapidfuzz's Indel alignment (longest common subsequence, bit-parallel) does the work; it is imported
when it is first needed, since most sessions never diff.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from tenure.core.text.lines import split_lines

LONGEST_DIFFED = 20_000
"""Items on one side beyond which texts are not aligned but replaced whole: time and memory grow
with the product of both sides (20,000 by 20,000 lines: about 50 MB, below 0.2 s)."""

DifferingRange = tuple[int, int, int, int]
"""Start and end in the old text, start and end in the new."""


def differing_ranges(old: str, new: str) -> list[DifferingRange]:
    """Where ``old`` and ``new`` differ, in order; what lies between the ranges is equal."""
    old_lines, new_lines = split_lines(old), split_lines(new)
    old_starts, new_starts = _starts(old_lines), _starts(new_lines)
    ranges: list[DifferingRange] = []
    for old_first, old_last, new_first, new_last in _aligned(old_lines, new_lines):
        old_start, new_start = old_starts[old_first], new_starts[new_first]
        old_part = old[old_start : old_starts[old_last]]
        new_part = new[new_start : new_starts[new_last]]
        for a, b, c, d in _aligned(old_part, new_part):
            ranges.append((old_start + a, old_start + b, new_start + c, new_start + d))
    return ranges


def equal_ranges(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int, int]]:
    """Where two sequences are equal in order: start in the old, start in the new, length."""
    shorter = min(len(old), len(new))
    prefix = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    left = shorter - prefix
    suffix = next((at for at in range(left) if old[-1 - at] != new[-1 - at]), left)
    found = [(0, 0, prefix)] if prefix else []
    old_end, new_end = len(old) - suffix, len(new) - suffix
    old_at, new_at = prefix, prefix
    for first, last, _, new_last in _aligned(old[prefix:old_end], new[prefix:new_end]):
        if prefix + first > old_at:
            found.append((old_at, new_at, prefix + first - old_at))
        old_at, new_at = prefix + last, prefix + new_last
    if old_end > old_at:
        found.append((old_at, new_at, old_end - old_at))
    if suffix:
        found.append((old_end, new_end, suffix))
    return found


def _aligned(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[DifferingRange]:
    if not old or not new or max(len(old), len(new)) > LONGEST_DIFFED:
        if old or new:
            yield 0, len(old), 0, len(new)
        return
    from rapidfuzz.distance import Indel

    start: DifferingRange | None = None
    for operation in Indel.opcodes(old, new):
        if operation.tag == "equal":
            if start is not None:
                yield start
            start = None
        else:
            first = start or (
                operation.src_start,
                operation.src_start,
                operation.dest_start,
                operation.dest_start,
            )
            start = (first[0], operation.src_end, first[2], operation.dest_end)
    if start is not None:
        yield start


def _starts(lines: list[str]) -> list[int]:
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    return starts
