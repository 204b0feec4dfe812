"""What each tier makes of the facts: history and twins of its own, copies of what it covers."""

from __future__ import annotations

import pytest

from kit.commit import Decision
from services.registry.domain.household import Household
from services.registry.domain.ids import HouseholdId
from services.registry.domain.restructuring import MoveHousehold, move
from services.registry.wire.told import told_of
from tests.support.builders import JIANGHE, TODAY, YUHE, a_household
from tests.support.registry_app import FAR, SiteWorld, World
from tests.support.registry_orders import COUNTY, a_man, a_request, put, renumbered

A = HouseholdId("a")


async def known(site: SiteWorld) -> list[str]:
    return [item.state.id for item in await site.copies.page(COUNTY, True, "", 10)]


async def history(site: SiteWorld, id_: HouseholdId = A) -> list[int]:
    return [row.revision for row in await site.trail.page(id_, 0, 10)]


async def moved_to_the_other_town(world: World) -> None:
    """As a handoff would tell it: a fact of the household with its new home."""
    order = MoveHousehold(FAR, "一组", "001", TODAY)

    def decide(household: Household) -> Decision[Household]:
        return Decision(*move(household, order, TODAY))

    await world.site("villages").households.change(A, decide, a_request("move"), None)


@pytest.fixture
async def told(world: World) -> World:
    """A household with two revisions, heard of by all sites."""
    await put(world.site("villages").households, a_household("a"))
    await world.site("villages").households.change(A, renumbered("009"), a_request("x"), None)
    await world.settle()
    return world


async def test_the_custodian_keeps_the_history_and_no_copy(told: World) -> None:
    villages = told.site("villages")
    assert (await history(villages), await known(villages)) == ([2, 1], [])


@pytest.mark.parametrize("site", ["county", "towns"])
async def test_tiers_above_keep_a_copy_and_no_history(told: World, site: str) -> None:
    assert (await history(told.site(site)), await known(told.site(site))) == ([], ["a"])
    copy = (await told.site(site).copies.get_many(["a"]))["a"]
    own = (await told.site("villages").households.get_many(["a"]))["a"]
    assert (copy.state, copy.revision) == (own.state, own.revision)


async def test_a_site_of_other_villages_keeps_nothing(told: World) -> None:
    edge = told.site("edge")
    assert (await history(edge), await known(edge)) == ([], [])


async def test_hearing_everything_again_changes_nothing(told: World) -> None:
    before = told.site("county").copies.replica.all()
    await told.settle()
    assert told.site("county").copies.replica.all() == before
    assert await history(told.site("villages")) == [2, 1]


async def test_people_of_one_name_birth_and_village_are_found_by_the_facts(world: World) -> None:
    villages = world.site("villages")
    await put(villages.households, a_man("a", 0, "王建国"), a_man("b", 1, "王建国").numbered("2"))
    await world.settle()
    assert len(await villages.cases.page(COUNTY, False, "", 10)) == 1


async def test_a_household_that_leaves_the_town_is_emptied_there(told: World) -> None:
    await moved_to_the_other_town(told)
    await told.settle()
    assert await known(told.site("towns")) == []
    assert await known(told.site("county")) == ["a"]
    assert (await told.site("county").copies.get_many(["a"]))["a"].state.village == FAR


async def test_an_older_fact_does_not_bring_it_back(told: World) -> None:
    await moved_to_the_other_town(told)
    events = await told.published()
    towns = told.site("towns")
    await towns.projection.take_over([told_of(events[-1])])
    await towns.projection.take_over([told_of(event) for event in events[:2]])
    assert await known(towns) == []


async def test_a_move_and_the_facts_before_it_may_come_in_one_batch(told: World) -> None:
    await moved_to_the_other_town(told)
    facts = [told_of(event) for event in await told.published()]
    for batch in (facts, facts[::-1]):
        await told.site("towns").projection.take_over(batch)
        assert await known(told.site("towns")) == []


async def test_a_move_inside_the_town_keeps_the_copy(world: World) -> None:
    villages = world.site("villages")
    await put(villages.households, a_household("a"))
    order = MoveHousehold(YUHE, "一组", "001", TODAY)
    await villages.households.change(
        A, lambda h: Decision(*move(h, order, TODAY)), a_request("move"), None
    )
    await world.settle()
    copy = (await world.site("towns").copies.get_many(["a"]))["a"]
    assert (copy.state.village, copy.state.residences[0].village) == (YUHE, JIANGHE)
