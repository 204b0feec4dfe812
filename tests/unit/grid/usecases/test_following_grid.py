"""Cares follow the facts of their village: leaf, posts that contacts rest on, and nothing twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kit.commit import Decision
from services.grid.domain.appointing import AppointLeader, ReleaseLeader
from services.grid.domain.contacting import AssignContact, assign
from services.grid.domain.events import GridsRepartitioned
from services.grid.domain.grid import Grid, GridCode
from services.grid.domain.ids import HouseholdId, PersonId, PlanId
from services.grid.domain.leading import released_from
from services.grid.domain.lines import EndReason, Line, Post
from services.grid.domain.policy import DEFAULT_GRID_POLICY
from services.grid.domain.postings import LeavePost, TakePost
from services.grid.domain.village import Village
from services.grid.usecases.lines import RULES
from tests.support.builders import JIANGHE, TODAY, a_household
from tests.support.grid_app import GridWorld
from tests.support.grid_intake import a_fact
from tests.support.grid_stories import care_of, dead, earning, village_of, written

HELPER = PersonId("h-1")
A, B = HouseholdId("a"), HouseholdId("b")


@pytest.fixture
async def world() -> GridWorld:
    """Two households; a helper of a third, who is a party member, keeps contact with the first."""
    world = GridWorld()
    await world.hear([a_fact(earning(id, 1000)) for id in ("a", "b", "h")])
    await change(world, *posts(Post.PARTY_MEMBER, Post.DEPUTY))
    await contact(world, "a", Line.PARTY)
    await world.settle()
    return world


def posts(*wanted: Post) -> list[TakePost]:
    return [TakePost(HELPER, "助手", post, TODAY, HouseholdId("h")) for post in wanted]


async def change(world: GridWorld, *orders: object) -> None:
    for order in orders:

        def decide(village: Village, order: object = order) -> Decision[Village]:
            return Decision(*RULES[type(order)](village, order, TODAY))

        await world.site().stores.villages.change(JIANGHE, decide)


async def contact(world: GridWorld, household: str, line: Line) -> None:
    order = AssignContact(line, HELPER, "助手", TODAY)
    await world.site().stores.cares.change(
        HouseholdId(household),
        lambda care: Decision(*assign(care, order, DEFAULT_GRID_POLICY, TODAY)),
    )


async def live_contacts(world: GridWorld, household: str) -> list[tuple[Line, PersonId]]:
    return [(c.line, c.person) for c in (await care_of(world, household)).contacts if c.live]


async def divide(world: GridWorld, leaf: GridCode, households: set[HouseholdId]) -> None:
    """Put households into a new part of the group's grid, as an applied plan does."""

    def decide(village: Village) -> Decision[Village]:
        part = Grid(leaf, "一组一片", "一组", TODAY)
        rest = Grid(leaf.parent.below(99), "一组余", "一组", TODAY)  # type: ignore[union-attr]
        members = {
            id: replace(one, leaf=leaf if id in households else rest.code)
            for id, one in village.members.items()
        }
        moves = {id: one.leaf for id, one in members.items()}
        after = replace(
            village,
            grids=(*village.grids, part, rest),
            members=members,
            structure=village.structure + 1,
        )
        return Decision(after, (GridsRepartitioned(PlanId("plan"), moves),))

    await world.site().stores.villages.change(JIANGHE, decide)


def part(number: int) -> GridCode:
    return GridCode(f"{JIANGHE.digits}-01-{number:02}")


async def test_cares_follow_a_plan_that_was_applied(world: GridWorld) -> None:
    await divide(world, part(1), {A})
    await world.settle()
    assert (await care_of(world, "a")).leaf == part(1)
    assert (await care_of(world, "b")).leaf == part(99)


async def test_a_fact_that_comes_again_writes_nothing(world: GridWorld) -> None:
    await divide(world, part(1), {A})
    await world.settle()
    before = written(world)
    await world.site().follow(await world.published())
    assert written(world) == before


async def test_a_batch_interrupted_is_taken_up_by_another_process(world: GridWorld) -> None:
    await divide(world, part(1), {A, B})
    facts = await world.published()
    await world.restart().follow(facts[-1:])
    await world.restart().follow(facts)
    assert {(await care_of(world, id)).leaf for id in ("a", "b")} == {part(1)}


