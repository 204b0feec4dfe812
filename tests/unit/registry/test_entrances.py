"""Where work comes in without a caller: batches of facts, and jobs."""

from __future__ import annotations

import asyncio

import pytest
from google.protobuf.message import DecodeError

from services.registry.domain.import_job import ImportState
from services.registry.events import TYPES, HouseholdFacts
from services.registry.jobs import import_job, republish_job
from tests.support.builders import a_household
from tests.support.registry_app import World
from tests.support.registry_orders import COUNTY, put
from tests.support.registry_rosters import a_batch, a_running_job, listed
from tests.support.waiting import eventually_async


async def test_a_batch_of_facts_becomes_copies() -> None:
    world = World()
    await put(world.site("villages").households, a_household("a"))
    handler = HouseholdFacts(world.site("county").projection)
    await handler([event for event in await world.published() if event.type in TYPES])
    assert set(await world.site("county").copies.get_many(["a"])) == {"a"}


async def test_a_poisoned_fact_is_raised_for_the_bus_to_park() -> None:
    world = World()
    await put(world.site("villages").households, a_household("a"))
    [event] = await world.published()
    handler = HouseholdFacts(world.site("county").projection)
    with pytest.raises(DecodeError):
        await handler([event, event._replace(data=b"\x0a\xff\xff")])
    assert await world.site("county").copies.page(COUNTY, True, "", 5) == []


async def test_jobs_work_off_what_is_there_and_end_when_told() -> None:
    villages, stop = World().site("villages"), asyncio.Event()
    villages.scanner.batches = [a_batch(listed(0))]
    await a_running_job(villages, state=ImportState.QUEUED)
    jobs = (import_job(villages.worker()), republish_job(villages.republisher))
    running = [asyncio.ensure_future(job.run(stop)) for job in jobs]

    async def done() -> bool:
        job = await villages.imports.get("job")
        return job is not None and job.state is ImportState.DONE

    await eventually_async(done)
    stop.set()
    await asyncio.gather(*running)
