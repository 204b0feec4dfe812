"""Reading the grids of a village, and what is always true of them (I3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from .grid import Grid, GridCode, Level
from .ids import HouseholdId
from .structure_errors import GridNumbersUsedUp
from .village import Membership, Village

MOST_CHILDREN = 99
"""Two digits of a code: so many grids under one in all years, ended ones counted.

It bounds the village's document too: 99 groups with 99 parts each is all there can ever be.
"""


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that must never be: English, codes and ids only."""

    subject: str
    what: str


@dataclass(frozen=True, slots=True)
class Structure:
    """The live grids of a village, looked up once."""

    live: Mapping[GridCode, Grid]
    parents: frozenset[GridCode]
    groups: Mapping[str, GridCode]

    def is_leaf(self, code: GridCode) -> bool:
        """Whether households may sit in the grid: live, below the village, not divided."""
        below = code in self.live and code.level is not Level.FIRST
        return below and code not in self.parents

    @property
    def leaves(self) -> tuple[GridCode, ...]:
        """The grids households sit in, by code."""
        return tuple(code for code in sorted(self.live) if self.is_leaf(code))

    def leaves_of(self, group: GridCode) -> tuple[GridCode, ...]:
        """The leaves of a group's grid: itself, or its parts by code."""
        if self.is_leaf(group):
            return (group,)
        return tuple(code for code in sorted(self.live) if code.parent == group)


def structure_of(village: Village) -> Structure:
    """Return the live grids of a village."""
    live = {grid.code: grid for grid in village.grids if grid.live}
    below = [code.parent for code in live if code.level is Level.THIRD]
    return Structure(
        live=live,
        parents=frozenset(parent for parent in below if parent is not None),
        groups={grid.group: code for code, grid in live.items() if code.level is Level.SECOND},
    )


def group_grid(leaf: GridCode) -> GridCode:
    """Return the grid of level 2 that a leaf is or lies in."""
    return leaf.parent or leaf if leaf.level is Level.THIRD else leaf


def next_numbers(village: Village, parent: GridCode, count: int) -> tuple[GridCode, ...]:
    """Return codes below a grid that no grid ever had.

    Raises:
        GridNumbersUsedUp: there are not so many left.
    """
    last = max((g.code.number for g in village.grids if g.code.parent == parent), default=0)
    if last + count > MOST_CHILDREN:
        raise GridNumbersUsedUp(grid=parent, most=MOST_CHILDREN)
    return tuple(parent.below(last + step) for step in range(1, count + 1))


def households_by_leaf(village: Village) -> dict[GridCode, list[HouseholdId]]:
    """Return the households of every leaf that has some, by id."""
    found: dict[GridCode, list[HouseholdId]] = {}
    for household in sorted(village.members):
        found.setdefault(village.members[household].leaf, []).append(household)
    return found


def with_grids(
    village: Village, ended: frozenset[GridCode], made: tuple[Grid, ...], today: date
) -> Village:
    """Return the village with grids ended and others made."""
    kept = (
        replace(grid, until=today) if grid.live and grid.code in ended else grid
        for grid in village.grids
    )
    return replace(village, grids=(*kept, *made))


def moved(member: Membership, leaf: GridCode) -> Membership:
    """Return the membership in another leaf."""
    return member if member.leaf == leaf else replace(member, leaf=leaf)


def check(village: Village) -> tuple[Violation, ...]:
    """Return what is wrong with the grids; nothing, if every rule keeps its promise."""
    found = (*_codes(village), *_levels(village), *_members(village))
    return tuple(Violation(subject, what) for subject, what in found)


_Found = Iterator[tuple[str, str]]


def _codes(village: Village) -> _Found:
    seen: set[GridCode] = set()
    for grid in village.grids:
        if grid.code in seen:
            yield grid.code.text, "code given twice"
        seen.add(grid.code)
        if grid.code.village != village.code:
            yield grid.code.text, "lies in another village"
        if grid.until is not None and grid.until < grid.since:
            yield grid.code.text, "ended before it began"


def _levels(village: Village) -> _Found:
    structure = structure_of(village)
    if GridCode.of_village(village.code) not in structure.live:
        yield village.code.digits, "no live grid of level 1"
    second = [g for g in structure.live.values() if g.level is Level.SECOND]
    if len(structure.groups) != len(second):
        yield village.code.digits, "two live grids of one group"
    for code, grid in structure.live.items():
        parent = None if code.parent is None else structure.live.get(code.parent)
        if grid.level is not Level.FIRST and parent is None:
            yield code.text, "no live parent"
        if grid.level is Level.THIRD and parent is not None and parent.group != grid.group:
            yield code.text, "another group than its parent"


def _members(village: Village) -> _Found:
    structure = structure_of(village)
    for household, member in village.members.items():
        if not structure.is_leaf(member.leaf):
            yield household, "not in a live leaf"
        if member.registered < 0 or member.present < 0:
            yield household, "fewer than no persons"
