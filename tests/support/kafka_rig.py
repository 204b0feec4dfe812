"""The suites' rig on a real Kafka: a topic and a dead-letter topic of its own, short times."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient

from dev.embedded.topics import ensure_topics
from kit import dlq
from kit.bus import KafkaBus, KafkaPublisher, Subscription
from kit.bus_settings import BusSettings, Limits
from kit.envelope import Event, topic_dlq, topic_events
from kit.model.errors import Unavailable
from kit.parked import Outgoing, Parked, Selector
from kit.publisher import RecordSender
from kit.settings import KafkaSettings
from tests.behaviour.bus_rig import LIMITS, Figures, Running

PARTITIONS = 3
SHORT = BusSettings(
    kafka=KafkaSettings(),
    session_timeout=6.0,
    heartbeat=0.5,
    max_poll_interval=10.0,
    metadata_max_age=0.5,
    request_timeout=7.0,
    publish_timeout=5.0,
    poll=0.02,
    watch=0.1,
    drain=5.0,
    limits=LIMITS,
)
"""As short as the broker allows; nothing waits for its end."""


class KafkaRig:
    def __init__(self, bootstrap: str, name: str) -> None:
        self.settings = replace(SHORT, kafka=KafkaSettings(bootstrap=bootstrap), member=name)
        self.topic = topic_events(name)
        self.group = f"{name}.trial.notes"
        self.site = name
        self.dlq = topic_dlq(name, "trial")
        self.sender = RecordSender(self.settings)
        self.publisher = KafkaPublisher(self.settings)
        self.buses: list[KafkaBus] = []

    async def prepare(self) -> None:
        topics = {self.topic: PARTITIONS, self.dlq: 1}
        await ensure_topics(self.settings.kafka.bootstrap, topics)

    async def publish(self, events: Sequence[Event]) -> None:
        await self.publisher.publish(events)

    async def send(self, records: Sequence[Outgoing]) -> None:
        await self.sender.send(records)

    def bus(
        self,
        subscription: Subscription,
        figures: Figures,
        limits: Limits = LIMITS,
        member: str | None = None,
    ) -> KafkaBus:
        settings = replace(self.settings, limits=limits, member=member or self.settings.member)
        bus = KafkaBus(settings, [subscription], self.site, "trial", figures)
        self.buses.append(bus)
        return bus

    async def parked(self) -> list[Parked]:
        return await dlq.list_parked(self.settings, self.dlq)

    async def redrive(self, selector: Selector) -> list[Parked]:
        return list((await dlq.redrive(self.settings, self.dlq, selector)).records)

    async def members(self) -> int:
        """How many members the group has, as the broker sees it."""
        admin: Any = AIOKafkaAdminClient(bootstrap_servers=self.settings.kafka.bootstrap)
        await admin.start()
        try:
            [answer] = await admin.describe_consumer_groups([self.group])
        finally:
            await admin.close()
        [(_error, _group, _state, _type, _protocol, members, *_)] = answer.groups
        return len(members)

    async def close(self) -> None:
        await asyncio.gather(*(bus.stop(leave=True) for bus in self.buses))
        await self.sender.close()
        await self.publisher.stop()


async def until_published(rig: KafkaRig, events: Sequence[Event]) -> None:
    """Publish as a relay does: again, until it is said to be safe."""
    async with asyncio.timeout(20):
        while True:
            try:
                return await rig.publish(events)
            except Unavailable:
                await asyncio.sleep(0.05)


async def until_ready(bus: Running, reason: str | None) -> None:
    """Return when the bus gives this reason; a change has no event, so it is looked for."""
    async with asyncio.timeout(10):
        while bus.ready() != reason:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
