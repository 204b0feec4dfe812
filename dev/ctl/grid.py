"""`gov321ctl grid`: grids of villages, their coverage and counts."""

from __future__ import annotations

from typing import Annotated

from gov321.grid.v1 import grid_service_pb2 as pb
from gov321.grid.v1.grid_pb2 import Grid
from typer import Argument, Option

from kit.model.division import Tier
from kit.roles import Role

from .changes import order
from .client import County
from .command import command, group
from .exits import Exit
from .grid_views import coverage_view, grid_list, household_rows, statistics_view, village_view
from .inputs import request_id
from .options import DivisionOpt, LimitOpt, RequestOpt, RevisionOpt
from .session import GRID, Page, Session

grid = group("网格：划分、网格长、三线联系、走访和三色分类。")

VillageArg = Annotated[str, Argument(metavar="村", help="村（社区）的 12 位区划代码。")]
GridArg = Annotated[str, Argument(metavar="网格", help="网格编码，如 610921104206-01-02。")]


@command(grid, "show")
def show(
    session: Session,
    village: VillageArg,
    ended: Annotated[bool, Option("--ended", help="也显示已撤销的网格。")] = False,
) -> None:
    """显示一个村的网格、网格长和空缺。"""
    request = pb.GetVillageRequest(village=village, include_ended=ended)
    answer = session.about(GRID).ask(lambda county: county.grids.GetVillage(request))
    session.show(answer.village, lambda: village_view(answer.village, session.names))


@command(grid, "list")
def list_grids(
    session: Session,
    division: DivisionOpt = "",
    leaves: Annotated[bool, Option("--leaves", help="只列出直接管户的网格。")] = False,
    limit: LimitOpt = 50,
) -> None:
    """列出辖区内的网格。"""
    code = session.division(division)

    async def page(county: County, size: int, token: str) -> Page[Grid]:
        answer = await county.grids.ListGrids(
            pb.ListGridsRequest(division=code, leaves_only=leaves, page_size=size, page_token=token)
        )
        return answer.grids, answer.next_page_token

    found = session.about(GRID).ask_pages(page, limit)
    session.show_list("grids", found, lambda: grid_list(found, session.names))


@command(grid, "households")
def households(session: Session, code: GridArg, limit: LimitOpt = 50) -> None:
    """列出一个网格内的户。"""

    async def page(county: County, size: int, token: str) -> Page[pb.GridHousehold]:
        answer = await county.grids.ListGridHouseholds(
            pb.ListGridHouseholdsRequest(grid=code, page_size=size, page_token=token)
        )
        return answer.households, answer.next_page_token

    found = session.about(GRID).ask_pages(page, limit)
    session.show_list("households", found, lambda: household_rows(found))


@command(grid, "check")
def check(session: Session, division: DivisionOpt = "") -> int:
    """检查每户是否在且只在一个网格；有遗漏或重复的退出码为 6。"""
    code = session.division(division)
    asked = session.about(GRID)
    request = pb.CheckCoverageRequest(division=code)
    villages = asked.ask(lambda county: county.grids.CheckCoverage(request)).villages
    session.show_list("villages", villages, lambda: coverage_view(villages, session.names))
    broken = any(v.without_grid or v.in_two_grids or v.unknown for v in villages)
    return Exit.FOUND if broken else Exit.OK


@command(grid, "statistics")
def statistics(session: Session, division: DivisionOpt = "") -> None:
    """按下级辖区统计网格、空缺和颜色。"""
    code = session.division(division)
    request = pb.GetGridStatisticsRequest(division=code)
    answer = session.about(GRID).ask(
        lambda county: county.grids.GetGridStatistics(request), tier=Tier.COUNTY
    )
    found = answer.divisions
    session.show_list("divisions", found, lambda: statistics_view(found, session.names))


@command(grid, "exempt")
def exempt(
    session: Session,
    code: GridArg,
    reason: Annotated[str, Option("--reason", metavar="理由", help="为什么允许规模例外。")],
    revision: RevisionOpt = 0,
    request: RequestOpt = "",
) -> None:
    """批准一个网格的规模例外（因地因村制宜）。"""
    change = pb.ExemptGridRequest(
        request_id=request_id(request), revision=revision, grid=code, reason=reason
    )
    answer = order(
        session.about(GRID),
        change.request_id,
        lambda county: county.grids.ExemptGrid(change),
        Role.REVIEWER,
    )
    session.show(answer.grid, lambda: grid_list([answer.grid], session.names))


@command(grid, "republish")
def republish(session: Session, division: DivisionOpt = "", request: RequestOpt = "") -> None:
    """重新发布辖区内的网格数据，供晚加入的订阅者使用。"""
    asked = pb.RepublishGridsRequest(
        request_id=request_id(request), division=session.division(division)
    )
    answer = order(
        session.about(GRID),
        asked.request_id,
        lambda county: county.grids.RepublishGrids(asked),
        Role.OPERATOR,
    )
    session.show(answer, lambda: f"将重新发布 {answer.records:,} 条记录。")
