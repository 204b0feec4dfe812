"""Acknowledges what was handled: at once when caught up, a few times a second when behind.

A commit costs about as much as reading 200 records. Only offsets of handled records are committed,
never the consumer's position, so the order of commits and rebalances cannot lose one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf
from time import monotonic
from typing import Any

from aiokafka import TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError

from kit.envelope import KafkaRecord
from kit.logging import get_logger
from kit.subscription import Place

log = get_logger("kit.bus")


class Acknowledger:
    """Keeps what one consumer has handled until it is committed.

    Args:
        full: a batch of so many records has more behind it.
        interval: longest time, in seconds, without a commit while behind.
        hurry: tells that the process is stopping; then every batch is committed at once.
    """

    def __init__(self, full: int, interval: float, hurry: Callable[[], bool]) -> None:
        self.consumer: Any = None
        self._full = full
        self._interval = interval
        self._hurry = hurry
        self._handled: dict[Place, int] = {}
        self._last = -inf  # the clock counts from the start of the machine, which may be near

    async def handled(self, records: Sequence[KafkaRecord]) -> None:
        """Take note that a batch is done, and commit when it is time to."""
        for record in records:
            self._handled[record.topic, record.partition] = record.offset + 1
        behind = len(records) >= self._full and monotonic() - self._last < self._interval
        if not behind or self._hurry():
            await self.flush()

    async def flush(self) -> None:
        """Commit what is not committed yet; when that fails it stays for the next time."""
        if not self._handled:
            return
        self._last = monotonic()
        ours = self.consumer.assignment()
        handled = {place: offset for place, offset in self._handled.items() if place in ours}
        try:
            await self.consumer.commit(
                {TopicPartition(*place): offset for place, offset in handled.items()}
            )
        except KafkaError as error:
            log.warning("offsets not committed", error=type(error).__name__)
        else:
            self._handled = dict(self._handled.items() - handled.items())

    def forget(self) -> None:
        """Drop what is not committed: a rebalance begins at the last commit everywhere."""
        self._handled = {}


class Delivery:
    """What FastStream takes for the consumer of one batch: its acknowledgement comes here."""

    def __init__(self, acknowledger: Acknowledger, records: Sequence[KafkaRecord]) -> None:
        self._acknowledger = acknowledger
        self._records = records

    async def commit(self) -> None:
        """Called when the batch is done."""
        await self._acknowledger.handled(self._records)

    def seek(self, partition: TopicPartition, offset: int) -> None:
        """Called per partition when the batch must come again."""
        try:
            self._acknowledger.consumer.seek(partition, offset)
        except IllegalStateError:
            return  # taken away meanwhile: its new owner begins at the last commit
