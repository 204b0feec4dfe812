"""The grid as a process on the real Kafka and store: facts in, villages and cares out, restarts."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, replace

import grpc
import pytest
from gov321.grid.v1 import grid_service_pb2 as pb
from gov321.grid.v1.grid_service_pb2_grpc import GridServiceStub
from pydantic import SecretStr

from dev.embedded.topics import ensure_topics
from dev.run.services import PARTITIONS
from kit.bus_settings import BusSettings
from kit.crypto import Blind, Sealer
from kit.envelope import Event, topic_dlq, topic_events
from kit.key_ring import KeyRing
from kit.model.division import Tier
from kit.mongo import MongoSettings, connect
from kit.publisher import KafkaPublisher
from kit.roles import Role
from kit.rpc_client import channel_to
from kit.settings import KafkaSettings
from kit.vault import Vault
from services.registry.domain.events import HouseholdRegistered
from services.registry.domain.household import Household
from services.registry.domain.need import NeedKind
from services.registry.store.household_codec import HouseholdCodec
from tests.support.builders import JIANGHE, TODAY, YUHE
from tests.support.grid_stories import AWARDED, earning, needing
from tests.support.registry_fakes import SOURCE
from tests.support.registry_orders import NOW
from tests.support.running_sites import Ground, Site
from tests.support.waiting import eventually_async

pytestmark = [
    pytest.mark.integration,
    pytest.mark.kafka,
    pytest.mark.mongo,
    pytest.mark.timeout(240),
]

GRID = ("services.grid",)
COLLECTIONS = ("household_copies", "villages", "cares")
HOUSEHOLDS = 120
_SETTLED_S = 60.0


@dataclass(frozen=True)
class Stage:
    """Two sites of the grid on one ground, and the registry's voice."""

    ground: Ground
    villages: Site
    county: Site

    async def tell(self, households: Sequence[tuple[Household, int]]) -> None:
        """Publish what the registry would tell of households."""
        settings = BusSettings(kafka=KafkaSettings(bootstrap=self.ground.kafka.address))
        publisher = KafkaPublisher(settings)
        await publisher.start()
        try:
            await publisher.publish([self._fact(*one) for one in households])
        finally:
            await publisher.stop()

    async def coverage(self, site: Site) -> dict[str, tuple[int, int, int]]:
        """Return households, those without a grid and those in two, by village."""
        token = self.ground.issuer.issue("op", [Role.OPERATOR], ["610921"], Tier.VILLAGE)
        channel = channel_to(site.target, lambda: token)
        try:
            request = pb.CheckCoverageRequest(division="610921000000")
            answer = await GridServiceStub(channel).CheckCoverage(request)
        except grpc.aio.AioRpcError:
            return {}
        finally:
            await channel.close()
        return {
            one.village: (one.households, one.without_grid, one.in_two_grids)
            for one in answer.villages
        }

    async def kept(self) -> str:
        """Return a hash of every document of the site of villages."""
        uri = SecretStr(self.ground.store.address)
        store = connect(MongoSettings(uri=uri, database="gov321_villages_grid"))
        try:
            rows = [
                (name, document["_id"], document["revision"], document["snapshot"])
                for name in COLLECTIONS
                for document in await store.collection(name).find().to_list(None)
            ]
        finally:
            store.close()
        return hashlib.sha256(repr(sorted(rows)).encode()).hexdigest()

    def _fact(self, household: Household, revision: int) -> Event:
        ring = KeyRing.load(self.ground.folder / "keys" / "ring.json")
        codec = HouseholdCodec(Vault(Sealer(ring), Blind(ring)), topic_events("registry"), SOURCE)
        [event] = codec.publish(household, revision, (HouseholdRegistered(TODAY),), NOW)
        return event


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """A broker and a store of their own: the topics of services have one name everywhere."""
    ground = Ground(tmp_path_factory.mktemp("grid"))
    try:
        ground.start()
        yield ground
    finally:
        ground.end()


@pytest.fixture
async def stage(ground: Ground) -> AsyncIterator[Stage]:
    topics = {topic_events("grid"): PARTITIONS}
    topics |= {topic_dlq(site, "grid"): 1 for site in ("villages", "county")}
    await ensure_topics(ground.kafka.address, topics)
    sites = [Site(ground, name) for name in ("villages", "county")]
    for site in sites:
        site.program = GRID
        await asyncio.to_thread(site.start)
    yield Stage(ground, *sites)
    for site in sites:
        site.kill()


def a_county() -> list[tuple[Household, int]]:
    """Return households of two villages, some with needs, some with awards."""
    told: list[tuple[Household, int]] = []
    for number in range(HOUSEHOLDS):
        one = earning(f"h{number:03}", 1000 + 37 * number, awards=AWARDED if number % 3 else ())
        if number % 7 == 0:
            one = needing(one, NeedKind.MINIMUM_LIVING)
        if number % 4 == 0:
            first = replace(one.residences[0], village=YUHE)
            one = replace(one, residences=(first,))
        told.append((one, 1))
    return told


WANTED = {JIANGHE.digits: (90, 0, 0), YUHE.digits: (30, 0, 0)}


async def test_facts_become_villages_at_every_tier_and_survive_restarts(stage: Stage) -> None:
    await stage.tell(a_county())

    async def settled() -> bool:
        return [await stage.coverage(site) for site in (stage.villages, stage.county)] == [
            WANTED,
            WANTED,
        ]

    await eventually_async(settled, _SETTLED_S)
    before = await _at_rest(stage)

    stage.villages.kill()
    await stage.tell(a_county())  # the whole topic once more, while nobody listens
    await asyncio.to_thread(stage.villages.start)
    await stage.tell([(earning("later", 5), 1)])

    async def heard() -> bool:
        found = await stage.coverage(stage.villages)
        return found.get(JIANGHE.digits) == (91, 0, 0)

    await eventually_async(heard, _SETTLED_S)
    with_one_more = await _at_rest(stage)
    assert with_one_more != before
    assert await stage.coverage(stage.county) == {**WANTED, JIANGHE.digits: (91, 0, 0)}

    await stage.tell([*a_county(), (earning("later", 5), 1)])
    assert await asyncio.to_thread(stage.villages.stop) == 0
    await asyncio.to_thread(stage.villages.start)
    assert await _at_rest(stage) == with_one_more


async def _at_rest(stage: Stage) -> str:
    """Return the hash once nothing waits on the topics or in an outbox any more."""
    seen: list[str] = []

    async def rests() -> bool:
        if _waiting(stage.villages) or _waiting(stage.county):
            return False
        seen.append(await stage.kept())
        return len(seen) > 1 and seen[-1] == seen[-2]

    await eventually_async(rests, _SETTLED_S)
    return seen[-1]


def _waiting(site: Site) -> float:
    """Records behind the end of the topics, and outboxes that are not published."""
    lines = site.get("metrics").splitlines()
    names = ("gov321_bus_lag_records{", "gov321_outbox_waiting{")
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(names))
