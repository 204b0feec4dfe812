"""How every bus delivers; run in memory and on the real Kafka."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from kit.envelope import Received
from kit.model.errors import Unavailable
from tests.behaviour.bus_rig import VILLAGES, BusCase, Figures, Inbox, Rig, failing_for


class BusSuite(BusCase):
    """Delivery, order, restarts, readiness."""

    async def test_delivers_what_was_published_before_it_started(
        self, rig: Rig, inbox: Inbox, figures: Figures
    ) -> None:
        [event] = self.events(rig, "a")
        await rig.publish([event])
        await self.begin(rig, inbox, figures)
        await figures.until(lambda: figures.records == 1)
        [received] = inbox.got
        assert (received.id, received.type, received.key) == (event.id, event.type, event.key)
        assert (received.subject, received.revision) == (event.subject, event.revision)
        assert (received.time, received.source) == (event.time, event.source)
        assert (received.data, received.topic) == (event.data, event.topic)

    async def test_keeps_the_order_of_each_key(
        self, rig: Rig, inbox: Inbox, figures: Figures
    ) -> None:
        await self.begin(rig, inbox, figures)
        texts = [str(number) for number in range(300)]
        for start in range(0, 300, 100):
            events = [
                event
                for text in texts[start : start + 100]
                for key in VILLAGES
                for event in self.events(rig, text, key=key)
            ]
            await rig.publish(events)
        await figures.until(lambda: figures.records == 900)
        assert [inbox.texts(key) for key in VILLAGES] == [texts] * 3

    async def test_batches_are_no_larger_than_asked_for(
        self, rig: Rig, inbox: Inbox, figures: Figures
    ) -> None:
        await rig.publish(self.events(rig, *(str(number) for number in range(25))))
        await rig.bus(self.subscription(rig, inbox, batch_size=10), figures).start()
        await figures.until(lambda: figures.records == 25)
        assert max(inbox.sizes) == 10

    async def test_skips_types_nobody_asked_for(
        self, rig: Rig, inbox: Inbox, figures: Figures
    ) -> None:
        [other] = self.events(rig, "other")
        await rig.publish([replace(other, type="gov321.notes.events.v1.NoteBurnt")])
        await rig.publish(self.events(rig, "a"))
        await self.begin(rig, inbox, figures)
        await figures.until(lambda: figures.records == 2)
        assert (inbox.texts(), figures.skipped) == (["a"], 1)

    async def test_what_was_handled_does_not_come_again_after_a_restart(
        self, rig: Rig, inbox: Inbox, figures: Figures
    ) -> None:
        await rig.publish(self.events(rig, "a"))
        first = await self.begin(rig, inbox, figures)
        await figures.until(lambda: figures.records == 1)
        await first.stop()
        await rig.publish(self.events(rig, "b"))
        await self.begin(rig, inbox, figures)
        await figures.until(lambda: figures.records == 2)
        assert inbox.texts() == ["a", "b"]

    async def test_what_was_not_handled_comes_again_after_a_restart(
        self, rig: Rig, inbox: Inbox, figures: Figures
    ) -> None:
        inbox.fails = failing_for("b", error=Unavailable(what="store"))
        await rig.publish(self.events(rig, "a", "b", "c"))
        first = await self.begin(rig, inbox, figures)
        await figures.until(lambda: bool(figures.causes))
        await first.stop()
        assert inbox.got == []
        inbox.fails = lambda _: None
        await self.begin(rig, inbox, figures)
        await figures.until(lambda: figures.records == 3)
        assert inbox.texts() == ["a", "b", "c"]

    async def test_stopping_finishes_the_batch_in_hand(self, rig: Rig, figures: Figures) -> None:
        begun, may_end = asyncio.Event(), asyncio.Event()
        handled: list[str] = []

        async def slow(batch: Sequence[Received]) -> None:
            begun.set()
            await may_end.wait()
            handled.extend(one.data.decode() for one in batch)

        await rig.publish(self.events(rig, "a"))
        bus = rig.bus(self.subscription(rig, slow), figures)
        await bus.start()
        await begun.wait()
        stopping = asyncio.create_task(bus.stop())
        for _ in range(50):
            await asyncio.sleep(0)  # let it come as far as it can while the batch is in hand
        may_end.set()
        await stopping
        assert (handled, figures.records) == (["a"], 1)

    async def test_is_ready_once_it_consumes(
        self, rig: Rig, inbox: Inbox, figures: Figures
    ) -> None:
        bus = rig.bus(self.subscription(rig, inbox), figures)
        assert bus.ready() is not None
        await bus.start()
        await rig.publish(self.events(rig, "a"))
        await figures.until(lambda: figures.records == 1)
        await figures.until(lambda: bus.ready() is None)

    async def test_lag_falls_to_nothing(self, rig: Rig, inbox: Inbox, figures: Figures) -> None:
        await rig.publish(self.events(rig, "a", "b"))
        await self.begin(rig, inbox, figures)
        await figures.until(lambda: figures.records == 2)
        await figures.until(lambda: set(figures.lags.values()) == {0})
