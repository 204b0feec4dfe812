"""The fake of the plans keeps the promises of the real store."""

from __future__ import annotations

import pytest

from tests.behaviour.grid_plans_suite import PlansSuite
from tests.support.grid_plan_site import MemoryPlans


class TestMemoryPlans(PlansSuite):
    @pytest.fixture
    async def plans(self) -> MemoryPlans:
        return MemoryPlans()
