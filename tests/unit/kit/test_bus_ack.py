"""Only what was handled is acknowledged, at once when caught up, seldom when behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError

from kit.bus_ack import Acknowledger, Delivery
from kit.memory_bus import MemoryRecord

FIRST, SECOND = TopicPartition("t", 0), TopicPartition("t", 1)
LONG = 3600.0


@dataclass
class Consumer:
    """The part of aiokafka's consumer that is used."""

    assigned: set[TopicPartition] = field(default_factory=lambda: {FIRST, SECOND})
    commits: list[dict[TopicPartition, int]] = field(
        default_factory=list[dict[TopicPartition, int]]
    )
    sought: list[tuple[TopicPartition, int]] = field(
        default_factory=list[tuple[TopicPartition, int]]
    )
    fails: bool = False

    def assignment(self) -> set[TopicPartition]:
        return self.assigned

    async def commit(self, offsets: dict[TopicPartition, int]) -> None:
        if self.fails:
            raise CommitFailedError
        self.commits.append(offsets)

    def seek(self, partition: TopicPartition, offset: int) -> None:
        if partition not in self.assigned:
            raise IllegalStateError
        self.sought.append((partition, offset))


def records(*offsets: int, partition: int = 0) -> Sequence[MemoryRecord]:
    return [MemoryRecord("t", partition, offset, b"k", b"v", ()) for offset in offsets]


@pytest.fixture
def consumer() -> Consumer:
    return Consumer()


def acknowledger(consumer: Consumer, *, full: int = 2, hurry: bool = False) -> Acknowledger:
    made = Acknowledger(full, LONG, lambda: hurry)
    made.consumer = consumer
    return made


async def test_batch_that_was_not_full_is_committed_at_once(consumer: Consumer) -> None:
    await acknowledger(consumer).handled(records(7))
    assert consumer.commits == [{FIRST: 8}]


async def test_full_batches_are_committed_together(consumer: Consumer) -> None:
    acknowledging = acknowledger(consumer)
    await acknowledging.handled(records(0, 1))
    await acknowledging.handled(records(2, 3))
    await acknowledging.handled(records(0, 1, partition=1))
    await acknowledging.handled(records(4))
    assert consumer.commits == [{FIRST: 2}, {FIRST: 5, SECOND: 2}]


async def test_every_batch_is_committed_while_stopping(consumer: Consumer) -> None:
    acknowledging = acknowledger(consumer, hurry=True)
    await acknowledging.handled(records(0, 1))
    await acknowledging.handled(records(2, 3))
    assert consumer.commits == [{FIRST: 2}, {FIRST: 4}]


async def test_nothing_is_committed_twice(consumer: Consumer) -> None:
    acknowledging = acknowledger(consumer)
    await acknowledging.handled(records(0))
    await acknowledging.flush()
    assert len(consumer.commits) == 1


async def test_what_could_not_be_committed_is_committed_next_time(consumer: Consumer) -> None:
    acknowledging = acknowledger(consumer)
    consumer.fails = True
    await acknowledging.handled(records(0))
    consumer.fails = False
    await acknowledging.flush()
    assert consumer.commits == [{FIRST: 1}]


async def test_partition_that_was_taken_away_is_not_committed(consumer: Consumer) -> None:
    consumer.assigned = {SECOND}
    acknowledging = acknowledger(consumer)
    await acknowledging.handled([*records(0), *records(5, partition=1)])
    assert consumer.commits == [{SECOND: 6}]


async def test_rebalance_forgets_what_was_not_committed(consumer: Consumer) -> None:
    acknowledging = acknowledger(consumer)
    await acknowledging.handled(records(0, 1))
    await acknowledging.handled(records(2, 3))
    acknowledging.forget()
    await acknowledging.flush()
    assert consumer.commits == [{FIRST: 2}]


async def test_batch_given_back_begins_again_in_the_partitions_still_ours(
    consumer: Consumer,
) -> None:
    consumer.assigned = {SECOND}
    delivery = Delivery(acknowledger(consumer), records(0))
    delivery.seek(FIRST, 0)
    delivery.seek(SECOND, 3)
    assert consumer.sought == [(SECOND, 3)]
