"""The villages of a division, each with its cares, as what is published again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kit.authz import Range
from kit.commit import Versioned
from services.grid.domain.care import HouseholdCare
from services.grid.domain.village import Village
from services.grid.ports.cares import CareQueries
from services.grid.ports.villages import VillageQueries


@dataclass(frozen=True, slots=True)
class WholeVillage:
    """One village with the live cares in it."""

    village: Versioned[Village]
    cares: tuple[Versioned[HouseholdCare], ...]


@dataclass(frozen=True, slots=True)
class GridsAgain:
    """`kit.republish.Republishable` over the custodian's villages, one at a time."""

    villages: VillageQueries
    cares: CareQueries

    async def count(self, village: Range) -> int:
        """Return how many records a village has: its own, and one for each live household."""
        found = await self.villages.page((village,), "", 1)
        counts = await self.cares.counts(village, date.max) if found else []
        return len(found) + sum(sum(count.colours.values()) for count in counts)

    async def page(self, ranges: Sequence[Range], after: str, limit: int) -> Sequence[WholeVillage]:
        """Return the next village; with its cares it is as large as a chunk may be."""
        del limit
        found = await self.villages.page(ranges, after, 1)
        return [
            WholeVillage(item, tuple(await self.cares.of_village(item.state.code)))
            for item in found
        ]
