"""Create topics on a broker, as often as you like."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic

_log = logging.getLogger(__name__)
_ALREADY_EXISTS = 36
_READY_WITHIN_S = 30.0


async def ensure_topics(bootstrap: str, topics: Mapping[str, int], replication: int = 1) -> None:
    """Create the topics that are missing and return when each has its partitions and leaders.

    A topic that exists keeps its number of partitions: another number would move the keys.

    Args:
        bootstrap: address of the broker.
        topics: partitions by name.
        replication: copies of each partition.

    Raises:
        RuntimeError: the broker refused one, or does not serve it within 30 seconds.
    """
    admin: Any = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        existing = await _partitions(admin)
        missing = {name: count for name, count in topics.items() if name not in existing}
        if missing:
            await _create(admin, missing, replication)
            await _until_served(admin, missing)
        for name in topics.keys() & existing.keys():
            if existing[name] not in (0, topics[name]):
                _log.warning("topic %s keeps %d partitions", name, existing[name])
    finally:
        await admin.close()


async def _create(admin: Any, topics: Mapping[str, int], replication: int) -> None:
    new = [NewTopic(name, partitions, replication) for name, partitions in topics.items()]
    answer = await admin.create_topics(new)
    for name, code, *detail in answer.topic_errors:
        if code not in (0, _ALREADY_EXISTS):
            raise RuntimeError(f"the broker refused topic {name}: error {code} {detail}")


async def _until_served(admin: Any, topics: Mapping[str, int]) -> None:
    try:
        async with asyncio.timeout(_READY_WITHIN_S):
            served = await _partitions(admin)
            while not all(served.get(name) for name in topics):
                await asyncio.sleep(0.05)
                served = await _partitions(admin)
    except TimeoutError as error:
        raise RuntimeError(f"topics without leaders: {sorted(topics)}") from error


async def _partitions(admin: Any) -> dict[str, int]:
    """Return the number of partitions by topic; 0 while one has no leader yet."""
    described = await admin.describe_topics()
    return {
        topic["topic"]: (
            len(topic["partitions"])
            if all(partition["leader"] >= 0 for partition in topic["partitions"])
            else 0
        )
        for topic in described
        if topic["error_code"] == 0
    }
