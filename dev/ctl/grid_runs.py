"""`gov321ctl grid run`: the yearly classification, drafted dry and then applied."""

from __future__ import annotations

from typing import Annotated

from gov321.grid.v1 import run_service_pb2 as pb
from typer import Argument, Option

from kit.roles import Role

from .changes import order
from .client import County
from .command import command, group
from .grid import grid
from .grid_care_views import change_list, run_view
from .inputs import request_id
from .options import DivisionOpt, LimitOpt, RequestOpt
from .session import GRID, Page, Session

run = group("年度三色分类：先拟定，看清变动，再执行。")
grid.add_typer(run, name="run")

RunArg = Annotated[str, Argument(metavar="分类ID", help="年度分类的编号（ID）。")]


@command(run, "draft")
def draft(
    session: Session,
    division: DivisionOpt = "",
    year: Annotated[int, Option("--year", metavar="年度", help="考评年度；默认现在的。")] = 0,
    request: RequestOpt = "",
) -> None:
    """拟定一次年度分类，不改变任何东西。"""
    asked = pb.DraftRunRequest(
        request_id=request_id(request), division=session.division(division), year=year
    )
    answer = order(
        session.about(GRID), asked.request_id, lambda county: county.runs.DraftRun(asked)
    )
    session.show(answer.run, lambda: run_view(answer.run, session.names))


@command(run, "show")
def show(session: Session, run_id: RunArg) -> None:
    """显示一次年度分类和它的进度。"""
    request = pb.GetRunRequest(run_id=run_id)
    answer = session.about(GRID).ask(lambda county: county.runs.GetRun(request))
    session.show(answer.run, lambda: run_view(answer.run, session.names))


@command(run, "changes")
def changes(session: Session, run_id: RunArg, limit: LimitOpt = 50) -> None:
    """列出年度分类改变颜色的户。"""

    async def page(county: County, size: int, token: str) -> Page[pb.RunChange]:
        answer = await county.runs.ListRunChanges(
            pb.ListRunChangesRequest(run_id=run_id, page_size=size, page_token=token)
        )
        return answer.changes, answer.next_page_token

    found = session.about(GRID).ask_pages(page, limit)
    session.show_list("changes", found, lambda: change_list(found, session.names))


@command(run, "apply")
def apply(session: Session, run_id: RunArg, request: RequestOpt = "") -> None:
    """执行一次年度分类；执行两次不会改变更多。"""
    asked = pb.ApplyRunRequest(request_id=request_id(request), run_id=run_id)
    answer = order(
        session.about(GRID),
        asked.request_id,
        lambda county: county.runs.ApplyRun(asked),
        Role.REVIEWER,
    )
    session.show(answer.run, lambda: run_view(answer.run, session.names))
