"""`gov321ctl grid care`: colours and visits of households."""

from __future__ import annotations

from typing import Annotated

from gov321.grid.v1 import care_pb2, care_service_pb2
from gov321.grid.v1 import care_service_pb2 as pb
from typer import Argument, Option

from kit.model.division import Tier
from kit.roles import Role

from . import grid_words as words
from .changes import order
from .client import County
from .command import command, group
from .grid import grid
from .grid_care_views import care_list, care_view, spell_list, visit_list
from .inputs import day, day_or_today, request_id
from .options import DivisionOpt, HouseholdArg, LimitOpt, PersonArg, RequestOpt, RevisionOpt
from .session import GRID, Page, Session

care = group("三色分类和走访。")
grid.add_typer(care, name="care")

WhyOpt = Annotated[str, Option("--reason", metavar="理由", help="理由，4 至 200 字。")]


@command(care, "get")
def get(session: Session, household_id: HouseholdArg) -> None:
    """显示一户的颜色和依据、联系人、走访期限。"""
    request = pb.GetCareRequest(household_id=household_id)
    answer = session.about(GRID).ask(lambda county: county.cares.GetCare(request))
    session.show(answer.care, lambda: care_view(answer.care, session.names))


@command(care, "list")
def list_cares(
    session: Session,
    division: DivisionOpt = "",
    within: Annotated[str, Option("--grid", metavar="网格", help="只列出这个网格的户。")] = "",
    colours: Annotated[
        list[str] | None, Option("--colour", metavar="颜色", help=words.COLOUR.choices)
    ] = None,
    proposals: Annotated[bool, Option("--proposals", help="只列出待确认的。")] = False,
    overdue: Annotated[bool, Option("--overdue", help="只列出走访超期的。")] = False,
    limit: LimitOpt = 50,
) -> None:
    """按颜色列出辖区内的户。"""
    asked = pb.ListCaresRequest(
        division=session.division(division),
        grid=within,
        colours=[words.COLOUR.number(colour) for colour in colours or ()],
        proposals_only=proposals,
        overdue_only=overdue,
    )

    async def page(county: County, size: int, token: str) -> Page[care_pb2.HouseholdCare]:
        asked.page_size, asked.page_token = size, token
        answer = await county.cares.ListCares(asked)
        return answer.cares, answer.next_page_token

    found = session.about(GRID).ask_pages(page, limit)
    session.show_list("cares", found, lambda: care_list(found))


@command(care, "spells")
def spells(session: Session, household_id: HouseholdArg) -> None:
    """列出一户的颜色变更记录。"""
    request = pb.ListColourSpellsRequest(household_id=household_id)
    answer = session.about(GRID).ask(lambda county: county.cares.ListColourSpells(request))
    session.show_list("spells", answer.spells, lambda: spell_list(answer.spells))


@command(care, "confirm")
def confirm(
    session: Session,
    household_id: HouseholdArg,
    revision: Annotated[int, Option("--revision", metavar="版本", help="看到的版本，必填。")],
    request: RequestOpt = "",
) -> None:
    """确认规则提出的颜色，即行生效。"""
    change = pb.ConfirmColourRequest(
        request_id=request_id(request), revision=revision, household_id=household_id
    )
    answer = order(
        session.about(GRID),
        change.request_id,
        lambda county: county.cares.ConfirmColour(change),
        Role.REVIEWER,
    )
    session.show(answer.care, lambda: care_view(answer.care, session.names))


@command(care, "override")
def override(
    session: Session,
    household_id: HouseholdArg,
    colour: Annotated[str, Argument(metavar="颜色", help=words.COLOUR.choices)],
    reason: WhyOpt,
    expires: Annotated[str, Option("--expires", metavar="日期", help="最后一天，一年以内。")],
    revision: RevisionOpt = 0,
    request: RequestOpt = "",
) -> None:
    """人工确定颜色，须有理由和期限。"""
    change = pb.OverrideColourRequest(
        request_id=request_id(request),
        revision=revision,
        household_id=household_id,
        colour=words.COLOUR.number(colour),
        reason=reason,
        expires=day(expires),
    )
    answer = order(
        session.about(GRID),
        change.request_id,
        lambda county: county.cares.OverrideColour(change),
        Role.REVIEWER,
    )
    session.show(answer.care, lambda: care_view(answer.care, session.names))


