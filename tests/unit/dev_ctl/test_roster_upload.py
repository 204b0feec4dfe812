"""A roster on its way: parts, breaks of the line, a crash of the program, the end."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from gov321.registry.v1 import roster_service_pb2 as pb

from dev.ctl.client import county_at
from dev.ctl.endpoint import Endpoint
from dev.ctl.upload import MOST_TRIES, PART_BYTES, RosterUpload, roster_of
from kit.model.errors import InvalidValue, Refusal, Unavailable
from tests.support.fake_site_service import FakeSite

from .conftest import Ctl
from .samples import VILLAGE

BYTES = bytes(range(256)) * (PART_BYTES // 64)  # four parts


@dataclass
class Jobs:
    """The roster service's part, with a line that can break."""

    breaks_after: list[int] = field(default_factory=list[int])
    watch_breaks: int = 0
    ends: pb.Import = field(
        default_factory=lambda: pb.Import(state=pb.Import.STATE_DONE, checked_rows=7)
    )
    data: bytearray = field(default_factory=bytearray)
    jobs: dict[str, pb.Import] = field(default_factory=dict[str, pb.Import])

    def serve(self, registry: FakeSite) -> None:
        registry.on("CreateImport", self.create)
        registry.on("GetImport", lambda asked: pb.GetImportResponse(job=self.jobs[asked.import_id]))
        registry.on("UploadImport", self.upload)
        registry.on("WatchImport", self.watch)

    def create(self, asked: pb.CreateImportRequest) -> pb.CreateImportResponse:
        job = self.jobs.setdefault(
            asked.request_id,
            pb.Import(
                id=asked.request_id,
                file_name=asked.file_name,
                file_size=asked.file_size,
                dry_run=asked.dry_run,
                state=pb.Import.STATE_UPLOADING,
            ),
        )
        return pb.CreateImportResponse(job=job)

    def upload(self, parts: Iterable[pb.UploadImportRequest]) -> pb.UploadImportResponse:
        limit = self.breaks_after.pop(0) if self.breaks_after else 10**9
        job = pb.Import()
        for number, part in enumerate(parts):
            if number == limit:
                raise Unavailable(what="线路")
            job = self.jobs[part.import_id]
            assert part.offset == len(self.data)
            self.data += part.data
            job.received_bytes = len(self.data)
        job.state = pb.Import.STATE_QUEUED
        return pb.UploadImportResponse(job=job)

    def watch(self, asked: pb.WatchImportRequest) -> Iterator[pb.WatchImportResponse]:
        job = self.jobs[asked.import_id]
        job.state = pb.Import.STATE_RUNNING
        yield pb.WatchImportResponse(job=job)
        if self.watch_breaks:
            self.watch_breaks -= 1
            raise Unavailable(what="线路")
        job.MergeFrom(self.ends)
        yield pb.WatchImportResponse(job=job)


@pytest.fixture
def jobs(registry: FakeSite) -> Jobs:
    jobs = Jobs()
    jobs.serve(registry)
    return jobs


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "名册.csv"
    path.write_bytes(BYTES)
    return path


async def bring(registry: FakeSite, file: Path, pauses: list[float] | None = None) -> pb.Import:
    async def pause(seconds: float) -> None:
        if pauses is not None:
            pauses.append(seconds)

    async with county_at(Endpoint(registry.address, ""), 5.0) as county:
        upload = RosterUpload(county, lambda _job, _sent: None, pause)
        return await upload.run(roster_of(file, VILLAGE))


async def test_a_file_arrives_in_parts(registry: FakeSite, jobs: Jobs, file: Path) -> None:
    job = await bring(registry, file)
    [announced] = registry.requests("CreateImport")
    assert job.state == pb.Import.STATE_DONE
    assert bytes(jobs.data) == BYTES
    assert announced.sha256 == hashlib.sha256(BYTES).digest()


async def test_an_upload_goes_on_where_the_line_broke(
    registry: FakeSite, jobs: Jobs, file: Path
) -> None:
    jobs.breaks_after = [2, 1]
    pauses: list[float] = []
    job = await bring(registry, file, pauses)
    assert job.state == pb.Import.STATE_DONE
    assert bytes(jobs.data) == BYTES
    assert pauses == [0.5, 1.0]


async def test_watching_goes_on_after_a_break(registry: FakeSite, jobs: Jobs, file: Path) -> None:
    jobs.watch_breaks = 3
    assert (await bring(registry, file)).state == pb.Import.STATE_DONE


