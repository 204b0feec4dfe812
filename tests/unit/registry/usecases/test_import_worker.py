"""The worker: takes jobs, keeps the lease, ends each job the way it deserves, leaves on stop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from kit.model.errors import Unavailable
from services.registry.domain.import_job import ImportJob, ImportState
from services.registry.ports.imports import ScannedBatch
from services.registry.roster.refusals import WrongHeader
from services.registry.usecases.import_worker import LEASE
from tests.support.registry_app import SiteWorld, World
from tests.support.registry_orders import NOW
from tests.support.registry_rosters import FILE, a_batch, a_running_job, listed

BATCHES = [a_batch(listed(n), last_row=10 * (n + 1)) for n in range(3)]


async def work(site: SiteWorld, owner: str = "worker-1") -> bool:
    return await site.worker(owner).work(asyncio.Event())


async def the_job(site: SiteWorld) -> ImportJob:
    job = await site.imports.get("job")
    assert job is not None
    return job


def on_batch(number: int, act: Callable[[], None]) -> Callable[[int], None]:
    return lambda n: act() if n == number else None


async def queued(site: SiteWorld, batches: list[ScannedBatch] = BATCHES) -> None:
    site.scanner.batches = batches
    await a_running_job(site, state=ImportState.QUEUED)


def cancel_now(site: SiteWorld) -> None:
    """Cancel the job at this very moment, as a clerk may."""
    step = site.imports.change("job", lambda j: j.moved_to(ImportState.CANCELLED, NOW))
    with pytest.raises(StopIteration):
        step.send(None)


async def test_without_a_job_there_is_nothing_to_do(villages: SiteWorld) -> None:
    assert not await work(villages)


async def test_a_queued_job_is_imported_and_its_file_dropped(villages: SiteWorld) -> None:
    await queued(villages)
    assert await work(villages)
    job = await the_job(villages)
    assert (job.state, job.progress.created_households) == (ImportState.DONE, 3)
    assert job.ended == NOW
    assert villages.scanner.files == [FILE]
    assert villages.imports.parts == {}


async def test_a_refused_file_tells_why_and_is_dropped(villages: SiteWorld) -> None:
    villages.scanner.refusal = WrongHeader(column="A", expected="村代码", found="序号")
    await queued(villages, [])
    await work(villages)
    job = await the_job(villages)
    assert job.state is ImportState.REFUSED
    assert job.failure == villages.scanner.refusal.user_text
    assert villages.imports.parts == {}


async def test_a_worker_told_to_stop_leaves_the_job_to_the_next(world: World) -> None:
    villages, stop = world.site("villages"), asyncio.Event()
    await queued(villages)
    villages.scanner.before_batch = on_batch(2, stop.set)
    await villages.worker().work(stop)
    job = await the_job(villages)
    assert (job.state, job.progress.created_households < 3) == (ImportState.RUNNING, True)
    assert villages.imports.parts != {}
    assert villages.scanner.open_scans == 0
    world.clock.advance(timedelta(milliseconds=1))
    assert await work(villages, "worker-2")
    job = await the_job(villages)
    assert (job.state, job.progress.created_households) == (ImportState.DONE, 3)


async def test_a_job_that_was_interrupted_goes_on_after_the_last_batch(world: World) -> None:
    villages = world.site("villages")
    await queued(villages)
    job = await villages.imports.change("job", lambda j: j.moved_to(ImportState.RUNNING, NOW))
    await villages.roster.take_over(job, BATCHES[0])
    seen: list[int] = []
    villages.scanner.before_batch = seen.append
    await work(villages)
    assert seen == [1, 2]
    assert (await the_job(villages)).progress.created_households == 3


async def test_a_cancelled_job_is_left_alone(villages: SiteWorld) -> None:
    await queued(villages)
    villages.scanner.before_batch = on_batch(1, lambda: cancel_now(villages))
    await work(villages)
    job = await the_job(villages)
    assert job.state is ImportState.CANCELLED
    assert job.progress.created_households < 3
    assert villages.scanner.open_scans == 0


async def test_a_worker_that_lost_its_lease_stops_writing(world: World) -> None:
    villages = world.site("villages")
    await queued(villages)

    def stolen() -> None:
        world.clock.advance(LEASE * 2)
        step = villages.imports.take("worker-2", world.clock.now(), world.clock.now() + LEASE)
        with pytest.raises(StopIteration):
            step.send(None)

    villages.scanner.before_batch = on_batch(1, stolen)
    await work(villages)
    job = await the_job(villages)
    assert (job.state, job.progress.created_households < 3) == (ImportState.RUNNING, True)
    assert villages.imports.parts != {}


async def test_a_store_that_goes_away_leaves_the_job_open(world: World) -> None:
    villages = world.site("villages")
    villages.scanner.refusal = None
    await queued(villages)

    def away() -> None:
        raise Unavailable(what="数据存储")

    villages.scanner.before_batch = on_batch(1, away)
    with pytest.raises(Unavailable):
        await work(villages)
    assert (await the_job(villages)).state is ImportState.RUNNING
    villages.scanner.before_batch = lambda _: None
    world.clock.advance(timedelta(milliseconds=1))
    await work(villages, "worker-2")
    assert (await the_job(villages)).progress.created_households == 3
