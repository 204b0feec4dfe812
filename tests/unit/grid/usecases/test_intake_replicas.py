"""Two replicas hear of a household at the same time: a partition changed hands under a handler."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import pytest

from kit.envelope import Received
from services.grid.domain import care_invariants, structure
from services.grid.domain.colour.values import Colour
from services.grid.domain.coverage import check
from services.grid.domain.ids import HouseholdId
from services.registry.domain.events import HouseholdMoved, IncomeRecorded
from services.registry.domain.household import Household
from services.registry.domain.restructuring import MoveHousehold, move
from tests.support.builders import JIANGHE, TODAY, YUHE
from tests.support.faults import FaultPlan
from tests.support.grid_app import GridSite, GridWorld
from tests.support.grid_intake import a_fact
from tests.support.grid_stories import LAST_YEAR, care_of, earning, said

T = TypeVar("T")
M = HouseholdId("m")


@dataclass
class Interrupted(FaultPlan):
    """Lets something else happen before the `at`-th call of the ports, or after its effect."""

    meanwhile: Callable[[], Awaitable[None]] = field(kw_only=True)

    def broken(self, port: T) -> T:
        """Return a port that does what the given one does."""
        return cast("T", _Port(port, self))


class _Port:
    def __init__(self, port: object, plan: Interrupted) -> None:
        self._port = port
        self._plan = plan

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        method, plan = getattr(self._port, name), self._plan

        async def call(*args: object, **more: object) -> object:
            plan.calls.append(name)
            now = len(plan.calls) - 1 == plan.at
            if now and not plan.after_effect:
                await plan.meanwhile()
            result = await method(*args, **more)
            if now and plan.after_effect:
                await plan.meanwhile()
            return result

        return call


def moved(household: Household) -> Household:
    return move(household, MoveHousehold(YUHE, "二组", "9", TODAY), TODAY)[0]


async def prepared() -> GridWorld:
    """Two villages with a neighbour each, and one household that will move."""
    world = GridWorld()
    there = moved(earning("y", 7000))
    await world.hear([a_fact(earning("m", 9000)), a_fact(earning("n", 20000)), a_fact(there)])
    await world.settle()
    return world


async def both(
    slow: Sequence[Received], fast: Sequence[Received], at: int, *, after_effect: bool
) -> tuple[GridWorld, int]:
    """Let one replica hear of `slow`, and another one of `fast` at one of its calls."""
    world = await prepared()
    quick = GridSite(world.site().here, world.site().stores)
    plan = Interrupted(after_effect=after_effect, meanwhile=lambda: quick.hear(fast))
    behind = world.restart(plan=plan)
    await behind.hear([a_fact(earning("n", 20000))])  # it has the village in memory now
    before = len(plan.calls)
    plan.at = before + at
    await behind.hear(slow)
    return world, len(plan.calls) - before


async def calls_of(facts: Sequence[Received]) -> int:
    """Return how many calls it takes when nothing happens in between."""
    _, calls = await both(facts, (), 0, after_effect=False)
    return calls


async def holds(world: GridWorld) -> None:
    stores = world.site().stores
    for code in (JIANGHE, YUHE):
        found = await stores.villages.get(code)
        live = {one.id: one for one in await stores.households.of_village(code)}
        assert found is not None
        assert check(found.state, live).holds
        assert structure.check(found.state) == ()
        for item in await stores.cares.of_village(code):
            assert care_invariants.check(item.state) == ()
            assert found.state.members[item.state.household].leaf == item.state.leaf


@pytest.mark.parametrize("after_effect", [False, True], ids=["before", "after"])
async def test_a_move_that_overtakes_an_older_fact_is_in_force_at_once(after_effect: bool) -> None:
    old = [a_fact(earning("m", 9500), 2, IncomeRecorded(TODAY, LAST_YEAR))]
    new = [a_fact(moved(earning("m", 9500)), 3, HouseholdMoved(TODAY, JIANGHE, YUHE))]
    calls = await calls_of(old)
    for at in range(calls):
        world, _ = await both(old, new, at, after_effect=after_effect)
        await holds(world)
        assert (await care_of(world, "m")).village == YUHE, f"call {at}"


@pytest.mark.parametrize("after_effect", [False, True], ids=["before", "after"])
async def test_a_village_in_memory_does_not_bring_a_household_back(after_effect: bool) -> None:
    """The mean passes the household that has just moved: its care is another village's by then."""
    old = [a_fact(earning("n", 90000), 2, IncomeRecorded(TODAY, LAST_YEAR))]
    new = [a_fact(moved(earning("m", 9000)), 2, HouseholdMoved(TODAY, JIANGHE, YUHE))]
    calls = await calls_of(old)
    for at in range(calls):
        world, _ = await both(old, new, at, after_effect=after_effect)
        await world.site().hear([a_fact(earning("n", 1), 3, IncomeRecorded(TODAY, LAST_YEAR))])
        await holds(world)
        assert (await care_of(world, "m")).village == YUHE, f"call {at}"


@pytest.mark.parametrize("after_effect", [False, True], ids=["before", "after"])
async def test_incomes_told_at_the_same_time_both_count_in_the_mean(after_effect: bool) -> None:
    old = [a_fact(earning("n", 30000), 2, IncomeRecorded(TODAY, LAST_YEAR))]
    new = [a_fact(earning("m", 90000), 2, IncomeRecorded(TODAY, LAST_YEAR))]
    calls = await calls_of(old)
    for at in range(calls):
        world, _ = await both(old, new, at, after_effect=after_effect)
        colours = await said(world, "n"), await said(world, "m")
        assert colours == (Colour.YELLOW, Colour.PENDING), f"call {at}"
