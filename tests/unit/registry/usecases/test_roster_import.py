"""Importing batches: exact counts whatever happens, and what the store refuses comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from kit.commit import Decision
from kit.model.errors import Unavailable
from services.registry.domain.duplicates import CaseState, Decide, decide
from services.registry.domain.events import HouseholdPlaced
from services.registry.domain.household import Household
from services.registry.domain.import_job import ImportJob, ImportState
from services.registry.domain.restructuring import MoveHousehold, move
from services.registry.ports.households import RosterWrite
from services.registry.ports.imports import ScannedHousehold
from tests.support.builders import TODAY, YUHE
from tests.support.registry_app import FAR, SiteWorld, World
from tests.support.registry_fakes import MemoryHouseholds
from tests.support.registry_orders import COUNTY, NOW, a_request
from tests.support.registry_rosters import (
    a_batch,
    a_running_job,
    import_all,
    listed,
    rejected,
    relisted,
    with_a_bad_row,
)


def counts(job: ImportJob) -> tuple[int, int, int, int]:
    """Created, changed, unchanged, rejected households."""
    done = job.progress
    return (
        done.created_households,
        done.changed_households,
        done.unchanged_households,
        done.rejected_households,
    )


async def test_new_changed_and_unchanged_households_are_counted(villages: SiteWorld) -> None:
    first = await import_all(villages, [a_batch(*(listed(n) for n in range(3)))], "first")
    assert counts(first) == (3, 0, 0, 0)
    again = a_batch(listed(0), relisted(listed(1)), listed(2), listed(3))
    second = await import_all(villages, [again], "second")
    assert counts(second) == (1, 1, 2, 0)


async def test_the_same_file_twice_writes_and_tells_nothing(world: World) -> None:
    villages, batch = world.site("villages"), a_batch(listed(0), listed(1))
    await import_all(villages, [batch], "first")
    before = villages.households.records.all(), await world.published()
    again = await import_all(villages, [batch], "second")
    assert counts(again) == (0, 0, 2, 0)
    assert (villages.households.records.all(), await world.published()) == before


async def test_progress_says_how_far_the_file_was_read(villages: SiteWorld) -> None:
    job = await import_all(villages, [a_batch(last_row=50), a_batch(last_row=80)])
    assert (job.progress.next_row, job.progress.checked_rows) == (80, 79)
    assert await villages.imports.get("job") == job


async def test_rows_the_scanner_held_back_are_kept_and_counted(villages: SiteWorld) -> None:
    job = await import_all(villages, [with_a_bad_row(a_batch(listed(0)), 7)])
    assert (counts(job), job.progress.rejected_rows) == ((1, 0, 0, 1), 1)
    assert await rejected(villages) == [(7, [(5, "sex_conflict")])]


async def test_a_batch_done_again_after_a_crash_counts_the_same(villages: SiteWorld) -> None:
    await import_all(villages, [a_batch(listed(0), listed(1))], "earlier")
    job = await a_running_job(villages)
    batch = with_a_bad_row(a_batch(listed(0), relisted(listed(1)), listed(2)), 9)
    once = await villages.roster.take_over(job, batch)
    # the progress of the first try is lost: the job goes on from where it was
    twice = await villages.roster.take_over(job, batch)
    assert counts(once) == counts(twice) == (1, 1, 1, 1)
    assert twice.progress.rejected_rows == 1
    assert await rejected(villages) == [(9, [(5, "sex_conflict")])]


async def test_a_crash_between_two_chunks_resumes_with_exact_counts(
    villages: SiteWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.registry.usecases.roster_import.CHUNK", 2)
    job, batch = await a_running_job(villages), a_batch(*(listed(n) for n in range(5)))
    failing = replace(villages.roster, households=_AwayAfter(villages.households, 1))
    with pytest.raises(Unavailable):
        await failing.take_over(job, batch)
    assert 0 < len(villages.households.records.all()) < 5
    assert counts(await villages.roster.take_over(job, batch)) == (5, 0, 0, 0)


class _AwayAfter(MemoryHouseholds):
    """The store goes away after some chunks."""

    def __init__(self, real: MemoryHouseholds, chunks: int) -> None:
        self.__dict__.update(real.__dict__)
        self._left = chunks

    async def write_roster(self, writes: Sequence[RosterWrite]) -> tuple[str, ...]:
        if self._left == 0:
            raise Unavailable(what="数据存储")
        self._left -= 1
        return await super().write_roster(writes)


async def test_a_household_somebody_changed_meanwhile_is_decided_again(
    villages: SiteWorld,
) -> None:
    await import_all(villages, [a_batch(listed(0))], "first")
    racing = _ChangedMeanwhile(villages.households)
    roster = replace(villages.roster, households=racing)
    job = await roster.take_over(await a_running_job(villages), a_batch(relisted(listed(0))))
    [found] = (await villages.households.get_many([listed(0).entry.id])).values()
    assert (counts(job), found.revision) == ((0, 1, 0, 0), 3)
    assert (found.state.address, found.state.residence.group) == ("刚刚登记的住址", "二组")


class _ChangedMeanwhile(MemoryHouseholds):
    """Somebody changes the first household just before the first write."""

    def __init__(self, real: MemoryHouseholds) -> None:
        self.__dict__.update(real.__dict__)
        self._raced = False

    async def write_roster(self, writes: Sequence[RosterWrite]) -> tuple[str, ...]:
        if not self._raced:
            self._raced = True
            await self.change(writes[0].decision.state.id, _placed, a_request("racer"), None)
        return await super().write_roster(writes)


def _placed(household: Household) -> Decision[Household]:
    return Decision(replace(household, address="刚刚登记的住址"), (HouseholdPlaced(TODAY),))


async def test_a_dry_run_writes_nothing_and_opens_no_case(villages: SiteWorld) -> None:
    await import_all(villages, [a_batch(listed(0))], "first")
    before = villages.households.records.all()
    job = await a_running_job(villages, dry_run=True)
    clash = _moved_number(listed(0), listed(5))
    batch = a_batch(relisted(listed(0)), listed(1), clash)
    done = await villages.roster.take_over(job, batch)
    assert counts(done) == (1, 1, 0, 1)
    assert villages.households.records.all() == before
    assert await villages.cases.page(COUNTY, True, "", 10) == []


async def test_a_number_registered_elsewhere_marks_its_row_and_opens_a_case(
    villages: SiteWorld,
) -> None:
    await import_all(villages, [a_batch(listed(0))], "first")
    family = listed(7, row=20, people=3)
    taken = listed(0).entry.people[0].id_number
    people = (*family.entry.people[:2], replace(family.entry.people[2], id_number=taken))
    clashing = replace(family, entry=replace(family.entry, people=people))
    job = await import_all(villages, [a_batch(clashing, listed(8))])
    assert counts(job) == (1, 0, 0, 1)
    assert await rejected(villages) == [(20, []), (21, []), (22, [(6, "id_registered")])]
    assert len(await villages.cases.page(COUNTY, False, "", 10)) == 1


async def test_a_number_decided_to_be_shared_is_imported(villages: SiteWorld) -> None:
    await import_all(villages, [a_batch(listed(0))], "first")
    batch = a_batch(_moved_number(listed(0), listed(5)))
    await import_all(villages, [batch], "second")
    [case] = await villages.cases.page(COUNTY, False, "", 10)
    order = Decide(CaseState.DISTINCT, "reviewer-1", NOW, "重号")
    await villages.cases.decide(
        case.state.id, lambda c: Decision(*decide(c, order)), a_request(), None
    )
    assert counts(await import_all(villages, [batch], "third")) == (1, 0, 0, 0)


def _moved_number(owner: ScannedHousehold, other: ScannedHousehold) -> ScannedHousehold:
    """The other household, whose head is listed with the owner's citizen number."""
    head = other.entry.people[0]
    taken = replace(head, id_number=owner.entry.people[0].id_number)
    return replace(other, entry=replace(other.entry, people=(taken,)))


