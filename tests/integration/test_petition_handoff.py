"""An appeal goes from village to town and back between processes on the real Kafka and store."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterator

import grpc
import pytest

from dev.embedded.topics import ensure_topics
from dev.run.services import PARTITIONS
from kit.envelope import topic_dlq, topic_events
from kit.model.ids import SiteId
from kit.rpc_errors import details_of
from services.petition.domain.addressing import FACTS, PUBLIC, inbox
from tests.support.petition_builders import TOWN, VILLAGE
from tests.support.petition_files import PHOTOGRAPH
from tests.support.petition_stage import PETITION, SETTLED_S, Stage
from tests.support.running_sites import SITES, Ground, Site
from tests.support.topic_reading import records_of
from tests.support.waiting import eventually_async

pytestmark = [
    pytest.mark.integration,
    pytest.mark.kafka,
    pytest.mark.mongo,
    pytest.mark.timeout(300),
]


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """A broker and a store of their own: the topics of services have one name everywhere."""
    ground = Ground(tmp_path_factory.mktemp("petition"))
    try:
        ground.start()
        yield ground
    finally:
        ground.end()


@pytest.fixture(scope="module")
def stage(ground: Ground) -> Iterator[Stage]:
    topics = {FACTS: PARTITIONS, PUBLIC: PARTITIONS, topic_events("grid"): PARTITIONS}
    topics |= {inbox(SiteId(site)): PARTITIONS for site in SITES}
    topics |= {topic_dlq(site, "petition"): 1 for site in SITES}
    asyncio.run(ensure_topics(ground.kafka.address, topics))
    sites = [Site(ground, name) for name in ("villages", "towns")]
    try:
        for site in sites:
            site.program = PETITION
            site.start()
        yield Stage(ground, *sites)
    finally:
        for site in sites:
            site.kill()


async def reason_of(call: Awaitable[object]) -> tuple[str, str]:
    """Return the reason of a refusal, and the custodian it names."""
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await call
    info, _ = details_of(refused.value)
    assert info is not None
    return info.reason, info.metadata["custodian"]


async def test_a_matter_goes_up_and_comes_back_and_a_replay_changes_nothing(stage: Stage) -> None:
    taken = await stage.submit("burst pipe")
    id, receipt = taken.petition.petition_id, taken.receipts[0]
    sent = await stage.send(stage.villages, id, TOWN.digits, "up")
    assert (sent.custodian, sent.in_flight, sent.revision) == (TOWN.digits, True, 3)
    await stage.until(id, TOWN.digits, 4)

    refused = stage.send(stage.villages, id, TOWN.digits, "again")
    assert await reason_of(refused) == ("NOT_CUSTODIAN", TOWN.digits)
    assert await stage.tier_of(receipt) == "town"

    await stage.send(stage.towns, id, VILLAGE.digits, "down")
    await stage.until(id, VILLAGE.digits, 6)
    assert await stage.tier_of(receipt) == "village"
    before = await stage.at_rest()
    topics = [FACTS, *(inbox(SiteId(site)) for site in SITES)]
    assert await stage.replay(topics) > len(topics)
    assert await stage.at_rest() == before


async def test_a_kill_between_write_and_publish_heals(stage: Stage) -> None:
    taken = await stage.submit("broken lamp")
    id = taken.petition.petition_id
    await asyncio.to_thread(stage.villages.kill)
    await stage.write_and_die(id)
    await asyncio.to_thread(stage.villages.start)
    await stage.until(id, TOWN.digits, 4)


async def test_a_file_outlives_its_process_and_a_site_without_it_says_where_it_lies(
    stage: Stage,
) -> None:
    file = await stage.upload()
    id = (await stage.submit("with a photograph", file)).petition.petition_id
    await asyncio.to_thread(stage.villages.kill)
    await asyncio.to_thread(stage.villages.start)
    await stage.send(stage.villages, id, TOWN.digits, "up with a photograph")
    await stage.until(id, TOWN.digits, 4)
    assert await stage.download(stage.villages, id, file) == PHOTOGRAPH
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await stage.download(stage.towns, id, file)
    info, text = details_of(refused.value)
    assert refused.value.code() is grpc.StatusCode.NOT_FOUND
    assert info is not None
    assert (info.reason, info.metadata["center"]) == ("ATTACHMENT_ELSEWHERE", VILLAGE.digits)
    assert f"存放在最初登记该诉求的 {VILLAGE} 中心" in text


async def test_what_is_public_says_nothing_personal(stage: Stage) -> None:
    taken = await stage.submit("dark road")

    async def told() -> bool:
        return len(await records_of(stage.ground.kafka.address, PUBLIC)) > 0

    await eventually_async(told, SETTLED_S)
    await stage.at_rest()
    records = await records_of(stage.ground.kafka.address, PUBLIC)
    bodies = b"".join(record.value or b"" for record in records)
    around = repr([(record.key, record.headers) for record in records])
    for secret in ("王小明", "水管", taken.petition.petition_id, VILLAGE.digits):
        assert secret.encode() not in bodies
        assert secret not in around
