"""Counts of grids and cares, rolled up to the tier below a division."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields

from kit.model.division import DivisionCode, Tier
from services.grid.domain.colour.values import Colour
from services.grid.domain.coverage import leaf_sizes, out_of_bounds, vacant_grids
from services.grid.domain.grid import Level
from services.grid.domain.policy import GridPolicy
from services.grid.domain.structure import structure_of
from services.grid.domain.village import Village
from services.grid.ports.cares import CareCount


@dataclass(frozen=True, slots=True)
class GridCount:
    """Counts of one division. `colours` by the colour in force (None: nobody decided yet)."""

    households: int = 0
    persons: int = 0
    second_level: int = 0
    third_level: int = 0
    leaves: int = 0
    leaves_in_bounds: int = 0
    groups: int = 0
    vacant_leaders: int = 0
    proposals: int = 0
    red_without_contact: int = 0
    visits_overdue: int = 0
    colours: Mapping[Colour | None, int] = field(default_factory=Counter[Colour | None])

    def __add__(self, other: GridCount) -> GridCount:
        """Return both together."""
        sums = {
            one.name: getattr(self, one.name) + getattr(other, one.name)
            for one in fields(self)
            if one.name != "colours"
        }
        return GridCount(**sums, colours=Counter(self.colours) + Counter(other.colours))


def of_village(village: Village, policy: GridPolicy) -> GridCount:
    """Return what is counted of a village's grids."""
    live = structure_of(village).live.values()
    sizes = leaf_sizes(village)
    return GridCount(
        households=len(village.members),
        persons=sum(member.registered for member in village.members.values()),
        second_level=sum(grid.level is Level.SECOND for grid in live),
        third_level=sum(grid.level is Level.THIRD for grid in live),
        leaves=len(sizes),
        leaves_in_bounds=len(sizes) - len(out_of_bounds(village, policy)),
        groups=sum(grid.level is Level.SECOND and bool(grid.group) for grid in live),
        vacant_leaders=len(vacant_grids(village)),
    )


def of_cares(count: CareCount) -> GridCount:
    """Return what is counted of a village's cares."""
    return GridCount(
        proposals=count.proposals,
        red_without_contact=count.vacant,
        visits_overdue=count.overdue,
        colours=count.colours,
    )


def by_division(
    counts: Iterable[tuple[DivisionCode, GridCount]], division: DivisionCode
) -> list[tuple[DivisionCode, GridCount]]:
    """Return one count for each town of a county, or for each village of a town or village."""
    rows: dict[DivisionCode, GridCount] = {}
    for village, count in counts:
        row = village.town if division.tier is Tier.COUNTY else village
        rows[row] = rows.get(row, GridCount()) + count
    return sorted(rows.items())
