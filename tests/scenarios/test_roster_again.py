"""A roster handed in again, broken off, or left alone: only what changed is told, nothing twice."""

from __future__ import annotations

from dataclasses import replace

import pytest
from gov321.registry.v1 import roster_service_pb2 as pb

from tests.scenarios.conftest import NewRoster, Sit
from tests.support.desks import COUNTY, PART_BYTES, Desk, Import, new_id
from tests.support.running_sites import FACTS, County
from tests.support.topic_reading import header, records_of
from tests.support.village_rosters import VillageRoster
from tests.support.waiting import eventually_async

pytestmark = [pytest.mark.scenario, pytest.mark.timeout(200)]


async def told(county: County, roster: VillageRoster, at_least: int) -> list[str]:
    """The revisions told of the village's households, once there are as many as expected."""

    async def enough() -> bool:
        return len(await read()) >= at_least

    async def read() -> list[str]:
        records = await records_of(county.ground.kafka.address, FACTS, roster.village)
        return [header(record, "ce_revision") for record in records]

    await eventually_async(enough, 30.0)
    return await read()


async def imported(clerk: Desk, data: bytes) -> Import:
    job = await clerk.import_roster(COUNTY, data)
    assert job.state == Import.STATE_DONE, job.failure
    return job


async def test_the_same_file_twice_changes_nothing_and_tells_nothing(
    county: County, sit: Sit, new_roster: NewRoster
) -> None:
    roster, mark = new_roster(30), new_roster(1)
    clerk = sit("villages")
    await imported(clerk, roster.csv())
    before = await clerk.list(roster.village)
    job = await imported(clerk, roster.csv())
    await imported(clerk, mark.csv())  # published after whatever the repeat might have caused
    await told(county, mark, 1)
    assert (job.unchanged_households, job.created_households, job.changed_households) == (30, 0, 0)
    assert await told(county, roster, 30) == ["1"] * 30
    assert await clerk.list(roster.village) == before


async def test_a_changed_file_tells_only_the_changes(
    county: County, sit: Sit, new_roster: NewRoster
) -> None:
    roster, mark = new_roster(30), new_roster(1)
    clerk = sit("villages")
    await imported(clerk, roster.csv())
    text = replace(roster, size=32).csv().decode()
    changed = text.replace(f"{roster.address_of(4)},", "新搬到河边,")
    assert changed != text
    job = await imported(clerk, changed.encode())
    await imported(clerk, mark.csv())
    await told(county, mark, 1)
    assert (job.created_households, job.changed_households, job.unchanged_households) == (2, 1, 29)
    assert sorted(await told(county, roster, 33)) == ["1"] * 32 + ["2"]


async def test_an_upload_that_broke_off_goes_on_where_it_stood(
    sit: Sit, new_roster: NewRoster
) -> None:
    roster = new_roster(200)
    clerk, request = sit("villages"), new_id()
    data = roster.csv()
    assert len(data) > 2 * PART_BYTES
    job = await clerk.announce(COUNTY, data, request)
    await clerk.upload(job, data, upto=PART_BYTES)
    again = sit("villages")  # another connection of the same person
    found = await again.announce(COUNTY, data, request)
    assert (found.id, found.received_bytes) == (job.id, PART_BYTES)
    await again.upload(found, data)
    done = await again.finished(found)
    assert (done.state, done.created_households) == (Import.STATE_DONE, 200)


async def test_a_job_goes_on_when_who_watched_it_is_gone(sit: Sit, new_roster: NewRoster) -> None:
    roster = new_roster(60)
    clerk, watcher = sit("villages"), sit("villages")
    data = roster.csv()
    job = await clerk.announce(COUNTY, data)
    watching = watcher.rosters.WatchImport(pb.WatchImportRequest(import_id=job.id), timeout=30)
    assert (await anext(aiter(watching))).job.id == job.id
    watching.cancel()
    await watcher.close()
    await clerk.upload(job, data)
    assert (await clerk.finished(job)).created_households == 60
