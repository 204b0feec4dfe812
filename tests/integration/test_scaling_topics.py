"""A topic that nobody created: readiness names it, and it is found when it is there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dev.embedded.topics import ensure_topics
from kit.bus import KafkaPublisher
from kit.model.errors import Unavailable
from tests.behaviour.bus_rig import BusCase
from tests.support.kafka_rig import KafkaRig

pytestmark = [pytest.mark.integration, pytest.mark.kafka]


async def test_a_publisher_names_the_missing_topic_until_it_is_there(
    kafka_bootstrap: str, unique_name: str
) -> None:
    rig = KafkaRig(kafka_bootstrap, unique_name)
    publisher = KafkaPublisher(replace(rig.settings, publish_timeout=1.0))
    events = BusCase().events(rig, "a")
    await publisher.start()
    await publisher.check()
    with pytest.raises(Unavailable):
        await publisher.publish(events)
    for _ in range(2):
        with pytest.raises(Unavailable, match=rig.topic):
            await publisher.check()
    await ensure_topics(kafka_bootstrap, {rig.topic: 1})
    await publisher.check()
    await publisher.publish(events)
    await publisher.stop()
