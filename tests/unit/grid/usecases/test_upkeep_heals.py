"""What races and interruptions left behind is put right by the daily upkeep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from google.protobuf.message import DecodeError

from kit.commit import Decision
from kit.replica import ReplicaRow
from services.grid.domain.colour.values import Colour
from services.grid.domain.contacting import AssignContact, assign
from services.grid.domain.events import HouseholdsPlaced
from services.grid.domain.grid import Grid, GridCode
from services.grid.domain.ids import HouseholdId, PersonId
from services.grid.domain.lines import EndReason, Line, Post
from services.grid.domain.policy import DEFAULT_GRID_POLICY
from services.grid.domain.postings import LeavePost, TakePost
from services.grid.domain.village import Membership, Village
from services.grid.usecases.lines import RULES
from services.registry.domain.events import HouseholdMoved
from services.registry.domain.need import NeedKind
from services.registry.domain.restructuring import MoveHousehold, move
from tests.support.builders import JIANGHE, TODAY, YUHE, a_household
from tests.support.grid_app import GridWorld
from tests.support.grid_intake import a_fact
from tests.support.grid_stories import (
    care_of,
    earning,
    look_after,
    needing,
    said,
    turn_to,
    village_of,
)

DAY = timedelta(days=1)
A = HouseholdId("a")


@pytest.fixture
def world() -> GridWorld:
    return GridWorld()


async def put_members(world: GridWorld, members: Mapping[HouseholdId, Membership]) -> None:
    """Let the village have these members, as a write that should not have been left it."""
    await world.site().stores.villages.change(
        JIANGHE,
        lambda village: Decision(replace(village, members=members), (HouseholdsPlaced({}),)),
    )


async def test_a_household_that_sits_in_two_villages_stays_where_it_lives(
    world: GridWorld,
) -> None:
    """A replica that had lost the partition wrote what it had heard before the move."""
    before = earning("a", 100)
    after, _ = move(before, MoveHousehold(YUHE, "二组", "9", TODAY), TODAY)
    await world.hear([a_fact(before), a_fact(earning("b", 5))])
    late = await village_of(world)
    await world.hear([a_fact(after, 2, HouseholdMoved(TODAY, JIANGHE, YUHE))])
    await put_members(world, late.members)
    await look_after(world)
    assert set((await village_of(world)).members) == {HouseholdId("b")}
    assert (await care_of(world, "a")).village == YUHE


async def test_a_household_that_sits_nowhere_is_placed(world: GridWorld) -> None:
    await world.hear([a_fact(earning("a", 100)), a_fact(earning("b", 5))])
    members = (await village_of(world)).members
    await put_members(world, {id: one for id, one in members.items() if id != A})
    await look_after(world)
    assert (await village_of(world)).members.keys() == members.keys()
    assert world.site().shown.coverage[JIANGHE.digits].holds


async def test_a_contact_assigned_while_the_post_ended_ends_with_it(world: GridWorld) -> None:
    await world.hear([a_fact(earning("a", 100))])
    order = AssignContact(Line.DEPUTY, PersonId("h-1"), "助手", TODAY)
    took = TakePost(PersonId("h-1"), "助手", Post.DEPUTY, TODAY)
    left = LeavePost(PersonId("h-1"), Post.DEPUTY, TODAY, EndReason.DIED)
    for ordered in (took, left):
        await world.site().stores.villages.change(
            JIANGHE, lambda village, o=ordered: Decision(*RULES[type(o)](village, o, TODAY))
        )
    await world.settle()
    await world.site().stores.cares.change(
        A, lambda care: Decision(*assign(care, order, DEFAULT_GRID_POLICY, TODAY))
    )
    await look_after(world)
    [contact] = (await care_of(world, "a")).contacts
    assert contact.end_reason is EndReason.DIED


async def two_villages(world: GridWorld) -> None:
    """In each one a household whose need ends tomorrow."""
    here = needing(earning("a", 100), NeedKind.RELEASED, TODAY + DAY)
    other = a_household("y").in_village(YUHE).build().residences
    there = needing(earning("y", 100), NeedKind.RELEASED, TODAY + DAY)
    await world.hear([a_fact(here), a_fact(replace(there, residences=other))])
    turn_to(world, TODAY + DAY)


async def test_a_village_that_cannot_be_looked_after_holds_up_no_other(world: GridWorld) -> None:
    await two_villages(world)
    home, spoilt = JIANGHE.digits, {"snapshot": b"\xff", "live": True, "at": world.clock.now()}
    await world.site().stores.households.replica.apply([ReplicaRow("a", 9, home, home, spoilt)])
    with pytest.raises(ExceptionGroup) as failed:
        await look_after(world)
    assert [type(one) for one in failed.value.exceptions] == [DecodeError]
    assert await said(world, "y") is not Colour.RED
    assert set(world.site().stores.upkeep.days) == {YUHE}
    assert not await look_after(world)


async def test_a_household_that_finds_no_grid_does_not_stop_the_rest(world: GridWorld) -> None:
    """Its group has no grid, and every number was given."""
    await two_villages(world)
    last = Grid(GridCode(f"{JIANGHE.digits}-99"), "旧组", "旧组", TODAY, until=TODAY)

    def decide(village: Village) -> Decision[Village]:
        renamed = tuple(replace(grid, group=f"旧{grid.group}") for grid in village.grids)
        after = replace(village, grids=(*renamed, last), members={})
        return Decision(after, (HouseholdsPlaced({}),))

    await world.site().stores.villages.change(JIANGHE, decide)
    assert await look_after(world)
    assert world.site().shown.coverage[JIANGHE.digits].without_grid == 1
    assert set(world.site().stores.upkeep.days) == {JIANGHE, YUHE}
