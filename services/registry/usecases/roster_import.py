"""Importing the good households of a roster, batch by batch, so that a crash costs one batch.

A batch may be done twice. What an earlier try of the same job has written is recognised by the
job's id in the household, so the counts come out exact.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from kit.commit import Decision, Versioned
from kit.custody import Custody
from kit.model.clock import Clock, local_date
from kit.model.division import DivisionCode
from kit.model.errors import Refusal, TooMuchContention
from services.registry.domain.household import Household
from services.registry.domain.ids import PersonId
from services.registry.domain.import_job import ImportJob, ImportProgress
from services.registry.domain.roster_update import apply_roster
from services.registry.ports.households import (
    Households,
    IdNumberClaimed,
    Place,
    RosterState,
    RosterWrite,
)
from services.registry.ports.imports import (
    CellProblem,
    Imports,
    RejectedRow,
    ScannedBatch,
    ScannedHousehold,
)

from .claims import Claims, Clash, sharing_numbers

CHUNK = 500
_AT_ONCE = 2
_ATTEMPTS = 5
_VILLAGE_COLUMN, _NUMBER_COLUMN, _ID_NUMBER_COLUMN = 0, 2, 6
"""村代码, 户编号 and 身份证号 in the roster: where a refusal is shown."""

Plan = list[tuple[ScannedHousehold, RosterWrite]]
"""What is to be written, each with where it comes from."""


@dataclass(slots=True)
class _Tally:
    """What a batch came to."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: list[RejectedRow] = field(default_factory=list[RejectedRow])
    rejected_households: int = 0

    def refuse(self, item: ScannedHousehold, problem: CellProblem, row: int = 0) -> None:
        """Hold a household back whole; the problem is shown in one of its rows."""
        self.rejected_households += 1
        rows = item.rows()
        rows[row] = replace(rows[row], problems=(problem,))
        self.rejected += rows

    def added_to(self, done: ImportProgress, batch: ScannedBatch) -> ImportProgress:
        """Return the job's progress after the batch."""
        return ImportProgress(
            next_row=batch.last_row,
            checked_rows=batch.checked_rows,
            total_rows=max(batch.total_rows, done.total_rows),
            rejected_rows=done.rejected_rows + len(self.rejected),
            created_households=done.created_households + self.created,
            changed_households=done.changed_households + self.changed,
            unchanged_households=done.unchanged_households + self.unchanged,
            rejected_households=done.rejected_households + self.rejected_households,
        )


