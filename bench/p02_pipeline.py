"""P2: the durable pipeline (consume, decide, write with events, publish) against bulk_write."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from time import perf_counter

from bench.case import Case, Figure, at_least
from bench.ground import Ground
from bench.households import facts
from bench.pipeline_naive import follow_each
from bench.placements import BATCH, CHUNK, Desk, documents_of
from bench.rounds import Samples, interleaved
from bench.setting import Setting
from bench.topics import consume, fill
from kit.envelope import Event, Received
from kit.mongo import InsertOne, bulk, store_errors
from kit.mongo_records import MongoRecords

_NAIVE_SHARE = 20


def run(setting: Setting) -> Sequence[Figure]:
    """Every way takes the same facts to the same store; records per second on the wall."""
    count = setting.size(quick=2_000, full=20_000)
    ground = setting.ground
    source, few, target = (ground.topic(word) for word in ("pipeline", "pipeline.few", "target"))
    setting.say(f"P2: {count} facts")
    events = facts(count, ground.folder("facts"), source)
    fill(ground, events)
    fill(ground, facts(count // _NAIVE_SHARE, ground.folder("facts"), few))
    setting.say("P2: rounds")
    samples = interleaved(
        {
            "ours": partial(_ours, ground, source, target, len(events)),
            "bulk_write": partial(_raw, ground, events, target),
            "one by one": partial(_naive, ground, few, target, count // _NAIVE_SHARE),
        },
        setting.rounds,
    )
    return _figures(samples, setting.rounds)


def _figures(samples: Samples, rounds: int) -> list[Figure]:
    ours = samples.median("ours")
    return [
        Figure(
            id="P2a",
            name="可靠流水线，对裸 bulk_write (durable pipeline)",
            goal=at_least(0.7),
            ours=ours,
            reference=samples.median("bulk_write"),
            ratio=samples.ratio("ours", "bulk_write"),
            unit="条/s",
            against="bulk_write",
            rounds=rounds,
        ),
        Figure(
            id="P2b",
            name="可靠流水线，对逐条处理 (durable pipeline)",
            goal=at_least(10),
            ours=ours,
            reference=samples.median("one by one"),
            ratio=samples.ratio("ours", "one by one"),
            unit="条/s",
            against="find, update, publish, ack",
            rounds=rounds,
        ),
    ]


def _ours(ground: Ground, source: str, target: str, count: int) -> float:
    return asyncio.run(_through_the_desk(ground, source, target, count))


async def _through_the_desk(ground: Ground, source: str, target: str, count: int) -> float:
    """Return the rate from the first batch to the last acknowledged event."""
    begun = 0.0
    store = ground.database("pipeline")
    async with Desk.open(store, ground.bus_settings(), target, count) as desk:

        async def handler(batch: Sequence[Received]) -> None:
            nonlocal begun
            begun = begun or perf_counter()
            await desk.take(batch)

        await consume(ground, source, handler, desk.published, batch_size=BATCH)
        return count / (desk.ended - begun)


def _raw(ground: Ground, events: Sequence[Event], target: str) -> float:
    return asyncio.run(_bulk_written(ground, documents_of(events, target)))


async def _bulk_written(ground: Ground, documents: list[dict[str, object]]) -> float:
    """Return the rate of the same documents into a collection with the same index."""
    store = ground.database("bulk")
    await MongoRecords(store, "placements").prepare()
    collection = store.collection("placements")
    begun = perf_counter()
    with store_errors():
        for start in range(0, len(documents), CHUNK):
            await bulk(collection, [InsertOne(one) for one in documents[start : start + CHUNK]])
    rate = len(documents) / (perf_counter() - begun)
    store.close()
    return rate


def _naive(ground: Ground, source: str, target: str, count: int) -> float:
    return asyncio.run(follow_each(ground, source, target, count))


CASE = Case("P2", "可靠流水线", "≥ 0.7 × bulk_write; ≥ 10 × one by one", run)
