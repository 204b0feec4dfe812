"""What time alone changes, once a day and village by village.

Needs and absences that end, terms of office, overrides, the year that is assessed; and whatever an
interruption left behind. Every step follows from what is stored, so a village looked after twice
is written once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kit.commit import Decision
from kit.contention import Contention
from kit.custody import Custody
from kit.model.clock import Clock, local_date
from kit.model.division import DivisionCode
from kit.model.errors import Unavailable
from services.grid.domain.coverage import check
from services.grid.domain.events import Outcome, VillageEvent
from services.grid.domain.gone import missing_from, people_of
from services.grid.domain.ids import HouseholdId
from services.grid.domain.known import KnownHousehold
from services.grid.domain.placement import recounted
from services.grid.domain.postings import people_gone, terms_over
from services.grid.domain.structure_errors import GridNumbersUsedUp
from services.grid.domain.village import Village
from services.grid.ports.households import KnownHouseholds
from services.grid.ports.upkeep import CoverageGauges, UpkeepLog, WorkLease
from services.grid.ports.villages import Villages

from .books import Books, Step, VillageState
from .care_keeping import CareKeeping
from .placing import Placing, States
from .tending import ended_of, rule_of

PAGE = 50
"""Villages read at a time."""


@dataclass(slots=True)
class Upkeep:
    """Looks after every village of this site on every day; one replica at a time."""

    villages: Villages
    households: KnownHouseholds
    placing: Placing
    keeping: CareKeeping
    books: Books
    custody: Custody
    log: UpkeepLog
    gauges: CoverageGauges
    lease: WorkLease
    clock: Clock
    contention: Contention = field(default_factory=Contention)
    _last: date | None = field(default=None, init=False)

    async def work(self, stop: asyncio.Event) -> bool:
        """Look after the villages if the day is a new one; False when there is nothing to do.

        Raises:
            ExceptionGroup: what went wrong in some villages, after all the others were looked
                after; they are tried again tomorrow, or by the next process.
            Unavailable: the store is away.
        """
        today = local_date(self.clock.now())
        if self._last == today or not await self.lease.renew():
            return False
        done = await self.log.done_on(today)
        failed: list[Exception] = []
        after = ""
        while page := await self._page(after):
            for village in page:
                if stop.is_set() or not await self.lease.renew():
                    return False
                failed += await self._look_after(village, today, done=village in done)
            after = page[-1].digits
        self._last = today
        if failed:
            raise ExceptionGroup("villages not looked after", failed)
        return True

    async def tend(self, village: DivisionCode) -> None:
        """Look after one village, again where facts were taken over meanwhile.

        Raises:
            TooMuchContention: they kept coming.
        """
        await self.contention.until(village.digits, lambda: self._tend_once(village))

    async def _tend_once(self, village: DivisionCode) -> bool | None:
        """Return None when the copies are others than this looked at."""
        marks = await self.households.marks([village])
        async with self.books.held([village], Step(marks, marks)) as states:
            state = states[village]
            after = await self._tend_village(village, state)
            after = await self._put_right(after, states)
            await self._tend_cares(state, {village: after})
            self.gauges.show(check(after, state.known, state.rules.grid))
        return True if await self.households.marks([village]) == marks else None

    async def _look_after(
        self, village: DivisionCode, today: date, *, done: bool
    ) -> list[Exception]:
        """Tend a village, or only show its figures when that was done before a restart.

        What cannot be done in this village is returned: the others must not wait for it.
        """
        try:
            if done:
                await self._show(village)
            else:
                await self.tend(village)
                await self.log.done(village, today)
        except Unavailable:
            raise
        except Exception as problem:
            problem.add_note(f"village {village}")
            return [problem]
        return []

    async def _show(self, village: DivisionCode) -> None:
        found = await self.villages.get(village)
        if found is not None:
            known = {one.id: one for one in await self.households.of_village(village)}
            self.gauges.show(check(found.state, known, self.books.rules.grid))

    async def _page(self, after: str) -> list[DivisionCode]:
        ranges = self.custody.village_ranges((self.custody.divisions.root.code.bounds(),), after)
        page = await self.villages.page(ranges, after, PAGE)
        return [item.state.code for item in page]

    async def _tend_village(self, code: DivisionCode, state: VillageState) -> Village:
        tended: list[Village] = []

        def decide(village: Village) -> Decision[Village]:
            after, happened = _tended(village, state.known, state.rules.day)
            tended.append(after)
            return Decision(after, happened)

        await self.villages.change(code, decide)
        return tended[-1]

    async def _put_right(self, village: Village, states: States) -> Village:
        """Place who lives here and sits nowhere, and take out who sits here and lives elsewhere.

        Two replicas that took over the facts of one household at the same time may leave that. Who
        finds no grid because every number was given stays without one: the figures tell.
        """
        known = states[village.code].known
        astray = village.members.keys() ^ known.keys()
        if not astray:
            return village
        found = await self.households.get_many(sorted(astray))
        try:
            placed = await self.placing.place(list(found.values()), states)
        except GridNumbersUsedUp:
            return village
        return placed.get(village.code, village)

    async def _tend_cares(
        self, state: VillageState, villages: Mapping[DivisionCode, Village]
    ) -> None:
        concerned: set[HouseholdId] = state.behind | state.known.keys()
        states = {state.village: state}
        ended = await ended_of(concerned, states, self.households, self.custody)
        await self.keeping.keep(concerned, rule_of(states, villages, ended))
        state.behind.clear()


def _tended(village: Village, known: Mapping[HouseholdId, KnownHousehold], today: date) -> Outcome:
    """Return the village after what a day brings: sizes, terms over, people the village lost."""
    after, counted = recounted(village, known, today)
    after, over = terms_over(after, today)
    happened: tuple[VillageEvent, ...] = (*counted, *over)
    gone = missing_from(after, people_of(known, today))
    if gone:
        after, more = people_gone(after, gone, today)
        happened = (*happened, *more)
    return after, happened
