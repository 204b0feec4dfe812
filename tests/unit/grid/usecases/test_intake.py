"""Facts of the registry become copies, villages, colours and cares; replays change nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kit.envelope import Received
from services.grid.domain import care_invariants, leading, structure
from services.grid.domain.colour.values import Colour, DataProblem
from services.grid.domain.coverage import check
from services.grid.domain.ids import HouseholdId
from services.registry.domain.events import (
    HouseholdDissolved,
    HouseholdMoved,
    IncomeRecorded,
)
from services.registry.domain.household import Point
from services.registry.domain.ids import HouseholdId as RegistryId
from services.registry.domain.need import NeedKind
from services.registry.domain.restructuring import MoveHousehold, move
from tests.support.builders import JIANGHE, TODAY, YUHE, a_household
from tests.support.grid_app import GridWorld
from tests.support.grid_intake import a_fact
from tests.support.grid_stories import (
    AWARDED,
    LAST_YEAR,
    care_of,
    dissolved,
    earning,
    needing,
    said,
    village_of,
    written,
)
from tests.support.registry_app import FAR


@pytest.fixture
def world() -> GridWorld:
    return GridWorld()


def three() -> list[Received]:
    return [
        a_fact(earning("rich", 60000, awards=AWARDED)),
        a_fact(earning("poor", 10000)),
        a_fact(needing(earning("needy", 20000), NeedKind.MINIMUM_LIVING)),
    ]


async def test_a_first_fact_founds_the_village_and_opens_the_care(world: GridWorld) -> None:
    await world.hear([a_fact(a_household("a").with_members(3).build())])
    village, care = await village_of(world), await care_of(world, "a")
    assert [grid.name for grid in village.grids] == [JIANGHE.digits, "一组"]
    assert village.members[HouseholdId("a")].registered == 3
    assert (care.village, care.leaf, care.live) == (JIANGHE, village.grids[1].code, True)
    assert care.colour is None


async def test_the_rules_say_their_colours_and_nothing_comes_into_force(world: GridWorld) -> None:
    await world.hear(three())
    assert [await said(world, id) for id in ("rich", "poor", "needy")] == [
        Colour.GREEN,
        Colour.YELLOW,
        Colour.RED,
    ]
    assert {(await care_of(world, id)).colour for id in ("rich", "poor", "needy")} == {None}


async def test_a_household_the_mean_passes_is_assessed_anew(world: GridWorld) -> None:
    await world.hear([a_fact(earning("a", 20000)), a_fact(earning("b", 10000))])
    assert (await said(world, "a"), await said(world, "b")) == (Colour.PENDING, Colour.YELLOW)
    await world.hear([a_fact(earning("c", 90000))])
    assert await said(world, "a") is Colour.YELLOW


async def test_replaying_the_whole_topic_writes_nothing(world: GridWorld) -> None:
    moved, _ = move(earning("m", 5000), MoveHousehold(YUHE, "二组", "9", TODAY), TODAY)
    facts = [
        *three(),
        a_fact(earning("m", 5000)),
        a_fact(needing(earning("poor", 10000), NeedKind.RELEASED), 2),
        a_fact(moved, 2, HouseholdMoved(TODAY, JIANGHE, YUHE)),
    ]
    await world.hear(facts)
    await world.settle()
    before = written(world)
    for batch in (facts, facts[:2], facts[3:], [facts[3]]):
        await world.hear(batch)
        await world.settle()
    world.restart()
    await world.hear(facts)
    await world.settle()
    assert written(world) == before


async def test_an_older_fact_changes_nothing(world: GridWorld) -> None:
    await world.hear([a_fact(needing(earning("a", 1), NeedKind.RELEASED), 2)])
    await world.hear([a_fact(earning("a", 1), 1)])
    assert await said(world, "a") is Colour.RED


async def test_a_household_that_ends_leaves_its_grid_and_its_care_is_closed(
    world: GridWorld,
) -> None:
    await world.hear(three())
    ended = dissolved(earning("poor", 10000))
    await world.hear([a_fact(ended, 2, HouseholdDissolved(TODAY, RegistryId("rich")))])
    assert HouseholdId("poor") not in (await village_of(world)).members
    assert not (await care_of(world, "poor")).live


async def test_a_household_that_moves_is_in_one_village_at_every_instant(
    world: GridWorld,
) -> None:
    before = earning("m", 5000)
    await world.hear([a_fact(before), a_fact(earning("n", 8000))])
    after, _ = move(before, MoveHousehold(YUHE, "二组", "9", TODAY), TODAY)
    await world.hear([a_fact(after, 2, HouseholdMoved(TODAY, JIANGHE, YUHE))])
    assert HouseholdId("m") not in (await village_of(world)).members
    new = await world.site().stores.villages.get(YUHE)
    assert new is not None
    assert HouseholdId("m") in new.state.members
    care = await care_of(world, "m")
    assert (care.village, care.leaf.village, care.live) == (YUHE, YUHE, True)


async def test_a_household_that_moves_to_another_site_is_closed_here(world: GridWorld) -> None:
    before = earning("m", 5000)
    await world.hear([a_fact(before)])
    after, _ = move(before, MoveHousehold(FAR, "二组", "9", TODAY), TODAY)
    await world.hear([a_fact(after, 2, HouseholdMoved(TODAY, JIANGHE, FAR))])
    assert not (await care_of(world, "m")).live
    assert HouseholdId("m") not in (await village_of(world)).members


async def test_a_split_off_household_has_the_awards_of_its_parent(world: GridWorld) -> None:
    parent = earning("parent", 9000, awards=AWARDED)
    young = replace(
        earning("young", 90000), registered=TODAY, split_from=RegistryId("parent"), awards=()
    )
    await world.hear([a_fact(parent)])
    await world.hear([a_fact(young)])
    assert await said(world, "young") is Colour.GREEN
    without = replace(parent, awards=())
    await world.hear([a_fact(without, 2)])
    assert await said(world, "young") is Colour.PENDING


async def test_a_young_household_without_a_parent_waits_for_its_awards(world: GridWorld) -> None:
    young = replace(earning("young", 90000), registered=TODAY)
    await world.hear([a_fact(young)])
    care = await care_of(world, "young")
    assert care.assessment is not None
    assert care.assessment.verdict.colour is Colour.PENDING
    assert DataProblem.AWARD_MISSING in {
        task.problem for task in care.assessment.verdict.data_tasks
    }


async def test_a_need_of_somebody_who_left_no_longer_counts(world: GridWorld) -> None:
    household = needing(earning("a", 20000), NeedKind.MINIMUM_LIVING)
    await world.hear([a_fact(household)])
    head = replace(household.members[0], left=TODAY - timedelta(days=1))
    left = replace(household, members=(head, *household.members[1:]))
    await world.hear([a_fact(left, 2)])
    assert await said(world, "a") is not Colour.RED


async def test_a_household_without_a_point_is_placed_by_its_group_and_marked(
    world: GridWorld,
) -> None:
    with_point = replace(earning("a", 1), point=Point(108.5, 32.9))
    await world.hear([a_fact(with_point), a_fact(earning("b", 1))])
    members = (await village_of(world)).members
    assert [members[HouseholdId(id)].placeless for id in ("a", "b")] == [False, True]
    assert world.site().shown.coverage[JIANGHE.digits].placeless == 1


async def test_two_people_of_one_household_are_counted_where_the_registry_has_them(
    world: GridWorld,
) -> None:
    """The registry keeps one group per household, so a household is never in two."""
    moved = replace(
        earning("a", 1),
        residences=(replace(earning("a", 1).residences[0], group="二组"),),
    )
    await world.hear([a_fact(earning("a", 1)), a_fact(earning("b", 1))])
    await world.hear([a_fact(moved, 2)])
    village = await village_of(world)
    assert village.members[HouseholdId("a")].leaf != village.members[HouseholdId("b")].leaf
    assert structure.check(village) == ()
    assert leading.check(village) == ()


async def test_what_is_needed_of_the_store_does_not_grow_with_the_batch(world: GridWorld) -> None:
    async def calls(count: int) -> int:
        fresh = GridWorld()
        site = fresh.site()
        facts = [a_fact(earning(f"h{n}", n + 1)) for n in range(count)]
        await site.hear(facts)
        return len(site.plan.calls)

    assert await calls(40) == await calls(3)


async def test_metrics_tell_of_each_village(world: GridWorld) -> None:
    await world.hear(three())
    shown = world.site().shown.coverage[JIANGHE.digits]
    assert (shown.households, shown.without_grid, shown.in_two_grids) == (3, 0, 0)
    assert shown.vacant_leaders == 2


async def test_invariants_hold_after_everything(world: GridWorld) -> None:
    await world.hear([*three(), a_fact(earning("x", 7))])
    await world.settle()
    village = await village_of(world)
    live = {one.id: one for one in await world.site().stores.households.of_village(JIANGHE)}
    assert check(village, live).holds
    for item in await world.site().stores.cares.of_village(JIANGHE):
        assert care_invariants.check(item.state) == ()


async def test_a_village_with_too_few_in_memory_is_loaded_again(world: GridWorld) -> None:
    site = world.restart(most_households=1)
    await world.hear([a_fact(earning("a", 5)), a_fact(a_household("y").in_village(YUHE).build())])
    assert len(site.books) == 1
    await world.hear([a_fact(earning("b", 90000))])
    assert await said(world, "a") is Colour.YELLOW


async def test_memory_of_a_village_others_changed_meanwhile_is_not_trusted(
    world: GridWorld,
) -> None:
    """A partition went to another replica and came back."""
    first = world.site()
    await first.hear([a_fact(earning("a", 20000)), a_fact(earning("b", 10000))])
    second = world.restart()
    await second.hear([a_fact(earning("b", 200000), 2, IncomeRecorded(TODAY, LAST_YEAR))])
    await first.hear([a_fact(earning("a", 20000), 2, IncomeRecorded(TODAY, LAST_YEAR))])
    assert await said(world, "a") is Colour.YELLOW
    assert await said(world, "b") is Colour.PENDING
