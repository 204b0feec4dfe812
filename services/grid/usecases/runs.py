"""Yearly runs: drafted dry over a division, applied in chunks by whoever holds the lease."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from kit.access import Access
from kit.commit import Request, Versioned
from kit.model.division import DivisionCode
from kit.model.errors import InvalidValue, NotFound
from kit.model.ids import derived_id
from services.grid.domain import running
from services.grid.domain.care import HouseholdCare
from services.grid.domain.colour.values import Colour
from services.grid.domain.ids import HouseholdId, RunId
from services.grid.domain.run import ColourRun, RunChange
from services.grid.domain.settling import CareOutcome
from services.grid.ports.cares import Runs

from .care_changes import CareChanges
from .care_keeping import CareKeeping

CHUNK = 500
LEASE = timedelta(seconds=30)
FIRST_YEAR = 2021
"""The plan is of 2021."""


@dataclass(frozen=True, slots=True)
class RunDesk:
    """Takes orders, and works them off; a crash repeats at most one chunk."""

    changes: CareChanges
    keeping: CareKeeping
    runs: Runs
    owner: str

    async def draft(
        self, access: Access, division: DivisionCode, year: int, request: Request
    ) -> ColourRun:
        """Work out what the rules would change in a division; year 0 is the one assessed today.

        Raises:
            Refusal: rights, custody, a year that is not there, a reused request id.
        """
        access.require(division)
        today = self.changes.today
        self.changes.custody.require_villages(division, today)
        present = self.changes.policies.in_force(today).year
        year = year or present
        if not FIRST_YEAR <= year <= present:
            raise InvalidValue(field="年度", why=f"须为 {FIRST_YEAR} 至 {present} 年")
        run = RunId(derived_id("colour run", request.id))
        earlier = await self.runs.drafted(run, request)
        if earlier is not None:
            return earlier
        drafted, changes = await self._tallied(run, division, year, access.principal.subject)
        return await self.runs.keep(drafted, changes, request)

    async def get(self, access: Access, run: str) -> ColourRun:
        """Return a run.

        Raises:
            NotFound: there is none.
            OutOfScope: it is of a division that is not the caller's.
        """
        found = await self.runs.get(run)
        if found is None:
            raise NotFound(what="年度分类", id=run)
        access.require(found.division)
        return found

    async def changes_of(
        self, access: Access, run: str, after: str, size: int
    ) -> list[tuple[RunChange, bool]]:
        """Return a page of the changes of a run, each with whether it is in force by this run."""
        id_ = (await self.get(access, run)).id
        found = await self.runs.changes(id_, after, size)
        cares = await self.changes.known.get_many([change.household for change in found])
        return [(one, _is_done(cares.get(one.household), id_)) for one in found]

    async def apply(self, access: Access, run: str) -> ColourRun:
        """Sign a run and set it on its way; one that is there already stays as it is.

        Raises:
            Refusal: rights, custody, or no such run.
        """
        found = await self.get(access, run)
        self.changes.custody.require_villages(found.division, self.changes.today)
        signer = access.principal.subject
        return await self.runs.change(found.id, lambda one: running.started(one, signer))

    async def work(self, stop: asyncio.Event) -> bool:
        """Work off the oldest run that is on its way; False when there is nothing to do."""
        now = self.changes.clock.now()
        run = await self.runs.take(self.owner, now, now + LEASE)
        if run is None:
            return False
        while not stop.is_set():
            chunk = await self.runs.changes(run.id, run.after, CHUNK)
            if not chunk:
                await self.runs.change(run.id, running.finished)
                break
            run = await self._apply_chunk(run, chunk)
            until = self.changes.clock.now() + LEASE
            if not await self.runs.renew(run.id, self.owner, until):
                break
        return True

    async def _apply_chunk(self, run: ColourRun, chunk: Sequence[RunChange]) -> ColourRun:
        """Bring a chunk into force and move the run on; what is in force by it already counts."""
        drafted = {change.household: change for change in chunk}
        policy, today = self.changes.policy, self.changes.today
        done: set[HouseholdId] = set()

        def rule(household: HouseholdId, care: HouseholdCare | None) -> CareOutcome | None:
            done.discard(household)
            if care is None or not self.changes.custody.hosts(care.village):
                return None
            outcome = running.apply_change(care, drafted[household], run, policy, today)
            if running.is_done(outcome[0], run.id):
                done.add(household)
            return outcome

        await self.keeping.keep(drafted, rule)
        after, count = chunk[-1].key, len(done)
        return await self.runs.change(run.id, lambda one: running.advanced(one, after, count))

    async def _tallied(
        self, run: RunId, division: DivisionCode, year: int, drafter: str
    ) -> tuple[ColourRun, list[RunChange]]:
        changes: list[RunChange] = []
        counts, colours = Counter[str](), Counter[Colour]()
        for village in self._villages(division):
            found = await self.changes.cares.of_village(village)
            tally = running.tally((item.state for item in found), year)
            counts.update(households=tally.households, held_back=tally.held_back)
            colours.update(tally.colours)
            changes += tally.changes
        drafted = ColourRun(
            id=run,
            division=division,
            year=year,
            drafted_at=self.changes.clock.now(),
            drafted_by=drafter,
            households=counts["households"],
            changed=len(changes),
            held_back=counts["held_back"],
            colours=dict(colours),
        )
        return drafted, changes

    def _villages(self, division: DivisionCode) -> list[DivisionCode]:
        custody = self.changes.custody
        codes = [DivisionCode.parse(low) for low, _ in custody.village_ranges((division.bounds(),))]
        return [code for code in codes if custody.hosts(code)]


def _is_done(care: Versioned[HouseholdCare] | None, run: RunId) -> bool:
    return care is not None and running.is_done(care.state, run)