async def test_who_leaves_a_post_keeps_contact_no_longer(world: GridWorld) -> None:
    leave = LeavePost(HELPER, Post.PARTY_MEMBER, TODAY, EndReason.RESIGNED)
    await change(world, leave)
    await world.settle()
    [ended] = (await care_of(world, "a")).contacts
    assert (ended.until, ended.end_reason) == (TODAY, EndReason.RESIGNED)


async def test_a_contact_by_another_post_stays(world: GridWorld) -> None:
    await contact(world, "b", Line.DEPUTY)
    leave = LeavePost(HELPER, Post.PARTY_MEMBER, TODAY, EndReason.RESIGNED)
    await change(world, leave)
    await world.settle()
    assert await live_contacts(world, "a") == []
    assert await live_contacts(world, "b") == [(Line.DEPUTY, HELPER)]


async def test_a_helper_who_dies_leaves_posts_and_contacts(world: GridWorld) -> None:
    await world.hear([a_fact(dead(earning("h", 1000), 0), 2)])
    await world.settle()
    assert [p.end_reason for p in (await village_of(world)).postings] == [EndReason.DIED] * 2
    assert await live_contacts(world, "a") == []


async def test_a_helper_who_moves_to_another_household_of_the_village_stays(
    world: GridWorld,
) -> None:
    mover = earning("h", 1000)
    left = replace(mover, members=(replace(mover.members[0], left=TODAY), *mover.members[1:]))
    new = a_household("n").with_members(1).build()
    joined = replace(new, members=(*new.members, replace(mover.members[0], joined=TODAY)))
    await world.hear([a_fact(left, 2), a_fact(joined)])
    await world.settle()
    assert await live_contacts(world, "a") == [(Line.PARTY, HELPER)]


async def led_by_helper(world: GridWorld) -> GridCode:
    """Let the helper lead the leaf of both households and keep contact with one as its leader."""
    leaf = (await care_of(world, "a")).leaf
    await change(world, AppointLeader(leaf, HELPER, TODAY))
    await contact(world, "b", Line.CORE_HOUSEHOLDER)
    await world.settle()
    assert await live_contacts(world, "b") == [(Line.CORE_HOUSEHOLDER, HELPER)]
    return leaf


async def test_who_leads_the_grid_no_longer_is_no_contact_by_that(world: GridWorld) -> None:
    leaf = await led_by_helper(world)
    await change(world, ReleaseLeader(leaf, TODAY, EndReason.RESIGNED))
    await world.settle()
    [ended] = (await care_of(world, "b")).contacts
    assert (ended.until, ended.end_reason) == (TODAY, EndReason.RESIGNED)
    assert await live_contacts(world, "a") == [(Line.PARTY, HELPER)]


async def test_who_holds_the_post_of_the_line_stays_though_another_leads(world: GridWorld) -> None:
    leaf = await led_by_helper(world)
    await change(world, *posts(Post.CORE_HOUSEHOLDER))
    await change(world, ReleaseLeader(leaf, TODAY, EndReason.REPLACED))
    await world.settle()
    assert await live_contacts(world, "b") == [(Line.CORE_HOUSEHOLDER, HELPER)]


async def test_a_grid_that_ends_leaves_its_contacts_to_the_household(world: GridWorld) -> None:
    """Somebody is better than nobody until the new leaf has a leader."""
    leaf = await led_by_helper(world)

    def decide(village: Village) -> Decision[Village]:
        [led] = [one for one in village.leaderships if one.grid == leaf]
        return Decision(*released_from(village, [led], EndReason.GRID_ENDED, TODAY))

    await world.site().stores.villages.change(JIANGHE, decide)
    await world.settle()
    assert await live_contacts(world, "b") == [(Line.CORE_HOUSEHOLDER, HELPER)]


async def test_a_fact_of_another_site_moves_nobody(world: GridWorld) -> None:
    before = written(world)
    await world.site("edge").follow(await world.published())
    assert written(world) == before
    assert await world.site("edge").stores.village_trail.rows.versions(JIANGHE.digits) == []


async def test_a_republished_village_heals_every_care(world: GridWorld) -> None:
    await divide(world, part(1), {A, B})
    await world.lose()
    await world.settle()
    assert (await care_of(world, "a")).leaf != part(1)
    await world.site().republish(JIANGHE)
    await world.settle()
    assert {(await care_of(world, id)).leaf for id in ("a", "b")} == {part(1)}
