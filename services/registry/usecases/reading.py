"""Reading households: one, many, a page, by number; counts; and what happened to one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kit.access import Access
from kit.authz import Purpose
from kit.commit import Versioned
from kit.custody import Custody
from kit.model.clock import Clock, local_date
from kit.model.division import DivisionCode
from kit.model.errors import InvalidValue, NotFound
from services.registry.domain.as_of import HouseholdView, as_of
from services.registry.domain.household import Household
from services.registry.domain.id_number import normal_form
from services.registry.domain.ids import HouseholdId
from services.registry.domain.phone import Phone
from services.registry.ports.households import (
    Count,
    HouseholdHistory,
    HouseholdQueries,
    PersonIndexes,
    Revision,
)

from .disclosure import Disclosure

BATCH_LIMIT = 1000
SEARCH_LIMIT = 50


@dataclass(frozen=True, slots=True)
class Reading:
    """Where households are read, at any tier."""

    households: HouseholdQueries
    history: HouseholdHistory
    indexes: PersonIndexes
    disclosure: Disclosure
    custody: Custody
    clock: Clock

    @property
    def today(self) -> date:
        """The calendar day in the county."""
        return local_date(self.clock.now())

    async def get(self, access: Access, household: HouseholdId) -> Versioned[Household]:
        """Return a household.

        Raises:
            NotFound: there is none in the caller's scope.
        """
        found = await self.batch(access, [household])
        if household not in found:
            raise NotFound(what="户", id=household)
        return found[household]

    async def get_as_of(
        self, access: Access, household: HouseholdId, day: date
    ) -> tuple[Versioned[Household], HouseholdView]:
        """Return a household and how it stood on a day.

        Raises:
            NotFound: there is none in the caller's scope, or it was not registered yet.
            InvalidValue: the day lies in the future.
        """
        if day > self.today:
            raise InvalidValue(field="查询日期", why="晚于今天")
        found = await self.get(access, household)
        view = as_of(found.state, day)
        if view is None:
            raise NotFound(what=f"{day} 当日的户", id=household)
        return found, view

    async def batch(
        self, access: Access, households: Sequence[str]
    ) -> dict[str, Versioned[Household]]:
        """Return those of at most 1,000 households that exist in the caller's scope."""
        if len(households) > BATCH_LIMIT:
            raise InvalidValue(field="household_ids", why=f"一次最多查询 {BATCH_LIMIT} 户")
        access.checked = True
        found = await self.households.get_many(list(dict.fromkeys(households)))
        covers = access.principal.covers
        return {id: item for id, item in found.items() if covers(item.state.village)}

    async def page(
        self,
        access: Access,
        division: DivisionCode,
        include_dissolved: bool,
        after: str,
        size: int,
    ) -> list[Versioned[Household]]:
        """Return a page of the households in a division, by village and number."""
        left = self.custody.village_ranges(access.ranges(division), after)
        return await self.households.page(left, include_dissolved, after, size)

    async def by_id_number(
        self, access: Access, id_number: str, purpose: Purpose
    ) -> list[Versioned[Household]]:
        """Return live households with a member of this citizen number; logged, found or not."""
        ranges = access.ranges()
        index = self.indexes.id_number(normal_form(id_number))
        found = await self.households.with_id_number(index, ranges, SEARCH_LIMIT)
        await self._log_search(access, found, "id_number", purpose)
        return found

    async def by_phone(
        self, access: Access, phone: str, purpose: Purpose
    ) -> list[Versioned[Household]]:
        """Return live households with a member of this phone number; logged, found or not."""
        ranges = access.ranges()
        index = self.indexes.phone(Phone.parse(phone).digits)
        found = await self.households.with_phone(index, ranges, SEARCH_LIMIT)
        await self._log_search(access, found, "phone", purpose)
        return found

    async def revisions(
        self, access: Access, household: HouseholdId, before: int, size: int
    ) -> list[Revision]:
        """Return what happened to a household, newest first; kept where its custodian is.

        Only revisions below `before` are returned, 0 begins with the newest.

        Raises:
            NotFound: there is none in the caller's scope.
            NotCustodian: its history is at another site.
        """
        village = (await self.get(access, household)).state.village
        self.custody.require(household, village)
        return await self.history.page(household, before, size)

    async def counts(self, access: Access, division: DivisionCode) -> list[Count]:
        """Return the counts of every village of a division in the caller's scope."""
        counts: list[Count] = []
        for village in self.custody.village_ranges(access.ranges(division)):
            counts += await self.households.counts(village)
        return counts

    async def _log_search(
        self,
        access: Access,
        found: Sequence[Versioned[Household]],
        field: str,
        purpose: Purpose,
    ) -> None:
        for item in found:
            await self.disclosure.log_match(access, item.state, field, purpose)
        if not found:
            await self.disclosure.log_miss(access, field, purpose)
