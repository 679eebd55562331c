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


def found(run: tuple[int, ...], column: int, index: int = 0, place: int = 0) -> tuple[int, int]:
    """Where in ``run`` the label of the character before ``column`` is, and its first column.

    ``index`` and ``place``: where to begin, a label whose first column lies before ``column``.
    """
    stop = place + run[index]
    while stop < column:
        place = stop
        index += 2
        stop += run[index]
    return index, place


def label_at(run: Run, column: int) -> int:
    """The label of the character at ``column``, which exists."""
    if isinstance(run, int):
        return run
    index, _ = found(run, column + 1)
    return run[index + 1]


def before(run: Run, column: int, index: int = 0, place: int = 0) -> tuple[int, ...]:
    """The counts and labels, in turn, of a line's first ``column`` characters."""
    if not column:
        return ()
    if isinstance(run, int):
        return column, run
    index, place = found(run, column, index, place)
    return (*run[:index], column - place, run[index + 1])


def behind(run: Run, column: int, length: int, index: int = 0, place: int = 0) -> tuple[int, ...]:
    """The counts and labels, in turn, of a line's characters from ``column`` on."""
    if column >= length:
        return ()
    if isinstance(run, int):
        return length - column, run
    index, place = found(run, column + 1, index, place)
    return (place + run[index] - column, *run[index + 1 :])


def cut(run: Run, start: int, end: int) -> Pairs:
    """The part of a line's labels between two columns."""
    if end <= start:
        return []
    if isinstance(run, int):
        return [(end - start, run)]
    index, place = found(run, start + 1)
    part: Pairs = []
    while start < end:
        place += run[index]
        stop = min(place, end)
        part.append((stop - start, run[index + 1]))
        start = stop
        index += 2
    return part


def put_in(
    run: Run, length: int, column: int, label: int, index: int, place: int
) -> tuple[Run, int, int]:
    """A line's run with one character of ``label`` put in; and where its label is, as ``found``.

    ``index`` and ``place`` are those of the character before ``column``, which is not 0.
    """
    if isinstance(run, int):
        if run == label:
            return run, 0, 0
        run = (length, run)
    new = list(run)
    size, here = new[index], new[index + 1]
    passed, after = column - place, index + 2
    if here == label:
        new[index] += 1
        return tuple(new), index, place
    if passed < size:
        new[index : index + 1] = (passed, here, 1, label, size - passed)
    elif after < len(new) and new[after + 1] == label:
        new[after] += 1
    else:
        new[after:after] = (1, label)
    return tuple(new), after, column


def spliced(
    block: Sequence[Run],
    lengths: Sequence[int],
    offset: int,
    count: int,
    labels: Pairs,
    new_lengths: Sequence[int],
    index: int = 0,
    place: int = 0,
) -> tuple[list[Run], Pairs]:
    """The runs of neighbouring lines with ``labels`` in the place of ``count`` characters.

    Also what these carried. ``offset`` lies in the first line or at its end; ``lengths`` are those
    of the lines before, ``new_lengths`` those of the lines that stand there afterwards. ``index``
    and ``place`` are where ``offset`` may be looked for, as in ``found``.
    """
    last, column, left = 0, offset + count, sum(lengths) - offset - count
    while column >= lengths[last] and last + 1 < len(lengths):
        column -= lengths[last]
        last += 1
    head = before(block[0], offset, index, place)
    if last == 0:
        lost = cut(block[0], offset, column) if count else []
        tail = behind(block[0], column, lengths[0], index, place)
    else:
        lost = cut(block[0], offset, lengths[0])
        for run, length in zip(block[1:last], lengths[1:last], strict=True):
            lost += pairs(run, length)
        lost += cut(block[last], 0, column)
        tail = behind(block[last], column, lengths[last])
    if last + 1 < len(block):  # the other half of a line's end
        tail += before(block[last + 1], lengths[last + 1])
    if len(new_lengths) > 1 and len(labels) == 1:
        ((added, label),) = labels
        above, below = new_lengths[0] - offset, new_lengths[-1] - left
        if 0 < above <= added and 0 <= below <= added:
            first, final = _joined(head, above, label, ()), _joined((), below, label, tail)
            return [first, *[label] * (len(new_lengths) - 2), final], lost
    if len(new_lengths) == 1 and len(labels) < 2:
        added, label = labels[0] if labels else (0, 0)
        return [_joined(head, added, label, tail)], lost
    return lines_of((*pairs(head, 0), *labels, *pairs(tail, 0)), new_lengths), lost


def _joined(head: tuple[int, ...], count: int, label: int, tail: tuple[int, ...]) -> Run:
    """A line of these three, neighbours of one label joined."""
    if count:
        if head and head[-1] == label:
            head = (*head[:-2], head[-2] + count, label)
        else:
            head = (*head, count, label)
    if tail and head and head[-1] == tail[1]:
        run = (*head[:-2], head[-2] + tail[0], *tail[1:])
    else:
        run = head + tail
    return run[1] if len(run) == 2 else run or 0


def erased(run: Run, column: int, count: int, index: int, place: int) -> tuple[Run, Pairs] | None:
    """A line's run without ``count`` characters of one label, others of which stay in their place.

    Also what these carried. None where they are not so; ``index`` and ``place`` are those of the
    character at ``column``.
    """
    if isinstance(run, int):
        return run, [(count, run)]
    size, label = run[index], run[index + 1]
    if place + size < column + count or count == size:
        return None
    left = list(run)
    left[index] -= count
    return tuple(left), [(count, label)]


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
