"""`gov321ctl household`: questions about households. Changes are in the modules beside it."""

from __future__ import annotations

from typing import Annotated

from gov321.registry.v1 import registry_service_pb2 as pb
from gov321.registry.v1.household_pb2 import Household
from typer import Argument, Option

from . import words
from .client import County
from .command import command, group
from .inputs import day
from .options import DivisionOpt, HouseholdArg, LimitOpt, PurposeOpt, ReasonOpt
from .output import Column, table
from .problems import UsageProblem
from .session import Page, Session
from .views import fact_text, household_list, household_view, time_text

household = group("查询和办理家庭户。")


@command(household, "get")
def get(session: Session, household_id: HouseholdArg) -> None:
    """显示一户现在的登记（敏感项已遮盖）。"""
    request = pb.GetHouseholdRequest(household_id=household_id)
    answer = session.ask(lambda county: county.registry.GetHousehold(request))
    session.show(answer.household, lambda: household_view(answer.household, session.names))


@command(household, "as-of")
def as_of(
    session: Session,
    household_id: HouseholdArg,
    date: Annotated[str, Argument(metavar="日期", help="哪一天，如 2025-06-01。")],
) -> None:
    """显示一户在某一天的登记。"""
    request = pb.GetHouseholdRequest(household_id=household_id, as_of=day(date))
    answer = session.ask(lambda county: county.registry.GetHousehold(request))
    title = f"家庭户（{date} 时）"
    session.show(answer.household, lambda: household_view(answer.household, session.names, title))


@command(household, "list")
def list_households(
    session: Session,
    division: DivisionOpt = "",
    dissolved: Annotated[bool, Option("--dissolved", help="也列出已注销的。")] = False,
    limit: LimitOpt = 50,
) -> None:
    """按村和户编号列出辖区内的家庭户。"""
    code = session.division(division)

    async def page(county: County, size: int, token: str) -> Page[Household]:
        answer = await county.registry.ListHouseholds(
            pb.ListHouseholdsRequest(
                division=code, include_dissolved=dissolved, page_size=size, page_token=token
            )
        )
        return answer.households, answer.next_page_token

    found = session.ask_pages(page, limit)
    session.show_list("households", found, lambda: household_list(found, session.names))


@command(household, "search")
def search(
    session: Session,
    purpose: PurposeOpt,
    reason: ReasonOpt,
    id_number: Annotated[str, Option("--id-number", metavar="身份证号", help="身份证号。")] = "",
    phone: Annotated[str, Option("--phone", metavar="电话", help="联系电话。")] = "",
) -> None:
    """按身份证号或联系电话查找（记入访问日志）。"""
    if bool(id_number) == bool(phone):
        raise UsageProblem("请用 --id-number 或 --phone 中的一个指定查什么。")
    request = pb.SearchHouseholdsRequest(
        id_number=id_number, phone=phone, purpose=purpose, reason=reason
    )
    found = session.ask(lambda county: county.registry.SearchHouseholds(request)).households
    session.show_list("households", found, lambda: household_list(found, session.names))


@command(household, "reveal")
def reveal(
    session: Session,
    household_id: HouseholdArg,
    field: Annotated[str, Argument(metavar="敏感项", help=words.SENSITIVE.choices)],
    purpose: PurposeOpt,
    reason: ReasonOpt,
    person: Annotated[
        str, Option("--person", metavar="人员ID", help="哪位成员；住址和经纬度不填。")
    ] = "",
) -> None:
    """明文显示一个敏感项（须有权限和理由，记入访问日志）。"""
    request = pb.RevealFieldRequest(
        household_id=household_id,
        person_id=person,
        field=words.SENSITIVE.number(field),
        purpose=purpose,
        reason=reason,
    )
    answer = session.ask(lambda county: county.registry.RevealField(request))
    session.show(answer, lambda: answer.value)


_HISTORY: tuple[Column, ...] = (("版本", "right"), "时间", "发生了什么", ("人口", "right"))


@command(household, "history")
def history(session: Session, household_id: HouseholdArg, limit: LimitOpt = 50) -> None:
    """列出一户发生过的事，最近的在前。"""

    async def page(county: County, size: int, token: str) -> Page[pb.HouseholdRevision]:
        answer = await county.registry.ListHouseholdRevisions(
            pb.ListHouseholdRevisionsRequest(
                household_id=household_id, page_size=size, page_token=token
            )
        )
        return answer.revisions, answer.next_page_token

    found = session.ask_pages(page, limit)
    rows = [
        (
            one.revision,
            time_text(one.occur_time),
            "、".join(fact_text(fact) for fact in one.facts),
            one.member_count,
        )
        for one in found
    ]
    session.show_list("revisions", found, lambda: table("历史", _HISTORY, rows))
