"""Applying a drafted plan to its village in one step, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from .events import GridsRepartitioned, Outcome
from .grid import Grid, GridCode
from .ids import HouseholdId, PlanId
from .leading import after_structure_change
from .plan import Plan, PlanStatus
from .structure import group_grid, moved, structure_of, with_grids
from .structure_errors import LaterPlanApplied, PlanNotApplied, PlanStale, PlanTooOld, PlanUndone
from .village import AppliedPlan, Membership, Village

UNDOABLE = 5
"""Applied plans that can be taken back: the newest."""

REMEMBERED = 100
"""Applied plans whose names are kept, so that an old one is not taken for stale."""


def status_of(village: Village, plan: Plan) -> PlanStatus:
    """Return where a plan stands: the village tells whether it was applied."""
    entry = _entry(village, plan.id)
    if entry is not None:
        return PlanStatus.UNDONE if entry.undone else PlanStatus.APPLIED
    return PlanStatus.DRAFTED if plan.structure == village.structure else PlanStatus.STALE


def apply(village: Village, plan: Plan, today: date) -> Outcome:
    """Return the village with the plan in force; nothing happens when it is already.

    Raises:
        PlanStale: grids or membership have changed since it was drafted.
        PlanUndone: it was taken back.
    """
    match status_of(village, plan):
        case PlanStatus.APPLIED:
            return village, ()
        case PlanStatus.UNDONE:
            raise PlanUndone(plan=plan.id)
        case PlanStatus.STALE:
            raise PlanStale(plan=plan.id, village=village.code)
        case PlanStatus.DRAFTED:
            return _applied(village, plan, today)


def undo(village: Village, plan: Plan, today: date) -> Outcome:
    """Return the village with the plan taken back; nothing happens when it is already.

    The grids it ended live again under their codes, those it made end. Its households go back to
    the leaf they had, unless they have left the group; who came since into a grid that ends goes
    to the leaf of the group with the fewest households.

    Raises:
        PlanNotApplied: it was only drafted.
        LaterPlanApplied: another plan builds on it.
        PlanTooOld: what undoing needs is not kept any more.
    """
    entry = _entry(village, plan.id)
    if entry is None:
        raise PlanNotApplied(plan=plan.id)
    if entry.undone:
        return village, ()
    later = village.plans[village.plans.index(entry) + 1 :]
    for one in reversed(later):
        if not one.undone:
            raise LaterPlanApplied(plan=plan.id, later=one.plan)
    if len(later) >= UNDOABLE:
        raise PlanTooOld(plan=plan.id, kept=UNDOABLE)
    return _undone(village, plan, entry, today)


def _applied(village: Village, plan: Plan, today: date) -> Outcome:
    made = tuple(
        Grid(one.code, one.name, one.group, today, population=plan.population, plan=plan.id)
        for one in plan.grids
        if one.new
    )
    before = {move.household: move.before for move in plan.moves}
    after = replace(
        with_grids(village, frozenset(plan.ended), made, today),
        members=_with_leaves(village.members, plan.leaves),
        plans=_remembered((*village.plans, AppliedPlan(plan.id, before))),
    )
    return _told(village, after, plan.id, today)


def _undone(village: Village, plan: Plan, entry: AppliedPlan, today: date) -> Outcome:
    back = _grids_back(village, plan, today)
    leaves = _Returning(back, entry.before).leaves()
    taken_back = replace(entry, undone=True)
    after = replace(
        back,
        members=_with_leaves(village.members, leaves),
        plans=tuple(taken_back if one is entry else one for one in village.plans),
    )
    return _told(village, after, plan.id, today, undone=True)


def _grids_back(village: Village, plan: Plan, today: date) -> Village:
    """End what the plan made and revive what it ended, where the group still has its grid."""
    made = frozenset(one.code for one in plan.grids if one.new)
    ended = with_grids(village, made, (), today)
    live = structure_of(ended).live
    grids = tuple(
        replace(grid, until=None) if grid.code in plan.ended and grid.code.parent in live else grid
        for grid in ended.grids
    )
    return replace(ended, grids=grids)


@dataclass
class _Returning:
    """Who goes where when a plan is taken back; `village` has its grids back already."""

    village: Village
    before: Mapping[HouseholdId, GridCode]

    def leaves(self) -> dict[HouseholdId, GridCode]:
        """Return the leaf of every household that does not stay where it is."""
        members = self.village.members
        self._structure = structure_of(self.village)
        found = {id: self._had(id, members[id]) for id in sorted(members)}
        known = {id: leaf for id, leaf in found.items() if leaf is not None}
        self._sizes = dict.fromkeys(self._structure.leaves, 0)
        for leaf in known.values():
            self._sizes[leaf] += 1
        for id in sorted(members.keys() - known.keys()):
            known[id] = self._smallest(group_grid(members[id].leaf))
        return known

    def _had(self, household: HouseholdId, member: Membership) -> GridCode | None:
        """The leaf of before, or the one it is in; None when neither is a leaf now."""
        was = self.before.get(household)
        same_group = was is not None and group_grid(was) == group_grid(member.leaf)
        leaf = was if was is not None and same_group else member.leaf
        return leaf if self._structure.is_leaf(leaf) else None

    def _smallest(self, group: GridCode) -> GridCode:
        leaves = self._structure.leaves_of(group)
        leaf = min(leaves, key=lambda leaf: (self._sizes[leaf], leaf))
        self._sizes[leaf] += 1
        return leaf


def _told(
    before: Village, after: Village, plan: PlanId, today: date, *, undone: bool = False
) -> Outcome:
    moves = {
        id: after.members[id].leaf
        for id in sorted(after.members)
        if after.members[id].leaf != before.members[id].leaf
    }
    counted = replace(after, structure=before.structure + 1)
    led, happened = after_structure_change(counted, today)
    return led, (GridsRepartitioned(plan, moves, undone), *happened)


def _with_leaves(
    members: Mapping[HouseholdId, Membership], leaves: Mapping[HouseholdId, GridCode]
) -> dict[HouseholdId, Membership]:
    return {id: moved(one, leaves.get(id, one.leaf)) for id, one in members.items()}


def _remembered(plans: tuple[AppliedPlan, ...]) -> tuple[AppliedPlan, ...]:
    """The newest whole, the older ones by name, none beyond the limit."""
    named = (replace(one, before={}) for one in plans[-REMEMBERED:-UNDOABLE])
    return (*named, *plans[-UNDOABLE:])


def _entry(village: Village, plan: PlanId) -> AppliedPlan | None:
    return next((one for one in village.plans if one.plan == plan), None)
