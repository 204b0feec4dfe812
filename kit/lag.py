"""How far a consumer is behind, measured at the broker: what was fetched last may be old."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kit.envelope import KafkaRecord
from kit.subscription import Place


async def lag_of(consumer: Any, in_hand: Sequence[KafkaRecord]) -> dict[Place, int]:
    """Return the records not yet handled, of each assigned partition.

    aiokafka counts a record as consumed when it is handed out; those of the batch in hand are not
    handled, so a batch that waits for the store stays visible as lag.

    Raises:
        KafkaError: the broker did not answer.
    """
    partitions = list(consumer.assignment())
    if not partitions:
        return {}
    ends = await consumer.end_offsets(partitions)
    handled = _first_offsets(in_hand)
    lag: dict[Place, int] = {}
    for partition in partitions:
        place = (partition.topic, partition.partition)
        reached = handled.get(place)
        if reached is None:
            reached = await consumer.position(partition)
        lag[place] = max(0, ends[partition] - reached)
    return lag


def _first_offsets(records: Sequence[KafkaRecord]) -> dict[Place, int]:
    first: dict[Place, int] = {}
    for record in records:
        first.setdefault((record.topic, record.partition), record.offset)
    return first
