"""Listing what is known of the lines: posts, vacancies, the calendar of deputies; at any tier."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date

from kit.access import Access
from kit.commit import Versioned
from kit.custody import Custody
from kit.model.clock import Clock, local_date
from kit.model.division import DivisionCode
from kit.model.errors import InvalidValue
from services.grid.domain.care import HouseholdCare
from services.grid.domain.grid import GridCode
from services.grid.domain.ids import HouseholdId, VacancyId
from services.grid.domain.leading import vacancies_of
from services.grid.domain.lines import EndReason, Post, Posting
from services.grid.domain.policies import Policies
from services.grid.domain.postings import live_postings
from services.grid.domain.schedule import Scheduled, schedule
from services.grid.domain.village import Village
from services.grid.ports.cares import CareFilter, CareQueries
from services.grid.ports.villages import VillageQueries

from .village_reading import required_village

Position = tuple[str, ...]
"""The sort key of the last row of a page; empty at the start."""

VILLAGES_AT_ONCE = 8
"""A village is one large document: as many are read as a page of people usually needs."""

_GRID, _HOUSEHOLD = "grid", "household"
_VACANCY_POSITION = 3


@dataclass(frozen=True, slots=True)
class PlacedPosting:
    """A posting and its village."""

    village: DivisionCode
    posting: Posting

    @property
    def position(self) -> Position:
        """By village, person, post and day."""
        item = self.posting
        return self.village.digits, item.person, item.post.value, item.since.isoformat()


@dataclass(frozen=True, slots=True)
class OpenPlace:
    """What waits for a person: a grid without leader, or a red household without contact.

    `position` is its place in the list: grids first, then households.
    """

    id: VacancyId
    village: DivisionCode
    grid: GridCode
    household: HouseholdId | None
    opened: date
    cause: EndReason | None
    position: Position


@dataclass(frozen=True, slots=True)
class LineReading:
    """Where posts, vacancies and calendars are read."""

    villages: VillageQueries
    cares: CareQueries
    custody: Custody
    policies: Policies
    clock: Clock

    @property
    def today(self) -> date:
        """The calendar day in the county."""
        return local_date(self.clock.now())

    async def postings(
        self,
        access: Access,
        division: DivisionCode,
        post: Post | None,
        after: Position,
        size: int,
    ) -> list[PlacedPosting]:
        """Return a page of the posts held in a division, by village and person."""
        rows: list[PlacedPosting] = []
        async for village in self._from(access, division, after[0] if after else ""):
            held = (item for item in live_postings(village) if post in (None, item.post))
            placed = [PlacedPosting(village.code, item) for item in held]
            placed.sort(key=lambda row: row.position)
            rows += [row for row in placed if row.position > after]
            if len(rows) >= size:
                break
        return rows[:size]

    async def vacancies(
        self, access: Access, division: DivisionCode, after: Position, size: int
    ) -> list[OpenPlace]:
        """Return a page of what waits for a person: grids, then red households.

        Raises:
            InvalidValue: `after` is no position of this list.
        """
        _require_position(after)
        rows: list[OpenPlace] = []
        if not after or after[0] == _GRID:
            rows = await self._grids(access, division, after, size)
            after = ()
        if len(rows) < size:
            rows += await self._households(access, division, after, size - len(rows))
        return rows

    async def schedule(
        self, access: Access, code: DivisionCode, start: date, end: date
    ) -> tuple[Scheduled, ...]:
        """Return the reception days and voter meetings of a village between two days.

        Raises:
            NotFound: the village has no grids.
            InvalidValue: the days are in the wrong order, or too far apart.
        """
        access.require(code)
        found = await required_village(self.villages, code)
        return schedule(found.state, start, end, self.policies.grid, self.today)

    async def _grids(
        self, access: Access, division: DivisionCode, after: Position, size: int
    ) -> list[OpenPlace]:
        rows: list[OpenPlace] = []
        async for village in self._from(access, division, after[1] if after else ""):
            rows += [row for row in _waiting(village) if row.position > after]
            if len(rows) >= size:
                break
        return rows[:size]

    async def _households(
        self, access: Access, division: DivisionCode, after: Position, size: int
    ) -> list[OpenPlace]:
        key = after[2] if after else ""
        ranges = self.custody.village_ranges(access.ranges(division), key)
        found = await self.cares.page(ranges, CareFilter(vacant_only=True), key, size)
        return [row for item in found for row in _open_contact(item)]

    async def _from(
        self, access: Access, division: DivisionCode, first: str
    ) -> AsyncIterator[Village]:
        """Yield the villages of a division from one on, by code."""
        ranges = self.custody.village_ranges(access.ranges(division), first)
        after = ""
        while page := await self.villages.page(ranges, after, VILLAGES_AT_ONCE):
            for item in page:
                yield item.state
            after = page[-1].state.code.digits


def _waiting(village: Village) -> list[OpenPlace]:
    code = village.code
    return [
        OpenPlace(
            item.id,
            code,
            item.grid,
            None,
            item.opened,
            item.cause,
            position=(_GRID, code.digits, item.grid.text),
        )
        for item in vacancies_of(village)
    ]


def _open_contact(found: Versioned[HouseholdCare]) -> Iterator[OpenPlace]:
    care = found.state
    item = care.open_vacancy
    if item is not None:
        yield OpenPlace(
            item.id,
            care.village,
            care.leaf,
            care.household,
            item.opened,
            item.cause,
            position=(_HOUSEHOLD, care.village.digits, care.position),
        )


def _require_position(after: Position) -> None:
    """Refuse a position that we did not make."""
    whole = len(after) == _VACANCY_POSITION and after[0] in (_GRID, _HOUSEHOLD)
    if after and not whole:
        raise InvalidValue(field="page_token", why="翻页标记已损坏，请从第一页重新查询")
