"""What time alone changes: needs, the assessed year, overrides, terms; once a day, resumable."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from kit.commit import Decision
from kit.lease import Lease
from services.grid.domain.colour.policy import DEFAULT_POLICY
from services.grid.domain.colour.values import Colour
from services.grid.domain.deciding import OverrideColour, override
from services.grid.domain.ids import HouseholdId, PersonId
from services.grid.domain.lines import EndReason, Post
from services.grid.domain.policies import Policies
from services.grid.domain.policy import DEFAULT_GRID_POLICY
from services.grid.domain.postings import TakePost, take_post
from services.registry.domain.household import LeaveReason
from services.registry.domain.need import NeedKind
from services.registry.domain.person import Absence
from tests.support.builders import JIANGHE, TODAY, YUHE, a_household
from tests.support.faults import Crash, FaultPlan
from tests.support.grid_app import GridWorld
from tests.support.grid_intake import a_fact, wages
from tests.support.grid_stories import (
    AWARDED,
    care_of,
    earning,
    look_after,
    needing,
    said,
    state_of,
    turn_to,
    village_of,
    written,
)

DAY = timedelta(days=1)
A = HouseholdId("a")


@pytest.fixture
def world() -> GridWorld:
    return GridWorld()


async def appoint(world: GridWorld, term_end: date) -> None:
    order = TakePost(PersonId("a-1"), "甲", Post.DEPUTY, TODAY, HouseholdId("a"), term_end)
    await world.site().stores.villages.change(
        JIANGHE, lambda village: Decision(*take_post(village, order, TODAY))
    )


async def test_a_need_that_ends_no_longer_makes_the_household_red(world: GridWorld) -> None:
    until = TODAY + 10 * DAY
    await world.hear([a_fact(needing(earning("a", 100), NeedKind.RELEASED, until))])
    turn_to(world, until - DAY)
    await look_after(world)
    assert await said(world, "a") is Colour.RED
    turn_to(world, until)
    await look_after(world)
    assert await said(world, "a") is not Colour.RED


async def test_a_year_later_the_year_assessed_is_the_next(world: GridWorld) -> None:
    household = replace(
        earning("a", 100, awards=AWARDED),
        incomes=(wages(TODAY.year - 1, 100), wages(TODAY.year, 100)),
    )
    await world.hear([a_fact(household)])
    assert await said(world, "a") is Colour.GREEN
    turn_to(world, date(TODAY.year + 1, 2, 28))
    await look_after(world)
    assert await said(world, "a") is Colour.GREEN
    turn_to(world, date(TODAY.year + 1, 3, 1))
    await look_after(world)
    assert await said(world, "a") is Colour.PENDING
    assessment = (await care_of(world, "a")).assessment
    assert assessment is not None
    assert (assessment.year, assessment.on) == (TODAY.year + 1, date(TODAY.year + 1, 3, 1))


async def test_an_override_ends_after_its_last_day(world: GridWorld) -> None:
    await world.hear([a_fact(earning("a", 100))])
    order = OverrideColour(Colour.RED, "村集体评议决定", "reviewer-1", TODAY + 5 * DAY)
    await world.site().stores.cares.change(
        HouseholdId("a"),
        lambda care: Decision(*override(care, order, DEFAULT_GRID_POLICY, TODAY)),
    )
    turn_to(world, TODAY + 5 * DAY)
    await look_after(world)
    assert (await care_of(world, "a")).colour is Colour.RED
    turn_to(world, TODAY + 6 * DAY)
    await look_after(world)
    assert (await care_of(world, "a")).colour is None


async def test_a_term_ends_on_the_day_after_its_last(world: GridWorld) -> None:
    await world.hear([a_fact(earning("a", 100))])
    await appoint(world, TODAY + 2 * DAY)
    turn_to(world, TODAY + 3 * DAY)
    await look_after(world)
    [posting] = (await village_of(world)).postings
    assert (posting.until, posting.end_reason) == (TODAY + 3 * DAY, EndReason.TERM_OVER)


async def test_somebody_the_village_lost_track_of_leaves_their_post(world: GridWorld) -> None:
    """They left for another household that never told of them, because it is elsewhere."""
    await world.hear([a_fact(earning("a", 100))])
    await appoint(world, date(2030, 1, 1))
    married = earning("a", 100)
    head = replace(married.members[0], left=TODAY, leave_reason=LeaveReason.MARRIAGE)
    await world.hear([a_fact(replace(married, members=(head, *married.members[1:])), 2)])
    assert [p.until for p in (await village_of(world)).postings] == [None]
    await look_after(world)
    assert [p.end_reason for p in (await village_of(world)).postings] == [EndReason.LEFT]


async def test_who_comes_home_is_counted_at_home_again(world: GridWorld) -> None:
    away = earning("a", 100)
    person = replace(away.members[0].person, absence=Absence(TODAY, TODAY + 5 * DAY))
    head = replace(away.members[0], person=person)
    await world.hear([a_fact(replace(away, members=(head, *away.members[1:])))])
    assert (await village_of(world)).members[A].present == 1
    turn_to(world, TODAY + 5 * DAY)
    await look_after(world)
    village = await village_of(world)
    assert (village.members[A].present, village.members[A].registered) == (2, 2)


async def test_a_new_policy_takes_force_on_its_day(world: GridWorld) -> None:
    strict = replace(DEFAULT_POLICY, version="2", valid_from=TODAY + DAY, gap_a=Colour.GREEN)
    policies = Policies(colour=(replace(DEFAULT_POLICY, valid_to=TODAY + DAY), strict))
    await world.restart(policies=policies).hear([a_fact(earning("a", 100))])
    assert await said(world, "a") is Colour.PENDING
    turn_to(world, TODAY + DAY)
    await look_after(world)
    assert await said(world, "a") is Colour.GREEN


async def test_a_second_look_on_the_same_day_does_and_writes_nothing(world: GridWorld) -> None:
    await world.hear([a_fact(earning("a", 100)), a_fact(earning("b", 5))])
    assert await look_after(world)
    assert not await look_after(world)
    before = written(world)
    world.restart()
    assert await look_after(world)
    assert written(world) == before


async def test_a_restart_shows_the_figures_without_tending_again(world: GridWorld) -> None:
    await world.hear([a_fact(earning("a", 100))])
    await look_after(world)
    site = world.restart()
    await look_after(world)
    assert site.shown.coverage[JIANGHE.digits].households == 1
    assert "write_chunk" not in site.plan.calls
    assert "change" not in site.plan.calls


@pytest.mark.parametrize("after_effect", [False, True], ids=["before", "after"])
async def test_a_crash_at_any_call_is_made_good_on_the_same_day(after_effect: bool) -> None:
    async def prepared() -> GridWorld:
        world = GridWorld()
        until = TODAY + DAY
        await world.hear(
            [
                a_fact(needing(earning("a", 100), NeedKind.RELEASED, until)),
                a_fact(earning("b", 5000)),
                a_fact(a_household("y").in_village(YUHE).build()),
            ]
        )
        await appoint(world, TODAY)
        turn_to(world, until)
        return world

    clean = await prepared()
    await clean.restart().upkeep.work(asyncio.Event())
    wanted, calls = await state_of(clean.site()), len(clean.site().plan.calls)
    for at in range(calls):
        world = await prepared()
        with pytest.raises(Crash):
            await world.restart(plan=FaultPlan(at, after_effect)).upkeep.work(asyncio.Event())
        await world.restart().upkeep.work(asyncio.Event())
        assert await state_of(world.site()) == wanted, f"call {at}"


async def test_only_one_replica_works(world: GridWorld) -> None:
    await world.hear([a_fact(earning("a", 100))])
    other = Lease(world.site().stores.leases, "upkeep", "worker-2", world.clock)
    assert await other.acquire()
    assert not await look_after(world)
    assert world.site().stores.upkeep.days == {}


async def test_a_worker_told_to_stop_goes_on_the_next_time(world: GridWorld) -> None:
    await world.hear([a_fact(earning("a", 100))])
    stop = asyncio.Event()
    stop.set()
    assert not await world.site().upkeep.work(stop)
    assert world.site().stores.upkeep.days == {}
    assert await look_after(world)
    assert set(world.site().stores.upkeep.days) == {JIANGHE}


async def test_an_empty_county_has_nothing_to_look_after(world: GridWorld) -> None:
    assert await look_after(world)
    assert not await look_after(world)
