"""Imports as a clerk sees them: announce, upload, go on after a cut, cancel, fetch the errors."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from kit.access import OutOfScope, PurposeRequired
from kit.authz import NO_PURPOSE, Purpose
from kit.model.division import DivisionCode
from kit.model.errors import InvalidValue, NotCustodian, NotFound, RequestReused
from services.registry.domain.import_job import (
    FileDiffers,
    ImportEnded,
    ImportJob,
    ImportState,
    UploadOutOfPlace,
)
from services.registry.usecases.import_jobs import NewImport
from tests.behaviour.registry_imports_suite import a_rejected_row
from tests.support.builders import JIANGHE, YUHE
from tests.support.registry_app import FAR, SiteWorld, World, access_to
from tests.support.registry_orders import NOW, a_request

CONTENT = b"0123456789"
NEW = NewImport(JIANGHE, "r.csv", len(CONTENT), hashlib.sha256(CONTENT).digest(), False)
CLERK = access_to("RosterService/CreateImport")
STRANGER = access_to("RosterService/CreateImport", scope=YUHE.digits)
DOWNLOAD = access_to("RosterService/DownloadImportErrors")


async def create(site: SiteWorld, new: NewImport = NEW) -> ImportJob:
    return await site.import_desk.create(CLERK, new, a_request())


async def upload(site: SiteWorld, job: ImportJob, offset: int, data: bytes) -> ImportJob:
    return await site.import_desk.upload(CLERK, job.id, offset, data)


async def test_a_repeated_request_returns_the_same_job(villages: SiteWorld) -> None:
    first = await create(villages)
    await upload(villages, first, 0, CONTENT[:4])
    again = await create(villages)
    assert (again.id, again.received) == (first.id, 4)


@pytest.mark.parametrize(
    "other",
    [
        replace(NEW, file_name="other.csv"),
        replace(NEW, file_size=11),
        replace(NEW, digest=b"x" * 32),
        replace(NEW, dry_run=True),
        replace(NEW, division=YUHE),
    ],
    ids=["name", "size", "digest", "dry run", "division"],
)
async def test_a_request_id_with_another_announcement_is_refused(
    villages: SiteWorld, other: NewImport
) -> None:
    await create(villages)
    with pytest.raises(RequestReused):
        await create(villages, other)


@pytest.mark.parametrize(
    "bad",
    [
        replace(NEW, file_name="r.pdf"),
        replace(NEW, file_size=0),
        replace(NEW, file_size=10**10),
        replace(NEW, digest=b"short"),
    ],
    ids=["suffix", "empty", "huge", "digest"],
)
async def test_a_file_that_cannot_be_taken_is_refused_at_once(
    villages: SiteWorld, bad: NewImport
) -> None:
    with pytest.raises(InvalidValue):
        await create(villages, bad)


@pytest.mark.parametrize("site", ["county", "towns"])
@pytest.mark.parametrize("division", ["610921000000", "610921104000", "610921104206"])
async def test_a_site_without_villages_takes_no_import(
    world: World, site: str, division: str
) -> None:
    with pytest.raises(NotCustodian) as refused:
        await create(world.site(site), replace(NEW, division=DivisionCode.parse(division)))
    assert refused.value.fields["custodian"] == JIANGHE.digits


async def test_a_division_of_another_site_is_refused(villages: SiteWorld) -> None:
    with pytest.raises(NotCustodian):
        await create(villages, replace(NEW, division=FAR))


async def test_a_clerk_imports_only_for_their_own_villages(villages: SiteWorld) -> None:
    with pytest.raises(OutOfScope):
        await villages.import_desk.create(STRANGER, NEW, a_request())


async def test_the_last_part_queues_the_job(villages: SiteWorld) -> None:
    job = await create(villages)
    job = await upload(villages, job, 0, CONTENT[:4])
    assert (job.state, job.received) == (ImportState.UPLOADING, 4)
    assert (await upload(villages, job, 4, CONTENT[4:])).state is ImportState.QUEUED


async def test_a_part_sent_again_does_no_harm(villages: SiteWorld) -> None:
    job = await create(villages)
    await upload(villages, job, 0, CONTENT[:4])
    assert (await upload(villages, job, 0, CONTENT[:4])).received == 4
    await upload(villages, job, 4, CONTENT[4:])
    assert (await upload(villages, job, 4, CONTENT[4:])).state is ImportState.QUEUED


async def test_a_gap_tells_where_to_go_on(villages: SiteWorld) -> None:
    job = await create(villages)
    with pytest.raises(UploadOutOfPlace) as refused:
        await upload(villages, job, 5, CONTENT[5:])
    assert refused.value.fields["received"] == "0"


async def test_a_service_that_died_before_queueing_queues_when_the_part_comes_again(
    villages: SiteWorld,
) -> None:
    job = await create(villages)
    await villages.imports.append(job, CONTENT)
    assert (await upload(villages, job, 0, CONTENT)).state is ImportState.QUEUED


async def test_a_file_that_is_not_the_announced_one_is_refused_and_dropped(
    villages: SiteWorld,
) -> None:
    job = await create(villages)
    with pytest.raises(FileDiffers):
        await upload(villages, job, 0, b"9876543210")
    found = await villages.import_desk.get(CLERK, job.id)
    assert found.state is ImportState.REFUSED
    assert "摘要不一致" in found.failure
    assert villages.imports.parts == {}


@pytest.mark.parametrize("data", [b"", b"x" * (1024 * 1024 + 1)], ids=["empty", "huge"])
async def test_a_part_of_no_or_too_much_data_is_invalid(villages: SiteWorld, data: bytes) -> None:
    job = await create(villages)
    with pytest.raises(InvalidValue):
        await upload(villages, job, 0, data)


async def test_more_than_was_announced_is_refused(villages: SiteWorld) -> None:
    job = await create(villages)
    with pytest.raises(FileDiffers):
        await upload(villages, job, 0, CONTENT + b"!")


async def test_a_cancelled_job_drops_its_file_and_takes_no_more(villages: SiteWorld) -> None:
    job = await create(villages)
    await upload(villages, job, 0, CONTENT[:4])
    for _ in range(2):
        job = await villages.import_desk.cancel(CLERK, job.id)
    assert (job.state, villages.imports.parts) == (ImportState.CANCELLED, {})
    with pytest.raises(ImportEnded):
        await upload(villages, job, 4, CONTENT[4:])


async def test_a_job_that_is_done_cannot_be_cancelled(villages: SiteWorld) -> None:
    job = await create(villages)
    await upload(villages, job, 0, CONTENT)
    for state in (ImportState.RUNNING, ImportState.DONE):
        await villages.imports.change(job.id, lambda j, s=state: j.moved_to(s, NOW))
    with pytest.raises(ImportEnded):
        await villages.import_desk.cancel(CLERK, job.id)


async def test_a_job_of_another_village_is_not_found(villages: SiteWorld) -> None:
    job = await create(villages)
    for id_ in (job.id, "none"):
        with pytest.raises(NotFound):
            await villages.import_desk.get(STRANGER, id_)
        with pytest.raises(NotFound):
            await villages.import_desk.cancel(STRANGER, id_)
    with pytest.raises(OutOfScope):
        await villages.import_desk.page(STRANGER, JIANGHE, "", 5)


async def test_rejected_rows_are_handed_out_after_a_line_in_the_log(villages: SiteWorld) -> None:
    job = await create(villages)
    await villages.imports.add_rejected(job.id, [a_rejected_row(2)])
    purpose = Purpose("REGISTRATION", "修改后重新导入")
    rows = await villages.import_desk.rejected(DOWNLOAD, job.id, purpose)
    assert [row async for row in rows] == [a_rejected_row(2)]
    [entry] = villages.log.entries
    assert (entry.record_id, entry.field, entry.outcome) == (job.id, "rows", "allowed")


async def test_rejected_rows_without_a_purpose_are_refused_and_logged(villages: SiteWorld) -> None:
    job = await create(villages)
    with pytest.raises(PurposeRequired):
        await villages.import_desk.rejected(DOWNLOAD, job.id, NO_PURPOSE)
    assert [entry.outcome for entry in villages.log.entries] == ["PURPOSE_REQUIRED"]
