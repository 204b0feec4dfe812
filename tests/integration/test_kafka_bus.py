"""The bus on the real Kafka keeps its promises, and survives what a fake cannot show."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest
from aiokafka.errors import MessageSizeTooLargeError

from dev.embedded.topics import ensure_topics
from kit import dlq
from kit.envelope import Received, topic_dlq
from kit.model.errors import NotFound, Unavailable
from tests.behaviour.bus_failure_suite import BusFailureSuite
from tests.behaviour.bus_rig import LIMITS, Figures, Inbox, poison
from tests.behaviour.bus_suite import BusSuite
from tests.support.kafka_rig import PARTITIONS, KafkaRig, until_ready

pytestmark = [pytest.mark.integration, pytest.mark.kafka]


@pytest.fixture
async def rig(kafka_bootstrap: str, unique_name: str) -> AsyncIterator[KafkaRig]:
    rig = KafkaRig(kafka_bootstrap, unique_name)
    await rig.prepare()
    yield rig
    await rig.close()


class TestKafkaBus(BusSuite):
    @pytest.fixture
    async def rig(self, rig: KafkaRig) -> KafkaRig:
        return rig

    async def test_reads_mirrored_copies_too(
        self, rig: KafkaRig, inbox: Inbox, figures: Figures
    ) -> None:
        mirrored = f"edge-1.{rig.topic}"
        await ensure_topics(rig.settings.kafka.bootstrap, {mirrored: 1})
        [event] = self.events(rig, "a")
        await rig.publish([replace(event, topic=mirrored)])
        await self.begin(rig, inbox, figures)
        await figures.until(lambda: figures.records == 1)
        assert inbox.got[0].topic == mirrored

    async def test_topic_created_later_is_found(
        self, rig: KafkaRig, inbox: Inbox, figures: Figures
    ) -> None:
        late = replace(self.subscription(rig, inbox), topic=f"{rig.topic}late")
        bus = rig.bus(late, figures)
        await bus.start()
        await until_ready(bus, f"notes: topic {late.topic} missing")
        await ensure_topics(rig.settings.kafka.bootstrap, {late.topic: 1})
        [event] = self.events(rig, "a")
        await rig.publish([replace(event, topic=late.topic)])
        await figures.until(lambda: figures.records == 1)
        await until_ready(bus, None)

    async def test_member_without_partitions_is_ready(
        self, rig: KafkaRig, inbox: Inbox, figures: Figures
    ) -> None:
        single = replace(self.subscription(rig, inbox), topic=f"{rig.topic}single")
        await ensure_topics(rig.settings.kafka.bootstrap, {single.topic: 1})
        for member in ("first", "second"):
            bus = rig.bus(single, figures, member=member)
            await bus.start()
            await until_ready(bus, None)

    async def test_leaving_gives_the_partitions_to_the_others_at_once(
        self, rig: KafkaRig, inbox: Inbox, figures: Figures
    ) -> None:
        first = rig.bus(self.subscription(rig, inbox), figures, member="first")
        await first.start()
        await until_ready(first, None)
        others = Figures()
        await rig.bus(self.subscription(rig, inbox), others, member="second").start()
        await others.until(lambda: 0 < len(others.lags) < PARTITIONS)
        await first.stop(leave=True)
        await others.until(lambda: len(others.lags) == PARTITIONS, within_s=5)

    async def test_restarted_member_has_its_partitions_back_at_once(
        self, rig: KafkaRig, inbox: Inbox, figures: Figures
    ) -> None:
        first = await self.begin(rig, inbox, figures)
        await figures.until(lambda: len(figures.lags) == PARTITIONS)
        await first.stop()
        again = Figures()
        await rig.bus(self.subscription(rig, inbox), again).start()
        await again.until(lambda: len(again.lags) == PARTITIONS, within_s=3)

    async def test_stopped_member_stays_in_its_group_unless_it_leaves(
        self, rig: KafkaRig, inbox: Inbox, figures: Figures
    ) -> None:
        for leave, members in ((False, 1), (True, 0)):
            bus = await self.begin(rig, inbox, figures)
            await until_ready(bus, None)
            await bus.stop(leave=leave)
            assert await rig.members() == members

    async def test_consumption_that_was_cancelled_from_inside_goes_on(
        self, rig: KafkaRig, figures: Figures
    ) -> None:
        calls: list[int] = []

        async def cancelled_once(batch: Sequence[Received]) -> None:
            calls.append(len(batch))
            if len(calls) == 1:
                raise asyncio.CancelledError  # as a cancelled gRPC call does

        await rig.publish(self.events(rig, "a"))
        await rig.bus(self.subscription(rig, cancelled_once), figures).start()
        await figures.until(lambda: figures.records == 1)
        assert calls == [1, 1]

    async def test_batch_in_hand_counts_as_lag(
        self, rig: KafkaRig, inbox: Inbox, figures: Figures
    ) -> None:
        inbox.fails = lambda _: Unavailable(what="store")
        await rig.publish(self.events(rig, "a", "b"))
        await self.begin(rig, inbox, figures, replace(LIMITS, patience=8.0))
        await figures.until(lambda: bool(figures.causes))
        figures.lags = {}
        await figures.until(lambda: sum(figures.lags.values()) == 2, within_s=5)

    async def test_nothing_of_a_key_is_sent_after_an_event_that_was_refused(
        self, rig: KafkaRig, inbox: Inbox, figures: Figures
    ) -> None:
        first, refused, third = self.events(rig, "a", "b", "c")
        too_large = replace(refused, data=secrets.token_bytes(2_000_000))
        with pytest.raises(MessageSizeTooLargeError):
            await rig.publish([first, too_large, third])
        await rig.publish(self.events(rig, "d"))
        await self.begin(rig, inbox, figures)
        await figures.until(lambda: figures.records == 2)
        assert inbox.texts() == ["a", "d"]

    async def test_can_be_stopped_without_having_started(
        self, rig: KafkaRig, inbox: Inbox, figures: Figures
    ) -> None:
        bus = rig.bus(self.subscription(rig, inbox), figures)
        await bus.stop()
        assert bus.ready() == "notes: stopped"


class TestKafkaBusFailures(BusFailureSuite):
    @pytest.fixture
    async def rig(self, rig: KafkaRig) -> KafkaRig:
        return rig

    async def test_parking_waits_for_its_dead_letter_topic(
        self, rig: KafkaRig, inbox: Inbox, figures: Figures
    ) -> None:
        rig.site, rig.dlq = f"{rig.site}later", topic_dlq(f"{rig.site}later", "trial")
        rig.settings = replace(rig.settings, publish_timeout=0.5)
        inbox.fails = poison("a")
        await rig.publish(self.events(rig, "a"))
        await self.begin(rig, inbox, figures)
        await figures.until(lambda: "UNAVAILABLE" in figures.causes)
        assert figures.records == 0
        await rig.prepare()
        await figures.until(lambda: figures.records == 1)
        assert [one.value for one in await rig.parked()] == [b"a"]

    async def test_parked_record_can_be_shown_by_its_place(
        self, rig: KafkaRig, inbox: Inbox, figures: Figures
    ) -> None:
        inbox.fails = poison("a")
        await rig.publish(self.events(rig, "a"))
        await self.begin(rig, inbox, figures)
        await figures.until(lambda: figures.records == 1)
        assert (await dlq.show(rig.settings, rig.dlq, "0:0")).value == b"a"
        with pytest.raises(NotFound):
            await dlq.show(rig.settings, rig.dlq, "0:1")

    async def test_dry_run_of_a_redrive_changes_nothing(
        self, rig: KafkaRig, inbox: Inbox, figures: Figures
    ) -> None:
        inbox.fails = poison("a")
        await rig.publish(self.events(rig, "a"))
        await self.begin(rig, inbox, figures)
        await figures.until(lambda: figures.records == 1)
        tried = await dlq.redrive(rig.settings, rig.dlq, dry_run=True)
        assert (len(tried.records), len(await rig.parked())) == (1, 1)