async def test_a_line_that_stays_broken_is_told_in_the_end(
    registry: FakeSite, jobs: Jobs, file: Path
) -> None:
    jobs.breaks_after = [0] * 100
    pauses: list[float] = []
    with pytest.raises(Refusal) as refused:
        await bring(registry, file, pauses)
    assert refused.value.reason == "UNAVAILABLE"
    assert len(pauses) == MOST_TRIES
    assert max(pauses) == 10.0


async def test_the_program_started_again_finds_its_unfinished_job(
    registry: FakeSite, jobs: Jobs, file: Path
) -> None:
    jobs.breaks_after = [2, *[0] * MOST_TRIES]
    with pytest.raises(Exception, match="UNAVAILABLE"):
        await bring(registry, file)
    jobs.breaks_after = []
    job = await bring(registry, file)
    assert job.state == pb.Import.STATE_DONE
    assert bytes(jobs.data) == BYTES
    assert len(jobs.jobs) == 1


async def test_a_finished_file_is_imported_anew(registry: FakeSite, jobs: Jobs, file: Path) -> None:
    first = await bring(registry, file)
    jobs.data.clear()
    second = await bring(registry, file)
    assert first.id != second.id


async def test_a_refusal_is_not_tried_again(registry: FakeSite, jobs: Jobs, file: Path) -> None:
    def refuse(parts: Iterable[object]) -> pb.UploadImportResponse:
        for _ in parts:  # an answer in the middle may reach the sender as a broken stream
            continue
        raise InvalidValue(field="data", why="坏")

    registry.on("UploadImport", refuse)
    with pytest.raises(Exception, match="INVALID_VALUE"):
        await bring(registry, file)
    assert len(registry.requests("UploadImport")) == 1


def test_an_import_without_bad_rows_is_a_success(asking: Ctl, jobs: Jobs, file: Path) -> None:
    ran = asking("roster", "import", str(file), "--division", VILLAGE)
    assert ran.code == 0
    assert "已完成" in ran.out


def test_rejected_rows_make_a_partial_success_and_say_how_to_get_the_workbook(
    asking: Ctl, jobs: Jobs, file: Path
) -> None:
    jobs.ends = pb.Import(state=pb.Import.STATE_DONE, checked_rows=7, rejected_rows=2)
    ran = asking("roster", "import", str(file), "--division", VILLAGE, "--json")
    assert ran.code == 4
    assert ran.json["rejected_rows"] == "2"
    assert f"gov321ctl roster errors {ran.json['id']}" in ran.err


def test_a_refused_file_says_why(asking: Ctl, jobs: Jobs, file: Path) -> None:
    jobs.ends = pb.Import(state=pb.Import.STATE_REFUSED, failure="表头不对。")
    ran = asking("roster", "import", str(file), "--division", VILLAGE)
    assert ran.code == 1
    assert "表头不对。" in ran.out


def test_the_error_workbook_is_whole_or_absent(
    asking: Ctl, registry: FakeSite, tmp_path: Path
) -> None:
    def broken(_asked: object) -> Iterator[pb.DownloadImportErrorsResponse]:
        yield pb.DownloadImportErrorsResponse(data=b"PK")
        raise Unavailable(what="线路")

    registry.on("DownloadImportErrors", broken)
    ran = asking("roster", "errors", "job-1", "--out", str(tmp_path / "errors.xlsx"))
    assert ran.code == 3
    assert list(tmp_path.glob("errors*")) == []


def test_the_error_workbook_is_saved(asking: Ctl, registry: FakeSite, tmp_path: Path) -> None:
    parts = [pb.DownloadImportErrorsResponse(data=data) for data in (b"PK", b"rest")]
    registry.on("DownloadImportErrors", lambda _: iter(parts))
    ran = asking("roster", "errors", "job-1", "--out", str(tmp_path / "errors.xlsx"))
    [asked] = registry.requests("DownloadImportErrors")
    assert ran.code == 0
    assert (tmp_path / "errors.xlsx").read_bytes() == b"PKrest"
    assert asked.purpose == "REGISTRATION"


@pytest.mark.parametrize("name", ["名册.xlsx", "名册.csv"])
def test_a_template_is_written_once(ctl: Ctl, tmp_path: Path, name: str) -> None:
    first, second = ctl("roster", "template", name), ctl("roster", "template", name)
    third = ctl("roster", "template", name, "--force")
    assert (first.code, second.code, third.code) == (0, 2, 0)
    assert (tmp_path / name).stat().st_size > 0


def test_a_template_is_a_workbook_or_csv(ctl: Ctl) -> None:
    assert ctl("roster", "template", "名册.doc").code == 2
