"""Whether every live household is in exactly one leaf (I3), village by village."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from kit.access import Access
from kit.custody import Custody
from kit.model.clock import Clock, local_date
from kit.model.division import DivisionCode
from services.grid.domain.coverage import Coverage, Grouped, check
from services.grid.domain.ids import HouseholdId
from services.grid.domain.policies import Policies
from services.grid.domain.village import Village
from services.grid.ports.cares import CareQueries
from services.grid.ports.households import KnownHouseholds
from services.grid.ports.villages import VillageQueries


class LiveHouseholds(Protocol):
    """Who says which households live in a village."""

    async def of(self, village: Village) -> Mapping[HouseholdId, Grouped]:
        """Return the live households with their village group."""
        ...


@dataclass(frozen=True, slots=True)
class ToldByRegistry:
    """At the custodian: the copies of the registry's records."""

    households: KnownHouseholds

    async def of(self, village: Village) -> Mapping[HouseholdId, Grouped]:
        """See `LiveHouseholds`."""
        return {one.id: one for one in await self.households.of_village(village.code)}


@dataclass(frozen=True, slots=True)
class InGroup:
    """A household whose group is that of the leaf its care is in."""

    group: str


@dataclass(frozen=True, slots=True)
class ToldByCares:
    """At the tiers above: the copies of cares. A care in a leaf that is gone has no group."""

    cares: CareQueries

    async def of(self, village: Village) -> Mapping[HouseholdId, Grouped]:
        """See `LiveHouseholds`."""
        groups = {grid.code: grid.group for grid in village.grids if grid.live}
        found = await self.cares.of_village(village.code)
        return {item.state.household: InGroup(groups.get(item.state.leaf, "")) for item in found}


@dataclass(frozen=True, slots=True)
class CoverageCheck:
    """Compares villages with the live households this site knows of."""

    villages: VillageQueries
    live: LiveHouseholds
    custody: Custody
    policies: Policies
    clock: Clock

    async def check(self, access: Access, division: DivisionCode) -> list[Coverage]:
        """Return the coverage of each village of a division that somebody told of."""
        policy = self.policies.in_force(local_date(self.clock.now())).grid
        found: list[Coverage] = []
        for low, _ in self.custody.village_ranges(access.ranges(division)):
            stored = await self.villages.get(DivisionCode.parse(low))
            village = stored.state if stored else Village(DivisionCode.parse(low), ())
            live = await self.live.of(village)
            if stored or live:
                found.append(check(village, live, policy))
        return found
