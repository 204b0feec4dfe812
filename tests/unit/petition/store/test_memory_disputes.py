"""The fakes of the ports of disputes and whistles keep the promises of the real ones."""

from __future__ import annotations

import pytest

from kit.model.clock import ManualClock
from services.petition.store.disputes import RecordCommittees
from tests.behaviour.petition_disputes_suite import CommitteesSuite, DisputesSuite, WhistlesSuite
from tests.support.dispute_site import DisputeSite, MemoryDisputes, MemoryWhistles
from tests.support.petition_builders import MONDAY


class TestMemoryDisputes(DisputesSuite):
    @pytest.fixture
    async def disputes(self) -> MemoryDisputes:
        return MemoryDisputes(ManualClock(MONDAY))


class TestMemoryCommittees(CommitteesSuite):
    @pytest.fixture
    async def committees(self) -> RecordCommittees:
        return DisputeSite().committees


class TestMemoryWhistles(WhistlesSuite):
    @pytest.fixture
    async def whistles(self) -> MemoryWhistles:
        return MemoryWhistles(ManualClock(MONDAY))
