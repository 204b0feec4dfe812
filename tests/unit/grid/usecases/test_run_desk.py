"""Yearly runs: drafted dry, applied in chunks, resumed after a crash, never twice."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from kit.access import OutOfScope
from kit.model.division import DivisionCode
from kit.model.errors import InvalidValue, NotCustodian, NotFound, RequestReused
from kit.roles import Role
from services.grid.domain.colour.values import Colour
from services.grid.domain.run import ColourRun, RunStatus
from services.grid.usecases import runs as module
from services.grid.usecases.runs import RunDesk
from tests.support.grid_builders import JIANGHE, a_request
from tests.support.grid_care_site import CareSite, here, rights, target
from tests.support.grid_cares import CareBuilder, overriding, says

DRAFT = rights("ColourRunService/DraftRun", Role.CLERK)
APPLY = rights("ColourRunService/ApplyRun", subject="reviewer-9")
READ = rights("ColourRunService/GetRun", Role.CLERK)
YEAR = 2026
COUNTY = JIANGHE.county


def proposing(household: str, colour: Colour = Colour.RED) -> CareBuilder:
    return here(household).assessed(says(colour, year=YEAR))


async def drafted(site: CareSite, division: DivisionCode = COUNTY) -> ColourRun:
    return await site.runs().draft(DRAFT, division, YEAR, a_request())


async def applied(desk: RunDesk, run: str) -> ColourRun:
    await desk.apply(APPLY, run)
    while await desk.work(asyncio.Event()):
        continue
    return await desk.get(READ, run)


async def a_site() -> CareSite:
    site = CareSite()
    await site.put(
        proposing("a"),
        proposing("b", Colour.GREEN),
        proposing("c").refused(),
        proposing("d", Colour.PENDING),
        here("e"),
    )
    return site


async def test_a_draft_counts_and_changes_nothing() -> None:
    site = await a_site()
    run = await drafted(site)
    assert (run.status, run.households, run.changed, run.held_back) == (RunStatus.DRAFTED, 5, 2, 2)
    assert run.colours == {Colour.RED: 2, Colour.GREEN: 1, Colour.PENDING: 1}
    changes = await site.runs().changes_of(READ, run.id, "", 9)
    told = [(c.household, c.before, c.after, done) for c, done in changes]
    assert told == [("a", None, Colour.RED, False), ("b", None, Colour.GREEN, False)]
    assert {(await site.one(household)).revision for household in "abcde"} == {1}


async def test_the_same_request_returns_the_same_run() -> None:
    site = await a_site()
    run = await drafted(site)
    await site.put(proposing("late"))
    assert await drafted(site) == run
    with pytest.raises(RequestReused):
        await site.runs().draft(DRAFT, JIANGHE, YEAR, a_request("first", "another body"))


async def test_an_applied_run_is_in_force_under_its_signer() -> None:
    site = await a_site()
    run = await drafted(site)
    done = await applied(site.runs(), run.id)
    assert (done.status, done.applied, done.applied_by) == (RunStatus.APPLIED, 2, "reviewer-9")
    a = (await site.one("a")).state
    assert a.in_force is not None
    assert (a.colour, a.in_force.run, a.in_force.signer) == (Colour.RED, run.id, "reviewer-9")
    assert (await site.one("c")).state.colour is None
    changes = await site.runs().changes_of(READ, run.id, "", 9)
    assert [done for _, done in changes] == [True, True]


async def test_applying_twice_changes_nothing() -> None:
    site = await a_site()
    run = await drafted(site)
    once = await applied(site.runs(), run.id)
    revisions = [(await site.one(household)).revision for household in "abcde"]
    assert await applied(site.runs("worker-2"), run.id) == once
    assert [(await site.one(household)).revision for household in "abcde"] == revisions
    again = await site.runs().draft(DRAFT, COUNTY, YEAR, a_request("second"))
    assert again.changed == 0


async def test_a_household_a_person_decided_on_since_keeps_that_decision() -> None:
    site = await a_site()
    run = await drafted(site)
    access = rights("CareService/OverrideColour")
    await site.desk.override(access, target("a"), overriding(Colour.YELLOW))
    done = await applied(site.runs(), run.id)
    assert (done.applied, (await site.one("a")).state.colour) == (1, Colour.YELLOW)


async def test_a_run_stopped_between_chunks_goes_on_where_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "CHUNK", 1)
    site = await a_site()
    run = await drafted(site)
    desk, stop = site.runs(), asyncio.Event()
    await desk.apply(APPLY, run.id)
    stop.set()
    assert await desk.work(stop)
    assert (await desk.get(READ, run.id)).status is RunStatus.APPLYING
    assert (await applied(desk, run.id)).applied == 2


async def test_a_chunk_that_was_written_but_not_noted_is_counted_once() -> None:
    site = await a_site()
    run = await drafted(site)
    desk = site.runs()
    await applied(desk, run.id)
    lost = await site.kept_runs.get(run.id)
    assert lost is not None
    forgotten = replace(lost, status=RunStatus.APPLYING, after="", applied=0)
    await site.kept_runs.change(run.id, lambda _: forgotten)
    revision = (await site.one("a")).revision
    done = await applied(site.runs(), run.id)
    assert (done.applied, done.status) == (2, RunStatus.APPLIED)
    assert (await site.one("a")).revision == revision


async def test_a_worker_leaves_a_run_alone_that_another_holds() -> None:
    site = await a_site()
    run = await drafted(site)
    await site.runs().apply(APPLY, run.id)
    now = site.clock.now()
    await site.kept_runs.take("another", now, now + module.LEASE)
    assert not await site.runs().work(asyncio.Event())
    site.clock.advance(module.LEASE)
    assert await site.runs().work(asyncio.Event())


@pytest.mark.parametrize("year", [2020, 2027])
async def test_a_year_that_is_not_there_is_refused(year: int) -> None:
    with pytest.raises(InvalidValue):
        await CareSite().runs().draft(DRAFT, COUNTY, year, a_request())


async def test_runs_are_for_the_callers_divisions_at_their_custodian() -> None:
    site = await a_site()
    run = await drafted(site)
    elsewhere = rights("ColourRunService/GetRun", Role.CLERK, "610921105")
    with pytest.raises(OutOfScope):
        await site.runs().get(elsewhere, run.id)
    with pytest.raises(NotFound):
        await site.runs().get(READ, "none")
    with pytest.raises(NotCustodian):
        await CareSite("county").runs().draft(DRAFT, JIANGHE, YEAR, a_request())