@dataclass(frozen=True, slots=True)
class RosterImport:
    """Takes over batches of a scanned file."""

    households: Households
    claims: Claims
    imports: Imports
    custody: Custody
    clock: Clock

    async def take_over(self, job: ImportJob, batch: ScannedBatch) -> ImportJob:
        """Import a batch and keep the progress; safe to repeat.

        A job that was cancelled meanwhile keeps the counts of this batch; its lease is gone, so
        the worker takes no other.

        Raises:
            Unavailable: the store is away.
        """
        tally = _Tally(rejected=list(batch.rejected), rejected_households=batch.rejected_households)
        await self._import_all(job, self._ours(batch.households, tally), tally)
        if tally.rejected:
            await self.imports.add_rejected(job.id, tally.rejected)
        progress = tally.added_to(job.progress, batch)
        return await self.imports.change(job.id, lambda j: replace(j, progress=progress))

    def _ours(
        self, households: Sequence[ScannedHousehold], tally: _Tally
    ) -> list[ScannedHousehold]:
        """Refuse the households of villages whose center another site hosts."""
        problems: dict[DivisionCode, CellProblem | None] = {}
        ours: list[ScannedHousehold] = []
        for item in households:
            village = item.entry.village
            if village not in problems:
                problems[village] = self._custody_problem(village)
            problem = problems[village]
            if problem is None:
                ours.append(item)
            else:
                tally.refuse(item, problem)
        return ours

    def _custody_problem(self, village: DivisionCode) -> CellProblem | None:
        try:
            self.custody.require(village.digits, village)
        except Refusal as refusal:
            return CellProblem(_VILLAGE_COLUMN, "village_out_of_scope", refusal.user_text)
        return None

    async def _import_all(
        self, job: ImportJob, households: Sequence[ScannedHousehold], tally: _Tally
    ) -> None:
        """Import chunk by chunk; while the store writes one, the next is decided."""
        gate = asyncio.Semaphore(_AT_ONCE)

        async def gated(chunk: Sequence[ScannedHousehold]) -> None:
            async with gate:
                await self._import(job, chunk, tally)

        chunks = [gated(chunk) for chunk in _chunks(households)]
        for failure in await asyncio.gather(*chunks, return_exceptions=True):
            if failure is not None:
                raise failure

    async def _import(
        self, job: ImportJob, chunk: Sequence[ScannedHousehold], tally: _Tally
    ) -> None:
        left = list(chunk)
        sharing: set[PersonId] = set()
        for attempt in range(_ATTEMPTS):
            plan = await self._plan(job, left, sharing, tally, by_id=attempt > 0)
            if job.dry_run:
                return _count(await self._without_clashes(job, plan, sharing, tally), tally)
            try:
                lost = set(await self.households.write_roster([w for _, w in plan]))
            except IdNumberClaimed:
                plan = await self._without_clashes(job, plan, sharing, tally)
                left = [item for item, _ in plan]
                continue
            _count([pair for pair in plan if pair[1].decision.state.id not in lost], tally)
            left = [item for item, write in plan if write.decision.state.id in lost]
            if not left:
                return None
        raise TooMuchContention(id=job.id)

    async def _plan(
        self,
        job: ImportJob,
        items: Sequence[ScannedHousehold],
        sharing: set[PersonId],
        tally: _Tally,
        *,
        by_id: bool,
    ) -> Plan:
        """Decide what each household needs; what needs nothing is counted and left out.

        `by_id` also looks for households whose first village and number these were: they moved
        away or were dissolved, and the rule says so.
        """
        known = await self.households.roster_states([_place(item) for item in items])
        changed = [i for i in items if not _is_done(i, known.get(_place(i).key), job, tally)]
        wanted = [known[key].household for i in changed if (key := _place(i).key) in known]
        if by_id:
            wanted += [i.entry.id for i in changed if _place(i).key not in known]
        stored = await self.households.get_many(wanted) if wanted else {}
        today = local_date(self.clock.now())
        plan: Plan = []
        for item in changed:
            state = known.get(_place(item).key)
            before = stored.get(state.household if state else item.entry.id) if stored else None
            write = _decided(job, item, before, today, sharing, tally)
            if write is not None:
                plan.append((item, write))
        return plan

    async def _without_clashes(
        self, job: ImportJob, plan: Plan, sharing: set[PersonId], tally: _Tally
    ) -> Plan:
        """Refuse the households that claim a number held elsewhere; return the others."""
        clashes = await self.claims.clashes(
            [write.decision.state for _, write in plan], job.requested_by
        )
        decide = self.claims.decided if job.dry_run else self.claims.distinct
        sharing |= await decide(clashes)
        refused = {c.household: c for c in clashes if c.member not in sharing}
        left: Plan = []
        for item, write in plan:
            clash = refused.get(write.decision.state.id)
            if clash is None:
                left.append((item, write))
            else:
                tally.refuse(item, _clash_problem(clash), _row_of(item, write, clash))
        return left


def _decided(
    job: ImportJob,
    item: ScannedHousehold,
    before: Versioned[Household] | None,
    today: date,
    sharing: set[PersonId],
    tally: _Tally,
) -> RosterWrite | None:
    try:
        household, happened = apply_roster(before.state if before else None, item.entry, today)
    except Refusal as refusal:
        tally.refuse(item, CellProblem(_NUMBER_COLUMN, "refused", refusal.user_text))
        return None
    if not happened:
        tally.unchanged += 1
        return None
    marked = replace(household, import_id=job.id, import_created=before is None)
    return RosterWrite(before, Decision(sharing_numbers(marked, sharing), happened))


def _is_done(
    item: ScannedHousehold, state: RosterState | None, job: ImportJob, tally: _Tally
) -> bool:
    """Whether the store has these very rows; counts by who brought them."""
    if state is None or state.content_hash != item.entry.content_hash:
        return False
    if state.import_id != job.id:
        tally.unchanged += 1
    elif state.import_created:
        tally.created += 1
    else:
        tally.changed += 1
    return True


def _count(written: Plan, tally: _Tally) -> None:
    for _, write in written:
        tally.created += write.before is None
        tally.changed += write.before is not None


def _clash_problem(clash: Clash) -> CellProblem:
    text = (
        f"该身份证号已登记在 {clash.holder.home} 的另一户（{clash.holder.household}），"
        f"请先处理重复登记核查（{clash.case_id}）"
    )
    return CellProblem(_ID_NUMBER_COLUMN, "id_registered", text)


def _row_of(item: ScannedHousehold, write: RosterWrite, clash: Clash) -> int:
    """The row of the member within the household, found by the citizen number."""
    members = write.decision.state.members
    number = next(m.person.id_number for m in members if m.person.id == clash.member)
    rows = [row for row, person in enumerate(item.entry.people) if person.id_number == number]
    return rows[0] if rows else 0


def _place(item: ScannedHousehold) -> Place:
    return Place(item.entry.village, item.entry.number)


def _chunks(items: Sequence[ScannedHousehold]) -> Iterator[Sequence[ScannedHousehold]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]
