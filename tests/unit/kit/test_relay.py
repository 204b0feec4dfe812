"""The relay publishes soon, survives what is away, and leaves the work to the lease's holder."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from kit import relay as relay_module
from kit.envelope import Event
from kit.lease import Lease
from kit.memory import MemoryLeases, MemoryRecords
from kit.model.clock import ManualClock
from kit.model.errors import Unavailable
from kit.outbox import entry_of
from kit.records import Packed
from kit.relay import LeaseLost, Relay
from tests.behaviour.notes import START, an_event, insert

NEVER = timedelta(hours=1)
TTL = timedelta(seconds=9)


class Outside:
    """A publisher that keeps what it was given, and can be away."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.away = False
        self.tried = asyncio.Event()
        self.given = asyncio.Event()

    async def publish(self, events: Sequence[Event]) -> None:
        self.tried.set()
        if self.away:
            raise Unavailable(what="消息系统")
        self.ids += [event.id for event in events]
        self.given.set()


class Gauges:
    def __init__(self) -> None:
        self.batches: list[int] = []
        self.backlogs: list[tuple[int, timedelta]] = []

    def published(self, events: int, seconds: float) -> None:
        assert seconds >= 0
        self.batches.append(events)

    def backlog(self, waiting: int, oldest: timedelta) -> None:
        self.backlogs.append((waiting, oldest))


class Rig:
    def __init__(self) -> None:
        self.records = MemoryRecords()
        self.outside = Outside()
        self.leases = MemoryLeases()
        self.clock = ManualClock(START)
        self.gauges = Gauges()

    def lease(self, owner: str) -> Lease:
        return Lease(self.leases, "relay", owner, self.clock, TTL)

    def relay(self, owner: str = "me", sweep: timedelta = NEVER) -> Relay:
        return Relay(
            self.records,
            self.outside,
            self.lease(owner),
            self.clock,
            sweep=sweep,
            observer=self.gauges,
            name="notes",
        )

    async def chunk(self, *ids: str) -> None:
        entries = tuple(entry_of(an_event(id, 1)) for id in ids)
        writes = [insert(id, events=0) for id in ids]
        assert await self.records.apply_all(writes, Packed(entries, START))


@pytest.fixture
def rig() -> Rig:
    return Rig()


@asynccontextmanager
async def running(relay: Relay) -> AsyncGenerator[asyncio.Event]:
    stop = asyncio.Event()
    task = asyncio.create_task(relay.run(stop))
    yield stop
    stop.set()
    async with asyncio.timeout(5):
        await task


async def test_round_publishes_what_waits_and_clears_it(rig: Rig) -> None:
    await rig.records.apply(insert("a", events=2))
    await rig.chunk("b", "c")
    assert await rig.relay().round() == 4
    assert rig.outside.ids == ["b/1/0", "c/1/0", "a/1/0", "a/1/1"]
    assert await rig.relay().round() == 0


async def test_round_publishes_more_packed_outboxes_than_it_reads_at_once(rig: Rig) -> None:
    names = [f"n{n}" for n in range(11)]
    for name in names:
        await rig.chunk(name)
    await rig.records.apply(insert("a"))
    assert await rig.relay().round() == 12
    assert rig.outside.ids == [f"{name}/1/0" for name in (*names, "a")]


async def test_chunks_committed_during_a_round_do_not_make_it_endless(rig: Rig) -> None:
    for n in range(relay_module.PACKED_LIMIT):
        await rig.chunk(f"n{n}")
    publish, more = rig.outside.publish, iter(range(100))

    async def publish_and_commit(events: Sequence[Event]) -> None:
        await publish(events)
        await rig.chunk(f"later{next(more)}")

    rig.outside.publish = publish_and_commit
    assert await rig.relay().round() == relay_module.PACKED_LIMIT


async def test_round_without_the_lease_publishes_nothing(rig: Rig) -> None:
    await rig.records.apply(insert("a"))
    assert await rig.lease("they").acquire()
    with pytest.raises(LeaseLost):
        await rig.relay().round()
    assert rig.outside.ids == []


async def test_what_could_not_be_published_stays(rig: Rig) -> None:
    await rig.records.apply(insert("a"))
    await rig.chunk("b")
    rig.outside.away = True
    with pytest.raises(Unavailable):
        await rig.relay().round()
    rig.outside.away = False
    assert await rig.relay().round() == 2


async def test_figures_tell_backlog_and_age(rig: Rig) -> None:
    await rig.records.apply(insert("a", minutes=4))
    await rig.chunk("b")
    rig.clock.advance(timedelta(minutes=10))
    await rig.relay().round()
    await rig.relay().round()
    assert rig.gauges.backlogs == [(2, timedelta(minutes=10)), (0, timedelta())]
    assert rig.gauges.batches == [1, 1]


async def test_woken_relay_publishes_at_once(rig: Rig) -> None:
    relay = rig.relay()
    async with running(relay), asyncio.timeout(5):
        await asyncio.sleep(0)
        await rig.records.apply(insert("a"))
        relay.wake()
        await rig.outside.given.wait()
    assert rig.outside.ids == ["a/1/0"]


async def test_sweep_finds_what_nobody_told_of(rig: Rig) -> None:
    async with running(rig.relay(sweep=timedelta(milliseconds=5))), asyncio.timeout(5):
        await asyncio.sleep(0)
        await rig.records.apply(insert("a"))
        await rig.outside.given.wait()


async def test_full_round_is_followed_by_the_next_at_once(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay_module, "PENDING_LIMIT", 2)
    for n in range(5):
        await rig.records.apply(insert(f"n{n}"))
    relay = rig.relay()
    async with running(relay), asyncio.timeout(5):
        while len(rig.outside.ids) < 5:
            rig.outside.given.clear()
            await rig.outside.given.wait()


async def test_relay_survives_a_broker_that_is_away(rig: Rig) -> None:
    rig.outside.away = True
    await rig.records.apply(insert("a"))
    async with running(rig.relay(sweep=timedelta(milliseconds=1))), asyncio.timeout(5):
        await rig.outside.tried.wait()
        rig.outside.away = False
        await rig.outside.given.wait()
    assert rig.outside.ids == ["a/1/0"]


async def test_replica_without_the_lease_leaves_the_work_to_the_holder(rig: Rig) -> None:
    assert await rig.lease("they").acquire()
    await rig.records.apply(insert("a"))
    async with running(rig.relay()):
        await asyncio.sleep(0)
    assert rig.outside.ids == []


async def test_stopped_relay_publishes_what_is_left_and_gives_the_lease_up(rig: Rig) -> None:
    relay = rig.relay()
    async with running(relay) as stop:
        await asyncio.sleep(0)
        await rig.records.apply(insert("a"))
        stop.set()
    assert rig.outside.ids == ["a/1/0"]
    assert await rig.lease("they").acquire()


async def test_lease_that_cannot_be_given_up_does_not_stop_the_end(rig: Rig) -> None:
    async def free(name: str, owner: str) -> None:
        raise Unavailable(what="数据存储")

    rig.leases.free = free
    async with running(rig.relay()):
        await asyncio.sleep(0)
