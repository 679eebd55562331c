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
    place = 0
    for count, label in zip(run[::2], run[1::2], strict=True):
        low, high = max(place, start), min(place + count, end)
        if high > low:
            part.append((high - low, label))
        place += count
        if place >= end:
            break
    return part


def with_inserted(run: tuple[int, ...], column: int, count: int, label: int) -> Run | None:
    """The run with ``count`` more of ``label`` at ``column``, None where no run there has it.

    What a person types goes on where they typed before: the commonest edit by far.
    """
    place = 0
    for index in range(0, len(run), 2):
        end = place + run[index]
        if place <= column <= end and run[index + 1] == label:
            return (*run[:index], run[index] + count, *run[index + 1 :])
        if end > column:
            return None
        place = end
    return None


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
