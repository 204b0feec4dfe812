"""The story of a village's grids: roster, division, contact, death, vacancy, visit, need."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass

import pytest
from gov321.grid.events.v1.care_events_pb2 import NeedRaised
from gov321.grid.v1 import care_pb2, grid_pb2
from gov321.grid.v1 import care_service_pb2 as cares
from gov321.grid.v1 import line_service_pb2 as lines
from gov321.registry.v1 import household_pb2 as people
from gov321.registry.v1 import household_service_pb2 as orders

from kit.roles import Role
from tests.scenarios.conftest import NewRoster, Sit
from tests.scenarios.grid_parts import SETTLED_S, grid_desk, grids_at, placed
from tests.support import topic_reading as topic
from tests.support.desks import Desk, Household, new_id
from tests.support.grid_desks import TODAY, Care, GridDesk
from tests.support.running_sites import GRID_FACTS, County, Site
from tests.support.village_rosters import VillageRoster
from tests.support.waiting import eventually_async

pytestmark = [pytest.mark.scenario, pytest.mark.timeout(200, func_only=True)]

SIZE = 80
"""Of two persons each, so many divide into two grids with the least violation."""

NEED = "希望修通入户路"


@dataclass(frozen=True, slots=True)
class Scene:
    """A village with its people at their desks."""

    county: County
    registry: Desk
    clerk: GridDesk
    reviewer: GridDesk
    above: GridDesk
    roster: VillageRoster

    @property
    def village(self) -> str:
        return self.roster.village

    async def head(self, household: Household, post: grid_pb2.Post.ValueType) -> str:
        """Give the head of a household a post; return the person."""
        name = self.roster.household(int(household.number) - 1)[0].name
        return await self.clerk.take_post(household, name, post)

    async def care_is(self, household: str, what: str, person: str) -> None:
        """Wait until the named contact, or its vacancy, is what it must be at both tiers."""

        async def is_so() -> bool:
            found = [await desk.care(household) for desk in (self.clerk, self.above)]
            return all(
                _named(care) == person and _vacant(care) == (what == "vacant") for care in found
            )

        await eventually_async(is_so, SETTLED_S)


@pytest.fixture(scope="module")
def grids(running_county: County) -> Iterator[Mapping[str, Site]]:
    """The grids of the villages and of the county."""
    with grids_at(running_county, "villages", "county") as sites:
        yield sites


@pytest.fixture
async def scene(
    running_county: County, grids: Mapping[str, Site], sit: Sit, new_roster: NewRoster
) -> AsyncIterator[Scene]:
    """A village nobody has used, with people at their desks."""
    villages = grids["villages"]
    desks = (
        grid_desk(running_county, villages),
        grid_desk(running_county, villages, Role.REVIEWER),
        grid_desk(running_county, grids["county"]),
    )
    yield Scene(running_county, sit("villages"), *desks, new_roster(SIZE))
    for desk in desks:
        await desk.close()


async def test_a_need_is_heard_through_the_contact_that_followed_a_dead_one(scene: Scene) -> None:
    households = await placed(scene.registry, scene.clerk, scene.roster)
    leaf = await _divided(scene)
    inside = sorted(
        id for id, care in (await scene.clerk.cares_of(scene.village)).items() if care.leaf == leaf
    )
    first, second = households[inside[0]], households[inside[1]]
    red = inside[2]

    leader = await scene.head(first, grid_pb2.POST_CORE_HOUSEHOLDER)
    await scene.clerk.lead(leaf, leader)
    await scene.clerk.classify(scene.village, scene.reviewer)
    assert (await scene.clerk.care(red)).colour == care_pb2.COLOUR_RED
    await scene.care_is(red, "vacant", "")

    await scene.clerk.assign_by_grid(scene.village)
    await scene.care_is(red, "named", leader)

    await _died(scene.registry, first)
    await scene.care_is(red, "vacant", "")
    assert red in {one.household_id for one in await _vacancies(scene)}
    assert leaf in {one.grid for one in await _vacancies(scene) if not one.household_id}

    successor = await scene.head(second, grid_pb2.POST_CORE_HOUSEHOLDER)
    await scene.clerk.lead(leaf, successor)
    await scene.clerk.assign_by_grid(scene.village)
    await scene.care_is(red, "named", successor)

    visit = await _visited(scene.clerk, red, successor)
    await eventually_async(lambda: _told(scene, red, visit), SETTLED_S)


async def _divided(scene: Scene) -> str:
    """Divide the village; return one of its new leaves, the same at the county."""
    plan = await scene.clerk.draft(scene.village)
    assert len(plan.grids) > 1
    assert len(plan.moves) == SIZE
    await scene.reviewer.apply(plan)
    await scene.clerk.followed(plan)

    async def same_above() -> bool:
        return (await scene.above.village(scene.village)) == await scene.clerk.village(
            scene.village
        )

    await eventually_async(same_above, SETTLED_S)
    assert await scene.clerk.covers(scene.village, SIZE)
    return sorted(grid.code for grid in plan.grids)[0]


async def _died(registry: Desk, household: Household) -> None:
    [son] = [m.person_id for m in household.members if m.person_id != household.head_person_id]
    order = orders.RemoveMemberRequest(
        request_id=new_id(),
        household_id=household.id,
        person_id=household.head_person_id,
        reason=people.LEAVE_REASON_DEATH,
        new_head_person_id=son,
        effective_date=TODAY,
    )
    await registry.households.RemoveMember(order)


async def _vacancies(scene: Scene) -> list[lines.OpenVacancy]:
    request = lines.ListVacanciesRequest(division=scene.village, page_size=1000)
    return list((await scene.above.lines.ListVacancies(request)).vacancies)


async def _visited(clerk: GridDesk, household: str, visitor: str) -> str:
    """Record a visit twice, as a device does that got no answer; return its id."""
    visit = cares.RecordVisitRequest(
        visit_id=new_id(),
        household_id=household,
        kind=care_pb2.VISIT_KIND_VISIT,
        visitor_id=visitor,
        on=TODAY,
        duties=[care_pb2.DUTY_CODE_APPEAL],
        text="入户走访",
        needs=[NEED],
    )
    first = await clerk.cares.RecordVisit(visit)
    assert await clerk.cares.RecordVisit(visit) == first
    return visit.visit_id


async def _told(scene: Scene, household: str, visit: str) -> bool:
    """Whether the need is on the topic, once, sealed."""
    kafka = scene.county.ground.kafka.address
    records = await topic.records_of(kafka, GRID_FACTS, scene.village)
    raised = {
        topic.header(one, "ce_id"): NeedRaised.FromString(one.value or b"")
        for one in records
        if topic.header(one, "ce_type") == NeedRaised.DESCRIPTOR.full_name
    }
    assert not any(NEED.encode() in (one.value or b"") for one in records)
    found = [(need.care.household_id, need.visit_id, need.number) for need in raised.values()]
    return found == [(household, visit, 1)]


def _named(care: Care) -> str:
    return next((one.person_id for one in care.contacts if one.named), "")


def _vacant(care: Care) -> bool:
    return bool(care.contact_vacancy_id)
