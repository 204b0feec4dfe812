"""Requests on two households, registration and corrections as orders of the domain."""

from __future__ import annotations

from datetime import date

from gov321.registry.v1 import household_service_pb2 as pb

from kit.model.division import DivisionCode
from kit.model.ids import derived_id
from kit.text_limits import LINE, NAME, require_text
from kit.wire_enum import known
from services.registry.domain.correction import FieldChange
from services.registry.domain.corrections import RequestCorrection, ReviewCorrection
from services.registry.domain.ids import CorrectionId, HouseholdId, PersonId
from services.registry.domain.registration import NUMBER_LENGTH, RegisterHousehold
from services.registry.domain.restructuring import MergeHouseholds, SplitHousehold, TransferMember
from services.registry.domain.roster_entry import roster_household_id

from .enums import CORRECTABLE_FIELD, RELATION
from .orders import effective, person_or_none
from .people import new_members


def register_household(
    request: pb.RegisterHouseholdRequest, today: date, *, allow_test_numbers: bool
) -> RegisterHousehold:
    """Return the order to register a household."""
    village = DivisionCode.parse(request.division)
    number = require_text("户编号", request.number, NUMBER_LENGTH, least=1)
    return RegisterHousehold(
        household=roster_household_id(village, number),
        number=number,
        village=village,
        group=require_text("村民小组", request.group, NAME),
        members=new_members(
            request.members, request.request_id, today, allow_test_numbers=allow_test_numbers
        ),
        on=effective(request, today),
        address=require_text("住址", request.address, LINE),
    )


def split_household(request: pb.SplitHouseholdRequest, today: date) -> SplitHousehold:
    """Return the order to split; the id of the new household follows from the request."""
    return SplitHousehold(
        new_household=HouseholdId(derived_id("household", request.request_id)),
        number=require_text("户编号", request.number, NUMBER_LENGTH, least=1),
        people=tuple(PersonId(person) for person in request.person_ids),
        head=PersonId(request.new_head_person_id),
        on=effective(request, today),
        head_of_rest=person_or_none(request.new_head_of_rest_person_id),
    )


def merge_households(request: pb.MergeHouseholdsRequest, today: date) -> MergeHouseholds:
    """Return the order to merge."""
    relations = {
        PersonId(member.person_id): known(RELATION, member.relation, "与户主关系")
        for member in request.members
    }
    return MergeHouseholds(relations, effective(request, today))


def transfer_member(request: pb.TransferMemberRequest, today: date) -> TransferMember:
    """Return the order that a member changes households."""
    return TransferMember(
        person=PersonId(request.person_id),
        relation=known(RELATION, request.relation, "与户主关系"),
        on=effective(request, today),
        new_head=person_or_none(request.new_head_person_id),
    )


def request_correction(
    request: pb.RequestCorrectionRequest, requested_by: str, today: date
) -> RequestCorrection:
    """Return the order to ask for a correction; its id follows from the request."""
    changes = tuple(
        FieldChange(
            field=known(CORRECTABLE_FIELD, change.field, "更正项"),
            value=require_text("更正内容", change.value, LINE),
            person=person_or_none(change.person_id),
        )
        for change in request.changes
    )
    return RequestCorrection(
        correction=correction_id(request.request_id),
        changes=changes,
        reason=require_text("更正原因", request.reason, LINE, least=2),
        requested_by=requested_by,
        on=today,
    )


def review_correction(
    request: pb.ReviewCorrectionRequest, reviewer: str, today: date
) -> ReviewCorrection:
    """Return the order to decide a correction."""
    return ReviewCorrection(CorrectionId(request.correction_id), reviewer, today)


def correction_id(request_id: str) -> CorrectionId:
    """Return the id of the correction that a request asks for."""
    return CorrectionId(derived_id("correction", request_id))


def household_id(text: str) -> HouseholdId:
    """Return the id of a household as the caller gave it."""
    return HouseholdId(require_text("household_id", text, NAME, least=1))
