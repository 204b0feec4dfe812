"""Roster imports as people see them: create, upload, watch, cancel, fetch the errors."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from kit.access import Access
from kit.authz import Purpose
from kit.commit import Request
from kit.custody import Custody
from kit.model.clock import Clock, local_date
from kit.model.division import DivisionCode
from kit.model.errors import InvalidValue, NotFound, RequestReused
from kit.model.ids import derived_id
from services.registry.domain.import_job import (
    FileDiffers,
    ImportEnded,
    ImportJob,
    ImportState,
    UploadOutOfPlace,
    check_upload,
)
from services.registry.ports.imports import Imports, RejectedRow

from .disclosure import Disclosure

PART_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class NewImport:
    """What is announced before the upload."""

    division: DivisionCode
    file_name: str
    file_size: int
    digest: bytes
    dry_run: bool


@dataclass(frozen=True, slots=True)
class ImportDesk:
    """Where imports are handed in and followed."""

    imports: Imports
    disclosure: Disclosure
    custody: Custody
    clock: Clock

    async def create(self, access: Access, new: NewImport, request: Request) -> ImportJob:
        """Create a job, or return the one this request created.

        Raises:
            Refusal: rights, custody, a file that cannot be taken, a reused request id.
        """
        access.require(new.division)
        self.custody.require_villages(new.division, local_date(self.clock.now()))
        check_upload(new.file_name, new.file_size, new.digest)
        job = ImportJob(
            id=derived_id("import", request.id),
            division=new.division,
            file_name=new.file_name,
            file_size=new.file_size,
            digest=new.digest,
            dry_run=new.dry_run,
            requested_by=access.principal.subject,
            created=self.clock.now(),
        )
        kept = await self.imports.create(job)
        if _announced(kept) != new:
            raise RequestReused(request_id=request.id)
        return kept

    async def upload(self, access: Access, job_id: str, offset: int, data: bytes) -> ImportJob:
        """Take the next part; the last one queues the job when the whole file is right.

        A part that came before is passed over, so a repeat does no harm.

        Raises:
            UploadOutOfPlace: there is a gap.
            FileDiffers: the whole file is not the one announced.
        """
        job = await self.get(access, job_id)
        if not 0 < len(data) <= PART_BYTES:
            raise InvalidValue(field="data", why=f"每次上传 1 至 {PART_BYTES} 字节")
        if offset + len(data) <= job.received:
            whole = job.received == job.file_size and job.state is ImportState.UPLOADING
            return await self._queued(job) if whole else job
        if job.state is not ImportState.UPLOADING:
            raise ImportEnded(id=job.id, state=job.state.value, to="uploading")
        if offset != job.received:
            raise UploadOutOfPlace(id=job.id, offset=offset, received=job.received)
        if offset + len(data) > job.file_size:
            raise FileDiffers(id=job.id)
        job = await self.imports.append(job, data)
        return await self._queued(job) if job.received == job.file_size else job

    async def get(self, access: Access, job_id: str) -> ImportJob:
        """Return a job.

        Raises:
            NotFound: there is none in the caller's scope.
        """
        job = await self.imports.get(job_id)
        access.checked = True
        if job is None or not access.principal.covers(job.division):
            raise NotFound(what="导入任务", id=job_id)
        return job

    async def page(
        self, access: Access, division: DivisionCode, after: str, size: int
    ) -> list[ImportJob]:
        """Return jobs of a division, newest first."""
        return await self.imports.page(access.ranges(division), after, size)

    async def cancel(self, access: Access, job_id: str) -> ImportJob:
        """Stop a job that has not ended; what was imported stays.

        Raises:
            NotFound, ImportEnded.
        """
        job = await self.get(access, job_id)
        if job.state is ImportState.CANCELLED:
            return job
        now = self.clock.now()
        job = await self.imports.change(job_id, lambda j: j.moved_to(ImportState.CANCELLED, now))
        await self.imports.drop_file(job_id)
        return job

    async def rejected(
        self, access: Access, job_id: str, purpose: Purpose
    ) -> AsyncIterator[RejectedRow]:
        """Return the rejected rows with their original cells, once that is in the access log.

        Raises:
            NotFound, PurposeRequired, PermissionRefused.
        """
        job = await self.get(access, job_id)
        await self.disclosure.log_export(access, job.division, job.id, purpose)
        return self.imports.rejected(job_id)

    async def _queued(self, job: ImportJob) -> ImportJob:
        digest = hashlib.sha256()
        async for part in self.imports.file_parts(job.id):
            digest.update(part)
        now = self.clock.now()
        if digest.digest() == job.digest:
            return await self.imports.change(job.id, lambda j: j.moved_to(ImportState.QUEUED, now))
        failure = FileDiffers(id=job.id)
        await self.imports.change(
            job.id, lambda j: j.moved_to(ImportState.REFUSED, now, failure.user_text)
        )
        await self.imports.drop_file(job.id)
        raise failure


def _announced(job: ImportJob) -> NewImport:
    return NewImport(job.division, job.file_name, job.file_size, job.digest, job.dry_run)
