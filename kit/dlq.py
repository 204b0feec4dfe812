"""What operators do with a dead-letter topic: list what is parked, look at one, redrive.

A redrive sends the original key, value and headers to the original topic again. Every group that
reads the topic gets the record once more, which is harmless: handlers are idempotent.

Nothing is deleted and no tombstone is written. The topic is kept by time, not compacted; its keys
are villages, so a tombstone would speak of a whole village; and a parked record is evidence of what
went wrong. What was redriven is remembered as the progress of the group `gov321-redrive`; it is
committed after the records are acknowledged, so after a crash some are sent twice, none is left
out. Keep `offsets.retention.minutes` of the brokers at or above the retention of the topic.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from aiokafka.structs import OffsetAndMetadata

from kit.bus_settings import BusSettings, connection_options
from kit.dlq_progress import MOST_METADATA, Progress, read_progress
from kit.model.errors import Kind, NotFound, Refusal, Unavailable
from kit.parked import Parked, Selector, everything, read_parked, redriven_form
from kit.publisher import RecordSender

REDRIVE_GROUP = "gov321-redrive"
CHUNK = 100
_POLL_MS = 200


@dataclass(frozen=True, slots=True)
class Redriven:
    """What a redrive did, or with `dry_run` would do."""

    records: tuple[Parked, ...]
    dry_run: bool


async def list_parked(
    settings: BusSettings, topic: str, limit: int = 100, *, done: bool = False
) -> list[Parked]:
    """Return what is parked, oldest first in each partition; `done` includes what was redriven.

    Raises:
        Unavailable: no broker answers, or there is no such topic.
    """
    async with _Desk.open(settings, topic) as desk:
        parked = [one for one in await desk.parked() if done or not one.done]
    return parked[:limit]


async def show(settings: BusSettings, topic: str, place: str) -> Parked:
    """Return the parked record at `partition:offset` of the dead-letter topic.

    Raises:
        NotFound: none lies there.
        Unavailable: no broker answers, or there is no such topic.
    """
    async with _Desk.open(settings, topic) as desk:
        for parked in await desk.parked():
            if parked.place == place:
                return parked
    raise NotFound(what="死信消息", id=place)


async def redrive(
    settings: BusSettings, topic: str, selector: Selector = everything, *, dry_run: bool = False
) -> Redriven:
    """Send parked records that were not redriven yet to their original topics, in order.

    Raises:
        Unavailable: a broker or topic is away; what was sent until then is remembered.
        ProgressTooScattered: too many single records were redriven; select more of them.
    """
    async with _Desk.open(settings, topic) as desk:
        parked = [one for one in await desk.parked() if not one.done and selector(one)]
        if not dry_run:
            await desk.redrive(parked)
    return Redriven(tuple(parked), dry_run)


class ProgressTooScattered(Refusal):
    """Too many single records were redriven to remember each. Fields: `topic`, `partition`."""

    kind = Kind.REFUSED
    reason = "PROGRESS_TOO_SCATTERED"
    text = "{topic} 第 {partition} 分区已零散重投的消息过多，无法逐条记录，请扩大选择范围后再重投。"


class _Desk:
    """One sitting at a dead-letter topic: what lies there, and what was redriven."""

    def __init__(self, settings: BusSettings, topic: str, consumer: Any) -> None:
        self._settings = settings
        self._topic = topic
        self._consumer = consumer
        self._present: dict[int, list[int]] = {}
        self._progress: dict[int, Progress] = {}

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: BusSettings, topic: str) -> AsyncGenerator[_Desk]:
        consumer: Any = AIOKafkaConsumer(
            **connection_options(settings.kafka),
            group_id=REDRIVE_GROUP,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
        )
        try:
            async with asyncio.timeout(settings.publish_timeout):
                await consumer.start()
                desk = cls(settings, topic, consumer)
                await desk._sit_down()
            yield desk
        except (KafkaError, OSError, TimeoutError) as error:
            raise Unavailable(what=f"消息主题 {topic} ") from error
        finally:
            await consumer.stop()

    async def _sit_down(self) -> None:
        """Take all partitions from their beginning, and read the progress."""
        if self._topic not in await self._consumer.topics():
            raise Unavailable(what=f"消息主题 {self._topic} ")
        admin: Any = AIOKafkaAdminClient(**connection_options(self._settings.kafka))
        await admin.start()
        try:
            [described] = await admin.describe_topics([self._topic])
            places = [TopicPartition(self._topic, p["partition"]) for p in described["partitions"]]
            commits = await admin.list_consumer_group_offsets(REDRIVE_GROUP, partitions=places)
        finally:
            await admin.close()
        self._consumer.assign(places)
        await self._consumer.seek_to_beginning(*places)
        for place in places:
            commit = commits.get(place, OffsetAndMetadata(-1, ""))
            self._progress[place.partition] = read_progress(commit.offset, commit.metadata)
            self._present[place.partition] = []

    async def parked(self) -> list[Parked]:
        """Return all records that lie in the topic now."""
        places = list(self._consumer.assignment())
        ends = await self._consumer.end_offsets(places)
        found: list[Parked] = []
        while await self._more(places, ends):
            batches = await self._consumer.getmany(timeout_ms=_POLL_MS)
            for place, records in batches.items():
                self._present[place.partition] += [record.offset for record in records]
                found += self._read(records)
        return sorted(found, key=lambda one: (one.partition, one.offset))

    async def _more(self, places: Sequence[Any], ends: dict[Any, int]) -> bool:
        for place in places:
            if await self._consumer.position(place) < ends[place]:
                return True
        return False

    def _read(self, records: Sequence[Any]) -> list[Parked]:
        read = [
            read_parked(record, done=record.offset in self._progress[record.partition])
            for record in records
        ]
        return [parked for parked in read if parked is not None]

    async def redrive(self, parked: Sequence[Parked]) -> None:
        """Send the records again, and remember after each acknowledged chunk."""
        sender = RecordSender(self._settings)
        try:
            for start in range(0, len(parked), CHUNK):
                chunk = parked[start : start + CHUNK]
                progress = self._after(chunk)
                await sender.send([redriven_form(one) for one in chunk])
                await self._commit(progress)
        finally:
            await sender.close()

    def _after(self, chunk: Sequence[Parked]) -> dict[int, Progress]:
        after: dict[int, Progress] = {}
        for partition in {one.partition for one in chunk}:
            offsets = [one.offset for one in chunk if one.partition == partition]
            after[partition] = self._progress[partition].plus(offsets, self._present[partition])
            if len(after[partition].metadata) > MOST_METADATA:
                raise ProgressTooScattered(topic=self._topic, partition=partition)
        return after

    async def _commit(self, progress: dict[int, Progress]) -> None:
        self._progress |= progress
        await self._consumer.commit(
            {
                TopicPartition(self._topic, partition): (one.watermark, one.metadata)
                for partition, one in progress.items()
            }
        )
