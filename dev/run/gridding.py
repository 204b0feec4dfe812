"""Divides the sample county into grids, appoints leaders, classifies: all by the public API."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from gov321.common.v1.date_pb2 import Date
from gov321.grid.v1 import grid_service_pb2 as grid_pb
from gov321.grid.v1 import line_service_pb2 as line_pb
from gov321.grid.v1 import plan_service_pb2 as plan_pb
from gov321.grid.v1 import run_service_pb2 as run_pb
from gov321.registry.v1 import registry_service_pb2 as registry_pb
from gov321.registry.v1.household_pb2 import Household

from dev.ctl.client import County
from dev.ctl.inputs import request_id
from dev.ctl.views import day_text
from kit.model.ids import derived_id

from .grid_people import Appointment, Head, Names, appointments, head_of
from .paging import PAGE, every
from .problems import GriddingStuck
from .waiting import Pause, poll

AT_ONCE = 8
"""Villages worked on at the same time; their records do not touch each other."""

AT_ONE_GO = 1_000
"""Households of a village that is divided by one plan; larger ones go group by group."""

WITHIN_S = 900.0
"""How long one of the steps that go on by themselves may take."""

CALL_S = 600.0
"""Deadline of a call that works on the whole county."""

Told = Callable[[str], None]


@dataclass(slots=True)
class Changes:
    """What a pass changed; all zero when everything was done before."""

    plans: int = 0
    appointments: int = 0
    colours: int = 0
    contacts: int = 0


@dataclass(frozen=True, slots=True)
class Gridding:
    """One pass over the county; a second pass finds everything done and changes nothing.

    `clerk` and `reviewer` are the villages' site as these roles, `names` the sample's names by
    village and 户编号, `today` the day appointments begin.
    """

    clerk: County
    reviewer: County
    county: str
    today: Date
    names: Names = field(repr=False)
    pause: Pause = asyncio.sleep
    changes: Changes = field(default_factory=Changes)

    async def run(self, told: Told) -> Changes:
        """Divide, appoint, classify, assign contacts; return what that changed.

        Raises:
            GriddingStuck: a step does not end.
            Refusal: the service refused, or stayed away.
        """
        await self._divide_all(told)
        told("年度分类")
        await self._classify(told)
        told("确定联系人")
        await self._assign_contacts()
        return self.changes

    async def _divide_all(self, told: Told) -> None:
        request = grid_pb.CheckCoverageRequest(division=self.county)
        coverage = (await self.clerk.grids.CheckCoverage(request)).villages
        villages = [village.village for village in coverage if village.households]
        done, gate = 0, asyncio.Semaphore(AT_ONCE)

        async def one(village: str) -> list[str]:
            nonlocal done
            async with gate:
                plans = await self._village(village)
            done += 1
            told(f"{done} / {len(villages)} 村")
            return plans

        applied = await asyncio.gather(*(one(village) for village in villages))
        for plan in chain.from_iterable(applied):
            await self._until_followed(plan)

    async def _village(self, village: str) -> list[str]:
        """Divide a village and appoint whom it lacks; return the plans that were applied."""
        plans = await self._divide(await self._grids_of(village))
        present, leaves, heads = await asyncio.gather(
            self._grids_of(village), self._leaves(village), self._heads(village)
        )
        for appointment in appointments(present, leaves, heads):
            await self._appoint(village, appointment)
        return plans

    async def _grids_of(self, village: str) -> grid_pb.Village:
        request = grid_pb.GetVillageRequest(village=village)
        return (await self.clerk.grids.GetVillage(request)).village

    async def _divide(self, village: grid_pb.Village) -> list[str]:
        """Divide a village, a populous one group by group: a plan has to fit into one write."""
        populous = village.grids[0].households > AT_ONE_GO
        groups = sorted({grid.group for grid in village.grids if grid.group}) if populous else [""]
        plans = [await self._divide_group(village.village, group) for group in groups]
        return list(filter(None, plans))

    async def _divide_group(self, village: str, group: str) -> str:
        """Draft a plan for one group, or all, and apply it when it changes something."""
        structure = str((await self._grids_of(village)).structure)
        draft = plan_pb.DraftPlanRequest(
            request_id=derived_id("sample-plan", village, structure, group),
            village=village,
            kind=plan_pb.Plan.KIND_REPAIR,
            group=group,
        )
        plan = (await self.clerk.plans.DraftPlan(draft, timeout=CALL_S)).plan
        if plan.status != plan_pb.Plan.STATUS_DRAFTED or not (plan.moves or plan.ended_grids):
            return ""
        order = plan_pb.ApplyPlanRequest(
            request_id=derived_id("sample-apply", plan.plan_id), plan_id=plan.plan_id
        )
        await self.reviewer.plans.ApplyPlan(order)
        self.changes.plans += 1
        return plan.plan_id

    async def _until_followed(self, plan: str) -> None:
        """Wait until contacts and visits know the new grids: the next steps build on that."""

        async def behind() -> int:
            answer = await self.clerk.plans.GetPlan(plan_pb.GetPlanRequest(plan_id=plan))
            return answer.plan.households_behind

        await self._until_none(behind, "划分后的联系和走访", lambda left: f"还有 {left:,} 户")

    async def _leaves(self, village: str) -> dict[str, str]:
        async def page(token: str) -> tuple[Sequence[grid_pb.GridHousehold], str]:
            request = grid_pb.ListGridHouseholdsRequest(
                grid=village, page_size=PAGE, page_token=token
            )
            answer = await self.clerk.grids.ListGridHouseholds(request)
            return answer.households, answer.next_page_token

        return {one.household_id: one.leaf for one in await every(page)}

    async def _heads(self, village: str) -> dict[str, Head]:
        async def page(token: str) -> tuple[Sequence[Household], str]:
            request = registry_pb.ListHouseholdsRequest(
                division=village, page_size=PAGE, page_token=token
            )
            answer = await self.clerk.registry.ListHouseholds(request)
            return answer.households, answer.next_page_token

        found = (head_of(household, self.names) for household in await every(page))
        return {head.household: head for head in found if head}

    async def _appoint(self, village: str, one: Appointment) -> None:
        day, person = day_text(self.today), one.head.person
        if one.takes_post:
            take = line_pb.TakePostRequest(
                request_id=derived_id("sample-post", village, person, str(one.post), day),
                village=village,
                person_id=person,
                name=one.head.name,
                post=one.post,
                since=self.today,
                household_id=one.head.household,
            )
            await self.clerk.lines.TakePost(take)
            self.changes.appointments += 1
        if one.grid:
            lead = line_pb.AppointLeaderRequest(
                request_id=derived_id("sample-leader", one.grid, person, day),
                grid=one.grid,
                person_id=person,
                since=self.today,
            )
            await self.clerk.lines.AppointLeader(lead)
            self.changes.appointments += 1

    async def _classify(self, told: Told) -> None:
        """Draft the yearly run and apply it: the reviewer's step that brings colours into force."""
        draft = run_pb.DraftRunRequest(request_id=request_id(""), division=self.county)
        run = (await self.clerk.runs.DraftRun(draft, timeout=CALL_S)).run
        if not run.changed:
            return
        order = run_pb.ApplyRunRequest(
            request_id=derived_id("sample-apply", run.run_id), run_id=run.run_id
        )
        await self.reviewer.runs.ApplyRun(order, timeout=CALL_S)

        async def left() -> int:
            found = (await self.clerk.runs.GetRun(run_pb.GetRunRequest(run_id=run.run_id))).run
            told(f"年度分类 {found.applied:,} / {found.changed:,} 户")
            self.changes.colours = found.applied
            return int(found.status != run_pb.ColourRun.STATUS_APPLIED)

        await self._until_none(left, "年度分类", lambda _: f"已执行 {self.changes.colours:,} 户")

    async def _assign_contacts(self) -> None:
        order = line_pb.AssignContactsByGridRequest(request_id=request_id(""), division=self.county)
        answer = await self.clerk.lines.AssignContactsByGrid(order, timeout=CALL_S)
        self.changes.contacts = answer.assigned + answer.named

    async def _until_none(
        self, count: Callable[[], Awaitable[int]], what: str, text: Callable[[int], str]
    ) -> None:
        last = 0

        async def look() -> bool | None:
            nonlocal last
            last = await count()
            return not last or None

        if await poll(look, WITHIN_S, self.pause) is None:
            raise GriddingStuck(what=what, left=text(last))
