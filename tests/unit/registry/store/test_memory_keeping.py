"""The fakes of the other ports keep the promises of the real ones."""

from __future__ import annotations

import pytest

from kit.commit import Versioned
from kit.memory import MemoryRecords
from kit.memory_republications import MemoryRepublications
from kit.model.clock import ManualClock
from services.registry.domain.household import Household
from services.registry.ports.households import HouseholdHistory
from services.registry.ports.projection import HouseholdTrail
from services.registry.store.republications import household_queue
from tests.behaviour.registry_cases_suite import DuplicateCasesSuite
from tests.behaviour.registry_imports_suite import ImportsSuite
from tests.behaviour.registry_projection_suite import (
    Copies,
    HouseholdCopiesSuite,
    HouseholdTrailSuite,
    RepublicationsSuite,
)
from tests.support.registry_fakes import MemoryCases, a_codec
from tests.support.registry_keeping import (
    MemoryCopies,
    MemoryImports,
    MemoryTrail,
)
from tests.support.registry_orders import NOW


class TestMemoryCases(DuplicateCasesSuite):
    @pytest.fixture
    async def cases(self) -> MemoryCases:
        return MemoryCases(ManualClock(NOW))


class TestMemoryImports(ImportsSuite):
    @pytest.fixture
    async def imports(self) -> MemoryImports:
        return MemoryImports()


class TestMemoryCopies(HouseholdCopiesSuite):
    @pytest.fixture
    async def copies(self) -> Copies:
        copies = MemoryCopies()
        return Copies(copies, copies)


class TestMemoryTrail(HouseholdTrailSuite):
    @pytest.fixture
    async def trail(self) -> tuple[HouseholdTrail, HouseholdHistory]:
        trail = MemoryTrail()
        return trail, trail


class TestMemoryRepublications(RepublicationsSuite):
    @pytest.fixture
    async def outbox(self) -> MemoryRecords:
        return MemoryRecords()

    @pytest.fixture
    async def orders(self, outbox: MemoryRecords) -> MemoryRepublications[Versioned[Household]]:
        return MemoryRepublications(household_queue(outbox, a_codec()))
