"""The real store keeps the promises of the seams, and survives what a fake cannot show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from pydantic import SecretStr

from kit.migrations import Migration, migrate
from kit.model.clock import ManualClock
from kit.model.errors import Unavailable
from kit.mongo import Index, MongoSettings, Store, connect
from kit.mongo_lease import MongoLeases
from kit.mongo_records import MongoRecords
from kit.mongo_replica import MongoHistory, MongoReplica
from tests.behaviour.lease_suite import LeaseSuite
from tests.behaviour.notes import START, TAG_INDEX, insert, update
from tests.behaviour.records_suite import RecordsSuite, packed_of
from tests.behaviour.replica_suite import HistorySuite, ReplicaSuite

pytestmark = [pytest.mark.integration, pytest.mark.mongo]


@pytest.fixture
def store(mongo_uri: str, unique_name: str) -> Iterator[Store]:
    connected = connect(MongoSettings(uri=SecretStr(mongo_uri), database=unique_name))
    yield connected
    connected.close()


class TestMongoRecords(RecordsSuite):
    @pytest.fixture
    async def records(self, store: Store) -> MongoRecords:
        records = MongoRecords(store, "notes")
        await records.prepare([Index(TAG_INDEX, ("tag",), unique=True, sparse=True)])
        return records

    async def test_prepares_any_number_of_times(self, records: MongoRecords) -> None:
        await records.apply_all([insert("a")], packed_of("a"))
        await records.prepare()
        assert await records.last_packed() == 1

    async def test_sweep_uses_the_sparse_index(self, records: MongoRecords, store: Store) -> None:
        waiting = store.collection("notes").find({"pending_at": {"$exists": True}})
        plan = (await waiting.sort("pending_at", 1).limit(10).explain())["queryPlanner"]
        assert "IXSCAN" in str(plan["winningPlan"])
        assert "outbox_pending" in str(plan["winningPlan"])

    async def test_two_processes_with_chunks_at_once_never_share_a_number(
        self, records: MongoRecords, store: Store
    ) -> None:
        other = MongoRecords(store, "notes")
        async with store.transaction() as session:
            await records._insert_packed(packed_of("mine"), session)  # pyright: ignore[reportPrivateUsage]
            assert not await other.apply_all([insert("theirs")], packed_of("theirs"))
        assert await other.apply_all([insert("theirs")], packed_of("theirs"))
        assert [packed.id for packed in await records.packed(10)] == [1, 2]

    async def test_transaction_that_meets_a_newer_write_gives_way(
        self, records: MongoRecords, store: Store
    ) -> None:
        await records.apply(insert("a"))
        async with store.transaction() as session:
            await records._apply_in([update("a", 1)], session)  # pyright: ignore[reportPrivateUsage]
            assert not await MongoRecords(store, "notes").apply_all([update("a", 1)])


class TestMongoLeases(LeaseSuite):
    @pytest.fixture
    async def table(self, store: Store) -> MongoLeases:
        return MongoLeases(store)


class TestMongoReplica(ReplicaSuite):
    @pytest.fixture
    async def replica(self, store: Store) -> MongoReplica:
        replica = MongoReplica(store, "notes_replica")
        await replica.prepare()
        return replica


class TestMongoHistory(HistorySuite):
    @pytest.fixture
    async def history(self, store: Store) -> MongoHistory:
        history = MongoHistory(store, "notes_history")
        await history.prepare()
        return history


async def test_store_that_is_away_is_unavailable() -> None:
    away = connect(
        MongoSettings(
            uri=SecretStr("mongodb://127.0.0.1:1"),
            selection_timeout=timedelta(milliseconds=50),
        )
    )
    with pytest.raises(Unavailable):
        await away.ping()
    with pytest.raises(Unavailable):
        await MongoRecords(away, "notes").apply_all([insert("a")], packed_of("a"))
    with pytest.raises(Unavailable):
        await MongoRecords(away, "notes").find(["a"])
    away.close()


async def test_store_that_is_there_answers(store: Store) -> None:
    await store.ping()


async def test_migrations_run_once_and_in_order(store: Store) -> None:
    ran: list[int] = []

    def step(number: int) -> Migration:
        async def run(_: Store) -> None:
            ran.append(number)

        return Migration(number, f"step {number}", run)

    clock = ManualClock(START)
    assert await migrate(store, [step(2), step(1)], clock) == [1, 2]
    assert await migrate(store, [step(1), step(2), step(3)], clock) == [3]
    assert ran == [1, 2, 3]


async def test_two_migrations_of_one_number_are_a_mistake(store: Store) -> None:
    async def run(_: Store) -> None:
        raise AssertionError("must not run")

    twins = [Migration(1, "a", run), Migration(1, "b", run)]
    with pytest.raises(ValueError, match="one number"):
        await migrate(store, twins, ManualClock(START))
