"""`RosterService`: roster imports."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from gov321.registry.v1 import roster_service_pb2 as pb
from gov321.registry.v1.roster_service_pb2_grpc import RosterServiceServicer

from kit.call import current_access
from kit.model.division import DivisionCode
from kit.model.errors import InvalidValue
from kit.paging import page_of
from kit.requests import purpose_of, request_of
from kit.text_limits import LINE, require_text
from services.registry.domain.import_job import ImportJob
from services.registry.ports.imports import WorkbookWriter
from services.registry.usecases.import_jobs import ImportDesk, NewImport
from services.registry.wire.import_record import order_of
from services.registry.wire.jobs_view import import_view

_WATCH_SECONDS = 0.5
_PART_BYTES = 256 * 1024


class RosterRpc(RosterServiceServicer):
    """Decodes, calls one use-case, encodes."""

    def __init__(self, desk: ImportDesk, workbook: WorkbookWriter) -> None:
        self._desk = desk
        self._workbook = workbook

    async def CreateImport(
        self, request: pb.CreateImportRequest, context: object
    ) -> pb.CreateImportResponse:
        """See the proto."""
        new = NewImport(
            division=DivisionCode.parse(request.division),
            file_name=require_text("file_name", request.file_name, LINE, least=1),
            file_size=request.file_size,
            digest=request.sha256,
            dry_run=request.dry_run,
        )
        asked = request_of(request, request.request_id)
        job = await self._desk.create(current_access(), new, asked)
        return pb.CreateImportResponse(job=import_view(job))

    async def UploadImport(
        self, request_iterator: AsyncIterator[pb.UploadImportRequest], context: object
    ) -> pb.UploadImportResponse:
        """See the proto."""
        job: ImportJob | None = None
        job_id = ""
        async for part in request_iterator:
            job_id = job_id or part.import_id
            job = await self._desk.upload(current_access(), job_id, part.offset, part.data)
        if job is None:
            raise InvalidValue(field="data", why="没有收到任何内容")
        return pb.UploadImportResponse(job=import_view(job))

    async def GetImport(
        self, request: pb.GetImportRequest, context: object
    ) -> pb.GetImportResponse:
        """See the proto."""
        job = await self._desk.get(current_access(), request.import_id)
        return pb.GetImportResponse(job=import_view(job))

    async def ListImports(
        self, request: pb.ListImportsRequest, context: object
    ) -> pb.ListImportsResponse:
        """See the proto."""
        page = page_of("ListImports", request)
        division = DivisionCode.parse(request.division)
        after = page.after[0] if page.after else ""
        jobs = await self._desk.page(current_access(), division, after, page.size)
        response = pb.ListImportsResponse(imports=[import_view(job) for job in jobs])
        if len(jobs) == page.size:
            response.next_page_token = page.next_token((order_of(jobs[-1]),))
        return response

    async def WatchImport(
        self, request: pb.WatchImportRequest, context: object
    ) -> AsyncIterator[pb.WatchImportResponse]:
        """See the proto."""
        last: ImportJob | None = None
        while last is None or not last.has_ended:
            job = await self._desk.get(current_access(), request.import_id)
            if job != last:
                yield pb.WatchImportResponse(job=import_view(job))
            last = job
            if not job.has_ended:
                await asyncio.sleep(_WATCH_SECONDS)

    async def CancelImport(
        self, request: pb.CancelImportRequest, context: object
    ) -> pb.CancelImportResponse:
        """See the proto."""
        request_of(request, request.request_id)
        job = await self._desk.cancel(current_access(), request.import_id)
        return pb.CancelImportResponse(job=import_view(job))

    async def DownloadImportErrors(
        self, request: pb.DownloadImportErrorsRequest, context: object
    ) -> AsyncIterator[pb.DownloadImportErrorsResponse]:
        """See the proto."""
        rows = await self._desk.rejected(current_access(), request.import_id, purpose_of(request))
        with await self._workbook.write(rows) as file:
            while data := file.read(_PART_BYTES):
                yield pb.DownloadImportErrorsResponse(data=data)
