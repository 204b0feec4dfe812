"""`gov321ctl roster`: the resident roster as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from gov321.registry.v1 import roster_service_pb2 as pb
from rich.console import RenderableType
from typer import Argument, Option

from kit.roles import Role
from services.registry.roster.template import write_template_csv, write_template_xlsx

from . import words
from .changes import order
from .client import County
from .command import command, group
from .exits import Exit
from .inputs import request_id
from .options import DivisionOpt, LimitOpt, RequestOpt
from .output import Column, pairs, table
from .problems import UsageProblem
from .progress import progress_bar, show_import
from .session import Page, Session
from .upload import STREAM_SECONDS, RosterUpload, roster_of
from .views import Names, time_text

roster = group("居民名册：模板、导入、错误表。")

JobArg = Annotated[str, Argument(metavar="任务ID", help="导入任务的编号（ID）。")]
_WRITERS = {".xlsx": write_template_xlsx, ".csv": write_template_csv}


@command(roster, "template", talks=False)
def template(
    session: Session,
    file: Annotated[Path, Argument(metavar="文件", help="写到哪里，.xlsx 或 .csv。")] = Path(
        "居民名册.xlsx"
    ),
    force: Annotated[bool, Option("--force", help="覆盖已有的文件。")] = False,
) -> None:
    """写出空白名册模板，含填写说明。"""
    write = _WRITERS.get(file.suffix.lower())
    if write is None:
        raise UsageProblem("模板文件名须以 .xlsx 或 .csv 结尾。")
    if file.exists() and not force:
        raise UsageProblem(f"文件 {file} 已存在，如要覆盖请加 --force。")
    write(file)
    session.show({"file": str(file)}, lambda: f"已写出模板 {file}")


@command(roster, "import")
def import_roster(
    session: Session,
    file: Annotated[Path, Argument(metavar="文件", help="按模板填写的 .xlsx 或 .csv。")],
    division: DivisionOpt = "",
    dry_run: Annotated[bool, Option("--dry-run", help="只检查，不导入。")] = False,
) -> int:
    """导入名册：断线自动续传，结束后说明结果；有行被退回时退出码为 4。"""
    if not file.is_file():
        raise UsageProblem(f"没有文件 {file}。")
    wanted = roster_of(file, session.division(division), dry_run)
    with progress_bar(session.output.err) as bar:

        async def bring(county: County) -> pb.Import:
            upload = RosterUpload(county, lambda job, sent: show_import(bar, job, sent))
            return await upload.run(wanted)

        job = session.ask(bring)
    return told(session, job)


@command(roster, "watch")
def watch(session: Session, job_id: JobArg) -> int:
    """跟踪一个导入任务直到结束。"""
    with progress_bar(session.output.err) as bar:

        async def follow(county: County) -> pb.Import:
            upload = RosterUpload(county, lambda job, sent: show_import(bar, job, sent))
            answer = await county.rosters.GetImport(pb.GetImportRequest(import_id=job_id))
            return await upload.follow(answer.job)

        job = session.ask(follow)
    return told(session, job)


@command(roster, "errors")
def errors(
    session: Session,
    job_id: JobArg,
    out: Annotated[
        Path | None, Option("--out", "-o", metavar="文件", help="存到哪里，.xlsx。")
    ] = None,
    purpose: Annotated[
        str, Option("--purpose", metavar="用途", help="用途代码。")
    ] = "REGISTRATION",
    reason: Annotated[
        str, Option("--reason", metavar="理由", help="理由，4 至 200 字。")
    ] = "改正名册中的错误",
) -> None:
    """下载错误表：原始行、标出的单元格、原因和建议（记入访问日志）。"""
    file = out or Path(f"导入错误-{job_id[:8]}.xlsx")
    request = pb.DownloadImportErrorsRequest(import_id=job_id, purpose=purpose, reason=reason)
    session.ask(lambda county: download_errors(county, request, file))
    session.show({"file": str(file)}, lambda: f"错误表已存为 {file}")


async def download_errors(
    county: County, request: pb.DownloadImportErrorsRequest, file: Path
) -> None:
    """Write the error workbook to a file, whole or not at all."""
    part = file.with_name(file.name + ".part")
    try:
        with part.open("wb") as target:
            answers = county.rosters.DownloadImportErrors(request, timeout=STREAM_SECONDS)
            async for answer in answers:
                target.write(answer.data)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


@command(roster, "list")
def list_imports(session: Session, division: DivisionOpt = "", limit: LimitOpt = 20) -> None:
    """列出辖区内的导入任务，最近的在前。"""
    code = session.division(division)

    async def page(county: County, size: int, token: str) -> Page[pb.Import]:
        answer = await county.rosters.ListImports(
            pb.ListImportsRequest(division=code, page_size=size, page_token=token)
        )
        return answer.imports, answer.next_page_token

    found = session.ask_pages(page, limit)
    session.show_list("imports", found, lambda: _list(found, session.names))


@command(roster, "cancel")
def cancel(session: Session, job_id: JobArg, request: RequestOpt = "") -> None:
    """停止一个导入任务；已导入的保留。"""
    stop = pb.CancelImportRequest(request_id=request_id(request), import_id=job_id)
    answer = order(
        session, stop.request_id, lambda county: county.rosters.CancelImport(stop), Role.CLERK
    )
    session.show(answer.job, lambda: job_view(answer.job))


def told(session: Session, job: pb.Import) -> int:
    """Show how an import ended and return the exit code that says it to scripts."""
    session.show(job, lambda: job_view(job))
    if job.state != pb.Import.STATE_DONE:
        return Exit.REFUSED
    if job.rejected_rows:
        session.output.remark(f"有行被退回，请下载错误表：gov321ctl roster errors {job.id}")
        return Exit.PARTIAL
    return Exit.OK


def job_view(job: pb.Import) -> RenderableType:
    """Return a finished or running import."""
    facts: list[tuple[str, object]] = [
        ("任务ID", job.id),
        ("文件", job.file_name + ("（只检查）" if job.dry_run else "")),
        ("状态", words.IMPORT_STATE.word(job.state)),
        ("检查行数", f"{job.checked_rows:,}"),
        ("退回", f"{job.rejected_rows:,} 行，{job.rejected_households:,} 户"),
        ("新增户", f"{job.created_households:,}"),
        ("变更户", f"{job.changed_households:,}"),
        ("未变户", f"{job.unchanged_households:,}"),
    ]
    if job.failure:
        facts.insert(3, ("原因", job.failure))
    return pairs("名册导入", facts)


_COLUMNS: tuple[Column, ...] = (
    "创建时间", "区划", "文件", "状态", ("行数", "right"), ("退回", "right"), ("新增户", "right"),
    ("变更户", "right"), ("未变户", "right"), "任务ID",
)  # fmt: skip


def _list(jobs: list[pb.Import], names: Names) -> RenderableType:
    rows = [
        (
            time_text(job.create_time),
            names(job.division),
            job.file_name,
            words.IMPORT_STATE.word(job.state),
            job.checked_rows,
            job.rejected_rows,
            job.created_households,
            job.changed_households,
            job.unchanged_households,
            job.id,
        )
        for job in jobs
    ]
    return table("导入任务", _COLUMNS, rows)
