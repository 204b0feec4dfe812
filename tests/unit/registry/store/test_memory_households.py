"""The fakes of the household ports keep the promises of the real ones."""

from __future__ import annotations

import pytest

from kit.model.clock import ManualClock
from tests.behaviour.registry_households_suite import (
    HouseholdWritesSuite,
    RosterWritesSuite,
)
from tests.behaviour.registry_pairs_suite import TwoHouseholdsSuite
from tests.behaviour.registry_queries_suite import HouseholdQueriesSuite
from tests.support.registry_fakes import MemoryHouseholds
from tests.support.registry_orders import NOW


class _InMemory:
    @pytest.fixture
    async def households(self) -> MemoryHouseholds:
        return MemoryHouseholds(ManualClock(NOW))


class TestMemoryHouseholdWrites(_InMemory, HouseholdWritesSuite):
    pass


class TestMemoryTwoHouseholds(_InMemory, TwoHouseholdsSuite):
    pass


class TestMemoryRosterWrites(_InMemory, RosterWritesSuite):
    pass


class TestMemoryHouseholdQueries(_InMemory, HouseholdQueriesSuite):
    pass
