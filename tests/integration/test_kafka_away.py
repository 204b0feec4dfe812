"""The bus and the publisher while the broker or a topic is away, and after it came back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dev.embedded.kafka import EmbeddedKafka
from kit.bus import KafkaBus, KafkaPublisher, Subscription
from kit.envelope import topic_events
from kit.model.errors import Unavailable
from kit.settings import KafkaSettings
from tests.behaviour.bus_rig import BusCase, Figures, Inbox
from tests.support.kafka_rig import SHORT, KafkaRig, until_published, until_ready

pytestmark = [pytest.mark.integration, pytest.mark.kafka]


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


async def test_bus_waits_for_a_broker_that_is_away(unused_tcp_port: int, inbox: Inbox) -> None:
    settings = replace(SHORT, kafka=KafkaSettings(bootstrap=f"127.0.0.1:{unused_tcp_port}"))
    subscription = Subscription(name="notes", topic=topic_events("x"), group="g", handler=inbox)
    bus = KafkaBus(settings, [subscription], "villages", "trial")
    await bus.start()
    await until_ready(bus, "notes: broker unreachable")
    await bus.stop()


async def test_publisher_says_unavailable_while_the_broker_is_away(unused_tcp_port: int) -> None:
    settings = replace(SHORT, kafka=KafkaSettings(bootstrap=f"127.0.0.1:{unused_tcp_port}"))
    publisher = KafkaPublisher(settings)
    with pytest.raises(Unavailable):
        await publisher.start()
    await publisher.stop()


async def test_publisher_says_unavailable_while_a_topic_is_missing(
    kafka_bootstrap: str, unique_name: str
) -> None:
    rig = KafkaRig(kafka_bootstrap, unique_name)
    publisher = KafkaPublisher(replace(rig.settings, publish_timeout=0.3))
    with pytest.raises(Unavailable):
        await publisher.publish(BusCase().events(rig, "a"))
    await publisher.stop()


class TestBrokerAway(BusCase):
    async def test_broker_that_was_away_is_found_again(
        self, tmp_path: Path, unique_name: str, inbox: Inbox, figures: Figures
    ) -> None:
        kafka = EmbeddedKafka(tmp_path)
        rig = KafkaRig(kafka.start(), unique_name)
        rig.settings = replace(rig.settings, publish_timeout=1.0)
        rig.publisher = KafkaPublisher(rig.settings)
        try:
            await rig.prepare()
            await rig.publish(self.events(rig, "a"))
            bus = rig.bus(self.subscription(rig, inbox), figures)
            await bus.start()
            await figures.until(lambda: figures.records == 1)
            kafka.kill()
            with pytest.raises(Unavailable):
                await rig.publish(self.events(rig, "b"))
            await until_ready(bus, "notes: broker unreachable")
            kafka.start()
            await until_published(rig, self.events(rig, "b", "c"))
            await figures.until(lambda: figures.records >= 3)
            await until_ready(bus, None)
            assert list(dict.fromkeys(inbox.texts())) == ["a", "b", "c"]
        finally:
            await rig.close()
            kafka.kill()
