"""The store in memory keeps the promises of the real one."""

from __future__ import annotations

import pytest

from kit.memory import MemoryLeases, MemoryRecords
from kit.memory_replica import MemoryHistory, MemoryReplica
from kit.records import DuplicateKey
from tests.behaviour.lease_suite import LeaseSuite
from tests.behaviour.notes import TAG_INDEX, insert
from tests.behaviour.records_suite import RecordsSuite
from tests.behaviour.replica_suite import HistorySuite, ReplicaSuite, row


class TestMemoryRecords(RecordsSuite):
    @pytest.fixture
    async def records(self) -> MemoryRecords:
        return MemoryRecords(unique={TAG_INDEX: ("tag",)})

    async def test_unique_index_over_a_list_has_one_value_per_element(self) -> None:
        records = MemoryRecords(unique={"by_member": ("members",)})
        first, second = insert("a"), insert("b")
        first.set["members"], second.set["members"] = ["x", "y"], ["y", "z"]
        await records.apply(first)
        with pytest.raises(DuplicateKey):
            await records.apply(second)

    async def test_what_is_found_can_be_changed_without_changing_the_store(
        self, records: MemoryRecords
    ) -> None:
        await records.apply(insert("a"))
        records.all()[0]["outbox"].clear()
        assert len(records.all()[0]["outbox"]) == 1


class TestMemoryLeases(LeaseSuite):
    @pytest.fixture
    async def table(self) -> MemoryLeases:
        return MemoryLeases()


class TestMemoryReplica(ReplicaSuite):
    @pytest.fixture
    async def replica(self) -> MemoryReplica:
        return MemoryReplica()

    async def test_shows_all_for_the_queries_of_a_fake(self, replica: MemoryReplica) -> None:
        await replica.apply([row("a", 1)])
        assert replica.all() == await replica.find(["a"])


class TestMemoryHistory(HistorySuite):
    @pytest.fixture
    async def history(self) -> MemoryHistory:
        return MemoryHistory()
