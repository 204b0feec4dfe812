"""Where work comes in without a caller: batches of facts, jobs; and the figures shown."""

from __future__ import annotations

import asyncio

import pytest

from kit.crypto import CannotOpen
from kit.metric_tables import KIT_METRICS
from kit.metrics import Metrics
from services.grid.domain.coverage import Coverage
from services.grid.events import REGISTRY_TYPES
from services.grid.jobs import republish_job, upkeep_job
from services.grid.metrics import METRICS, GridGauges
from services.registry.domain.need import NeedKind
from tests.support.builders import JIANGHE
from tests.support.grid_app import GridWorld
from tests.support.grid_intake import a_fact
from tests.support.grid_stories import earning, needing, village_of
from tests.support.waiting import eventually_async


async def test_a_broken_seal_is_raised_for_the_bus_to_park_before_anything_is_written() -> None:
    world = GridWorld()
    good, bad = a_fact(earning("a", 1)), a_fact(needing(earning("b", 1), NeedKind.RELEASED))
    other = a_fact(needing(earning("c", 1), NeedKind.RELEASED))
    moved = bad._replace(data=other.data.replace(b"\x01c", b"\x01b"))
    with pytest.raises(CannotOpen) as refused:
        await world.hear([good, moved])
    assert refused.value.fields["id"] == "b"
    assert world.site().stores.households.replica.all() == []


def test_facts_about_duplicate_cases_are_passed_over() -> None:
    assert not [name for name in REGISTRY_TYPES if "DuplicateCase" in name]


async def test_jobs_work_off_what_is_there_and_end_when_told() -> None:
    world, stop = GridWorld(), asyncio.Event()
    await world.hear([a_fact(earning("a", 1))])
    site = world.site()
    jobs = (upkeep_job(site.upkeep), republish_job(site.republisher))
    running = [asyncio.ensure_future(job.run(stop)) for job in jobs]

    async def done() -> bool:
        return set(site.stores.upkeep.days) == {JIANGHE}

    await eventually_async(done)
    stop.set()
    await asyncio.gather(*running)
    assert len((await village_of(world)).members) == 1


def test_coverage_is_shown_as_metrics_by_village() -> None:
    metrics = Metrics(KIT_METRICS, METRICS)
    coverage = Coverage(JIANGHE.digits, 10, 1, 2, 0, 5, 2, 3, 0)
    GridGauges(metrics).show(coverage)
    shown = metrics.exposition().decode()
    for name, value in {
        "households_without_grid": 1,
        "households_in_two_grids": 2,
        "leaves_out_of_bounds": 3,
        "vacant_leaders": 3,
    }.items():
        assert f'gov321_grid_{name}{{village="{JIANGHE}"}} {value}.0' in shown
