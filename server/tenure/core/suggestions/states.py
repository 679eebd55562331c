"""The life of a suggestion as one table (measures.md §3), and nothing outside it."""

from __future__ import annotations

from enum import Enum, auto

from tenure.core.records import State


class Turn(Enum):
    """What can happen to a suggestion."""

    SHOWN = auto()
    ACCEPTED = auto()
    PART_ACCEPTED = auto()
    APPLIED = auto()
    REJECTED = auto()
    LET_GO = auto()
    """Another is shown, its place no longer fits, the document closes, or 10 min pass."""
    TYPED_THROUGH = auto()
    NOTHING_STANDS = auto()
    STANDS_AGAIN = auto()


_ACCEPTS = {Turn.ACCEPTED: State.ACCEPTED, Turn.PART_ACCEPTED: State.PARTLY_ACCEPTED}

NEXT: dict[State | None, dict[Turn, State]] = {
    None: {
        Turn.SHOWN: State.SHOWN,
        **_ACCEPTS,
        Turn.APPLIED: State.APPLIED,
        Turn.REJECTED: State.REJECTED,
    },
    State.SHOWN: {
        **_ACCEPTS,
        Turn.REJECTED: State.REJECTED,
        Turn.LET_GO: State.IGNORED,
        Turn.TYPED_THROUGH: State.TYPED_THROUGH,
    },
    State.PARTLY_ACCEPTED: {**_ACCEPTS, Turn.NOTHING_STANDS: State.REVERTED},
    State.ACCEPTED: {Turn.NOTHING_STANDS: State.REVERTED},
    # An agent writes in a stream of edits.
    State.APPLIED: {Turn.APPLIED: State.APPLIED, Turn.NOTHING_STANDS: State.REVERTED},
    State.IGNORED: _ACCEPTS,
    State.REJECTED: _ACCEPTS,
    # Only within two seconds: an accept of the last characters looked like their typing.
    State.TYPED_THROUGH: _ACCEPTS,
    # Standing again leads back to the state before, which is not the table's to know.
    State.REVERTED: {},
}

OPEN = frozenset({State.SHOWN, State.PARTLY_ACCEPTED})
"""States in which more of the suggestion's text may still come."""


def next_state(state: State | None, turn: Turn, before_reverted: State | None) -> State | None:
    """Where ``turn`` leads from ``state``; None where it changes nothing."""
    if state is State.REVERTED and turn is Turn.STANDS_AGAIN:
        return before_reverted
    return NEXT[state].get(turn)
