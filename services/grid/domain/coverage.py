"""Whether every live household is in exactly one leaf (I3), and which leaves are out of bounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from .grid import Grid, GridCode, Level, Population
from .ids import HouseholdId
from .leading import live_leaderships
from .partition.values import SizePolicy, SizeReason
from .partition.values import size_reasons as reasons_of_part
from .policy import DEFAULT_GRID_POLICY, GridPolicy
from .structure import structure_of
from .village import Membership, Village

SHOWN = 100
"""Households named in a check; the counts are of all."""

_TOO_MANY = frozenset({SizeReason.TOO_MANY_HOUSEHOLDS, SizeReason.TOO_MANY_PERSONS})


class Grouped(Protocol):
    """A live household, of which only the village group matters here."""

    @property
    def group(self) -> str:
        """Name of the village group."""
        ...


@dataclass(frozen=True, slots=True)
class LeafSize:
    """How many households and persons sit in a leaf, by both ways of counting."""

    households: int = 0
    registered: int = 0
    present: int = 0

    def persons(self, population: Population) -> int:
        """Return the persons a policy measures."""
        return self.registered if population is Population.REGISTERED else self.present


@dataclass(frozen=True, slots=True)
class Coverage:
    """Coverage of one village; the first two numbers may be more than zero when all is well.

    `in_two_grids` counts households in what is no live leaf or in another group's; a household in
    two leaves cannot be stored. `unknown` are in a leaf, but not live for the registry.
    """

    village: str
    households: int
    without_grid: int
    in_two_grids: int
    unknown: int
    leaves_out_of_bounds: int
    exempted: int
    vacant_leaders: int
    placeless: int
    concerned: tuple[HouseholdId, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether every live household is in exactly one leaf."""
        return not (self.without_grid or self.in_two_grids or self.unknown)


def check(
    village: Village,
    live: Mapping[HouseholdId, Grouped],
    policy: GridPolicy = DEFAULT_GRID_POLICY,
) -> Coverage:
    """Return the coverage of a village against the live households the registry told of."""
    missing = [id for id in live if id not in village.members]
    unknown = [id for id in village.members if id not in live]
    wrong = _misplaced(village, live)
    out = out_of_bounds(village, policy)
    return Coverage(
        village=village.code.digits,
        households=len(live),
        without_grid=len(missing),
        in_two_grids=len(wrong),
        unknown=len(unknown),
        leaves_out_of_bounds=len(out),
        exempted=sum(grid.exemption is not None for grid in out),
        vacant_leaders=len(vacant_grids(village)),
        placeless=sum(member.placeless for member in village.members.values()),
        concerned=tuple(sorted({*missing, *unknown, *wrong})[:SHOWN]),
    )


def size_reasons(
    level: Level, households: int, persons: int, policy: GridPolicy
) -> tuple[SizeReason, ...]:
    """Return why a leaf of this size is out of bounds (plan 四(一)2).

    A group that is not divided stays one leaf however small it is; only one of level 3 can be too
    small.
    """
    found = reasons_of_part(households, persons, SizePolicy(policy.households, policy.persons))
    return tuple(reason for reason in found if level is Level.THIRD or reason in _TOO_MANY)


def leaf_sizes(village: Village) -> dict[GridCode, LeafSize]:
    """Return the size of every leaf, empty ones too, by code."""
    inside: dict[GridCode, list[Membership]] = {c: [] for c in structure_of(village).leaves}
    for member in village.members.values():
        inside.setdefault(member.leaf, []).append(member)
    return {code: size_of(members) for code, members in sorted(inside.items())}


def size_of(members: Iterable[Membership]) -> LeafSize:
    """Return the size of a leaf with these members."""
    inside = tuple(members)
    return LeafSize(
        households=len(inside),
        registered=sum(member.registered for member in inside),
        present=sum(member.present for member in inside),
    )


def out_of_bounds(village: Village, policy: GridPolicy) -> list[Grid]:
    """Return the leaves out of bounds, exempted ones too."""
    live = structure_of(village).live
    return [
        live[code]
        for code, size in leaf_sizes(village).items()
        if code in live
        and size_reasons(code.level, size.households, size.persons(policy.population), policy)
    ]


def vacant_grids(village: Village) -> list[GridCode]:
    """Return the live grids nobody leads, by code."""
    led = {one.grid for one in live_leaderships(village)}
    return sorted(grid.code for grid in village.grids if grid.live and grid.code not in led)


def _misplaced(village: Village, live: Mapping[HouseholdId, Grouped]) -> list[HouseholdId]:
    structure = structure_of(village)
    return [
        id
        for id, member in village.members.items()
        if not structure.is_leaf(member.leaf)
        or (id in live and structure.live[member.leaf].group != live[id].group)
    ]
