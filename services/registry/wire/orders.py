"""Requests on one household as orders of the domain.

`today` stands in where the caller names no day. Every builder is `(request, today) -> order`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from gov321.registry.v1 import household_pb2
from gov321.registry.v1 import household_service_pb2 as pb

from kit.model.division import DivisionCode
from kit.model.income import IncomeYear
from kit.text_limits import LINE, NAME, require_text
from kit.wire_enum import known
from kit.wire_time import to_day_or_none
from services.registry.domain.awards import GrantAward, RevokeAward
from services.registry.domain.household import Point
from services.registry.domain.ids import PersonId
from services.registry.domain.incomes import RecordIncome
from services.registry.domain.membership import AddMember, ChangeHead, RemoveMember
from services.registry.domain.need import Disability
from services.registry.domain.needs import EndNeed, TagNeed
from services.registry.domain.placement import PlaceHousehold
from services.registry.domain.registration import NUMBER_LENGTH
from services.registry.domain.restructuring import MoveHousehold

from .enums import DISABILITY_KIND, INCOME_ITEM, JOIN_REASON, LEAVE_REASON, NEED_KIND, RELATION
from .people import new_person


def add_member(request: pb.AddMemberRequest, today: date, *, allow_test_numbers: bool) -> AddMember:
    """Return the order that a person joins."""
    person = new_person(
        request.person, request.request_id, 0, today, allow_test_numbers=allow_test_numbers
    )
    return AddMember(
        person=person,
        relation=known(RELATION, request.person.relation, "与户主关系"),
        reason=known(JOIN_REASON, request.reason, "入户原因"),
        on=effective(request, today),
    )


def remove_member(request: pb.RemoveMemberRequest, today: date) -> RemoveMember:
    """Return the order that a member leaves."""
    return RemoveMember(
        person=PersonId(request.person_id),
        reason=known(LEAVE_REASON, request.reason, "离户原因"),
        on=effective(request, today),
        new_head=person_or_none(request.new_head_person_id),
    )


def change_head(request: pb.ChangeHeadRequest, today: date) -> ChangeHead:
    """Return the order that another member becomes head."""
    return ChangeHead(PersonId(request.person_id), effective(request, today))


def move_household(request: pb.MoveHouseholdRequest, today: date) -> MoveHousehold:
    """Return the order to register the household elsewhere."""
    return MoveHousehold(
        village=DivisionCode.parse(request.division),
        group=require_text("村民小组", request.group, NAME),
        number=require_text("户编号", request.number, NUMBER_LENGTH, least=1),
        on=effective(request, today),
    )


def place_household(request: pb.PlaceHouseholdRequest, today: date) -> PlaceHousehold:
    """Return the order to set address and point; what is left out stays."""
    point = None
    if request.HasField("point"):
        point = Point(request.point.longitude, request.point.latitude)
    address = require_text("住址", request.address, LINE)
    return PlaceHousehold(effective(request, today), address or None, point)


def tag_need(request: pb.TagNeedRequest, today: date) -> TagNeed:
    """Return the order to record a need."""
    need = request.need
    return TagNeed(
        person=PersonId(request.person_id),
        kind=known(NEED_KIND, need.kind, "需求"),
        valid_from=to_day_or_none(need.valid_from, "开始日期") or effective(request, today),
        valid_to=to_day_or_none(need.valid_to, "结束日期"),
        disability=_disability(need),
    )


def end_need(request: pb.EndNeedRequest, today: date) -> EndNeed:
    """Return the order to end a need."""
    kind = known(NEED_KIND, request.kind, "需求")
    return EndNeed(PersonId(request.person_id), kind, effective(request, today))


def record_income(request: pb.RecordIncomeRequest, today: date) -> RecordIncome:  # noqa: ARG001
    """Return the order to record a year's income; it has no day of its own."""
    items = tuple(
        (known(INCOME_ITEM, amount.item, "收入项"), Decimal(amount.cents) / 100)
        for amount in request.items
    )
    return RecordIncome(IncomeYear(request.year, items))


def grant_award(request: pb.GrantAwardRequest, today: date) -> GrantAward:
    """Return the order to name the household 平安家庭."""
    return GrantAward(request.year, effective(request, today))


def revoke_award(request: pb.RevokeAwardRequest, today: date) -> RevokeAward:
    """Return the order to revoke an award."""
    reason = require_text("撤销原因", request.reason, LINE, least=2)
    return RevokeAward(request.year, effective(request, today), reason)


Dated = (
    pb.AddMemberRequest
    | pb.RemoveMemberRequest
    | pb.ChangeHeadRequest
    | pb.SplitHouseholdRequest
    | pb.MergeHouseholdsRequest
    | pb.TransferMemberRequest
    | pb.MoveHouseholdRequest
    | pb.PlaceHouseholdRequest
    | pb.TagNeedRequest
    | pb.EndNeedRequest
    | pb.GrantAwardRequest
    | pb.RevokeAwardRequest
    | pb.RegisterHouseholdRequest
)


def effective(request: Dated, today: date) -> date:
    """Return the day from which the change holds."""
    return to_day_or_none(request.effective_date, "生效日期") or today


def person_or_none(person_id: str) -> PersonId | None:
    """Return the person, None for an id that was left out."""
    return PersonId(person_id) if person_id else None


def _disability(need: household_pb2.NewNeed) -> Disability | None:
    if not need.disability_kind:
        return None
    kind = known(DISABILITY_KIND, need.disability_kind, "残疾类别")
    return Disability(kind, need.disability_grade)
