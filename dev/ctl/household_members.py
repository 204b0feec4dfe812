"""`gov321ctl household`: who belongs to a household."""

from __future__ import annotations

from typing import Annotated

from gov321.registry.v1 import household_service_pb2 as pb
from typer import Argument, Option

from . import words
from .changes import carry_out
from .command import command
from .household import household
from .inputs import PERSON_FORM, day, person, request_id
from .options import DateOpt, DivisionOpt, HouseholdArg, PersonArg, RequestOpt, RevisionOpt
from .problems import UsageProblem
from .session import Session

NewHeadOpt = Annotated[
    str, Option("--new-head", metavar="人员ID", help="户主离开而他人留下时的新户主。")
]


@command(household, "register")
def register(
    session: Session,
    division: DivisionOpt,
    group: Annotated[str, Option("--group", metavar="小组", help="村民小组。")],
    number: Annotated[str, Option("--number", metavar="户编号", help="户编号，村内唯一。")],
    member: Annotated[
        list[str], Option("--member", metavar="成员", help=f"可重复，恰有一名户主。{PERSON_FORM}")
    ],
    address: Annotated[str, Option("--address", metavar="住址", help="住址。")] = "",
    date: DateOpt = "",
    request: RequestOpt = "",
) -> None:
    """登记一户新的家庭户。"""
    new = pb.RegisterHouseholdRequest(
        request_id=request_id(request),
        division=division,
        group=group,
        number=number,
        members=[person(text) for text in member],
        address=address,
        effective_date=day(date),
    )
    carry_out(session, new.request_id, lambda county: county.households.RegisterHousehold(new))


@command(household, "add-member")
def add_member(
    session: Session,
    household_id: HouseholdArg,
    member: Annotated[str, Option("--member", metavar="成员", help=PERSON_FORM)],
    reason: Annotated[str, Option("--reason", metavar="原因", help=words.JOIN_REASON.choices)],
    revision: RevisionOpt = 0,
    date: DateOpt = "",
    request: RequestOpt = "",
) -> None:
    """增加一名成员（出生、婚入、迁入）。"""
    change = pb.AddMemberRequest(
        request_id=request_id(request),
        household_id=household_id,
        revision=revision,
        person=person(member),
        reason=words.JOIN_REASON.number(reason),
        effective_date=day(date),
    )
    carry_out(session, change.request_id, lambda county: county.households.AddMember(change))


@command(household, "remove-member")
def remove_member(
    session: Session,
    household_id: HouseholdArg,
    person_id: PersonArg,
    reason: Annotated[str, Option("--reason", metavar="原因", help=words.LEAVE_REASON.choices)],
    new_head: NewHeadOpt = "",
    revision: RevisionOpt = 0,
    date: DateOpt = "",
    request: RequestOpt = "",
) -> None:
    """成员离户（死亡、婚出、迁出）。"""
    change = pb.RemoveMemberRequest(
        request_id=request_id(request),
        household_id=household_id,
        revision=revision,
        person_id=person_id,
        reason=words.LEAVE_REASON.number(reason),
        new_head_person_id=new_head,
        effective_date=day(date),
    )
    carry_out(session, change.request_id, lambda county: county.households.RemoveMember(change))


@command(household, "change-head")
def change_head(
    session: Session,
    household_id: HouseholdArg,
    person_id: PersonArg,
    revision: RevisionOpt = 0,
    date: DateOpt = "",
    request: RequestOpt = "",
) -> None:
    """变更户主。"""
    change = pb.ChangeHeadRequest(
        request_id=request_id(request),
        household_id=household_id,
        revision=revision,
        person_id=person_id,
        effective_date=day(date),
    )
    carry_out(session, change.request_id, lambda county: county.households.ChangeHead(change))


@command(household, "place")
def place(
    session: Session,
    household_id: HouseholdArg,
    address: Annotated[str, Option("--address", metavar="住址", help="新住址。")] = "",
    point: Annotated[
        str, Option("--point", metavar="经度,纬度", help="WGS84 坐标，如 108.512345,32.891234。")
    ] = "",
    revision: RevisionOpt = 0,
    date: DateOpt = "",
    request: RequestOpt = "",
) -> None:
    """设置住址或地图坐标；不填的不变。"""
    change = pb.PlaceHouseholdRequest(
        request_id=request_id(request),
        household_id=household_id,
        revision=revision,
        address=address,
        point=_point(point),
        effective_date=day(date),
    )
    carry_out(session, change.request_id, lambda county: county.households.PlaceHousehold(change))


def _point(text: str) -> pb.MapPoint | None:
    if not text:
        return None
    try:
        longitude, latitude = (float(part) for part in text.replace("，", ",").split(","))
    except ValueError:
        raise UsageProblem(f"坐标“{text}”无效，请写成 经度,纬度。") from None
    return pb.MapPoint(longitude=longitude, latitude=latitude)


HouseholdIdArg = Annotated[str, Argument(metavar="另一户ID", help="另一户的编号（ID）。")]
