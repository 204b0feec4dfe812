"""Split, merge and transfer: two households change together or not at all."""

from __future__ import annotations

import pytest

from kit.access import OutOfScope
from kit.model.errors import NotCustodian, StaleRevision
from services.registry.domain.household import HouseholdStatus, Relation
from services.registry.domain.ids import HouseholdId
from services.registry.domain.restructuring import MergeHouseholds, SplitHousehold, TransferMember
from services.registry.usecases.desk import Target
from tests.support.builders import TODAY, YUHE, a_household, a_person, member_id
from tests.support.registry_app import SiteWorld, World, access_to
from tests.support.registry_orders import a_man, a_request, put

SPLIT = SplitHousehold(HouseholdId("c"), "003", (member_id("a", 3),), member_id("a", 3), TODAY)
MERGE = MergeHouseholds({member_id("b", 1): Relation.OTHER}, TODAY)
ACCESS = access_to("HouseholdService/SplitHousehold")


def to(household: str, revision: int | None = None, name: str = "pair") -> Target:
    return Target(HouseholdId(household), revision, a_request(name))


@pytest.fixture
async def two(villages: SiteWorld) -> SiteWorld:
    """A family of three, and a man by himself."""
    await put(villages.households, a_household("a").with_members(3))
    await put(villages.households, a_man("b").numbered("002"))
    return villages


async def test_a_split_repeated_makes_one_new_household(two: SiteWorld) -> None:
    results = [await two.pairs.split(ACCESS, to("a"), SPLIT) for _ in range(2)]
    assert results[0] == results[1]
    stays, new = results[0]
    assert (stays.revision, new.revision, len(stays.state.live_members)) == (2, 1, 2)
    assert new.state.split_from == "a"


async def test_a_merge_repeated_dissolves_once(two: SiteWorld) -> None:
    results = [await two.pairs.merge(ACCESS, to("a", 1), to("b", 1), MERGE) for _ in range(2)]
    assert results[0] == results[1]
    kept, gone = results[0]
    assert (kept.revision, gone.revision) == (2, 2)
    assert gone.state.status is HouseholdStatus.DISSOLVED
    assert len(kept.state.live_members) == 4


async def test_a_stale_revision_of_either_side_changes_neither(two: SiteWorld) -> None:
    for first, second in ((5, 1), (1, 5)):
        with pytest.raises(StaleRevision):
            await two.pairs.merge(ACCESS, to("a", first), to("b", second), MERGE)
    found = await two.households.get_many(["a", "b"])
    assert {item.revision for item in found.values()} == {1}


async def test_a_member_transfers_with_the_same_id(two: SiteWorld) -> None:
    order = TransferMember(member_id("a", 2), Relation.SPOUSE, TODAY)
    left, joined = await two.pairs.transfer(ACCESS, to("a"), to("b"), order)
    assert member_id("a", 2) not in [m.person.id for m in left.state.live_members]
    assert joined.state.live_members[-1].person.id == member_id("a", 2)


async def test_the_caller_must_cover_both_households(two: SiteWorld) -> None:
    far = a_household("d").in_village(YUHE).with_member(a_person("d-1"), Relation.HEAD)
    await put(two.households, far)
    access = access_to("HouseholdService/MergeHouseholds", scope=YUHE.digits)
    with pytest.raises(OutOfScope):
        await two.pairs.merge(access, to("d"), to("b"), MERGE)


async def test_a_tier_above_names_the_custodian(world: World) -> None:
    await put(world.site("villages").households, a_household("a").with_members(3))
    await world.settle()
    with pytest.raises(NotCustodian):
        await world.site("towns").pairs.split(ACCESS, to("a"), SPLIT)
