"""What every `Plans` must do; run in memory and on the real store."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from datetime import timedelta

import pytest

from kit.authz import Range
from kit.model.division import DivisionCode
from kit.model.errors import RequestReused
from services.grid.domain.grid import Population
from services.grid.domain.ids import HouseholdId, PlanId
from services.grid.domain.plan import GroupOutcome, Plan, PlanKind, PlannedGrid, PlannedMove
from services.grid.ports.villages import Plans
from tests.support.grid_builders import JIANGHE, NOW, YUHE, a_request, leaf

COUNTY: tuple[Range, ...] = (("610921000000", "610922000000"),)


def a_plan(id_: str = "p", minutes: int = 0, village: DivisionCode = JIANGHE) -> Plan:
    """Return a plan that has one of everything a plan can have."""
    moved = HouseholdId("h")
    return Plan(
        id=PlanId(id_),
        village=village,
        kind=PlanKind.SPLIT,
        population=Population.PRESENT,
        structure=7,
        drafted_at=NOW + timedelta(minutes=minutes),
        drafted_by="clerk-1",
        grids=(
            PlannedGrid(leaf("01-01"), "一组第1网格", "一组", 1, 4, ("too_few_persons",), True),
        ),
        ended=(leaf("01-02"),),
        leaves={moved: leaf("01-01"), HouseholdId("i"): leaf("01-03")},
        moves=(PlannedMove(moved, leaf("01-02"), leaf("01-01"), 2, 1),),
        outcomes=(GroupOutcome("一组", 2, 8, 2, False, True, True, 1.5, "search"),),
    )


class PlansSuite:
    """Subclasses give `plans`: empty."""

    @pytest.fixture
    @abstractmethod
    async def plans(self) -> Plans:
        """An empty collection."""

    async def test_a_plan_comes_back_whole(self, plans: Plans) -> None:
        assert await plans.keep(a_plan(), a_request()) == a_plan()
        assert await plans.get("p") == a_plan()

    async def test_a_plan_nobody_drafted_is_none(self, plans: Plans) -> None:
        assert await plans.get("p") is None
        assert await plans.drafted("p", a_request()) is None

    async def test_a_repeated_request_returns_the_first_plan(self, plans: Plans) -> None:
        await plans.keep(a_plan(), a_request())
        later = replace(a_plan(), structure=8)
        assert await plans.keep(later, a_request()) == a_plan()
        assert await plans.drafted("p", a_request()) == a_plan()

    async def test_a_request_id_with_another_body_is_refused(self, plans: Plans) -> None:
        await plans.keep(a_plan(), a_request())
        for ask in (
            plans.keep(a_plan(), a_request("first", "x")),
            plans.drafted("p", a_request("first", "x")),
        ):
            with pytest.raises(RequestReused):
                await ask

    async def test_plans_are_paged_newest_first_within_the_ranges(self, plans: Plans) -> None:
        for n, village in enumerate((JIANGHE, YUHE, JIANGHE)):
            await plans.keep(a_plan(f"p{n}", n, village), a_request(f"p{n}"))
        first = await plans.page(COUNTY, "", 2)
        rest = await plans.page(COUNTY, first[-1].position, 2)
        here = await plans.page((JIANGHE.bounds(),), "", 9)
        assert [plan.id for plan in first] == ["p2", "p1"]
        assert [plan.id for plan in rest] == ["p0"]
        assert [plan.id for plan in here] == ["p2", "p0"]
