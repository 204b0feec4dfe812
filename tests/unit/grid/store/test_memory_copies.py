"""The fakes of copies, history and upkeep keep the promises of the real ones."""

from __future__ import annotations

import pytest

from services.grid.store.own_copies import care_copy, village_copy
from tests.behaviour.grid_copies_suite import (
    KnownHouseholdsSuite,
    OwnCopies,
    OwnCopiesSuite,
    TrailSuite,
    UpkeepLogSuite,
)
from tests.support.grid_fakes import MemoryCareQueries
from tests.support.grid_intake import (
    MemoryCopies,
    MemoryKnownHouseholds,
    MemoryTrail,
    MemoryUpkeepLog,
    MemoryVillageCopies,
)


class TestMemoryKnownHouseholds(KnownHouseholdsSuite):
    @pytest.fixture
    async def households(self) -> MemoryKnownHouseholds:
        return MemoryKnownHouseholds()


class TestMemoryOwnCopies(OwnCopiesSuite):
    @pytest.fixture
    async def copies(self) -> OwnCopies:
        villages, cares = MemoryCopies(village_copy), MemoryCopies(care_copy)
        return OwnCopies(
            villages,
            cares,
            MemoryVillageCopies(villages.replica.all),
            MemoryCareQueries(cares.replica.all),
        )


class TestMemoryTrail(TrailSuite):
    @pytest.fixture
    async def trail(self) -> MemoryTrail:
        return MemoryTrail()


class TestMemoryUpkeepLog(UpkeepLogSuite):
    @pytest.fixture
    async def log(self) -> MemoryUpkeepLog:
        return MemoryUpkeepLog()
