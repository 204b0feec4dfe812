"""Reading cares: one, many, a page; the colours a household had, its visits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from kit.access import Access
from kit.commit import Versioned
from kit.custody import Custody
from kit.model.clock import Clock, local_date
from kit.model.division import DivisionCode
from kit.model.errors import InvalidValue, NotFound
from services.grid.domain.care import HouseholdCare
from services.grid.domain.ids import HouseholdId
from services.grid.domain.visit import Visit
from services.grid.ports.cares import WHAT, CareFilter, CareQueries, Visits

BATCH_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class CareReading:
    """Where cares are read, at any tier; visits only where the custodian is."""

    cares: CareQueries
    visits: Visits
    custody: Custody
    clock: Clock

    @property
    def today(self) -> date:
        """The calendar day in the county."""
        return local_date(self.clock.now())

    async def get(self, access: Access, household: HouseholdId) -> Versioned[HouseholdCare]:
        """Return one care.

        Raises:
            NotFound: there is none in the caller's scope.
        """
        found = await self.batch(access, [household])
        if household not in found:
            raise NotFound(what=WHAT, id=household)
        return found[household]

    async def batch(
        self, access: Access, households: Sequence[HouseholdId]
    ) -> dict[HouseholdId, Versioned[HouseholdCare]]:
        """Return those of at most 1,000 cares that exist in the caller's scope."""
        if len(households) > BATCH_LIMIT:
            raise InvalidValue(field="household_ids", why=f"一次最多查询 {BATCH_LIMIT} 户")
        access.checked = True
        found = await self.cares.get_many(list(dict.fromkeys(households)))
        covers = access.principal.covers
        return {id: item for id, item in found.items() if covers(item.state.village)}

    async def page(
        self,
        access: Access,
        division: DivisionCode,
        wanted: CareFilter,
        overdue_only: bool,
        after: str,
        size: int,
    ) -> list[Versioned[HouseholdCare]]:
        """Return a page of the live cares in a division, by village, leaf and household."""
        left = self.custody.village_ranges(access.ranges(division), after)
        asked = replace(wanted, overdue_on=self.today) if overdue_only else wanted
        return await self.cares.page(left, asked, after, size)

    async def visits_of(
        self, access: Access, household: HouseholdId, after: str, size: int
    ) -> list[Visit]:
        """Return the visits of a household, newest first.

        Raises:
            NotFound: there is none in the caller's scope.
            NotCustodian: its visits are at another site.
        """
        village = (await self.get(access, household)).state.village
        self.custody.require(household, village)
        return await self.visits.page(household, after, size)
