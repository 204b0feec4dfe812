"""The other ways to take events in: bare aiokafka, and FastStream message by message."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from aiokafka import AIOKafkaConsumer
from faststream.kafka import KafkaBroker
from faststream.kafka.opentelemetry import KafkaTelemetryMiddleware
from faststream.kafka.prometheus import KafkaPrometheusMiddleware
from gov321.registry.events.v1.registry_events_pb2 import HouseholdFact
from prometheus_client import CollectorRegistry

from bench.clocks import Meter
from bench.ground import Ground
from bench.pipeline_naive import subscribed
from bench.tracing import recording

Reader = Callable[[Ground, str, Meter], Coroutine[Any, Any, None]]
"""Reads a topic from its beginning until the meter is full."""

_PATIENCE_S = 300


class Seen:
    """The revisions that are known: an in-memory replica without the documents."""

    def __init__(self) -> None:
        self._revisions: dict[str, int] = {}

    def is_new(self, id: str, revision: int) -> bool:
        """Whether this is newer than what is known; it is known from now on."""
        if self._revisions.get(id, 0) >= revision:
            return False
        self._revisions[id] = revision
        return True


async def read_bare(ground: Ground, topic: str, meter: Meter) -> None:
    """The least there is: getmany and parse. No envelope, no telemetry, no acknowledgement."""
    consumer: Any = AIOKafkaConsumer(
        topic,
        bootstrap_servers=ground.bootstrap,
        group_id=ground.unique("group"),
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    await consumer.start()
    try:
        async with asyncio.timeout(_PATIENCE_S):
            while not await _batch_is_last(consumer, meter):
                pass
    finally:
        await consumer.stop()


async def _batch_is_last(consumer: Any, meter: Meter) -> bool:
    batches = await consumer.getmany(timeout_ms=100, max_records=500)
    for records in batches.values():
        for record in records:
            HouseholdFact.FromString(record.value)
    count = sum(map(len, batches.values()))
    return meter.add(count) if count else False


async def read_each(ground: Ground, topic: str, meter: Meter) -> None:
    """What one writes first: a handler per message, acknowledged after it, same telemetry."""
    done, seen = asyncio.Event(), Seen()

    async def handler(data: bytes) -> None:
        fact = HouseholdFact.FromString(data)
        seen.is_new(fact.household.household_id, fact.household.revision)
        if meter.add(1):
            done.set()

    with recording() as (_, provider):
        broker = _broker(ground, provider)
        subscribed(broker, topic, ground.unique("group"), handler)
        await broker.start()
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await done.wait()
        finally:
            await broker.stop()


def _broker(ground: Ground, provider: Any) -> KafkaBroker:
    return KafkaBroker(
        ground.bootstrap,
        logger=None,
        middlewares=(
            KafkaPrometheusMiddleware(registry=CollectorRegistry()),
            KafkaTelemetryMiddleware(tracer_provider=provider),
        ),
    )
