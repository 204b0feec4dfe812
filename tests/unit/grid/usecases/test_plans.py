"""Plans at the desk: drafted dry, applied once, stale when the village moved on, taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from threading import Event

import pytest

from kit.access import OutOfScope
from kit.commit import Decision, Request
from kit.model.errors import NotCustodian, NotFound, RequestReused, Unavailable
from services.grid.domain.following import follow
from services.grid.domain.ids import HouseholdId, PlanId
from services.grid.domain.partition.values import Division, Dwelling, Ridge, SizePolicy
from services.grid.domain.plan import PlanKind, PlanStatus
from services.grid.domain.planning_values import PlanOrder
from services.grid.domain.policy import DEFAULT_GRID_POLICY
from services.grid.domain.structure_errors import PlanStale, PlanUndone
from services.grid.ports.cares import CareWrite
from services.grid.usecases.plans import ShownPlan
from tests.support.grid_builders import JIANGHE, TODAY, YUHE, a_request, leaf
from tests.support.grid_cares import a_care
from tests.support.grid_fakes import MemoryVillages
from tests.support.grid_plan_site import PlanSite, access_to, registered
from tests.support.grid_plans import ById, sizes

PARTITION = PlanOrder(PlanKind.PARTITION)
FIRST = HouseholdId("一组-001")


@pytest.fixture
async def site() -> PlanSite:
    """江河村 with a populous group and a small one."""
    site = PlanSite()
    await site.hear_groups(一组=50, 二组=12)
    return site


async def draft(site: PlanSite, order: PlanOrder = PARTITION, name: str = "draft") -> ShownPlan:
    """Draft a plan for 江河村."""
    return await site.desk.draft(
        access_to("PlanService/DraftPlan"), JIANGHE, order, a_request(name)
    )


async def apply(site: PlanSite, plan: PlanId, name: str = "apply") -> ShownPlan:
    """Apply a plan."""
    return await site.desk.apply(access_to("PlanService/ApplyPlan"), plan, a_request(name))


async def undo(site: PlanSite, plan: PlanId, name: str = "undo") -> ShownPlan:
    """Take a plan back."""
    return await site.desk.undo(access_to("PlanService/UndoPlan"), plan, a_request(name))


async def revision(site: PlanSite) -> int:
    """Return the revision of the village's record."""
    found = await site.villages.get(JIANGHE)
    assert found is not None
    return found.revision


async def test_a_draft_changes_nothing(site: PlanSite) -> None:
    before = await revision(site)
    shown = await draft(site)
    assert shown.plan.status is PlanStatus.DRAFTED
    assert (shown.plan.drafted_by, shown.plan.drafted_at) == ("reviewer-1", site.clock.now())
    assert [grid.households for grid in shown.plan.grids] == [25, 25, 12]
    assert await revision(site) == before


async def test_the_same_request_returns_the_same_plan_and_another_body_is_refused(
    site: PlanSite,
) -> None:
    first = await draft(site)
    await site.hear(registered("一组", 51))
    again = await draft(site)
    assert again.plan == replace(first.plan, status=PlanStatus.STALE)
    reused = Request(a_request("draft").id, b"other")
    with pytest.raises(RequestReused):
        await site.desk.draft(access_to("PlanService/DraftPlan"), JIANGHE, PARTITION, reused)


async def test_a_plan_is_applied_once_however_often_it_is_asked_for(site: PlanSite) -> None:
    plan = (await draft(site)).plan
    shown = [await apply(site, plan.id, name) for name in ("one", "one", "two")]
    assert {one.plan.status for one in shown} == {PlanStatus.APPLIED}
    assert sizes(await site.village()) == {leaf("01-01"): 25, leaf("01-02"): 25, leaf("02"): 12}
    assert await revision(site) == 3  # founded, placed, repartitioned


async def test_a_plan_whose_village_has_moved_on_goes_stale_and_says_so(site: PlanSite) -> None:
    plan = (await draft(site)).plan
    await site.hear(registered("新一组", 1), registered("一组", 51))
    with pytest.raises(PlanStale):
        await apply(site, plan.id)
    shown = await site.desk.get(access_to("PlanService/GetPlan"), plan.id)
    assert shown.plan.status is PlanStatus.STALE
    assert (await draft(site, name="again")).plan.status is PlanStatus.DRAFTED


