"""`gov321ctl petition`: appeals taken in, looked up, rated and counted."""

from __future__ import annotations

from typing import Annotated

from gov321.petition.v1 import petition_pb2
from gov321.petition.v1 import petition_service_pb2 as pb
from typer import Argument, Option

from kit.model.division import Tier
from kit.roles import Role

from . import petition_words as words
from .changes import order
from .client import County
from .command import command, group
from .inputs import assignments, request_id
from .options import DivisionOpt, LimitOpt, PurposeOpt, ReasonOpt, RequestOpt
from .petition_views import (
    petition_list,
    petition_view,
    progress_view,
    receipts_view,
    statistics_view,
)
from .session import PETITION, Page, Session

petition = group("诉求：登记、受理、交办、移交、答复、评价和统计；在哪一级办理用 --site 指定。")

PetitionArg = Annotated[str, Argument(metavar="诉求ID", help="诉求的编号（ID）。")]
NumberArg = Annotated[str, Argument(metavar="受理编号", help="回执上的受理编号。")]
CodeArg = Annotated[str, Argument(metavar="查询码", help="回执上的查询码。")]
NoteOpt = Annotated[str, Option("--note", metavar="意见", help="意见或理由。")]
CategoryOpt = Annotated[str, Option("--category", metavar="类别", help="二级类别，如 D08。")]


CenterArg = Annotated[str, Argument(metavar="综治中心", help="登记的中心，12 位区划代码。")]
TextOpt = Annotated[str, Option("--text", metavar="内容", help="诉求内容。")]
TitleOpt = Annotated[str, Option("--title", metavar="标题", help="标题。")]
WhoOpt = Annotated[
    str,
    Option(
        "--who", metavar="诉求人", help="如 姓名=张三,电话=13900000000,公开程度=保密；不填为匿名。"
    ),
]
PlaceOpt = Annotated[str, Option("--place", metavar="区划", help="事项地点；默认中心。")]
MatterOpt = Annotated[str, Option("--matter", metavar="类型", help=words.MATTER.choices)]
SourceOpt = Annotated[str, Option("--source", metavar="来源", help=words.SOURCE.choices)]
UrgencyOpt = Annotated[str, Option("--urgency", metavar="程度", help=words.URGENCY.choices)]
ChannelOpt = Annotated[str, Option("--channel", metavar="途径", help=words.CHANNEL.choices)]
HouseholdOpt = Annotated[str, Option("--household", metavar="户ID", help="涉及的户。")]

_WHO = frozenset({"姓名", "电话", "公开程度", "代谁"})


@command(petition, "submit")
def submit(
    session: Session,
    center: CenterArg,
    text: TextOpt,
    title: TitleOpt = "",
    who: WhoOpt = "",
    place: PlaceOpt = "",
    category: CategoryOpt = "",
    matter: MatterOpt = "求助",
    source: SourceOpt = "窗口来访",
    urgency: UrgencyOpt = "一般",
    channel: ChannelOpt = "普通",
    household: HouseholdOpt = "",
    request: RequestOpt = "",
) -> None:
    """登记一件诉求，给出受理编号和查询码。"""
    change = pb.SubmitPetitionRequest(
        request_id=request_id(request),
        center=center,
        place=place or center,
        category=category,
        matter=words.MATTER.number(matter),
        source=words.SOURCE.number(source),
        channel=words.CHANNEL.number(channel),
        urgency=words.URGENCY.number(urgency),
        title=title,
        text=text,
        petitioners=[petitioner(who)],
        household_id=household,
    )
    about = session.about(PETITION)
    answer = order(about, change.request_id, lambda county: county.petitions.SubmitPetition(change))
    session.show(answer, lambda: receipts_view(answer, session.names))


def petitioner(text: str) -> pb.NewPetitioner:
    """Return who asks, typed as `名=值` with commas between; nothing is an anonymous one.

    Raises:
        UsageProblem: an unknown name, or a value that cannot be.
    """
    values = assignments(filter(None, text.replace("，", ",").split(",")), _WHO)
    return pb.NewPetitioner(
        disclosure=words.DISCLOSURE.number(values.get("公开程度", "实名" if values else "匿名")),
        name=values.get("姓名", ""),
        phone=values.get("电话", ""),
        proxy_for=values.get("代谁", ""),
    )


