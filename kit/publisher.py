"""Sends events and raw records to Kafka: acknowledged, in order, and nothing after a gap.

Records go in batches of our own, one per partition in flight: three to four times cheaper than
record by record, and when one fails nothing behind it has been sent.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from itertools import chain
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    InvalidMessageError,
    KafkaConnectionError,
    KafkaError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
)
from aiokafka.partitioner import DefaultPartitioner

from kit.bus_settings import BusSettings, connection_options, milliseconds
from kit.envelope import Event
from kit.model.errors import Unavailable
from kit.parked import Outgoing

BATCH_BYTES = 256 * 1024
"""Uncompressed size of a batch: a quarter of what a broker takes by default."""

REFUSED = (MessageSizeTooLargeError, RecordListTooLargeError, InvalidMessageError)
"""What no waiting cures. A missing right is not among them: somebody will grant it."""

_WHAT = "消息服务（Kafka）"
_partition_of = DefaultPartitioner()


class RecordSender:
    """A producer that is there when needed: connects by itself, and anew after any failure.

    An idempotent producer never gives a batch up, it would wait for ever; so a batch that is not
    acknowledged in time costs the producer, and the next call begins with a new one.
    """

    def __init__(self, settings: BusSettings) -> None:
        self._settings = settings
        self._producer: Any = None
        self._connecting = asyncio.Lock()
        self._partitions: dict[tuple[str, bytes, int], int] = {}
        self._missed: set[str] = set()

    async def connect(self) -> Any:
        """Return the connected producer.

        Raises:
            Unavailable: no broker answers.
        """
        async with self._connecting:
            if self._producer is None:
                self._producer = await self._connected()
            return self._producer

    async def ping(self) -> None:
        """Ask the brokers for something small.

        Raises:
            Unavailable: no broker answers, or a topic that something was sent to is still missing.
        """
        producer = await self.connect()
        try:
            async with asyncio.timeout(self._settings.publish_timeout):
                for topic in tuple(self._missed):
                    await producer.client.add_topic(topic)
                answered = await producer.client.force_metadata_update()
        except TimeoutError:
            answered = False
        if not answered:
            raise Unavailable(what=_WHAT)
        for topic in sorted(self._missed):
            if not producer.client.cluster.partitions_for_topic(topic):
                raise _topic_away(topic)
            self._missed.discard(topic)

    async def send(self, records: Sequence[Outgoing]) -> None:
        """Send records; those of one partition in the order given. Returns when all are safe.

        Raises:
            Unavailable: the broker or a topic is away; of each partition a prefix may be sent.
            KafkaError: it refused a record for good (too large).
        """
        if not records:
            return
        producer = await self.connect()
        try:
            await self._send_all(producer, records)
        except BaseException:
            await self._drop(producer)
            raise

    async def close(self) -> None:
        """Disconnect; nothing is in flight that somebody still waits for."""
        if self._producer is not None:
            await self._drop(self._producer)

    async def _connected(self) -> Any:
        settings = self._settings
        producer: Any = AIOKafkaProducer(
            **connection_options(settings.kafka),
            acks="all",
            enable_idempotence=True,
            compression_type="lz4",
            max_batch_size=BATCH_BYTES,
            request_timeout_ms=milliseconds(settings.publish_timeout),
            metadata_max_age_ms=milliseconds(settings.metadata_max_age),
        )
        try:
            async with asyncio.timeout(settings.publish_timeout):
                await producer.start()
        except (KafkaError, OSError, TimeoutError) as error:
            await producer.stop()
            raise Unavailable(what=_WHAT) from error
        except BaseException:
            await producer.stop()
            raise
        return producer

    async def _send_all(self, producer: Any, records: Sequence[Outgoing]) -> None:
        counts = {
            topic: await self._count(producer, topic)
            for topic in dict.fromkeys(record.topic for record in records)
        }
        queues: defaultdict[tuple[str, int], list[Outgoing]] = defaultdict(list)
        for record in records:
            partition = self._place(record, counts[record.topic])
            queues[record.topic, partition].append(record)
        sending = [
            self._send_queue(producer, topic, partition, queue)
            for (topic, partition), queue in queues.items()
        ]
        failures = [
            outcome
            for outcome in await asyncio.gather(*sending, return_exceptions=True)
            if isinstance(outcome, BaseException)
        ]
        if failures:
            raise failures[0]

    async def _count(self, producer: Any, topic: str) -> int:
        try:
            async with asyncio.timeout(self._settings.publish_timeout):
                count = len(await producer.partitions_for(topic))
        except (KafkaError, TimeoutError) as error:
            self._missed.add(topic)
            raise _topic_away(topic) from error
        self._missed.discard(topic)
        return count

    def _place(self, record: Outgoing, count: int) -> int:
        """The partition: the one asked for, else by key as every Kafka client does it."""
        if record.partition is not None and record.partition < count:
            return record.partition
        if record.key is None:
            return 0
        known = (record.topic, record.key, count)
        if known not in self._partitions:
            self._partitions[known] = _partition_of(record.key, range(count), ())
        return self._partitions[known]

    async def _send_queue(
        self, producer: Any, topic: str, partition: int, queue: Sequence[Outgoing]
    ) -> None:
        at = 0
        while at < len(queue):
            batch = producer.create_batch()
            while at < len(queue) and _append(batch, queue[at]):
                at += 1
            batch.close()
            try:
                async with asyncio.timeout(self._settings.publish_timeout):
                    await (await producer.send_batch(batch, topic, partition=partition))
            except REFUSED:
                raise
            except (KafkaError, TimeoutError) as error:
                raise Unavailable(what=_WHAT) from error

    async def _drop(self, producer: Any) -> None:
        """Close a producer; whoever still waits for it is told that it failed."""
        if self._producer is producer:
            self._producer = None
        await _abandon(producer)


class KafkaPublisher:
    """The `Publisher` of the relays, and a `Part` of the app."""

    name = "publisher"

    def __init__(self, settings: BusSettings) -> None:
        self._sender = RecordSender(settings)

    async def start(self) -> None:
        """Connect.

        Raises:
            Unavailable: no broker answers.
        """
        await self._sender.connect()

    async def check(self) -> None:
        """Look whether a broker answers and has the topics that were sent to.

        Raises:
            Unavailable: none does, or a topic is missing.
        """
        await self._sender.ping()

    async def stop(self) -> None:
        """Disconnect."""
        await self._sender.close()

    async def publish(self, events: Sequence[Event]) -> None:
        """See `kit.relay.Publisher`.

        Raises:
            Unavailable: the broker or a topic is away.
            KafkaError: it refused an event for good (too large).
        """
        await self._sender.send([outgoing(event) for event in events])


def outgoing(event: Event) -> Outgoing:
    """Return the raw record of an event."""
    return Outgoing(event.topic, event.key.encode(), event.data, event.headers())


def _topic_away(topic: str) -> Unavailable:
    return Unavailable(what=f"消息主题 {topic} ")


def _append(batch: Any, record: Outgoing) -> bool:
    """Add a record; False when the batch is full (an empty one takes a record of any size)."""
    added = batch.append(timestamp=None, key=record.key, value=record.value, headers=record.headers)
    return added is not None


async def _abandon(producer: Any) -> None:
    """Stop a producer without waiting for what it still holds.

    Its own `stop` would wait for the broker to come back; hence the private names.
    """
    sender = producer._sender.sender_task
    if sender is not None:
        sender.cancel()
        await asyncio.wait([sender])
    accumulator = producer._message_accumulator
    held = [*accumulator._pending_batches, *chain(*accumulator._batches.values())]
    accumulator.fail_all(KafkaConnectionError("producer abandoned"))
    for batch in held:
        for outcome in (batch.future, batch._drain_waiter):
            if outcome.done():
                outcome.exception()  # looked at: nobody may be left to do so
    await producer.stop()