async def test_of_two_who_apply_different_plans_at_once_one_is_told_to_draft_again(
    site: PlanSite,
) -> None:
    plans = [(await draft(site, name=name)).plan.id for name in ("a", "b")]
    applied = [apply(site, plan, plan) for plan in plans]
    outcomes = await asyncio.gather(*applied, return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {PlanStale, ShownPlan}


async def test_a_plan_is_taken_back_once(site: PlanSite) -> None:
    plan = (await draft(site)).plan
    await apply(site, plan.id)
    shown = [await undo(site, plan.id, name) for name in ("one", "one", "two")]
    assert {one.plan.status for one in shown} == {PlanStatus.UNDONE}
    assert sizes(await site.village()) == {leaf("01"): 50, leaf("02"): 12}
    with pytest.raises(PlanUndone):
        await apply(site, plan.id, "again")


async def test_a_plan_tells_who_does_not_follow_yet(site: PlanSite) -> None:
    plan = (await draft(site)).plan
    care = replace(a_care(FIRST).care, leaf=leaf("01"))
    await site.cares.write_chunk([CareWrite(None, Decision(care, a_care(FIRST).happened))])
    assert (await apply(site, plan.id)).behind == 1
    village = await site.village()
    here = village.members[FIRST].leaf
    followed = follow(care, here, village.structure, None, DEFAULT_GRID_POLICY, TODAY)
    await site.cares.change(FIRST, lambda _: Decision(*followed))
    shown = await site.desk.get(access_to("PlanService/GetPlan"), plan.id)
    assert shown.behind == 0


@dataclass
class Waiting(ById):
    """An engine that goes on only when the event loop has turned meanwhile."""

    turned: Event = field(default_factory=Event)

    def divide(
        self, dwellings: Sequence[Dwelling], policy: SizePolicy, ridges: Sequence[Ridge]
    ) -> Division:
        """See `Engine`."""
        assert self.turned.wait(10)
        return super().divide(dwellings, policy, ridges)


async def test_the_event_loop_turns_while_a_plan_is_drafted(site: PlanSite) -> None:
    engine = Waiting()
    desk = replace(site.desk, engine=engine)
    access = access_to("PlanService/DraftPlan")
    drafting = asyncio.create_task(desk.draft(access, JIANGHE, PARTITION, a_request()))
    while not drafting.done():
        await asyncio.sleep(0)
        engine.turned.set()
    assert drafting.result().plan.status is PlanStatus.DRAFTED


async def test_plans_are_listed_newest_first_as_they_stand(site: PlanSite) -> None:
    old = (await draft(site, name="old")).plan
    site.clock.advance(timedelta(minutes=1))
    new = (await draft(site, name="new")).plan
    await apply(site, new.id)
    found = await site.desk.page(access_to("PlanService/ListPlans"), JIANGHE.county, "", 10)
    assert [(plan.id, plan.status) for plan in found] == [
        (new.id, PlanStatus.APPLIED),
        (old.id, PlanStatus.STALE),
    ]


async def test_a_plan_nobody_drafted_is_not_found(site: PlanSite) -> None:
    with pytest.raises(NotFound):
        await apply(site, PlanId("none"))


async def test_a_village_nobody_told_of_is_not_found() -> None:
    with pytest.raises(NotFound):
        await draft(PlanSite())


async def test_a_plan_of_another_village_is_not_found_and_not_drafted(site: PlanSite) -> None:
    plan = (await draft(site)).plan
    elsewhere = access_to("PlanService/ApplyPlan", YUHE.digits)
    with pytest.raises(NotFound):
        await site.desk.apply(elsewhere, plan.id, a_request("x"))
    with pytest.raises(OutOfScope):
        await site.desk.draft(
            access_to("PlanService/DraftPlan", YUHE.digits), JIANGHE, PARTITION, a_request()
        )


@pytest.mark.parametrize("here", ["towns", "county"])
async def test_another_site_names_the_custodian(here: str) -> None:
    elsewhere = PlanSite(here)
    with pytest.raises(NotCustodian):
        await draft(elsewhere)
    with pytest.raises(NotCustodian):
        await elsewhere.desk.page(access_to("PlanService/ListPlans"), JIANGHE, "", 10)


@dataclass
class Crash:
    """Dies right after the next write of a village, before anybody hears of it."""

    armed: bool = False

    async def __call__(self, step: str) -> None:
        if self.armed and step == "applied":
            self.armed = False
            raise Unavailable(what="数据库")


@pytest.mark.parametrize("again", ["apply", "another try"])
async def test_a_crash_after_the_write_is_healed_by_applying_again(again: str) -> None:
    crash = Crash()
    site = PlanSite()
    site.villages = MemoryVillages(site.clock, crash)
    await site.hear_groups(一组=50)
    plan = (await draft(site)).plan
    crash.armed = True
    with pytest.raises(Unavailable):
        await apply(site, plan.id, "apply")
    before = [document["outbox"] for document in site.villages.records.all()]
    shown = await apply(site, plan.id, again)
    assert shown.plan.status is PlanStatus.APPLIED
    assert {id: m.leaf for id, m in (await site.village()).members.items()} == plan.leaves
    assert [document["outbox"] for document in site.villages.records.all()] == before
    types = [entry["type"].rsplit(".", 1)[-1] for entry in before[0]]
    assert types.count("GridsRepartitioned") == 1
