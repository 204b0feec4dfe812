"""Where roster imports are kept, and how their file is read."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Protocol

from kit.authz import Range
from services.registry.domain.import_job import ImportJob
from services.registry.domain.roster_entry import RosterHousehold


@dataclass(frozen=True, slots=True)
class CellProblem:
    """One bad cell of a row: column number from 0, Chinese reason, suggestion or empty."""

    column: int
    code: str
    message: str = field(repr=False)
    suggestion: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """One row that was not imported, with its original cells; no problems = held back with
    another row of its household."""

    row: int
    cells: tuple[str, ...] = field(repr=False)
    problems: tuple[CellProblem, ...]


@dataclass(frozen=True, slots=True)
class ScannedHousehold:
    """One good household of a file; `rows` gives its rows, in case the store refuses it."""

    entry: RosterHousehold
    rows: Callable[[], list[RejectedRow]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ScannedBatch:
    """Part of a file: every row up to `last_row` is in this batch or an earlier one."""

    last_row: int
    checked_rows: int
    total_rows: int
    households: tuple[ScannedHousehold, ...]
    rejected: tuple[RejectedRow, ...]
    rejected_households: int


class RosterScanner(Protocol):
    """Reads and checks a roster file, in a process of its own."""

    def scan(self, file: Path, job: ImportJob, after_row: int) -> AsyncGenerator[ScannedBatch]:
        """Yield the batches after a row.

        Raises:
            Refusal: the file as a whole is refused.
        """
        ...


class WorkbookWriter(Protocol):
    """Writes rejected rows as the error workbook the clerk corrects and hands in again."""

    async def write(self, rows: AsyncIterator[RejectedRow]) -> IO[bytes]:
        """Return the finished .xlsx file, open for reading at its start."""
        ...


class Imports(Protocol):
    """Import jobs, their files (sealed) and their rejected rows (sealed)."""

    async def create(self, job: ImportJob) -> ImportJob:
        """Keep a new job; return the one that is there when the id exists."""
        ...

    async def get(self, job_id: str) -> ImportJob | None:
        """Return a job, None when there is none."""
        ...

    async def page(self, ranges: Sequence[Range], after: str, limit: int) -> list[ImportJob]:
        """Return jobs, newest first, after the id of an earlier page."""
        ...

    async def append(self, job: ImportJob, data: bytes) -> ImportJob:
        """Keep the next part of the file; `job.received` says where it begins.

        Raises:
            UploadOutOfPlace: another upload got further meanwhile.
        """
        ...

    def file_parts(self, job_id: str) -> AsyncIterator[bytes]:
        """Yield the parts of the file in order."""
        ...

    async def drop_file(self, job_id: str) -> None:
        """Delete the file: it holds personal data and is not needed after the job."""
        ...

    async def change(self, job_id: str, step: Callable[[ImportJob], ImportJob]) -> ImportJob:
        """Take one step of the life cycle or the progress, guarded against others.

        Raises:
            NotFound: no such job.
            ImportEnded: the life cycle does not allow it.
        """
        ...

    async def take(self, owner: str, now: datetime, until: datetime) -> ImportJob | None:
        """Lease the oldest job that is queued, or running under a lease that ran out.

        An open lease of the same owner is what a crash of its own left: it is taken up at once.
        """
        ...

    async def keep(self, job_id: str, owner: str, until: datetime) -> bool:
        """Renew the lease; False when another worker has the job."""
        ...

    async def add_rejected(self, job_id: str, rows: Sequence[RejectedRow]) -> None:
        """Keep rejected rows; a row that is kept already stays as it is."""
        ...

    def rejected(self, job_id: str) -> AsyncIterator[RejectedRow]:
        """Yield the rejected rows in the order of the file."""
        ...
