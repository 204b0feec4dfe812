"""Who leaves a consumer group at a scale-down, and who stays in it at a roll-out, on real Kafka."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from kit.command import leave_beyond
from kit.members import Member, keep_place, leave_groups
from kit.model.errors import Unavailable
from kit.settings import KafkaSettings, ServiceSettings
from tests.behaviour.bus_rig import BusCase, Figures, Inbox, Running
from tests.support.kafka_rig import PARTITIONS, KafkaRig, until_ready
from tests.support.waiting import eventually_async

pytestmark = [pytest.mark.integration, pytest.mark.kafka]

SESSION_S = 45.0
"""As in production: whoever has the partitions sooner did not wait for it."""

LEAST_SESSION_S = 6.0
"""The shortest that a broker takes unless told otherwise."""

SOON_S = 8.0


@pytest.fixture
async def rig(kafka_bootstrap: str, unique_name: str) -> AsyncIterator[KafkaRig]:
    rig = KafkaRig(kafka_bootstrap, unique_name)
    rig.settings = replace(rig.settings, session_timeout=SESSION_S, request_timeout=SESSION_S + 1)
    rig.group = f"gov321.{rig.site}.trial.notes"
    await rig.prepare()
    yield rig
    await rig.close()


class TestMembers(BusCase):
    @pytest.fixture
    async def rig(self, rig: KafkaRig) -> KafkaRig:
        return rig

    async def pod(self, rig: KafkaRig, ordinal: int) -> tuple[Running, Figures]:
        """A replica of the service `trial` that has joined its group."""
        figures = Figures()
        member = self.settings(rig, f"{rig.site}-trial-{ordinal}").member_of("trial")
        bus = rig.bus(self.subscription(rig, Inbox()), figures, member=member)
        await bus.start()
        await until_ready(bus, None)
        return bus, figures

    def settings(self, rig: KafkaRig, pod: str = "operator") -> ServiceSettings:
        kafka = KafkaSettings(bootstrap=rig.settings.kafka.bootstrap)
        return ServiceSettings(site=rig.site, instance=pod, kafka=kafka)

    async def leave(self, rig: KafkaRig, replicas: int) -> list[str]:
        ours = self.settings(rig)
        gone = await leave_groups(
            ours.kafka, ours.groups_of("trial"), ours.members_of("trial"), replicas
        )
        return [member.instance for member in gone]

    async def test_after_a_scale_down_the_others_have_all_partitions_in_seconds(
        self, rig: KafkaRig
    ) -> None:
        _, staying = await self.pod(rig, 0)
        going, _ = await self.pod(rig, 1)
        await staying.until(lambda: 0 < len(staying.lags) < PARTITIONS)
        await going.stop()
        assert await rig.members() == 2
        assert await self.leave(rig, 1) == [f"{rig.site}.trial.{rig.site}-trial-1"]
        await staying.until(lambda: len(staying.lags) == PARTITIONS, within_s=SOON_S)

    async def test_a_roll_out_takes_nobody_out(self, rig: KafkaRig) -> None:
        await self.pod(rig, 0)
        rolled, _ = await self.pod(rig, 1)
        await rolled.stop()
        assert await self.leave(rig, 2) == []
        assert await rig.members() == 2

    async def test_members_of_other_services_and_sites_are_left_alone(self, rig: KafkaRig) -> None:
        await self.pod(rig, 5)
        ours = self.settings(rig)
        for groups, members in (
            (f"gov321.{rig.site}.tria.", ours.members_of("trial")),
            (ours.groups_of("trial"), ours.members_of("tria")),
        ):
            assert await leave_groups(ours.kafka, groups, members, 0) == ()
        assert await rig.members() == 1

    async def test_a_member_that_was_taken_out_while_at_work_joins_again(
        self, rig: KafkaRig
    ) -> None:
        _, figures = await self.pod(rig, 1)
        await self.leave(rig, 1)
        await eventually_async(lambda: is_back(rig))
        await rig.publish(self.events(rig, "a"))
        await figures.until(lambda: figures.records == 1)

    async def test_without_an_operator_the_others_wait_for_the_absence_and_not_the_session(
        self, rig: KafkaRig
    ) -> None:
        rig.settings = replace(rig.settings, absence=LEAST_SESSION_S)
        _, staying = await self.pod(rig, 0)
        going, _ = await self.pod(rig, 1)
        await staying.until(lambda: 0 < len(staying.lags) < PARTITIONS)
        await going.stop()
        assert await rig.members() == 2
        await staying.until(lambda: len(staying.lags) == PARTITIONS, LEAST_SESSION_S + SOON_S)

    async def test_who_comes_back_in_time_has_its_share_again_and_moved_nothing(
        self, rig: KafkaRig
    ) -> None:
        rig.settings = replace(rig.settings, absence=LEAST_SESSION_S)
        _, staying = await self.pod(rig, 0)
        rolled, before = await self.pod(rig, 1)
        await before.until(lambda: 0 < len(before.lags) < PARTITIONS)
        await staying.until(lambda: 0 < len(staying.lags) < PARTITIONS)
        kept = set(staying.lags)
        await rolled.stop()
        _, after = await self.pod(rig, 1)
        await after.until(lambda: set(after.lags) == set(before.lags), within_s=3)
        assert set(staying.lags) == kept

    async def test_the_place_of_a_successor_is_not_touched(self, rig: KafkaRig) -> None:
        _, figures = await self.pod(rig, 0)
        former = Member(
            rig.group, self.settings(rig, f"{rig.site}-trial-0").member_of("trial"), "x"
        )
        assert not await keep_place(self.settings(rig).kafka, former, LEAST_SESSION_S)
        await rig.publish(self.events(rig, "a"))
        await figures.until(lambda: figures.records == 1)

    async def test_the_command_ends_well_when_nobody_is_left(self, rig: KafkaRig) -> None:
        going, _ = await self.pod(rig, 1)
        await going.stop()
        assert await leave_beyond("trial", self.settings(rig), replicas=1, wait=30) == 0
        assert await rig.members() == 0


async def is_back(rig: KafkaRig) -> bool:
    return await rig.members() == 1


async def test_without_a_broker_nobody_can_leave(unused_tcp_port: int) -> None:
    kafka = KafkaSettings(bootstrap=f"127.0.0.1:{unused_tcp_port}")
    with pytest.raises(Unavailable):
        await leave_groups(kafka, "gov321.villages.trial.", "villages.trial.", 1)
