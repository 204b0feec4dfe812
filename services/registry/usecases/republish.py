"""The households of a division, as what is published again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kit.authz import Range
from kit.commit import Versioned
from services.registry.domain.household import Household
from services.registry.ports.households import Households


@dataclass(frozen=True, slots=True)
class HouseholdsAgain:
    """`kit.republish.Republishable` over the custodian's households, dissolved ones too."""

    households: Households

    async def count(self, village: Range) -> int:
        """Return how many live households a village has."""
        return sum(count.households for count in await self.households.counts(village))

    async def page(
        self, ranges: Sequence[Range], after: str, limit: int
    ) -> list[Versioned[Household]]:
        """Return the next households by village and number."""
        return await self.households.page(ranges, True, after, limit)
