"""The bus in memory keeps the promises of the real one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import pytest

from kit.bus import Subscription
from kit.bus_settings import Limits
from kit.envelope import Event, topic_dlq, topic_events
from kit.memory_bus import MemoryBroker, MemoryBus
from kit.parked import Outgoing, Parked, Selector
from tests.behaviour.bus_failure_suite import BusFailureSuite
from tests.behaviour.bus_rig import LIMITS, Figures, Inbox
from tests.behaviour.bus_suite import BusSuite


class MemoryRig:
    topic = topic_events("notes")
    group = "villages.trial.notes"

    def __init__(self) -> None:
        self.broker = MemoryBroker()
        self.buses: list[MemoryBus] = []

    async def publish(self, events: Sequence[Event]) -> None:
        await self.broker.publish(events)

    async def send(self, records: Sequence[Outgoing]) -> None:
        await self.broker.send(records)

    def bus(
        self, subscription: Subscription, figures: Figures, limits: Limits = LIMITS
    ) -> MemoryBus:
        bus = MemoryBus(self.broker, [subscription], "villages", "trial", figures, limits=limits)
        self.buses.append(bus)
        return bus

    async def parked(self) -> list[Parked]:
        return self.broker.parked(topic_dlq("villages", "trial"))

    async def redrive(self, selector: Selector) -> list[Parked]:
        return await self.broker.redrive(topic_dlq("villages", "trial"), selector)


@pytest.fixture
async def rig() -> AsyncIterator[MemoryRig]:
    rig = MemoryRig()
    yield rig
    for bus in rig.buses:
        await bus.stop()


class TestMemoryBusFailures(BusFailureSuite):
    @pytest.fixture
    async def rig(self, rig: MemoryRig) -> MemoryRig:
        return rig


class TestMemoryBus(BusSuite):
    @pytest.fixture
    async def rig(self, rig: MemoryRig) -> MemoryRig:
        return rig

    async def test_settles_when_everything_is_handled_or_parked(
        self, rig: MemoryRig, inbox: Inbox, figures: Figures
    ) -> None:
        inbox.fails = lambda one: ValueError() if one.data == b"b" else None
        await self.begin(rig, inbox, figures)
        await rig.publish(self.events(rig, "a", "b", "c"))
        await rig.buses[0].settled()
        assert (inbox.texts(), len(await rig.parked())) == (["a", "c"], 1)

    async def test_two_members_of_a_group_handle_each_record_once(
        self, rig: MemoryRig, inbox: Inbox, figures: Figures
    ) -> None:
        await self.begin(rig, inbox, figures)
        await self.begin(rig, inbox, figures)
        await rig.publish(self.events(rig, "a", "b"))
        await rig.buses[0].settled()
        assert inbox.texts() == ["a", "b"]

    async def test_is_not_ready_once_stopped(
        self, rig: MemoryRig, inbox: Inbox, figures: Figures
    ) -> None:
        bus = await self.begin(rig, inbox, figures)
        await bus.stop()
        assert bus.ready() == "not running"

    def test_subscriptions_must_not_share_a_group(
        self, rig: MemoryRig, inbox: Inbox, figures: Figures
    ) -> None:
        one = self.subscription(rig, inbox)
        with pytest.raises(ValueError, match="name and group"):
            MemoryBus(rig.broker, [one, one], "villages", "trial")
