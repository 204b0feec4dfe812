"""How the groups of a village come to lie: what each kind of plan makes of its leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from .coverage import size_reasons
from .grid import GridCode
from .ids import HouseholdId
from .partition.matching import kept_labels
from .partition.values import Division
from .plan import PlanKind
from .planning_values import Ground, PlannedPart, PlanOrder, Rearranged
from .structure import MOST_CHILDREN, group_grid, households_by_leaf, structure_of
from .structure_errors import (
    GridNumbersUsedUp,
    GridsOfDifferentGroups,
    NoSuchGroup,
    NotALeaf,
    NothingToChange,
    NotInVillage,
    TooManyParts,
)


class Layout:
    """Carries out one order on the leaves as they are."""

    def __init__(self, ground: Ground, order: PlanOrder) -> None:
        self._ground = ground
        self._order = order
        self._structure = structure_of(ground.village)
        self._inside = households_by_leaf(ground.village)

    def rearranged(self) -> tuple[Rearranged, ...]:
        """Return every group the order touches, by code.

        Raises:
            Refusal: the order names what is not there, or changes nothing.
        """
        match self._order.kind:
            case PlanKind.PARTITION:
                return tuple(self._divided(group) for group in self._groups())
            case PlanKind.REPAIR:
                return tuple(self._repaired(group) for group in self._groups() if self._out(group))
            case PlanKind.SPLIT:
                return (self._split(),)
            case PlanKind.MERGE:
                return (self._merged(),)
            case PlanKind.MOVE:
                return (self._moved(self._one_leaf()),)
            case PlanKind.EXTRACT:
                return (self._moved(None),)

    def _groups(self) -> list[GridCode]:
        """The groups in question in which somebody lives."""
        groups = self._structure.groups
        if self._order.group and self._order.group not in groups:
            raise NoSuchGroup(village=self._ground.village.code)
        wanted = [groups[self._order.group]] if self._order.group else sorted(groups.values())
        return [group for group in wanted if self._everybody(group)]

    def _divided(self, group: GridCode) -> Rearranged:
        ground = self._ground
        dwellings = ground.dwellings(self._everybody(group), weighed=self._order.weigh_colours)
        division = ground.engine.divide(dwellings, ground.bounds, ground.ridges)
        return self._named(group, division)

    def _repaired(self, group: GridCode) -> Rearranged:
        if self._structure.is_leaf(group):
            return self._divided(group)
        ground, everybody = self._ground, self._everybody(group)
        dwellings = ground.dwellings(everybody, weighed=self._order.weigh_colours)
        before = {str(id): ground.village.members[id].leaf.text for id in everybody}
        division = ground.engine.repair(dwellings, before, ground.bounds, ground.ridges)
        return self._named(group, division)

    def _out(self, group: GridCode) -> bool:
        """Whether a leaf of the group is out of bounds."""
        ground = self._ground
        for leaf in self._structure.leaves_of(group):
            inside = self._inside.get(leaf, ())
            persons = sum(ground.persons(household) for household in inside)
            if size_reasons(leaf.level, len(inside), persons, ground.policy):
                return True
        return False

    def _split(self) -> Rearranged:
        leaf, group = self._one_leaf(), group_grid(self._one_leaf())
        inside = self._inside.get(leaf, [])
        halves = parts_of(self._halves(leaf, inside), {leaf: inside})
        if len(halves) == 1:
            raise NothingToChange(village=self._ground.village.code)
        others = (part for part in self._present(group) if part.keeps != leaf)
        return self._ordered(group, [*others, *halves])

    def _halves(self, leaf: GridCode, inside: Sequence[HouseholdId]) -> Division:
        ground, parts = self._ground, self._order.parts
        if not inside or parts not in {0, *range(2, len(inside) + 1)}:
            raise TooManyParts(grid=leaf, parts=parts, households=len(inside))
        if parts > MOST_CHILDREN:  # known before the engine is asked, which takes minutes
            raise GridNumbersUsedUp(grid=group_grid(leaf), most=MOST_CHILDREN)
        dwellings = ground.dwellings(inside, weighed=self._order.weigh_colours)
        if parts:
            return ground.engine.divide_into(parts, dwellings, ground.bounds, ground.ridges)
        return ground.engine.divide(dwellings, ground.bounds, ground.ridges)

    def _merged(self) -> Rearranged:
        leaves = self._leaves()
        if len(leaves) < 2:
            raise NothingToChange(village=self._ground.village.code)
        group = self._one_group(leaves)
        stays = min(leaves, key=lambda leaf: (-len(self._inside.get(leaf, ())), leaf))
        together = (id for leaf in leaves for id in self._inside.get(leaf, ()))
        others = (part for part in self._present(group) if part.keeps not in leaves)
        return self._ordered(group, [*others, PlannedPart(tuple(sorted(together)), stays)])

    def _moved(self, target: GridCode | None) -> Rearranged:
        """Put the households into one leaf, or into one of their own."""
        members, chosen = self._ground.village.members, set(self._order.households)
        for household in sorted(chosen - members.keys()):
            raise NotInVillage(household=household, village=self._ground.village.code)
        moving = {id for id in chosen if members[id].leaf != target}
        if not moving:
            raise NothingToChange(village=self._ground.village.code)
        leaves = {members[id].leaf for id in moving}
        group = self._one_group(leaves if target is None else {*leaves, target})
        parts = [_with(part, moving, target) for part in self._present(group)]
        if target is None:
            if not any(part.households for part in parts) or self._alone(moving, leaves):
                raise NothingToChange(village=self._ground.village.code)
            parts.append(PlannedPart(tuple(sorted(moving))))
        return self._ordered(group, parts)

    def _alone(self, moving: set[HouseholdId], leaves: set[GridCode]) -> bool:
        """Whether the households have a leaf of their own already."""
        return len(leaves) == 1 and set(self._inside[next(iter(leaves))]) == moving

    def _one_leaf(self) -> GridCode:
        leaves = self._leaves()
        if len(leaves) != 1:
            raise NothingToChange(village=self._ground.village.code)
        return leaves[0]

    def _leaves(self) -> tuple[GridCode, ...]:
        """The leaves the order names, each once.

        Raises:
            NotALeaf: one is not there, ended, or divided.
        """
        named = tuple(dict.fromkeys(self._order.grids))
        for code in named:
            if not self._structure.is_leaf(code):
                raise NotALeaf(grid=code)
        return named

    def _one_group(self, leaves: Iterable[GridCode]) -> GridCode:
        groups = {group_grid(leaf) for leaf in leaves}
        if len(groups) > 1:
            raise GridsOfDifferentGroups(village=self._ground.village.code)
        return groups.pop()

    def _ordered(self, group: GridCode, parts: Iterable[PlannedPart]) -> Rearranged:
        """What somebody ordered, measured; empty parts end."""
        ground = self._ground
        kept = tuple(part for part in parts if part.households)
        dwellings = [ground.dwellings(part.households, weighed=False) for part in kept]
        return Rearranged(group, kept, ground.engine.judge(dwellings, ground.bounds, ground.ridges))

    def _named(self, group: GridCode, division: Division) -> Rearranged:
        leaves = self._structure.leaves_of(group)
        before = {leaf: self._inside.get(leaf, []) for leaf in leaves}
        return Rearranged(group, parts_of(division, before), division)

    def _present(self, group: GridCode) -> list[PlannedPart]:
        leaves = self._structure.leaves_of(group)
        return [PlannedPart(tuple(self._inside.get(leaf, ())), leaf) for leaf in leaves]

    def _everybody(self, group: GridCode) -> list[HouseholdId]:
        leaves = self._structure.leaves_of(group)
        return sorted(id for leaf in leaves for id in self._inside.get(leaf, ()))


def parts_of(
    division: Division, before: Mapping[GridCode, Sequence[HouseholdId]]
) -> tuple[PlannedPart, ...]:
    """Return the parts of a division; each goes on as the leaf most of it comes from.

    Leaders and names stay where most of the people stay.
    """
    leaf_of = {str(id): leaf for leaf, inside in before.items() for id in inside}
    groups = [part.households for part in division.parts if part.households]
    known = {id: leaf.text for id, leaf in leaf_of.items()}
    labels = kept_labels(groups, known, ())
    return tuple(
        PlannedPart(
            tuple(HouseholdId(id) for id in group),
            next((leaf_of[id] for id in group if known[id] == label), None),
        )
        for group, label in zip(groups, labels, strict=True)
    )


def _with(part: PlannedPart, moving: set[HouseholdId], target: GridCode | None) -> PlannedPart:
    inside = set(part.households)
    after = inside | moving if part.keeps == target else inside - moving
    return PlannedPart(tuple(sorted(after)), part.keeps)