async def test_a_household_that_moved_away_is_held_back_at_its_number(
    villages: SiteWorld,
) -> None:
    await import_all(villages, [a_batch(listed(0))], "first")
    order = MoveHousehold(YUHE, "一组", "099", TODAY)
    id_ = listed(0).entry.id
    await villages.households.change(
        id_, lambda h: Decision(*move(h, order, TODAY)), a_request(), None
    )
    job = await import_all(villages, [a_batch(relisted(listed(0)), listed(1))])
    assert counts(job) == (1, 0, 0, 1)
    assert await rejected(villages) == [(2, [(2, "refused")])]


async def test_rows_of_a_village_of_another_site_are_held_back(villages: SiteWorld) -> None:
    job = await import_all(villages, [a_batch(listed(0, village=FAR), listed(1))])
    assert counts(job) == (1, 0, 0, 1)
    assert await rejected(villages) == [(2, [(0, "village_out_of_scope")])]
    assert await villages.households.get_many([listed(0, village=FAR).entry.id]) == {}


async def test_what_is_imported_names_the_job_that_did_it(villages: SiteWorld) -> None:
    await import_all(villages, [a_batch(listed(0))])
    [found] = (await villages.households.get_many([listed(0).entry.id])).values()
    assert (found.state.import_id, found.state.import_created) == ("job", True)


async def test_a_cancelled_job_stays_cancelled(villages: SiteWorld) -> None:
    job = await a_running_job(villages)
    await villages.imports.change("job", lambda j: j.moved_to(ImportState.CANCELLED, NOW))
    await villages.roster.take_over(job, a_batch(listed(0)))
    kept = await villages.imports.get("job")
    assert kept is not None
    assert kept.state is ImportState.CANCELLED
