"""The fakes of the ports of cares keep the promises of the real ones."""

from __future__ import annotations

import pytest

from kit.model.clock import ManualClock
from tests.behaviour.grid_cares_suite import CareQueriesSuite, CareWritesSuite
from tests.behaviour.grid_visits_suite import RunsSuite, VisitsSuite
from tests.support.grid_builders import NOW
from tests.support.grid_care_fakes import MemoryRuns, MemoryVisits
from tests.support.grid_fakes import MemoryCares


class _InMemory:
    @pytest.fixture
    async def cares(self) -> MemoryCares:
        return MemoryCares(ManualClock(NOW))


class TestMemoryCareWrites(_InMemory, CareWritesSuite):
    pass


class TestMemoryCareQueries(_InMemory, CareQueriesSuite):
    pass


class TestMemoryVisits(VisitsSuite):
    @pytest.fixture
    async def visits(self) -> MemoryVisits:
        return MemoryVisits()


class TestMemoryRuns(RunsSuite):
    @pytest.fixture
    async def runs(self) -> MemoryRuns:
        return MemoryRuns()
