"""A topic read whole: what lies on it, byte for byte, in the order of each partition."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.structs import ConsumerRecord

from kit.bus_settings import BusSettings
from kit.parked import Outgoing
from kit.publisher import RecordSender
from kit.settings import KafkaSettings

Record = ConsumerRecord[bytes, bytes]


async def records_of(bootstrap: str, topic: str, home: str = "") -> list[Record]:
    """Return everything on a topic up to its present end, or only what is keyed with a home."""
    consumer: Any = AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)
    await consumer.start()
    try:
        await consumer._client.force_metadata_update()
        places = [TopicPartition(topic, n) for n in consumer.partitions_for_topic(topic) or ()]
        consumer.assign(places)
        await consumer.seek_to_beginning(*places)
        found = await _read_to(consumer, await consumer.end_offsets(places))
    finally:
        await consumer.stop()
    return [record for record in found if not home or record.key == home.encode()]


async def _read_to(consumer: Any, ends: dict[TopicPartition, int]) -> list[Record]:
    found: list[Record] = []
    left = {place for place, end in ends.items() if end > 0}
    while left:
        for batch in (await consumer.getmany(timeout_ms=100)).values():
            found += batch
        for place in list(left):
            if await consumer.position(place) >= ends[place]:
                left.discard(place)
    return found


async def send_again(bootstrap: str, topic: str, home: str = "") -> int:
    """Send what lies on a topic once more, all or of one home; return how many records."""
    records = await records_of(bootstrap, topic, home)
    sender = RecordSender(BusSettings(kafka=KafkaSettings(bootstrap=bootstrap)))
    try:
        await sender.send(
            [Outgoing(one.topic, one.key, one.value, list(one.headers)) for one in records]
        )
    finally:
        await sender.close()
    return len(records)


def header(record: Record, name: str) -> str:
    """Return a header as text."""
    return dict(record.headers)[name].decode()


def ids_of(records: Iterable[Record]) -> list[str]:
    """Return the `ce_id` of each record."""
    return [header(record, "ce_id") for record in records]


def resent(records: Sequence[Record]) -> int:
    """Return how many records are a repeat of an earlier one."""
    return sum(times - 1 for times in Counter(ids_of(records)).values())


def revisions_of(records: Iterable[Record]) -> dict[str, list[int]]:
    """Return the revisions of each record of the topic, each where it came first."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for record in records:
        revision = int(header(record, "ce_revision"))
        if revision not in found[header(record, "ce_subject")]:
            found[header(record, "ce_subject")].append(revision)
    return dict(found)


def is_same_on_every_send(records: Iterable[Record]) -> bool:
    """Tell whether records with the same id are the same, key, headers and bytes."""
    first: dict[str, tuple[object, ...]] = {}
    return all(
        first.setdefault(header(one, "ce_id"), _content(one)) == _content(one) for one in records
    )


def _content(record: Record) -> tuple[object, ...]:
    return record.key, record.value, tuple(record.headers)
