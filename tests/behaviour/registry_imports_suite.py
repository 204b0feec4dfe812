"""What every `Imports` must do; run in memory and on the real store."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from dataclasses import replace
from datetime import timedelta

import pytest

from kit.model.division import DivisionCode
from kit.model.errors import NotFound
from services.registry.domain.import_job import (
    ImportEnded,
    ImportJob,
    ImportState,
    UploadOutOfPlace,
)
from services.registry.ports.imports import CellProblem, Imports, RejectedRow
from services.registry.wire.import_record import order_of
from tests.support.builders import JIANGHE, YUHE
from tests.support.registry_orders import AT_JIANGHE, COUNTY, NOW

LEASE = timedelta(seconds=30)


def a_job(id_: str = "job", minutes: int = 0, village: DivisionCode = JIANGHE) -> ImportJob:
    """Return a new job, created some minutes after NOW."""
    created = NOW + timedelta(minutes=minutes)
    return ImportJob(id_, village, "名册.csv", 6, b"d" * 32, False, "clerk-1", created)


def a_rejected_row(row: int, reason: str = "性别填写有误") -> RejectedRow:
    """Return a row with one bad cell."""
    return RejectedRow(
        row, ("610921104206", "张三"), (CellProblem(5, "sex_conflict", reason, "男"),)
    )


async def queued(imports: Imports, id_: str = "job", minutes: int = 0) -> ImportJob:
    """Create a job and queue it."""
    await imports.create(a_job(id_, minutes))
    return await imports.change(id_, lambda j: j.moved_to(ImportState.QUEUED, NOW))


class ImportsSuite:
    """Subclasses give `imports`: empty."""

    @pytest.fixture
    @abstractmethod
    async def imports(self) -> Imports:
        """Empty collections."""

    async def test_a_job_comes_back_whole(self, imports: Imports) -> None:
        assert await imports.create(a_job()) == a_job()
        assert await imports.get("job") == a_job()
        assert await imports.get("none") is None

    async def test_a_job_that_exists_is_returned_as_it_is(self, imports: Imports) -> None:
        await imports.create(a_job())
        again = await imports.create(replace(a_job(), file_name="other.csv"))
        assert again == a_job()

    async def test_a_file_arrives_in_parts_and_comes_back_in_order(self, imports: Imports) -> None:
        job = await imports.create(a_job())
        job = await imports.append(job, b"abc")
        job = await imports.append(job, b"def")
        assert job.received == 6
        assert [part async for part in imports.file_parts("job")] == [b"abc", b"def"]

    async def test_of_two_uploads_of_one_part_the_second_is_told_where_to_go_on(
        self, imports: Imports
    ) -> None:
        job = await imports.create(a_job())
        await imports.append(job, b"abc")
        with pytest.raises(UploadOutOfPlace) as refused:
            await imports.append(job, b"abc")
        assert refused.value.fields["received"] == "3"

    async def test_a_job_that_is_no_longer_uploading_takes_no_part(self, imports: Imports) -> None:
        job = await queued(imports)
        with pytest.raises(UploadOutOfPlace):
            await imports.append(job, b"abc")

    async def test_a_dropped_file_is_gone(self, imports: Imports) -> None:
        await imports.append(await imports.create(a_job()), b"abc")
        await imports.drop_file("job")
        assert [part async for part in imports.file_parts("job")] == []

    async def test_steps_of_the_life_cycle_are_kept_or_refused(self, imports: Imports) -> None:
        await queued(imports)
        done = await imports.change("job", lambda j: j.moved_to(ImportState.CANCELLED, NOW))
        assert (done.state, done.ended) == (ImportState.CANCELLED, NOW)
        with pytest.raises(ImportEnded):
            await imports.change("job", lambda j: j.moved_to(ImportState.RUNNING, NOW))
        with pytest.raises(NotFound):
            await imports.change("none", lambda j: j)

    async def test_steps_at_the_same_time_are_all_kept(self, imports: Imports) -> None:
        await imports.create(a_job())

        def counted(job: ImportJob) -> ImportJob:
            rows = job.progress.checked_rows + 1
            return replace(job, progress=replace(job.progress, checked_rows=rows))

        await asyncio.gather(*(imports.change("job", counted) for _ in range(5)))
        job = await imports.get("job")
        assert job is not None
        assert job.progress.checked_rows == 5

    async def test_the_oldest_open_job_is_taken(self, imports: Imports) -> None:
        await queued(imports, "late", 5)
        await queued(imports, "early", 1)
        await imports.create(a_job("uploading"))
        taken = [await imports.take(f"w{n}", NOW, NOW + LEASE) for n in range(3)]
        assert [job.id if job else None for job in taken] == ["early", "late", None]

    async def test_a_job_whose_worker_fell_silent_is_taken_over(self, imports: Imports) -> None:
        await queued(imports)
        await imports.take("w1", NOW, NOW + LEASE)
        await imports.change("job", lambda j: j.moved_to(ImportState.RUNNING, NOW))
        assert await imports.take("w2", NOW + LEASE / 2, NOW + LEASE) is None
        later = NOW + LEASE * 2
        taken = await imports.take("w2", later, later + LEASE)
        assert taken is not None
        assert taken.state is ImportState.RUNNING
        assert not await imports.keep("job", "w1", later + LEASE)

    async def test_a_worker_that_comes_back_goes_on_with_its_job_at_once(
        self, imports: Imports
    ) -> None:
        await queued(imports)
        await imports.take("w1", NOW, NOW + LEASE)
        assert await imports.take("w1", NOW + LEASE / 9, NOW + LEASE * 2) is not None

    async def test_a_kept_lease_holds_the_job(self, imports: Imports) -> None:
        await queued(imports)
        await imports.take("w1", NOW, NOW + LEASE)
        assert await imports.keep("job", "w1", NOW + LEASE * 3)
        assert await imports.take("w2", NOW + LEASE * 2, NOW + LEASE * 3) is None

    async def test_the_lease_of_an_ended_job_cannot_be_kept(self, imports: Imports) -> None:
        await queued(imports)
        await imports.take("w1", NOW, NOW + LEASE)
        await imports.change("job", lambda j: j.moved_to(ImportState.CANCELLED, NOW))
        assert not await imports.keep("job", "w1", NOW + LEASE)
        assert await imports.take("w2", NOW + LEASE * 2, NOW + LEASE * 3) is None

    async def test_rejected_rows_come_back_in_the_order_of_the_file(self, imports: Imports) -> None:
        await imports.create(a_job())
        await imports.add_rejected("job", [a_rejected_row(12), a_rejected_row(2)])
        await imports.add_rejected("job", [a_rejected_row(2, "再次检查"), a_rejected_row(7)])
        rows = [row async for row in imports.rejected("job")]
        assert rows == [a_rejected_row(2), a_rejected_row(7), a_rejected_row(12)]

    async def test_pages_run_from_the_newest_inside_their_ranges(self, imports: Imports) -> None:
        for minutes in range(4):
            await imports.create(a_job(f"j{minutes}", minutes))
        await imports.create(a_job("elsewhere", 9, YUHE))
        first = await imports.page(AT_JIANGHE, "", 3)
        second = await imports.page(AT_JIANGHE, order_of(first[-1]), 3)
        assert [job.id for job in (*first, *second)] == ["j3", "j2", "j1", "j0"]
        assert [job.id for job in await imports.page(COUNTY, "", 1)] == ["elsewhere"]
