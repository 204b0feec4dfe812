"""The appeals a site has in a division, as what is published again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kit.authz import Range
from kit.commit import Versioned
from kit.custody import Custody
from kit.model.clock import Clock
from kit.model.division import DivisionCode, Tier
from services.petition.domain.petition import Petition
from services.petition.ports.petitions import PetitionFilter, PetitionQueries

EVERYTHING = PetitionFilter(discipline=None)
"""Closed ones and protected ones too: readers know what they may show."""


@dataclass(frozen=True, slots=True)
class OfEveryTier(Custody):
    """Custody of records that centers of every tier have: a site publishes what it has itself."""

    def village_ranges(self, ranges: Iterable[Range], after: str = "") -> list[Range]:
        """Return the ranges as they are: matters of a town or the county lie between villages."""
        return [(low, high) for low, high in ranges if after < high]

    def require_villages(self, division: DivisionCode, day: date) -> None:
        """Pass for a division of the county.

        Raises:
            NotFound: the county has no such division.
        """
        del day
        self.divisions.get(division)


@dataclass(frozen=True, slots=True)
class PetitionsAgain:
    """`kit.republish.Republishable` over the appeals this site may write."""

    petitions: PetitionQueries
    clock: Clock

    async def count(self, village: Range) -> int:
        """Return how many appeals lie in a range, protected ones left out."""
        counts = await self.petitions.counts(village, Tier.COUNTY.value, self.clock.now())
        return sum(one.received for one in counts)

    async def page(
        self, ranges: Sequence[Range], after: str, limit: int
    ) -> Sequence[Versioned[Petition]]:
        """Return the next appeals by place and number."""
        return await self.petitions.page(ranges, EVERYTHING, after, limit)
