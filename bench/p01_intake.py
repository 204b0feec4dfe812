"""P1: taking events in: our batch subscriber, bare aiokafka, a handler per message."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

from gov321.registry.events.v1.registry_events_pb2 import HouseholdFact

from bench.case import Case, Figure, at_least, at_most
from bench.clocks import Meter
from bench.ground import Ground
from bench.households import facts
from bench.intake_readers import Reader, Seen, read_bare, read_each
from bench.rounds import Samples, interleaved
from bench.setting import Setting
from bench.topics import consume, fill
from bench.tracing import recording
from kit.envelope import Received
from kit.subscription import Handler
from services.registry.wire.told import told_of

_NAIVE_SHARE = 10
"""One message at a time is so slow that a tenth of the records is enough."""


def run(setting: Setting) -> Sequence[Figure]:
    """Read the same facts in all ways; CPU of this process per record."""
    count = setting.size(quick=4_000, full=24_000)
    ground, topic = setting.ground, setting.ground.topic("intake")
    setting.say(f"P1: {count} facts")
    events = facts(count, ground.folder("facts"), topic)
    fill(ground, events)
    few = ground.topic("intake.few")
    fill(ground, facts(count // _NAIVE_SHARE, ground.folder("facts"), few))
    setting.say("P1: rounds")
    samples = interleaved(
        {
            "ours": partial(_ours, ground, topic, len(events)),
            "registry decoder": partial(_registry, ground, topic, len(events)),
            "aiokafka": partial(_timed, read_bare, ground, topic, len(events)),
            "per message": partial(_timed, read_each, ground, few, count // _NAIVE_SHARE),
        },
        setting.rounds,
    )
    return _figures(samples, setting.rounds)


def _figures(samples: Samples, rounds: int) -> list[Figure]:
    ours = samples.median("ours")
    common = {"registry decoder": samples.median("registry decoder")}
    return [
        Figure(
            id="P1a",
            name="事件接收，对裸 aiokafka (event intake)",
            goal=at_most(1.9),
            ours=ours,
            reference=samples.median("aiokafka"),
            ratio=samples.ratio("ours", "aiokafka"),
            unit="µs CPU/条",
            against="getmany + parse",
            rounds=rounds,
            others=common,
        ),
        Figure(
            id="P1b",
            name="事件接收，对逐条处理 (event intake)",
            goal=at_least(15),
            ours=ours,
            reference=samples.median("per message"),
            ratio=samples.ratio("per message", "ours"),
            unit="µs CPU/条",
            against="FastStream, one by one",
            rounds=rounds,
        ),
    ]


def _ours(ground: Ground, topic: str, count: int) -> float:
    """The bus with metrics and traces; the handler parses, and knows what it has."""
    meter, done, seen = Meter(count), asyncio.Event(), Seen()

    async def handler(batch: Sequence[Received]) -> None:
        for one in batch:
            if seen.is_new(one.subject, one.revision):
                HouseholdFact.FromString(one.data)
        if meter.add(len(batch)):
            done.set()

    return _read(ground, topic, handler, done, meter)


def _registry(ground: Ground, topic: str, count: int) -> float:
    """The same with the registry's own decoder in front of an in-memory replica."""
    meter, done, seen = Meter(count), asyncio.Event(), Seen()

    async def handler(batch: Sequence[Received]) -> None:
        for told in map(told_of, batch):
            seen.is_new(told.household, told.revision)
        if meter.add(len(batch)):
            done.set()

    return _read(ground, topic, handler, done, meter)


def _read(
    ground: Ground,
    topic: str,
    handler: Handler,
    done: asyncio.Event,
    meter: Meter,
) -> float:
    with recording() as (tracing, _):
        asyncio.run(consume(ground, topic, handler, done, tracing=tracing))
    return meter.micros


def _timed(read: Reader, ground: Ground, topic: str, count: int) -> float:
    meter = Meter(count)
    asyncio.run(read(ground, topic, meter))
    return meter.micros


CASE = Case("P1", "事件接收", "≤ 1.9 × bare aiokafka; ≥ 15 × cheaper than per message", run)
