"""Runs of labels along lines: a number where a whole line has one label, else (count, label, ...).

Most lines of most files have one label, so a document of them costs a pointer a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

Run = int | tuple[int, ...]
"""The labels of one line: one for all of it, or counts and labels in turn."""

Pairs = list[tuple[int, int]]
"""Counts and labels, in order."""


def pairs(run: Run, length: int) -> Iterator[tuple[int, int]]:
    """The counts and labels of a line of ``length`` characters."""
    if isinstance(run, int):
        if length:
            yield length, run
    else:
        yield from zip(run[::2], run[1::2], strict=True)


def label_at(run: Run, column: int) -> int:
    """The label of the character at ``column``, which exists."""
    if isinstance(run, int):
        return run
    for count, label in zip(run[::2], run[1::2], strict=True):
        if column < count:
            return label
        column -= count
    raise IndexError(column)


def labels_beside(run: Run, column: int) -> tuple[int, int]:
    """The labels of the characters before and after ``column``, which has one on each side."""
    if isinstance(run, int):
        return run, run
    place, before = 0, run[1]
    for count, label in zip(run[::2], run[1::2], strict=True):
        if column < place + count:
            return (before if column == place else label), label
        place += count
        before = label
    raise IndexError(column)


def cut(run: Run, start: int, end: int) -> Pairs:
    """The part of a line's labels between two columns."""
    if isinstance(run, int):
        return [(end - start, run)] if end > start else []
    part: Pairs = []
    if end <= start:
        return part
    place = 0
    for count, label in zip(run[::2], run[1::2], strict=True):
        stop = place + count
        if stop > start:
            part.append(((min(stop, end)) - (max(place, start)), label))
            if stop >= end:
                break
        place = stop
    return part


def respelled(
    run: Run, length: int, column: int, count: int, labels: Sequence[tuple[int, int]]
) -> tuple[Run, Pairs]:
    """A line's run with ``labels`` in the place of ``count`` characters; and those that went.

    Costs the runs before ``column``, not the line: what lies behind is taken over as it is.
    """
    if isinstance(run, int):
        lost = [(count, run)] if count else []
        if not labels or (len(labels) == 1 and labels[0][1] == run and length):
            return run, lost
        run = (length, run) if length else ()
    size, index, place = len(run), 0, 0
    while index < size and place + run[index] < column:
        place += run[index]
        index += 2
    if not count and len(labels) == 1 and index < size and run[index + 1] == labels[0][1]:
        return (*run[:index], run[index] + labels[0][0], *run[index + 1 :]), []  # it goes on
    if index < size and place + run[index] == column:
        place += run[index]
        index += 2
    gone: Pairs = []
    passed, after = column - place, index
    middle: list[int] = []
    if passed:
        middle += (passed, run[index + 1])
    elif index:  # what comes may be of the run before
        index -= 2
        middle += run[index : index + 2]
    while count:
        taken = min(run[after] - passed, count)
        gone.append((taken, run[after + 1]))
        count -= taken
        passed += taken
        if passed == run[after]:
            passed, after = 0, after + 2
    for added, label in labels:
        _join(middle, added, label)
    if after < size:
        _join(middle, run[after] - passed, run[after + 1])
    found = (*run[:index], *middle, *run[after + 2 :])
    return (found[1] if len(found) == 2 else found or 0), gone


def _join(run: list[int], count: int, label: int) -> None:
    if run and run[-1] == label:
        run[-2] += count
    else:
        run += (count, label)


def lines_of(labels: Iterable[tuple[int, int]], lengths: Sequence[int]) -> list[Run]:
    """Labels dealt out over lines of ``lengths`` characters, neighbours of one label joined."""
    runs: list[Run] = []
    supply = iter(labels)
    left, label = 0, 0
    for length in lengths:
        flat: list[int] = []
        while length:
            if not left:
                left, label = next(supply)
            taken = min(left, length)
            if flat and flat[-1] == label:
                flat[-2] += taken
            elif taken:
                flat += (taken, label)
            left -= taken
            length -= taken
        runs.append(flat[1] if len(flat) == 2 else tuple(flat) if flat else 0)
    return runs
