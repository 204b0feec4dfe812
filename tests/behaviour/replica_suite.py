"""What every `Replica` and `History` must do; run in memory and on the real store."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from kit.replica import Applied, History, HistoryRow, Replica, ReplicaRow
from tests.behaviour.notes import HOME, START


def row(id: str, revision: int, text: str = "") -> ReplicaRow:
    snapshot = (text or f"{id} at {revision}").encode()
    return ReplicaRow(id, revision, str(HOME), str(HOME), {"snapshot": snapshot})


def state(id: str, revision: int) -> HistoryRow:
    at = START + timedelta(days=revision)
    return HistoryRow(id, revision, at, {"snapshot": f"{id} at {revision}".encode()})


async def revisions(replica: Replica, *ids: str) -> dict[str, int]:
    return {document["_id"]: document["revision"] for document in await replica.find(ids)}


class ReplicaSuite:
    """Subclasses give `replica`: empty."""

    @pytest.fixture
    async def replica(self) -> Replica:
        raise NotImplementedError

    async def test_takes_new_records(self, replica: Replica) -> None:
        assert await replica.apply([row("a", 1), row("b", 4)]) == Applied(inserted=2)
        assert await revisions(replica, "a", "b") == {"a": 1, "b": 4}

    async def test_keeps_what_the_row_carries(self, replica: Replica) -> None:
        await replica.apply([row("a", 1)])
        [document] = await replica.find(["a"])
        assert document == row("a", 1).document()

    async def test_takes_the_newest_of_a_batch(self, replica: Replica) -> None:
        assert (await replica.apply([row("a", 2), row("a", 5), row("a", 3)])).written == 1
        assert await revisions(replica, "a") == {"a": 5}

    async def test_replaces_the_whole_record_by_a_newer_one(self, replica: Replica) -> None:
        await replica.apply([ReplicaRow("a", 1, str(HOME), str(HOME), {"gone": 1})])
        assert await replica.apply([row("a", 2)]) == Applied(replaced=1)
        [document] = await replica.find(["a"])
        assert document == row("a", 2).document()

    async def test_same_batch_again_writes_nothing(self, replica: Replica) -> None:
        batch = [row("a", 1), row("b", 2)]
        await replica.apply(batch)
        assert await replica.apply(batch) == Applied(unchanged=2)

    async def test_older_row_changes_nothing(self, replica: Replica) -> None:
        await replica.apply([row("a", 3)])
        assert await replica.apply([row("a", 2)]) == Applied(unchanged=1)
        assert await revisions(replica, "a") == {"a": 3}

    async def test_batch_larger_than_one_query(self, replica: Replica) -> None:
        await replica.apply([row(f"r{n}", 1) for n in range(300)])
        done = await replica.apply([row(f"r{n}", 1 + n % 2) for n in range(500)])
        assert done == Applied(inserted=200, replaced=150, unchanged=150)

    async def test_two_workers_with_the_same_records_end_with_the_newest(
        self, replica: Replica
    ) -> None:
        batches = [[row(f"r{n}", revision) for n in range(40)] for revision in (2, 1, 3)]
        await asyncio.gather(*(replica.apply(batch) for batch in batches))
        found = await revisions(replica, *(f"r{n}" for n in range(40)))
        assert set(found.values()) == {3}

    async def test_empty_batch_is_nothing(self, replica: Replica) -> None:
        assert await replica.apply([]) == Applied()


class HistorySuite:
    """Subclasses give `history`: empty."""

    @pytest.fixture
    async def history(self) -> History:
        raise NotImplementedError

    async def test_keeps_every_state(self, history: History) -> None:
        assert await history.append([state("a", 1), state("a", 2), state("b", 1)]) == 3
        assert [kept["revision"] for kept in await history.versions("a")] == [2, 1]

    async def test_keeps_a_state_once(self, history: History) -> None:
        await history.append([state("a", 1)])
        assert await history.append([state("a", 1), state("a", 2), state("a", 2)]) == 1

    async def test_never_changes_what_is_kept(self, history: History) -> None:
        await history.append([state("a", 1)])
        await history.append([HistoryRow("a", 1, START, {"snapshot": b"forged"})])
        [kept] = await history.versions("a")
        assert kept["snapshot"] == b"a at 1"

    async def test_shows_the_record_as_it_stood(self, history: History) -> None:
        await history.append([state("a", 1), state("a", 2), state("a", 3)])
        stood = await history.as_of("a", START + timedelta(days=2, hours=5))
        assert stood is not None
        assert stood["revision"] == 2

    async def test_shows_nothing_before_the_first_state(self, history: History) -> None:
        await history.append([state("a", 1)])
        assert await history.as_of("a", START) is None

    async def test_orders_revisions_by_number(self, history: History) -> None:
        await history.append([state("a", n) for n in (9, 10, 11)])
        assert [kept["revision"] for kept in await history.versions("a")] == [11, 10, 9]
