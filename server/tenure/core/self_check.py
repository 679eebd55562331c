"""A client that sees accepts in two ways, and how far the stable one is to be trusted."""

from __future__ import annotations

from dataclasses import dataclass

from tenure.core.attribution.facts import SelfChecked
from tenure.core.metrics.rates import Rate
from tenure.core.records import Kind, SeenBy, SelfCheckRecord, State


def checked(fact: SelfChecked, now: float) -> SelfCheckRecord:
    """What ``fact`` says, as a record."""
    return SelfCheckRecord(State(fact.report.value), Kind(fact.kind), SeenBy(fact.seen_by), at=now)


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """Accepts of one kind: seen in both ways, in the precise one only, in the stable one only."""

    state: State
    kind: Kind
    both: int
    precise_only: int
    stable_only: int

    @property
    def precision(self) -> Rate:
        """Of the accepts that the stable way saw, those that were."""
        return Rate(self.both, self.both + self.stable_only)

    @property
    def recall(self) -> Rate:
        """Of the accepts that were, those that the stable way saw."""
        return Rate(self.both, self.both + self.precise_only)
