"""Roster imports at the edge: the streams up and down, and what they refuse."""

from __future__ import annotations

import hashlib
import io
from collections.abc import AsyncIterator

import grpc
import pytest
from gov321.registry.v1 import roster_service_pb2 as pb
from gov321.registry.v1.roster_service_pb2_grpc import RosterServiceStub
from grpc import StatusCode
from python_calamine import CalamineWorkbook

from kit.roles import Role
from services.registry.domain.import_job import ImportState
from tests.behaviour.registry_imports_suite import a_rejected_row
from tests.support.builders import JIANGHE, YUHE
from tests.support.edge_calls import uuid_of
from tests.support.registry_app import Served
from tests.support.registry_calls import Refused
from tests.support.registry_orders import NOW

CONTENT = b"0123456789"
NEW = pb.CreateImportRequest(
    request_id=uuid_of("import"),
    division=JIANGHE.digits,
    file_name="r.csv",
    file_size=len(CONTENT),
    sha256=hashlib.sha256(CONTENT).digest(),
)


def stub(site: Served, role: Role = Role.CLERK, scope: str = "610921") -> RosterServiceStub:
    return RosterServiceStub(site.channel(role, scope))


async def parts(job: str, *sizes: int) -> AsyncIterator[pb.UploadImportRequest]:
    offset = 0
    for size in sizes:
        data = CONTENT[offset : offset + size]
        yield pb.UploadImportRequest(import_id=job, offset=offset, data=data)
        offset, job = offset + size, ""


@pytest.fixture
async def job(villages: Served) -> str:
    """The id of a new import."""
    return (await stub(villages).CreateImport(NEW)).job.id


async def test_a_file_is_streamed_and_the_job_is_queued(villages: Served, job: str) -> None:
    answer = await stub(villages).UploadImport(parts(job, 4, 6))
    assert answer.job.state == pb.Import.STATE_QUEUED
    assert answer.job.received_bytes == len(CONTENT)


async def test_an_upload_of_nothing_is_invalid(villages: Served, job: str) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await stub(villages).UploadImport(parts(job))
    assert Refused(failed.value).told == (StatusCode.INVALID_ARGUMENT, "INVALID_VALUE")


async def test_an_upload_to_no_job_is_not_found(villages: Served) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await stub(villages).UploadImport(parts("none", 4))
    assert Refused(failed.value).told == (StatusCode.NOT_FOUND, "NOT_FOUND")


async def test_an_announcement_that_changes_is_refused(villages: Served, job: str) -> None:
    other = pb.CreateImportRequest()
    other.CopyFrom(NEW)
    other.file_name = "other.csv"
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await stub(villages).CreateImport(other)
    assert Refused(failed.value).told == (StatusCode.ALREADY_EXISTS, "REQUEST_ID_REUSED")


async def test_a_watcher_sees_the_job_to_its_end(villages: Served, job: str) -> None:
    imports = villages.site.imports
    seen: list[int] = []
    async for answer in stub(villages).WatchImport(pb.WatchImportRequest(import_id=job)):
        seen.append(answer.job.state)
        if answer.job.state == pb.Import.STATE_UPLOADING:
            await imports.change(job, lambda j: j.moved_to(ImportState.CANCELLED, NOW))
    assert seen == [pb.Import.STATE_UPLOADING, pb.Import.STATE_CANCELLED]


async def test_a_watcher_of_another_village_is_told_nothing(villages: Served, job: str) -> None:
    watching = stub(villages, scope=YUHE.digits).WatchImport(pb.WatchImportRequest(import_id=job))
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        [answer async for answer in watching]
    assert Refused(failed.value).told == (StatusCode.NOT_FOUND, "NOT_FOUND")


async def test_the_error_workbook_comes_as_a_stream_and_is_logged(
    villages: Served, job: str
) -> None:
    await villages.site.imports.add_rejected(job, [a_rejected_row(2)])
    asked = pb.DownloadImportErrorsRequest(
        import_id=job, purpose="REGISTRATION", reason="修改后重新导入"
    )
    data = b"".join([part.data async for part in stub(villages).DownloadImportErrors(asked)])
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert "性别填写有误" in repr(book.get_sheet_by_index(0).to_python())
    assert [entry.record_id for entry in villages.site.log.entries] == [job]


async def test_the_error_workbook_needs_a_purpose(villages: Served, job: str) -> None:
    asked = pb.DownloadImportErrorsRequest(import_id=job)
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        [part async for part in stub(villages).DownloadImportErrors(asked)]
    assert Refused(failed.value).told == (StatusCode.PERMISSION_DENIED, "PURPOSE_REQUIRED")


async def test_imports_are_listed_from_the_newest(villages: Served, job: str) -> None:
    listing = pb.ListImportsRequest(division=JIANGHE.digits, page_size=1)
    answer = await stub(villages).ListImports(listing)
    assert [found.id for found in answer.imports] == [job]
    listing.page_token = answer.next_page_token
    assert len((await stub(villages).ListImports(listing)).imports) == 0
