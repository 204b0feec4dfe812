"""Two processes of one site share the work: nothing twice, order kept, one takes over, one drains.

They have a county of their own: a process that is gone keeps its share of the partitions until its
session ends, and other tests do not wait for that.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator

import pytest
from gov321.registry.v1 import roster_service_pb2 as pb
from gov321.registry.v1.registry_service_pb2 import RepublishHouseholdsRequest

from kit.roles import Role
from tests.scenarios.conftest import NewRoster, Sit
from tests.support import topic_reading as topic
from tests.support.desks import COUNTY, PART_BYTES, Desk, Import, new_id, same_at
from tests.support.running_sites import FACTS, County, Site
from tests.support.waiting import eventually_async

pytestmark = [pytest.mark.scenario, pytest.mark.timeout(200)]

YEARS = range(2010, 2025)


@pytest.fixture(scope="module")
def running_county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    """A county for this module alone, without its third tier."""
    county = County(tmp_path_factory.mktemp("replicas"), ("villages", "towns"))
    try:
        county.start()
        yield county
    finally:
        county.end()


@pytest.fixture
def second(county: County) -> Site:
    """The second process of the villages."""
    site = county.replica("villages", "1")
    site.start()
    return site


async def records(county: County, home: str) -> list[topic.Record]:
    return await topic.records_of(county.ground.kafka.address, FACTS, home)


async def test_imports_run_once_and_every_fact_is_told_once(
    county: County, sit: Sit, new_roster: NewRoster, second: Site
) -> None:
    rosters = [new_roster(60), new_roster(60), new_roster(60)]
    clerks = [sit("villages"), sit(second), sit("villages")]
    jobs = await asyncio.gather(
        *(clerk.import_roster(COUNTY, r.csv(2)) for clerk, r in zip(clerks, rosters, strict=True))
    )
    for roster, job in zip(rosters, jobs, strict=True):
        await same_at([clerks[1], sit("towns")], roster.village)
        assert (job.created_households, job.rejected_households) == (58, 2)
        told = await records(county, roster.village)
        assert sorted(topic.revisions_of(told).values()) == [[1]] * 58
        assert topic.resent(told) == 0


async def test_a_republication_is_worked_off_once(
    county: County, sit: Sit, new_roster: NewRoster, second: Site
) -> None:
    roster = new_roster(40)
    clerk = sit("villages")
    await clerk.import_roster(COUNTY, roster.csv())
    await same_at([clerk, sit("towns")], roster.village)
    for site in ("villages", second):
        operator = sit(site, "operator", Role.OPERATOR)
        order = RepublishHouseholdsRequest(request_id=new_id(), division=roster.village)
        assert (await operator.registry.RepublishHouseholds(order)).household_count == 40

    async def both_are_done() -> bool:
        return len(await records(county, roster.village)) >= 3 * 40

    await eventually_async(both_are_done, 20.0)
    told = Counter(topic.header(one, "ce_subject") for one in await records(county, roster.village))
    assert set(told.values()) == {3}
    assert len(told) == 40


async def test_the_facts_of_a_household_stay_in_order_whoever_writes_it(
    county: County, sit: Sit, new_roster: NewRoster, second: Site
) -> None:
    roster = new_roster(4)
    clerks = [sit("villages"), sit(second)]
    await clerks[0].import_roster(COUNTY, roster.csv())
    households = list(await clerks[0].list(roster.village))
    await asyncio.gather(*(_awards(clerks, household) for household in households))
    await same_at([clerks[0], sit("towns")], roster.village)
    told = topic.revisions_of(await records(county, roster.village))
    assert told == {id: list(range(1, len(YEARS) + 2)) for id in households}


async def _awards(clerks: list[Desk], household: str) -> None:
    for year in YEARS:
        await clerks[year % 2].award(household, year)


async def test_a_process_that_is_told_to_stop_finishes_the_call_in_hand(
    sit: Sit, new_roster: NewRoster, second: Site
) -> None:
    roster = new_roster(150)
    clerk, first = sit(second), sit("villages")
    data = roster.csv()
    job = await clerk.announce(COUNTY, data)
    begun, draining = asyncio.Event(), asyncio.Event()

    async def parts() -> AsyncIterator[pb.UploadImportRequest]:
        for at in range(0, len(data), PART_BYTES):
            part = data[at : at + PART_BYTES]
            yield pb.UploadImportRequest(import_id=job.id, offset=at, data=part)
            begun.set()
            await draining.wait()

    uploading = asyncio.ensure_future(clerk.rosters.UploadImport(parts(), timeout=30))
    await begun.wait()
    await eventually_async(lambda: _has_begun(first, job))
    stopped = asyncio.ensure_future(asyncio.to_thread(second.stop))
    await eventually_async(lambda: _is_draining(second))
    draining.set()
    assert (await uploading).job.received_bytes == len(data)
    assert await stopped == 0
    assert (await first.finished(job)).created_households == 150


async def _has_begun(desk: Desk, job: Import) -> bool:
    return (await desk.job(job)).received_bytes > 0


async def _is_draining(site: Site) -> bool:
    return "app draining" in site.log


async def test_when_one_is_killed_the_other_takes_over_its_import_and_its_outbox(
    county: County, sit: Sit, new_roster: NewRoster, second: Site
) -> None:
    roster, more = new_roster(1500), new_roster(3)
    doomed, survivor, towns = sit("villages"), sit(second), sit("towns")
    data = roster.csv()
    job = await doomed.announce(COUNTY, data)
    await doomed.upload(job, data)
    await eventually_async(lambda: _is_running(survivor, job), 20.0)
    county["villages"].kill()
    await survivor.import_roster(COUNTY, more.csv())
    await same_at([survivor, towns], more.village)
    done = await survivor.finished(job)
    assert (done.state, done.created_households) == (Import.STATE_DONE, 1500)
    assert await survivor.counts(roster.village) == (1500, 3000)
    await same_at([survivor, towns], roster.village, 60.0)
    told = topic.revisions_of(await records(county, roster.village))
    assert sorted(told.values()) == [[1]] * 1500


async def _is_running(desk: Desk, job: Import) -> bool:
    return (await desk.job(job)).state in (Import.STATE_RUNNING, Import.STATE_DONE)
