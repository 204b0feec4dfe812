"""The pipeline as one writes it first: find, update, publish, acknowledge, message by message."""

from __future__ import annotations

import asyncio
from time import perf_counter
from typing import Any

from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage

from bench.ground import Ground

_PATIENCE_S = 300


async def follow_each(ground: Ground, source: str, target: str, count: int) -> float:
    """Return the rate from the first message to the last acknowledged event."""
    store, done = ground.database("naive"), asyncio.Event()
    collection = store.collection("placements")
    broker = KafkaBroker(ground.bootstrap, logger=None, acks="all", enable_idempotence=True)
    begun = ended = 0.0
    left = count

    async def handler(data: bytes, message: KafkaMessage) -> None:
        nonlocal begun, ended, left
        begun = begun or perf_counter()
        id, revision = message.headers["ce_subject"], int(message.headers["ce_revision"])
        known = await collection.find_one({"_id": id})
        if known is None or known["upstream"] < revision:
            fields = {"snapshot": data, "upstream": revision}
            await collection.update_one({"_id": id}, {"$set": fields}, upsert=True)
            key = message.headers["ce_partitionkey"].encode()
            await broker.publish(data, topic=target, key=key)
        left -= 1
        if not left:
            ended = perf_counter()
            done.set()

    subscribed(broker, source, ground.unique("group"), handler)
    await broker.start()
    try:
        async with asyncio.timeout(_PATIENCE_S):
            await done.wait()
    finally:
        await broker.stop()
        store.close()
    return count / (ended - begun)


def subscribed(broker: KafkaBroker, topic: str, group: str, handler: Any) -> None:
    """Subscribe as a newcomer would, with the one setting that keeps the promise we keep.

    A house rule leaves subscribers to `kit.bus`; these exist to be compared with it.
    """
    make: Any = broker.subscriber
    make(
        topic,
        group_id=group,
        auto_offset_reset="earliest",
        ack_policy=AckPolicy.NACK_ON_ERROR,
        no_reply=True,
    )(handler)
