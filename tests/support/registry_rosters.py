"""Scanned rosters for tests of the import: batches of one-man households, and their job."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from kit.model.division import DivisionCode
from services.registry.domain.household import Relation
from services.registry.domain.import_job import ImportJob, ImportState
from services.registry.domain.roster_entry import RosterHousehold
from services.registry.ports.imports import (
    CellProblem,
    RejectedRow,
    ScannedBatch,
    ScannedHousehold,
)
from services.registry.roster.problems import ProblemCode
from tests.support.builders import JIANGHE
from tests.support.registry_app import SiteWorld
from tests.support.registry_orders import NOW
from tests.support.rosters import a_row

COUNTY_CODE = DivisionCode.parse("610921000000")
FILE = b"the file"


def listed(
    n: int, row: int = 0, *, people: int = 1, village: DivisionCode = JIANGHE
) -> ScannedHousehold:
    """Return the n-th household as a roster lists it from a row of the file on."""
    first = row or 2 + n
    rows = [a_row(n * 3 + at, Relation.HEAD if at == 0 else Relation.SON) for at in range(people)]
    entry = RosterHousehold(village, "一组", f"{n:03}", tuple(rows), f"hash {n}".encode())
    return ScannedHousehold(entry, _rows(first, people))


def relisted(item: ScannedHousehold, group: str = "二组") -> ScannedHousehold:
    """Return the household with other rows."""
    entry = replace(item.entry, group=group, content_hash=item.entry.content_hash + b"'")
    return replace(item, entry=entry)


def _rows(first: int, people: int) -> Callable[[], list[RejectedRow]]:
    return lambda: [RejectedRow(first + at, (f"cells {first + at}",), ()) for at in range(people)]


def a_batch(*items: ScannedHousehold, last_row: int = 100) -> ScannedBatch:
    """Return a batch that ends at a row."""
    return ScannedBatch(last_row, last_row - 1, 0, items, (), 0)


def with_a_bad_row(batch: ScannedBatch, row: int) -> ScannedBatch:
    """Return the batch with one row that the scanner held back."""
    bad = RejectedRow(row, ("bad cells",), (CellProblem(5, "sex_conflict", "性别填写有误", "男"),))
    return replace(batch, rejected=(bad,), rejected_households=1)


async def a_running_job(
    site: SiteWorld,
    id_: str = "job",
    *,
    dry_run: bool = False,
    state: ImportState = ImportState.RUNNING,
) -> ImportJob:
    """Keep a job of the whole county with its file uploaded."""
    job = ImportJob(id_, COUNTY_CODE, "r.csv", len(FILE), b"d" * 32, dry_run, "clerk-1", NOW)
    await site.imports.append(await site.imports.create(job), FILE)

    def step(kept: ImportJob) -> ImportJob:
        queued = kept.moved_to(ImportState.QUEUED, NOW)
        return queued if state is ImportState.QUEUED else queued.moved_to(state, NOW)

    return await site.imports.change(id_, step)


async def rejected(site: SiteWorld, job: str = "job") -> list[tuple[int, list[tuple[int, str]]]]:
    """Return the rejected rows as (row, [(column, code)]); the error workbook knows the codes."""
    return [
        (row.row, [(problem.column, ProblemCode(problem.code).value) for problem in row.problems])
        async for row in site.imports.rejected(job)
    ]


async def import_all(
    site: SiteWorld, batches: Sequence[ScannedBatch], id_: str = "job"
) -> ImportJob:
    """Import batches as a job of their own, and return it."""
    job = await a_running_job(site, id_)
    for batch in batches:
        job = await site.roster.take_over(job, batch)
    return job
