"""The roster reader as the port the use-cases know: a scan in a child process."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate
from pathlib import Path

from kit.model.clock import Clock, local_date
from kit.model.division import Tier
from kit.model.division_tree import DivisionTree
from services.registry.domain.import_job import ImportJob
from services.registry.ports.imports import (
    CellProblem,
    RejectedRow,
    ScannedBatch,
    ScannedHousehold,
)

from .batch import GoodRows, RosterBatch
from .child import ChildLimits, scan_in_child
from .columns import WIDTH, Column
from .households import HOUSEHOLD_ROW, PERSON_COLUMNS
from .options import MEGABYTE, RosterOptions
from .problems import Problem

_BATCH_ROWS = 15_000
"""Some nine chunks of the import: only within a batch is a chunk decided while another is
written, and a crash costs one batch."""


@dataclass(frozen=True, slots=True)
class ChildScanner:
    """`RosterScanner` by `scan_in_child`. `hash_key` keys the content hashes of the rows."""

    divisions: DivisionTree
    clock: Clock
    hash_key: bytes = field(repr=False)
    memory_mb: int = 3072
    allow_test_numbers: bool = False

    async def scan(
        self, file: Path, job: ImportJob, after_row: int
    ) -> AsyncGenerator[ScannedBatch]:
        """See `RosterScanner`; the day is that of the job, so a resumed scan finds the same."""
        today = local_date(job.created)
        villages = self.divisions.of_tier(Tier.VILLAGE, today)
        options = RosterOptions(
            villages={village.code.digits: village.name for village in villages},
            today=today,
            hash_key=self.hash_key,
            scope=(job.division.prefix,),
            start_after_row=after_row,
            allow_test_numbers=self.allow_test_numbers,
            batch_rows=_BATCH_ROWS,
        )
        limits = ChildLimits(address_bytes=self.memory_mb * MEGABYTE)
        async with aclosing(scan_in_child(file, options, limits)) as batches:
            async for batch in batches:
                yield scanned(batch)


def scanned(batch: RosterBatch) -> ScannedBatch:
    """Return a batch in the words of the use-cases."""
    problems: dict[int, list[CellProblem]] = {}
    for found in batch.problems:
        problems.setdefault(found.row, []).append(_problem(found))
    return ScannedBatch(
        last_row=batch.last_row,
        checked_rows=batch.rows_read,
        total_rows=batch.total_rows_estimate,
        households=_households(batch),
        rejected=tuple(
            RejectedRow(held.row, held.cells, tuple(problems.get(held.row, ())))
            for held in batch.held_rows
        ),
        rejected_households=len({_place(held.cells) for held in batch.held_rows}),
    )


def _households(batch: RosterBatch) -> tuple[ScannedHousehold, ...]:
    ends = list(accumulate(batch.good_rows.sizes))
    return tuple(
        ScannedHousehold(entry, partial(_rows, batch.good_rows, n, end - size, end))
        for n, (entry, size, end) in enumerate(
            zip(batch.good, batch.good_rows.sizes, ends, strict=True)
        )
    )


def _rows(good: GoodRows, household: int, start: int, end: int) -> list[RejectedRow]:
    """The rows of a good household in canonical form, for when the store refuses it."""
    shared = [column[household] for column in good.households]
    rows: list[RejectedRow] = []
    for at in range(start, end):
        cells = [""] * WIDTH
        for column, text in zip(HOUSEHOLD_ROW, shared, strict=True):
            cells[column] = text
        for column, texts in zip(PERSON_COLUMNS, good.people, strict=True):
            cells[column] = texts[at]
        rows.append(RejectedRow(good.rows[at], tuple(cells), ()))
    return rows


def _problem(found: Problem) -> CellProblem:
    return CellProblem(int(found.column), found.code.value, found.message, found.suggestion or "")


def _place(cells: tuple[str, ...]) -> tuple[str, str]:
    return cells[Column.VILLAGE], cells[Column.NUMBER]
