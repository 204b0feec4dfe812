"""Drafting a plan: the diff between the grids as they are and as they are to be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from .coverage import size_reasons
from .grid import GridCode, Level
from .ids import HouseholdId, PlanId
from .plan import GroupOutcome, Plan, PlannedGrid, PlannedMove
from .planning_layout import Layout
from .planning_values import Following, Ground, PlanOrder, Rearranged
from .structure import next_numbers, structure_of
from .structure_errors import PlanTooLarge
from .village import Village

HOUSEHOLDS_TOLD = 100_000
"""Of all facts of one plan together: each grid that begins or ends is a fact with the whole village
in it, about 130 bytes a household, and the store takes 16 MB in one write (architecture §3, §4).
"""


@dataclass(frozen=True, slots=True)
class Drafted:
    """Under which id, when and by whom a plan is drafted."""

    plan: PlanId
    at: datetime
    by: str


def draft(ground: Ground, order: PlanOrder, drafted: Drafted) -> Plan:
    """Return the plan an order comes to; nothing changes.

    Raises:
        Refusal: the order names what is not there, changes nothing, or the codes are used up.
    """
    village = ground.village
    groups = [_Group(ground, one) for one in Layout(ground, order).rearranged()]
    _require_one_write(village, groups)
    leaves = {id: code for group in groups for id, code in group.leaves()}
    return Plan(
        id=drafted.plan,
        village=village.code,
        kind=order.kind,
        population=ground.policy.population,
        structure=village.structure,
        drafted_at=drafted.at,
        drafted_by=drafted.by,
        grids=tuple(grid for group in groups for grid in group.grids()),
        ended=tuple(sorted(code for group in groups for code in group.ended())),
        leaves=leaves,
        moves=tuple(_moves(ground, leaves)),
        outcomes=tuple(group.outcome() for group in groups),
    )


def _require_one_write(village: Village, groups: Sequence[_Group]) -> None:
    """Refuse what could be drafted, but never applied."""
    changed = sum(
        sum(grid.new for grid in group.grids()) + sum(1 for _ in group.ended()) for group in groups
    )
    most = max(2, HOUSEHOLDS_TOLD // max(1, len(village.members)) - 1)
    if changed > most:
        raise PlanTooLarge(village=village.code, grids=changed, most=most)


class _Group:
    """One group of a plan, with the codes of its leaves."""

    def __init__(self, ground: Ground, rearranged: Rearranged) -> None:
        self._ground = ground
        self._rearranged = rearranged
        self._live = structure_of(ground.village).live
        self._grid = self._live[rearranged.group]
        self._codes = self._assigned()

    def leaves(self) -> Iterator[tuple[HouseholdId, GridCode]]:
        """Yield every household with the leaf it will be in."""
        for code, part in zip(self._codes, self._rearranged.parts, strict=True):
            for household in part.households:
                yield household, code

    def grids(self) -> Iterator[PlannedGrid]:
        """Yield the leaves, by code."""
        parts = zip(self._codes, self._rearranged.parts, strict=True)
        for code, part in sorted(parts, key=lambda pair: pair[0]):
            persons = self._persons(part.households)
            reasons = size_reasons(code.level, len(part.households), persons, self._ground.policy)
            yield PlannedGrid(
                code=code,
                name=self._name(code),
                group=self._grid.group,
                households=len(part.households),
                persons=persons,
                reasons=tuple(reason.value for reason in reasons),
                new=code not in self._live,
            )

    def ended(self) -> Iterator[GridCode]:
        """Yield the parts of the group that do not go on."""
        parts = (code for code in self._live if code.parent == self._grid.code)
        yield from (c for c in parts if c.level is Level.THIRD and c not in self._codes)

    def outcome(self) -> GroupOutcome:
        """Return how it came out; a group that stays one leaf is not too small."""
        division, grids = self._rearranged.division, list(self.grids())
        legal = not any(grid.reasons for grid in grids)
        return GroupOutcome(
            group=self._grid.group,
            households=sum(grid.households for grid in grids),
            persons=sum(grid.persons for grid in grids),
            grids=len(grids),
            legal=legal,
            contiguous=division.contiguous,
            exact=division.exact,
            violation=0.0 if legal else division.violation,
            method=division.method,
        )

    def _assigned(self) -> tuple[GridCode, ...]:
        """One part is the group itself; of several each keeps its code or gets a new one."""
        parts = self._rearranged.parts
        if len(parts) == 1:
            return (self._rearranged.group,)
        kept = [_third(part.keeps) for part in parts]
        missing = kept.count(None)
        fresh = iter(next_numbers(self._ground.village, self._rearranged.group, missing))
        return tuple(code or next(fresh) for code in kept)

    def _name(self, code: GridCode) -> str:
        present = self._live.get(code)
        return present.name if present else f"{self._grid.name}第{code.number}网格"

    def _persons(self, households: Sequence[HouseholdId]) -> int:
        return sum(self._ground.persons(household) for household in households)


def _third(code: GridCode | None) -> GridCode | None:
    return code if code is not None and code.level is Level.THIRD else None


def _moves(ground: Ground, leaves: dict[HouseholdId, GridCode]) -> Iterator[PlannedMove]:
    for household in sorted(leaves):
        before, after = ground.village.members[household].leaf, leaves[household]
        if before != after:
            what = ground.following.get(household, Following())
            yield PlannedMove(household, before, after, what.contacts, what.visits)