@command(petition, "get")
def get(session: Session, id: PetitionArg) -> None:
    """显示一件诉求的内容、期限和办理过程。"""
    request = pb.GetPetitionRequest(petition_id=id)
    answer = session.about(PETITION).ask(lambda county: county.petitions.GetPetition(request))
    session.show(answer.petition, lambda: petition_view(answer.petition, session.names))


@command(petition, "list")
def list_petitions(
    session: Session,
    division: DivisionOpt = "",
    state: Annotated[
        list[str] | None, Option("--state", metavar="状态", help=words.STATE.choices)
    ] = None,
    of_unit: Annotated[str, Option("--of", metavar="单位", help="只列出该单位承办的。")] = "",
    overdue: Annotated[bool, Option("--overdue", help="只列出超期的。")] = False,
    limit: LimitOpt = 50,
) -> None:
    """列出辖区内的诉求，默认只列未办结的。"""
    code = session.division(division)
    states = [words.STATE.number(one) for one in state or ()]

    async def page(county: County, size: int, token: str) -> Page[petition_pb2.Petition]:
        answer = await county.petitions.ListPetitions(
            pb.ListPetitionsRequest(
                division=code,
                states=states,
                unit=of_unit,
                overdue_only=overdue,
                page_size=size,
                page_token=token,
            )
        )
        return answer.petitions, answer.next_page_token

    found = session.about(PETITION).ask_pages(page, limit)
    session.show_list("petitions", found, lambda: petition_list(found, session.names))


@command(petition, "progress")
def progress(session: Session, number: NumberArg, code: CodeArg) -> None:
    """凭受理编号和查询码查看进度。"""
    request = pb.QueryProgressRequest(number=number, query_code=code)
    answer = session.about(PETITION).ask(
        lambda county: county.petitions.QueryProgress(request), Role.SERVICE
    )
    session.show(answer.progress, lambda: progress_view(answer.progress))


@command(petition, "rate")
def rate(
    session: Session,
    number: NumberArg,
    code: CodeArg,
    rating: Annotated[str, Argument(metavar="评价", help=words.RATING.choices)],
    note: NoteOpt = "",
    request: RequestOpt = "",
) -> None:
    """诉求人评价答复；全部满意的随即办结，不满意的由上一级重新办理一次。"""
    change = pb.RatePetitionRequest(
        request_id=request_id(request),
        number=number,
        query_code=code,
        rating=words.RATING.number(rating),
        note=note,
    )
    answer = order(
        session.about(PETITION),
        change.request_id,
        lambda county: county.petitions.RatePetition(change),
        Role.SERVICE,
    )
    session.show(answer.progress, lambda: progress_view(answer.progress))


@command(petition, "statistics")
def statistics(session: Session, division: DivisionOpt = "") -> None:
    """按下级辖区统计诉求：各级办结、按时、超期。"""
    request = pb.GetPetitionStatisticsRequest(division=session.division(division))
    answer = session.about(PETITION).ask(
        lambda county: county.petitions.GetPetitionStatistics(request), tier=Tier.COUNTY
    )
    found = answer.divisions
    session.show_list("divisions", found, lambda: statistics_view(found, session.names))


@command(petition, "reveal")
def reveal(
    session: Session,
    id: PetitionArg,
    petitioner: Annotated[str, Argument(metavar="诉求人ID", help="诉求人的编号（ID）。")],
    purpose: PurposeOpt,
    reason: ReasonOpt,
) -> None:
    """明文显示诉求人的姓名和电话（须有权限和理由，记入访问日志）。"""
    request = pb.RevealPetitionerRequest(
        petition_id=id, petitioner_id=petitioner, purpose=purpose, reason=reason
    )
    answer = session.about(PETITION).ask(lambda county: county.petitions.RevealPetitioner(request))
    told = f"{answer.name} {answer.phone}".strip()
    session.show(answer, lambda: told)
