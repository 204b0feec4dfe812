"""Reading grids: a village, a list of grids, the households of one; and counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kit.access import Access
from kit.commit import Versioned
from kit.custody import Custody
from kit.model.clock import Clock, local_date
from kit.model.division import DivisionCode
from kit.model.errors import NotFound
from services.grid.domain.grid import Grid, GridCode
from services.grid.domain.ids import HouseholdId
from services.grid.domain.policies import Policies
from services.grid.domain.policy import GridPolicy
from services.grid.domain.structure import structure_of
from services.grid.domain.village import Membership, Village
from services.grid.ports.cares import CareQueries
from services.grid.ports.villages import VillageQueries

from .statistics import GridCount, of_cares, of_village
from .village_reading import required_village

VILLAGES = 20
"""Villages read at a time for a list of grids."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Where grids are read, at any tier."""

    villages: VillageQueries
    cares: CareQueries
    custody: Custody
    policies: Policies
    clock: Clock

    @property
    def today(self) -> date:
        """The calendar day in the county."""
        return local_date(self.clock.now())

    @property
    def policy(self) -> GridPolicy:
        """The county's rules of today."""
        return self.policies.in_force(self.today).grid

    async def village(self, access: Access, village: DivisionCode) -> Versioned[Village]:
        """Return a village.

        Raises:
            OutOfScope: it is not the caller's.
            NotFound: nobody told of it.
        """
        access.require(village)
        return await required_village(self.villages, village)

    async def grids(
        self, access: Access, division: DivisionCode, after: str, size: int, *, leaves_only: bool
    ) -> list[tuple[Village, Grid]]:
        """Return live grids of a division by code, after a code, each with its village."""
        left = self.custody.village_ranges(access.ranges(division), after[:12])
        found: list[tuple[Village, Grid]] = []
        last = ""
        while len(found) < size:
            page = await self.villages.page(left, last, VILLAGES)
            if not page:
                break
            for item in page:
                grids = _live_grids(item.state, leaves_only=leaves_only)
                found += [(item.state, grid) for grid in grids if grid.code.text > after]
            last = page[-1].state.code.digits
        return found[:size]

    async def households(
        self, access: Access, grid: GridCode, after: str, size: int
    ) -> list[tuple[HouseholdId, Membership]]:
        """Return the households of a grid and of those below it, by id, after one.

        Raises:
            OutOfScope, NotFound: no such village for the caller, or no such live grid in it.
        """
        village = (await self.village(access, grid.village)).state
        if grid not in structure_of(village).live:
            raise NotFound(what="网格", id=grid)
        inside = sorted(id for id, one in village.members.items() if one.leaf.lies_in(grid))
        return [(id, village.members[id]) for id in inside if id > after][:size]

    async def counts(
        self, access: Access, division: DivisionCode
    ) -> list[tuple[DivisionCode, GridCount]]:
        """Return the counts of every village of a division in the caller's scope."""
        policy, today = self.policy, self.today
        counts: list[tuple[DivisionCode, GridCount]] = []
        for bounds in self.custody.village_ranges(access.ranges(division)):
            found = await self.villages.get(DivisionCode.parse(bounds[0]))
            if found is None:
                continue
            count = of_village(found.state, policy)
            for cares in await self.cares.counts(bounds, today):
                count += of_cares(cares)
            counts.append((found.state.code, count))
        return counts


def _live_grids(village: Village, *, leaves_only: bool) -> list[Grid]:
    structure = structure_of(village)
    codes = structure.leaves if leaves_only else sorted(structure.live)
    return [structure.live[code] for code in codes]
