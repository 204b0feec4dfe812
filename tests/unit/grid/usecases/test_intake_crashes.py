"""A crash after any call of a store, then the same batch again: nothing is lost or there twice."""

from __future__ import annotations

import pytest

from kit.commit import Decision
from kit.envelope import Received
from services.grid.domain import care_invariants, leading, structure
from services.grid.domain.ids import PersonId
from services.grid.domain.lines import Post
from services.grid.domain.postings import TakePost, take_post
from services.registry.domain.events import HouseholdMoved
from services.registry.domain.need import NeedKind
from services.registry.domain.restructuring import MoveHousehold, move
from tests.support.builders import JIANGHE, TODAY, YUHE
from tests.support.faults import Crash, FaultPlan
from tests.support.grid_app import GridWorld
from tests.support.grid_intake import a_fact
from tests.support.grid_stories import (
    AWARDED,
    State,
    dead,
    dissolved,
    earning,
    needing,
    state_of,
)

HEAD = PersonId("a-1")


def first() -> list[Received]:
    """Two households that are there before the story begins."""
    return [a_fact(earning("a", 20000)), a_fact(earning("b", 10000)), a_fact(earning("m", 9000))]


def then() -> list[Received]:
    """Everything at once: one comes, one ends, one moves, one dies in a post, the mean passes."""
    moved, _ = move(earning("m", 9000), MoveHousehold(YUHE, "二组", "9", TODAY), TODAY)
    return [
        a_fact(earning("c", 90000, awards=AWARDED)),
        a_fact(dissolved(earning("b", 10000)), 2),
        a_fact(moved, 2, HouseholdMoved(TODAY, JIANGHE, YUHE)),
        a_fact(needing(dead(earning("a", 20000), 0), NeedKind.RELEASED), 2),
    ]


async def prepared() -> GridWorld:
    """Return a county in which somebody of the first household holds a post."""
    world = GridWorld()
    await world.hear(first())
    order = TakePost(HEAD, "甲", Post.PARTY_MEMBER, TODAY)
    await world.site().stores.villages.change(
        JIANGHE, lambda village: Decision(*take_post(village, order, TODAY))
    )
    await world.settle()
    return world


async def clean_run() -> tuple[State, int]:
    """Return what a run without a crash comes to, and how many calls it makes."""
    world = await prepared()
    site = world.restart()
    await site.hear(then())
    calls = len(site.plan.calls)
    await world.settle()
    return await state_of(site), calls


async def crashed_run(plan: FaultPlan) -> State:
    """Return what a run comes to that crashed where planned, and was started again."""
    world = await prepared()
    with pytest.raises(Crash):
        await world.restart(plan=plan).hear(then())
    site = world.restart()
    await site.hear(then())
    await world.settle()
    return await state_of(site)


@pytest.mark.parametrize("after_effect", [False, True], ids=["before", "after"])
async def test_a_crash_at_any_call_heals_when_the_batch_comes_again(after_effect: bool) -> None:
    wanted, calls = await clean_run()
    assert calls > 8
    for at in range(calls):
        came_to = await crashed_run(FaultPlan(at, after_effect))
        assert came_to == wanted, f"call {at}"


async def test_what_a_run_comes_to_keeps_every_promise() -> None:
    (villages, cares, _), _ = await clean_run()
    assert {id: care.live for id, care in cares.items()} == {
        "a": True,
        "b": False,
        "c": True,
        "m": True,
    }
    assert [structure.check(village) for village in villages.values()] == [(), ()]
    assert [leading.check(village) for village in villages.values()] == [(), ()]
    assert [one for care in cares.values() for one in care_invariants.check(care)] == []
    assert all(posting.until == TODAY for posting in villages[JIANGHE.digits].postings)


@pytest.mark.parametrize("at", range(0, 12, 3))
async def test_a_failure_in_the_same_process_heals_as_well(at: int) -> None:
    """The store was away for a moment: memory must not believe what was not written."""
    wanted, _ = await clean_run()
    world = await prepared()
    site = world.restart(plan=FaultPlan(at))
    with pytest.raises(Crash):
        await site.hear(then())
    await site.hear(then())
    await world.settle()
    assert await state_of(site) == wanted


async def test_a_batch_cut_in_two_comes_to_the_same() -> None:
    wanted, _ = await clean_run()
    world = await prepared()
    for fact in then():
        await world.site().hear([fact])
    await world.settle()
    villages, cares, known = await state_of(world.site())
    assert known == wanted[2]
    assert {id: care.live for id, care in cares.items()} == {
        id: care.live for id, care in wanted[1].items()
    }
    assert {c: v.members for c, v in villages.items()} == {
        c: v.members for c, v in wanted[0].items()
    }