@command(care, "end-override")
def end_override(
    session: Session,
    household_id: HouseholdArg,
    revision: RevisionOpt = 0,
    request: RequestOpt = "",
) -> None:
    """提前结束人工确定的颜色。"""
    change = pb.EndOverrideRequest(
        request_id=request_id(request), revision=revision, household_id=household_id
    )
    answer = order(
        session.about(GRID),
        change.request_id,
        lambda county: county.cares.EndOverride(change),
        Role.REVIEWER,
    )
    session.show(answer.care, lambda: care_view(answer.care, session.names))


@command(care, "refuse")
def refuse(
    session: Session,
    household_id: HouseholdArg,
    refused: Annotated[
        bool, Option("--refused/--accepted", help="不接受自动分类，或撤回。")
    ] = True,
    note: Annotated[str, Option("--note", metavar="说明", help="该户的意见。")] = "",
    revision: RevisionOpt = 0,
    request: RequestOpt = "",
) -> None:
    """登记一户不接受自动分类（个人信息保护法第二十四条）。"""
    change = pb.RefuseClassificationRequest(
        request_id=request_id(request),
        revision=revision,
        household_id=household_id,
        refused=refused,
        note=note,
    )
    answer = order(
        session.about(GRID),
        change.request_id,
        lambda county: county.cares.RefuseClassification(change),
    )
    session.show(answer.care, lambda: care_view(answer.care, session.names))


@command(care, "visit")
def visit(
    session: Session,
    household_id: HouseholdArg,
    visitor_id: PersonArg,
    text: Annotated[str, Option("--text", metavar="内容", help="谈了什么。")],
    kind: Annotated[str, Option("--kind", metavar="方式", help=words.VISIT_KIND.choices)] = "走访",
    date: Annotated[str, Option("--date", metavar="日期", help="哪天，默认今天。")] = "",
    duties: Annotated[
        list[str] | None, Option("--duty", metavar="职责", help=words.DUTY.choices)
    ] = None,
    needs: Annotated[
        list[str] | None, Option("--need", metavar="诉求", help="群众提出的诉求，可重复。")
    ] = None,
    visit_id: Annotated[
        str, Option("--visit-id", metavar="UUID", help="走访编号；重复提交不会重复登记。")
    ] = "",
) -> None:
    """登记一次走访。"""
    change = pb.RecordVisitRequest(
        visit_id=request_id(visit_id),
        household_id=household_id,
        kind=words.VISIT_KIND.number(kind),
        visitor_id=visitor_id,
        on=day_or_today(date),
        duties=[words.DUTY.number(duty) for duty in duties or ()],
        text=text,
        needs=needs or [],
    )
    answer = order(
        session.about(GRID),
        change.visit_id,
        lambda county: county.cares.RecordVisit(change),
        Role.GRID_LEADER,
    )
    session.show(answer.care, lambda: care_view(answer.care, session.names))


@command(care, "visits")
def visits(session: Session, household_id: HouseholdArg, limit: LimitOpt = 50) -> None:
    """列出一户的走访记录，最近的在前。"""

    async def page(county: County, size: int, token: str) -> Page[care_pb2.Visit]:
        answer = await county.cares.ListVisits(
            care_service_pb2.ListVisitsRequest(
                household_id=household_id, page_size=size, page_token=token
            )
        )
        return answer.visits, answer.next_page_token

    found = session.about(GRID).ask_pages(page, limit, tier=Tier.VILLAGE)
    session.show_list("visits", found, lambda: visit_list(found))
