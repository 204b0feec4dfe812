"""P3: reading a topic again writes nothing: neither copies nor history."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bench.case import Case, Figure, at_most
from bench.ground import Ground
from bench.households import facts
from bench.registry import registry_on
from bench.setting import Setting
from bench.topics import consume, fill
from bench.writes import watched
from kit.envelope import Received
from kit.subscription import Handler
from services.registry.wire.told import told_of


@dataclass(slots=True)
class _Times:
    """Documents written when the topic was read for the first and for the second time."""

    first: int = 0
    again: int = 0


def run(setting: Setting) -> Sequence[Figure]:
    """Read a topic twice into copies and history, each time in a new consumer group."""
    count = setting.size(quick=1_000, full=10_000)
    ground = setting.ground
    topic = ground.topic("replay")
    events = facts(count, ground.folder("facts"), topic)
    fill(ground, [*events, *events[: count // 10]])
    records = count + count // 10
    setting.say(f"P3: {records} facts, twice")
    copies, history = asyncio.run(_measured(ground, topic, records))
    return [
        _figure("P3a", "重放不写库：副本 (replay, copies)", copies),
        _figure("P3b", "重放不写库：历史 (replay, history)", history),
    ]


def _figure(id: str, name: str, times: _Times) -> Figure:
    return Figure(
        id=id,
        name=name,
        goal=at_most(0),
        ours=times.again,
        reference=times.first,
        ratio=times.again / times.first,
        unit="文档",
        against="first time",
    )


async def _measured(ground: Ground, topic: str, records: int) -> tuple[_Times, _Times]:
    folder = ground.folder("registry")
    parts = registry_on(ground.store_uri, ground.unique("replay"), folder)
    await parts.prepare()
    copies, trail = parts.stores.copies, parts.stores.trail

    async def keep_copies(batch: Sequence[Received]) -> None:
        await copies.apply([told_of(one) for one in batch])

    async def keep_history(batch: Sequence[Received]) -> None:
        await trail.append([told_of(one) for one in batch])

    try:
        return (
            await _twice(ground, topic, keep_copies, records),
            await _twice(ground, topic, keep_history, records),
        )
    finally:
        parts.close()


async def _twice(ground: Ground, topic: str, handler: Handler, records: int) -> _Times:
    first = await _written(ground, topic, handler, records)
    return _Times(first, await _written(ground, topic, handler, records))


async def _written(ground: Ground, topic: str, handler: Handler, records: int) -> int:
    """Read the whole topic and return how many documents the server changed meanwhile."""
    left, done = records, asyncio.Event()

    async def counted(batch: Sequence[Received]) -> None:
        nonlocal left
        await handler(batch)
        left -= len(batch)
        if left <= 0:
            done.set()

    with watched() as traffic:
        await consume(ground, topic, counted, done)
    return sum(traffic.written.values())


CASE = Case("P3", "重放不写库", "replay writes 0 documents", run)
