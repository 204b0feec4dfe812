"""How the runner divides a county: whom it chooses, in which order, and that it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from datetime import date

import pytest
from gov321.grid.v1 import grid_pb2, grid_service_pb2, line_service_pb2, run_service_pb2
from gov321.grid.v1 import plan_service_pb2 as plans
from gov321.registry.v1 import registry_service_pb2

from dev.ctl.client import County, county_at
from dev.ctl.endpoint import Endpoint
from dev.run.grid_people import Head, appointments, head_of, sample_names
from dev.run.gridding import Changes, Gridding
from dev.run.problems import GriddingStuck
from kit.wire_time import from_day
from tests.support.fake_site_service import FakeSite

from .grid_samples import LEAF, a_grid, a_plan, a_run
from .samples import VILLAGE, a_household

FIRST_LEAF = f"{VILLAGE}-01-01"
HEADS = {id: Head(id, f"p-{id}", f"张{id}") for id in ("h-1", "h-2", "h-3", "h-4")}
LEAVES = {"h-1": FIRST_LEAF, "h-2": FIRST_LEAF, "h-3": LEAF, "h-4": LEAF}


def a_divided_village(*postings: grid_pb2.Posting) -> grid_service_pb2.Village:
    """A village of one group in two leaves; nobody leads anything."""
    levels = {VILLAGE: 1, f"{VILLAGE}-01": 2, FIRST_LEAF: 3, LEAF: 3}
    grids = [grid_pb2.Grid(code=code, level=level) for code, level in levels.items()]
    return grid_service_pb2.Village(village=VILLAGE, grids=grids, postings=postings)


def test_every_grid_is_led_by_somebody_who_lives_in_it_in_the_post_of_its_level() -> None:
    found = [one for one in appointments(a_divided_village(), LEAVES, HEADS) if one.grid]
    assert [one.grid for one in found] == [VILLAGE, f"{VILLAGE}-01", FIRST_LEAF, LEAF]
    assert [one.post for one in found] == [
        grid_pb2.POST_COMMITTEE_MEMBER,
        grid_pb2.POST_GROUP_HEAD,
        grid_pb2.POST_CORE_HOUSEHOLDER,
        grid_pb2.POST_CORE_HOUSEHOLDER,
    ]
    assert all(LEAVES[one.head.household].startswith(one.grid) for one in found)


def test_the_other_two_lines_get_somebody_who_leads_nothing_by_it() -> None:
    found = [one for one in appointments(a_divided_village(), LEAVES, HEADS) if not one.grid]
    assert {one.post for one in found} == {grid_pb2.POST_DEPUTY, grid_pb2.POST_PARTY_MEMBER}
    assert len({one.head.person for one in found}) == 2


def test_who_holds_the_post_already_only_becomes_leader() -> None:
    first = list(appointments(a_divided_village(), LEAVES, HEADS))
    held = [grid_pb2.Posting(person_id=one.head.person, post=one.post) for one in first]
    again = list(appointments(a_divided_village(*held), LEAVES, HEADS))
    assert [one.grid for one in again] == [one.grid for one in first if one.grid]
    assert not any(one.takes_post for one in again)


def test_a_village_with_all_its_leaders_needs_nobody() -> None:
    village = a_divided_village(
        grid_pb2.Posting(person_id="p", post=grid_pb2.POST_DEPUTY),
        grid_pb2.Posting(person_id="p", post=grid_pb2.POST_PARTY_MEMBER),
    )
    for grid in village.grids:
        grid.leader.person_id = "p"
    assert list(appointments(village, LEAVES, HEADS)) == []


def test_one_person_who_is_left_wears_all_hats() -> None:
    found = list(appointments(a_divided_village(), {"h-1": FIRST_LEAF}, HEADS))
    assert {one.head.household for one in found} == {"h-1"}
    assert [one.grid for one in found if one.grid] == [VILLAGE, f"{VILLAGE}-01", FIRST_LEAF]


def test_only_heads_the_sample_invented_are_chosen() -> None:
    household = a_household()
    key = (household.division, household.number)
    assert head_of(household, {key: "张寅"}) == Head("h-1", "p-1", "张寅")
    assert head_of(household, {key: "李寅"}) is None
    assert head_of(household, {}) is None


def test_the_sample_names_its_heads_by_village_and_number() -> None:
    names = sample_names(20)
    assert len(names) == 20
    assert all(number.isdecimal() and name for (_, number), name in names.items())


@dataclass
class GridSite:
    """A site with one village of two households, that does what it is ordered."""

    site: FakeSite
    behind: list[int] = field(default_factory=lambda: [2, 1, 0])
    plan: plans.Plan = field(default_factory=a_plan)
    run: run_service_pb2.ColourRun = field(default_factory=a_run)
    village: grid_service_pb2.Village = field(default_factory=a_divided_village)

    def open(self) -> None:
        on = self.site.on
        coverage = grid_service_pb2.VillageCoverage(village=VILLAGE, households=1)
        on(
            "CheckCoverage",
            lambda _: grid_service_pb2.CheckCoverageResponse(villages=[coverage]),
        )
        on("GetVillage", lambda _: grid_service_pb2.GetVillageResponse(village=self.village))
        on("DraftPlan", lambda _: plans.DraftPlanResponse(plan=self.plan))
        on("ApplyPlan", lambda _: plans.ApplyPlanResponse(plan=self.plan))
        on("GetPlan", lambda _: plans.GetPlanResponse(plan=a_plan(households_behind=self._left())))
        on("ListGridHouseholds", self._placed)
        on("ListHouseholds", self._registered)
        on("TakePost", lambda _: line_service_pb2.TakePostResponse())
        on("AppointLeader", lambda _: line_service_pb2.AppointLeaderResponse(grid=a_grid()))
        on("DraftRun", lambda _: run_service_pb2.DraftRunResponse(run=self.run))
        on("ApplyRun", lambda _: run_service_pb2.ApplyRunResponse(run=self.run))
        applied = a_run(status=run_service_pb2.ColourRun.STATUS_APPLIED, applied=20)
        on("GetRun", lambda _: run_service_pb2.GetRunResponse(run=applied))
        assigned = line_service_pb2.AssignContactsByGridResponse(assigned=3, named=1)
        on("AssignContactsByGrid", lambda _: assigned)

    def methods(self) -> list[str]:
        """Return what was ordered, in order."""
        quiet = ("Get", "List", "Check")
        return [name for name, _ in self.site.asked if not name.startswith(quiet)]

    def _left(self) -> int:
        return self.behind.pop(0) if len(self.behind) > 1 else self.behind[0]

    def _placed(
        self, request: grid_service_pb2.ListGridHouseholdsRequest
    ) -> grid_service_pb2.ListGridHouseholdsResponse:
        first = not request.page_token
        return grid_service_pb2.ListGridHouseholdsResponse(
            households=[
                grid_service_pb2.GridHousehold(
                    household_id="h-1" if first else "h-2", leaf=FIRST_LEAF if first else LEAF
                )
            ],
            next_page_token="more" if first else "",
        )

    def _registered(
        self, _: registry_service_pb2.ListHouseholdsRequest
    ) -> registry_service_pb2.ListHouseholdsResponse:
        return registry_service_pb2.ListHouseholdsResponse(households=[a_household()])


@pytest.fixture
def grids(registry: FakeSite) -> GridSite:
    site = GridSite(registry)
    site.open()
    return site


@pytest.fixture
async def stubs(registry: FakeSite) -> AsyncGenerator[County]:
    async with county_at(Endpoint(registry.address, "a-token"), 5.0) as county:
        yield county


async def no_pause(_seconds: float) -> None:
    await asyncio.sleep(0)


def gridding(stubs: County) -> Gridding:
    household = a_household()
    names = {(household.division, household.number): "张寅"}
    today = from_day(date(2026, 3, 4))
    return Gridding(stubs, stubs, "610921000000", today, names, pause=no_pause)


def nobody(_text: str) -> None:
    pass


async def test_a_village_is_divided_before_leaders_colours_and_contacts(
    grids: GridSite, stubs: County
) -> None:
    done = await gridding(stubs).run(nobody)
    ordered = grids.methods()
    assert ordered[:2] == ["DraftPlan", "ApplyPlan"]
    assert ordered[-3:] == ["DraftRun", "ApplyRun", "AssignContactsByGrid"]
    assert set(ordered[2:-3]) == {"TakePost", "AppointLeader"}
    assert done == Changes(plans=1, appointments=len(ordered) - 5, colours=20, contacts=4)


async def test_the_colours_wait_until_every_household_has_followed_its_plan(
    grids: GridSite, stubs: County, registry: FakeSite
) -> None:
    await gridding(stubs).run(nobody)
    assert len(registry.requests("GetPlan")) == 3


async def test_posts_are_taken_under_the_clear_name_from_today(
    grids: GridSite, stubs: County, registry: FakeSite
) -> None:
    await gridding(stubs).run(nobody)
    taken = registry.requests("TakePost")
    assert {one.name for one in taken} == {"张寅"}
    assert {(one.since.month, one.since.day) for one in taken} == {(3, 4)}


async def test_what_is_done_is_not_done_again(grids: GridSite, stubs: County) -> None:
    grids.plan = plans.Plan(plan_id="plan-2", status=plans.Plan.STATUS_DRAFTED)
    grids.run = run_service_pb2.ColourRun(run_id="run-2")
    grids.village = a_divided_village(
        grid_pb2.Posting(person_id="p", post=grid_pb2.POST_DEPUTY),
        grid_pb2.Posting(person_id="p", post=grid_pb2.POST_PARTY_MEMBER),
    )
    for grid in grids.village.grids:
        grid.leader.person_id = "p"
    done = await gridding(stubs).run(nobody)
    assert grids.methods() == ["DraftPlan", "DraftRun", "AssignContactsByGrid"]
    assert (done.plans, done.appointments, done.colours) == (0, 0, 0)


async def test_a_step_that_never_ends_is_refused_with_what_is_left(
    grids: GridSite, stubs: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dev.run.gridding.WITHIN_S", 1.0)
    grids.behind = [2]
    with pytest.raises(GriddingStuck) as stuck:
        await gridding(stubs).run(nobody)
    assert "还有 2 户" in stuck.value.user_text
