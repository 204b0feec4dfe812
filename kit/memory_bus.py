"""The bus in memory: really works, passes the suite of the real one, forgets at exit.

For tests and trials of a service without a broker. `MemoryBroker` is what the sites share,
`MemoryBus` is one service's part in it, as `KafkaBus` is.
"""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from zlib import crc32

from kit.bus import require_distinct
from kit.bus_policy import BatchPolicy, Held
from kit.bus_settings import Limits
from kit.envelope import Event, KafkaRecord, topic_dlq
from kit.model.clock import Clock, SystemClock
from kit.parked import (
    Outgoing,
    Parked,
    RawHeader,
    Selector,
    everything,
    parked_form,
    read_parked,
    redriven_form,
)
from kit.parts import NotYet, finish
from kit.publisher import outgoing
from kit.subscription import BusObserver, Place, Subscription, Unobserved
from kit.tracing import NO_TRACING, Tracing


@dataclass(frozen=True, slots=True)
class MemoryRecord:
    """A record as a consumer gets it."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[RawHeader, ...]


class MemoryBroker:
    """Topics with partitions, groups with offsets; itself the `Publisher` of the relays."""

    def __init__(self, partitions: int = 12) -> None:
        self._partitions = partitions
        self._logs: defaultdict[Place, list[MemoryRecord]] = defaultdict(list)
        self._offsets: defaultdict[tuple[str, Place], int] = defaultdict(int)
        self._redriven: set[tuple[str, int, int]] = set()
        self._groups: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.changed = asyncio.Condition()

    async def publish(self, events: Sequence[Event]) -> None:
        """See `kit.relay.Publisher`."""
        await self.send([outgoing(event) for event in events])

    async def send(self, records: Iterable[Outgoing]) -> None:
        """Append raw records, to the partition asked for or by key."""
        async with self.changed:
            for record in records:
                place = (record.topic, self._partition_of(record))
                log = self._logs[place]
                log.append(
                    MemoryRecord(*place, len(log), record.key, record.value, tuple(record.headers))
                )
            self.changed.notify_all()

    def records(self, topic: str) -> list[MemoryRecord]:
        """Return what lies in a topic, by partition and offset."""
        places = sorted(place for place in self._logs if place[0] == topic)
        return [record for place in places for record in self._logs[place]]

    def parked(self, topic: str, *, done: bool = False) -> list[Parked]:
        """Return what is parked in a dead-letter topic; `done` includes what was redriven."""
        found = [
            read_parked(record, done=(topic, record.partition, record.offset) in self._redriven)
            for record in self.records(topic)
        ]
        return [one for one in found if one is not None and (done or not one.done)]

    async def redrive(self, topic: str, selector: Selector = everything) -> list[Parked]:
        """Send parked records that were not redriven yet to their original topics."""
        chosen = [one for one in self.parked(topic) if selector(one)]
        await self.send([redriven_form(one) for one in chosen])
        self._redriven |= {(topic, one.partition, one.offset) for one in chosen}
        return chosen

    def group_lock(self, group: str) -> asyncio.Lock:
        """Return what a member of a group holds while it has a batch: they take turns."""
        return self._groups[group]

    def waiting(self, subscription: Subscription) -> list[MemoryRecord]:
        """Return the next batch of a group, empty when it is at the end."""
        batch: list[MemoryRecord] = []
        for place in self._places(subscription):
            start = self._offsets[subscription.group, place]
            batch += self._logs[place][start : start + subscription.batch_size - len(batch)]
        return batch

    def lag(self, subscription: Subscription) -> dict[Place, int]:
        """Return the records a group has not handled, by partition."""
        return {
            place: len(self._logs[place]) - self._offsets[subscription.group, place]
            for place in self._places(subscription)
        }

    async def acknowledge(self, group: str, batch: Iterable[KafkaRecord]) -> None:
        """Move a group's offsets behind a batch."""
        async with self.changed:
            for record in batch:
                self._offsets[group, (record.topic, record.partition)] = record.offset + 1
            self.changed.notify_all()

    def _places(self, subscription: Subscription) -> list[Place]:
        pattern = re.compile(subscription.pattern)
        return sorted(place for place in self._logs if pattern.match(place[0]))

    def _partition_of(self, record: Outgoing) -> int:
        if record.partition is not None:
            return record.partition
        return crc32(record.key or b"") % self._partitions


class MemoryBus:
    """The subscriptions of one service at one site, on a `MemoryBroker`; a `Part` of its app."""

    name = "bus"

    def __init__(
        self,
        broker: MemoryBroker,
        subscriptions: Sequence[Subscription],
        site: str,
        service: str,
        observer: BusObserver | None = None,
        *,
        clock: Clock | None = None,
        tracing: Tracing = NO_TRACING,
        limits: Limits | None = None,
    ) -> None:
        require_distinct(subscriptions)
        self._broker = broker
        self._subscriptions = tuple(subscriptions)
        self._dlq = topic_dlq(site, service)
        self._observer = observer or Unobserved()
        self._clock = clock or SystemClock()
        self._tracing = tracing
        self._limits = limits or Limits()
        self._stop = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin to consume."""
        self._tasks = [
            asyncio.create_task(self._run(one), name=f"bus/{one.name}")
            for one in self._subscriptions
        ]

    def ready(self) -> str | None:
        """Return None while it consumes."""
        running = self._tasks and not any(task.done() for task in self._tasks)
        return None if running else "not running"

    async def check(self) -> None:
        """Look whether it consumes.

        Raises:
            NotYet: it does not.
        """
        reason = self.ready()
        if reason is not None:
            raise NotYet(reason)

    async def settled(self) -> None:
        """Return when everything that was sent is handled or parked."""
        async with self._broker.changed:
            await self._broker.changed.wait_for(self._is_settled)

    async def stop(self, *, leave: bool = False) -> None:  # noqa: ARG002 - as KafkaBus
        """Finish the batches in hand and stop."""
        self._stop.set()
        async with self._broker.changed:
            self._broker.changed.notify_all()
        await finish(self._tasks, self._limits.patience)

    def _is_settled(self) -> bool:
        return not any(self._broker.waiting(one) for one in self._subscriptions)

    async def _run(self, subscription: Subscription) -> None:
        park = partial(self._park, subscription.group)
        policy = BatchPolicy(
            subscription, park, self._observer, self._limits, self._stop, self._tracing
        )
        while await self._until_work(subscription):
            async with self._broker.group_lock(subscription.group):
                await self._take(subscription, policy)

    async def _until_work(self, subscription: Subscription) -> bool:
        """Wait for records; False when told to stop."""
        async with self._broker.changed:
            await self._broker.changed.wait_for(
                lambda: self._stop.is_set() or self._broker.waiting(subscription)
            )
        return not self._stop.is_set()

    async def _take(self, subscription: Subscription, policy: BatchPolicy) -> None:
        batch = self._broker.waiting(subscription)
        try:
            await policy.take(batch)
        except Held:
            return
        await self._broker.acknowledge(subscription.group, batch)
        self._observer.lag(subscription.name, self._broker.lag(subscription))

    async def _park(self, group: str, record: KafkaRecord, error: Exception) -> None:
        await self._broker.send([parked_form(record, error, self._dlq, group, self._clock.now())])
