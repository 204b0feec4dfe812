"""Orders about the lines as they come in: posts, leaders, contacts, sessions."""

from __future__ import annotations

from typing import Protocol

from google.protobuf.message import Message
from gov321.grid.v1 import line_service_pb2 as pb

from kit.model.division import DivisionCode, Tier
from kit.model.errors import InvalidValue
from kit.requests import request_of
from kit.text_limits import NAME, require_text
from kit.wire_enum import known
from kit.wire_time import to_day, to_day_or_none
from services.grid.domain.appointing import AppointLeader, ReleaseLeader
from services.grid.domain.contacting import EndContact
from services.grid.domain.grid import GridCode
from services.grid.domain.ids import HouseholdId, PersonId
from services.grid.domain.lines import Session
from services.grid.domain.postings import LeavePost, TakePost
from services.grid.usecases.contacts import NewContact
from services.grid.usecases.lines import VillageTarget

from .enums import END_REASON, LINE, POST, SESSION_KIND


class _Revised(Protocol):
    """What every order carries."""

    request_id: str
    revision: int


def village_of(text: str) -> DivisionCode:
    """Return the village of a request.

    Raises:
        InvalidValue: it is not the code of a village.
    """
    code = DivisionCode.parse(text)
    if code.tier is not Tier.VILLAGE:
        raise InvalidValue(
            field="村代码", why=f"{code} 不是村级区划代码，请填写 12 位村（社区）代码"
        )
    return code


def take_post(request: pb.TakePostRequest) -> TakePost:
    """Return the order that somebody takes a post."""
    household = require_text("household_id", request.household_id, NAME)
    return TakePost(
        person=person_of(request.person_id),
        name=require_text("姓名", request.name, NAME, least=1),
        post=known(POST, request.post, "职务"),
        since=to_day(request.since, "任职日期"),
        household=HouseholdId(household) if household else None,
        term_end=to_day_or_none(request.term_end, "任期届满日"),
    )


def leave_post(request: pb.LeavePostRequest) -> LeavePost:
    """Return the order that somebody leaves a post."""
    return LeavePost(
        person=person_of(request.person_id),
        post=known(POST, request.post, "职务"),
        on=to_day(request.on, "离任日期"),
        reason=known(END_REASON, request.reason, "原因"),
    )


def appoint_leader(request: pb.AppointLeaderRequest) -> AppointLeader:
    """Return the order that somebody becomes the leader of a grid."""
    return AppointLeader(
        grid=GridCode.parse(request.grid),
        person=person_of(request.person_id),
        since=to_day(request.since, "任命日期"),
    )


def release_leader(request: pb.ReleaseLeaderRequest) -> ReleaseLeader:
    """Return the order that a grid loses its leader."""
    return ReleaseLeader(
        grid=GridCode.parse(request.grid),
        on=to_day(request.on, "离任日期"),
        reason=known(END_REASON, request.reason, "原因"),
    )


def new_contact(request: pb.AssignContactRequest) -> NewContact:
    """Return who is to keep contact on which line."""
    return NewContact(
        line=known(LINE, request.line, "联系线"),
        person=person_of(request.person_id),
        since=to_day(request.since, "联系开始日"),
        named=request.named,
    )


def end_contact(request: pb.EndContactRequest) -> EndContact:
    """Return the order that a contact ends."""
    return EndContact(
        line=known(LINE, request.line, "联系线"),
        on=to_day(request.on, "联系结束日"),
        reason=known(END_REASON, request.reason, "原因"),
    )


def session_of(request: pb.RecordSessionRequest) -> Session:
    """Return the reception day or voter meeting that was held."""
    return Session(
        kind=known(SESSION_KIND, request.kind, "活动种类"),
        on=to_day(request.on, "活动日期"),
        deputy=person_of(request.deputy_id),
        attendance=request.attendance,
        matters=request.matters,
    )


def village_target(message: Message, request: _Revised, village: DivisionCode) -> VillageTarget:
    """Return which village an order is for; revision 0 takes the present one."""
    asked = request_of(message, request.request_id)
    return VillageTarget(village, request.revision or None, asked)


def person_of(text: str) -> PersonId:
    """Return whom a request is about.

    Raises:
        InvalidValue: nobody, or no id.
    """
    return PersonId(require_text("person_id", text, NAME, least=1))
