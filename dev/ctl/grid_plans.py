"""`gov321ctl grid plan`: plans that change the grids of a village."""

from __future__ import annotations

from typing import Annotated

from gov321.grid.v1 import plan_service_pb2 as pb
from typer import Argument, Option

from kit.roles import Role

from . import grid_words as words
from .changes import order
from .client import County
from .command import command, group
from .grid import VillageArg, grid
from .grid_views import plan_list, plan_view
from .inputs import request_id
from .options import DivisionOpt, LimitOpt, RequestOpt
from .session import GRID, Page, Session

plan = group("网格调整方案：先拟定，看清变动，再执行，可撤销。")
grid.add_typer(plan, name="plan")

PlanArg = Annotated[str, Argument(metavar="方案ID", help="方案的编号（ID）。")]


@command(plan, "draft")
def draft(
    session: Session,
    village: VillageArg,
    kind: Annotated[
        str, Option("--kind", metavar="方式", help=f"可选：{words.PLAN_KIND.choices}")
    ] = "划分",
    only: Annotated[str, Option("--group", metavar="小组", help="只调整这个小组。")] = "",
    grids: Annotated[
        list[str] | None, Option("--grid", metavar="网格", help="涉及的网格编码，可重复。")
    ] = None,
    households: Annotated[
        list[str] | None, Option("--household", metavar="户ID", help="要移动的户，可重复。")
    ] = None,
    parts: Annotated[int, Option("--parts", metavar="个数", help="拆成几个；0 由规则定。")] = 0,
    weigh: Annotated[bool, Option("--weigh", help="按红黄户的工作量均衡。")] = False,
    request: RequestOpt = "",
) -> None:
    """拟定一个方案，不改变任何东西。"""
    asked = pb.DraftPlanRequest(
        request_id=request_id(request),
        village=village,
        kind=words.PLAN_KIND.number(kind),
        group=only,
        grids=grids or [],
        household_ids=households or [],
        parts=parts,
        weigh_colours=weigh,
    )
    answer = order(
        session.about(GRID), asked.request_id, lambda county: county.plans.DraftPlan(asked)
    )
    session.show(answer.plan, lambda: plan_view(answer.plan, session.names))


@command(plan, "show")
def show(session: Session, plan_id: PlanArg) -> None:
    """显示一个方案和它的变动。"""
    request = pb.GetPlanRequest(plan_id=plan_id)
    answer = session.about(GRID).ask(lambda county: county.plans.GetPlan(request))
    session.show(answer.plan, lambda: plan_view(answer.plan, session.names))


@command(plan, "list")
def list_plans(session: Session, division: DivisionOpt = "", limit: LimitOpt = 50) -> None:
    """列出辖区内的方案，最近的在前。"""
    code = session.division(division)

    async def page(county: County, size: int, token: str) -> Page[pb.Plan]:
        answer = await county.plans.ListPlans(
            pb.ListPlansRequest(division=code, page_size=size, page_token=token)
        )
        return answer.plans, answer.next_page_token

    found = session.about(GRID).ask_pages(page, limit)
    session.show_list("plans", found, lambda: plan_list(found, session.names))


@command(plan, "apply")
def apply(session: Session, plan_id: PlanArg, request: RequestOpt = "") -> None:
    """执行一个方案；该村其间有变动的须重新拟定。"""
    asked = pb.ApplyPlanRequest(request_id=request_id(request), plan_id=plan_id)
    answer = order(
        session.about(GRID),
        asked.request_id,
        lambda county: county.plans.ApplyPlan(asked),
        Role.REVIEWER,
    )
    session.show(answer.plan, lambda: plan_view(answer.plan, session.names))


@command(plan, "undo")
def undo(session: Session, plan_id: PlanArg, request: RequestOpt = "") -> None:
    """撤销一个已执行的方案。"""
    asked = pb.UndoPlanRequest(request_id=request_id(request), plan_id=plan_id)
    answer = order(
        session.about(GRID),
        asked.request_id,
        lambda county: county.plans.UndoPlan(asked),
        Role.REVIEWER,
    )
    session.show(answer.plan, lambda: plan_view(answer.plan, session.names))
