"""The fake of the villages keeps the promises of the real store."""

from __future__ import annotations

import pytest

from kit.model.clock import ManualClock
from tests.behaviour.grid_villages_suite import VillagesSuite
from tests.support.grid_builders import NOW
from tests.support.grid_fakes import MemoryVillages


class TestMemoryVillages(VillagesSuite):
    @pytest.fixture
    async def villages(self) -> MemoryVillages:
        return MemoryVillages(ManualClock(NOW))
