"""Filling a topic, and reading it to its end with the product's own bus."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bench.ground import Ground
from kit.bus import KafkaBus
from kit.bus_metrics import BusMetrics
from kit.envelope import Event
from kit.metric_tables import KIT_METRICS
from kit.metrics import Metrics
from kit.publisher import KafkaPublisher
from kit.subscription import Handler, Subscription
from kit.tracing import NO_TRACING, Tracing

_PIECE = 5_000
_PATIENCE_S = 300


def fill(ground: Ground, events: Sequence[Event]) -> None:
    """Publish events to their topic; not in a running loop."""

    async def publish() -> None:
        publisher = KafkaPublisher(ground.bus_settings())
        await publisher.start()
        for start in range(0, len(events), _PIECE):
            await publisher.publish(events[start : start + _PIECE])
        await publisher.stop()

    asyncio.run(publish())


async def consume(
    ground: Ground,
    topic: str,
    handler: Handler,
    done: asyncio.Event,
    *,
    tracing: Tracing = NO_TRACING,
    batch_size: int = 500,
) -> None:
    """Read a topic from its beginning in a new group until the handler says that it is done."""
    group = ground.unique("group")
    subscription = Subscription(
        name="bench", topic=topic, group=group, handler=handler, batch_size=batch_size
    )
    bus = KafkaBus(
        ground.bus_settings(),
        [subscription],
        "bench",
        "bench",
        BusMetrics(Metrics(KIT_METRICS)),
        tracing=tracing,
    )
    await bus.start()
    try:
        async with asyncio.timeout(_PATIENCE_S):
            await done.wait()
    finally:
        await bus.stop(leave=True)
