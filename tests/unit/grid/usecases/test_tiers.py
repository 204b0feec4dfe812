"""What each tier keeps of the grid's facts, what it answers from that, and publishing again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kit.access import OutOfScope
from kit.model.division import DivisionCode
from kit.model.errors import NotCustodian, NotFound
from kit.replica import ReplicaRow
from kit.roles import Role
from services.grid.domain.grid import GridCode
from services.grid.domain.ids import HouseholdId
from services.grid.ports.projection import Told
from services.grid.store.own_copies import care_copy
from services.grid.usecases.projection import Kept
from services.grid.usecases.statistics import by_division
from services.grid.wire.village_record import from_village
from services.registry.domain.events import HouseholdMoved
from services.registry.domain.need import NeedKind
from services.registry.domain.restructuring import MoveHousehold, move
from tests.support.builders import JIANGHE, TODAY, YUHE, a_household
from tests.support.grid_app import GridWorld, SiteStores, access_to
from tests.support.grid_intake import MemoryCopies, a_fact
from tests.support.grid_stories import care_of, earning, needing, village_of
from tests.support.registry_app import FAR, TOWN
from tests.support.registry_orders import NOW

COUNTY = DivisionCode.parse("610921000000")
GET, LIST, CHECK, COUNT = (
    f"GridService/{name}"
    for name in ("GetVillage", "ListGrids", "CheckCoverage", "GetGridStatistics")
)


@pytest.fixture
async def world() -> GridWorld:
    """Three villages of two towns, the last at a site of its own; every tier has heard of them."""
    world = GridWorld()
    await world.hear(
        [
            a_fact(needing(earning("a", 100), NeedKind.RELEASED)),
            a_fact(earning("b", 200)),
            a_fact(a_household("y").in_village(YUHE).with_members(3).build()),
            a_fact(a_household("f").in_village(FAR).build()),
        ]
    )
    await world.settle()
    return world


async def test_the_custodian_keeps_a_history_of_its_own(world: GridWorld) -> None:
    stores = world.site().stores
    [newest, *_] = await stores.village_trail.rows.versions(JIANGHE.digits)
    assert newest["home"] == JIANGHE.digits
    assert newest["revision"] == len(await stores.village_trail.rows.versions(JIANGHE.digits))
    assert len(await stores.care_trail.rows.versions("a")) == 1
    assert await stores.care_trail.rows.versions("f") == []


async def test_the_tiers_above_keep_copies_of_their_scope_only(world: GridWorld) -> None:
    def kept(site: str) -> set[str]:
        stores = world.site(site).stores
        copies = (stores.village_copies, stores.care_copies)
        return {document["_id"] for one in copies for document in one.replica.all()}

    assert kept("county") == {"a", "b", "y", "f", JIANGHE.digits, YUHE.digits, FAR.digits}
    assert kept("towns") == {"a", "b", "y", JIANGHE.digits, YUHE.digits}
    assert kept("villages") == set()


async def test_a_care_that_moves_to_another_village_moves_in_the_copies(world: GridWorld) -> None:
    moved, _ = move(earning("b", 200), MoveHousehold(YUHE, "一组", "7", TODAY), TODAY)
    await world.hear([a_fact(moved, 2, HouseholdMoved(TODAY, JIANGHE, YUHE))])
    await world.settle()
    kept = await world.site("towns").known_cares.get_many([HouseholdId("b")])
    assert kept[HouseholdId("b")].state.village == YUHE


async def test_a_care_that_moves_out_of_the_scope_is_forgotten(world: GridWorld) -> None:
    copies = MemoryCopies(care_copy)
    told = Told("CareMoved", "a", 9, FAR, NOW, b"", left=JIANGHE)
    towns = world.site("towns")
    projection = replace(towns.projection, cares=Kept(copies, towns.stores.care_trail))
    await projection.take_over([], [replace(told, home=JIANGHE, revision=8, left=None)], [])
    await projection.take_over([], [told], [])
    assert [(d["revision"], "snapshot" in d) for d in copies.replica.all()] == [(9, False)]


async def test_every_tier_answers_the_same(world: GridWorld) -> None:
    for name in ("villages", "towns", "county"):
        site = world.site(name)
        found = await site.reading.village(access_to(GET), JIANGHE)
        assert found.state == await village_of(world)
        [coverage] = await site.coverage.check(access_to(CHECK), JIANGHE)
        assert (coverage.households, coverage.holds) == (2, True)


async def test_grids_are_listed_page_by_page_over_villages(world: GridWorld) -> None:
    reading = world.site("county").reading
    seen: list[str] = []
    after = ""
    while page := await reading.grids(access_to(LIST), COUNTY, after, 2, leaves_only=False):
        seen += [grid.code.text for _, grid in page]
        after = seen[-1]
    assert seen == sorted(
        f"{code.digits}{end}" for code in (JIANGHE, YUHE, FAR) for end in ("", "-01")
    )
    leaves = await reading.grids(access_to(LIST), COUNTY, "", 10, leaves_only=True)
    assert [grid.code.text for _, grid in leaves] == [code for code in seen if "-" in code]


async def test_households_of_a_grid_are_those_of_the_leaves_in_it(world: GridWorld) -> None:
    reading, access = world.site("towns").reading, access_to(GET)
    found = await reading.households(access, GridCode.of_village(JIANGHE), "", 10)
    assert [id for id, _ in found] == ["a", "b"]
    leaf = GridCode.of_village(JIANGHE).below(1)
    assert [id for id, _ in await reading.households(access, leaf, "a", 10)] == ["b"]
    with pytest.raises(NotFound):
        await reading.households(access, leaf.below(7), "", 10)


async def test_a_village_nobody_told_of_is_not_found(world: GridWorld) -> None:
    with pytest.raises(NotFound):
        await world.site("villages").reading.village(access_to(GET), FAR)


async def test_a_leader_of_another_village_sees_nothing(world: GridWorld) -> None:
    access = access_to(GET, Role.GRID_LEADER, YUHE.digits)
    with pytest.raises(OutOfScope):
        await world.site().reading.village(access, JIANGHE)


async def test_a_hole_in_the_coverage_is_found_and_named(world: GridWorld) -> None:
    site = world.site("county")
    village = await village_of(world)
    members = {id: one for id, one in village.members.items() if id != "a"}
    record = from_village(replace(village, members=members), 99).SerializeToString()
    row = ReplicaRow(JIANGHE.digits, 99, JIANGHE.digits, JIANGHE.digits, {"snapshot": record})
    await site.stores.village_copies.replica.apply([row])
    [coverage] = await site.coverage.check(access_to(CHECK), JIANGHE)
    assert (coverage.without_grid, coverage.concerned) == (1, ("a",))


async def test_counts_are_rolled_up_to_towns(world: GridWorld) -> None:
    counts = await world.site("county").reading.counts(access_to(COUNT), COUNTY)
    rows = by_division(counts, COUNTY)
    assert [(code, count.households, count.leaves) for code, count in rows] == [
        (TOWN, 3, 2),
        (FAR.town, 1, 1),
    ]
    assert rows[0][1].colours == {None: 3}
    assert rows[0][1].proposals == 3
    assert [code for code, _ in by_division(counts, TOWN)] == [JIANGHE, YUHE, FAR]


async def test_a_tier_that_lost_its_copies_gets_them_back(world: GridWorld) -> None:
    empty = SiteStores(world.clock)
    stores = world.site("county").stores
    stores.village_copies, stores.care_copies = empty.village_copies, empty.care_copies
    site = world.restart("county")
    assert await world.site().republish(TOWN) == 5
    await world.settle()
    assert (await site.reading.village(access_to(GET), JIANGHE)).state == await village_of(world)
    kept = await site.known_cares.get_many([HouseholdId("a")])
    assert kept[HouseholdId("a")].state == await care_of(world, "a")


async def test_a_site_without_villages_does_not_publish_again(world: GridWorld) -> None:
    with pytest.raises(NotCustodian):
        await world.site("county").republish(TOWN)
