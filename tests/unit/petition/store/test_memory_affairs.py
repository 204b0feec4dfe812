"""The fakes of the ports of deliberations and tasks keep the promises of the real ones."""

from __future__ import annotations

import pytest

from kit.model.clock import ManualClock
from services.petition.store.tasks import RecordCatalogues
from tests.behaviour.petition_affairs_suite import (
    CataloguesSuite,
    DeliberationsSuite,
    TasksSuite,
)
from tests.support.deliberation_site import AffairsSite, MemoryDeliberations, MemoryTasks
from tests.support.petition_builders import MONDAY


class TestMemoryDeliberations(DeliberationsSuite):
    @pytest.fixture
    async def deliberations(self) -> MemoryDeliberations:
        return MemoryDeliberations(ManualClock(MONDAY))


class TestMemoryTasks(TasksSuite):
    @pytest.fixture
    async def tasks(self) -> MemoryTasks:
        return MemoryTasks(ManualClock(MONDAY))


class TestMemoryCatalogues(CataloguesSuite):
    @pytest.fixture
    async def catalogues(self) -> RecordCatalogues:
        return AffairsSite("county").catalogues
