"""What people order about a household's care, from the requests of the API."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from google.protobuf.message import Message
from gov321.grid.v1 import care_service_pb2 as pb

from kit.model.division import DivisionCode
from kit.requests import request_of
from kit.text_limits import LINE as LINE_LENGTH
from kit.text_limits import NAME, require_text
from kit.wire_enum import known
from kit.wire_time import to_day
from services.grid.domain.deciding import OverrideColour
from services.grid.domain.grid import GridCode
from services.grid.domain.ids import HouseholdId, PersonId, VisitId
from services.grid.domain.visit import Visit
from services.grid.domain.visiting import NEED_LENGTH, TEXT_LENGTH
from services.grid.ports.cares import CareFilter
from services.grid.usecases.care_changes import CareTarget

from .enums import COLOUR, DUTY_CODE, VISIT_KIND
from .visit_record import needs_of


class _OnCare(Protocol):
    """Every command on a care has these fields."""

    request_id: str
    revision: int
    household_id: str


def care_target(message: Message, request: _OnCare) -> CareTarget:
    """Return which household a command is for; revision 0 takes the present one.

    Raises:
        InvalidValue: no household, or the request id is not a UUID.
    """
    household = require_text("household_id", request.household_id, NAME, least=1)
    asked = request_of(message, request.request_id)
    return CareTarget(HouseholdId(household), request.revision or None, asked)


def override_of(request: pb.OverrideColourRequest, signer: str) -> OverrideColour:
    """Return the order to decide otherwise than the rules."""
    return OverrideColour(
        colour=known(COLOUR, request.colour, "colour"),
        reason=require_text("reason", request.reason, LINE_LENGTH),
        signer=signer,
        expires=to_day(request.expires, "expires"),
    )


def visit_target(request: pb.RecordVisitRequest) -> CareTarget:
    """Return which household a visit was to; its own id tells a repeat.

    Raises:
        InvalidValue: no household, or the visit's id is not a UUID.
    """
    household = require_text("household_id", request.household_id, NAME, least=1)
    return CareTarget(HouseholdId(household), None, request_of(request, request.visit_id))


def visit_of(request: pb.RecordVisitRequest, today: date) -> Visit:
    """Return the visit; what nobody knows of it is refused."""
    needs = [require_text("needs", need, NEED_LENGTH, least=1) for need in request.needs]
    duties = dict.fromkeys(known(DUTY_CODE, duty, "duties") for duty in request.duties)
    return Visit(
        id=VisitId(request.visit_id),
        kind=known(VISIT_KIND, request.kind, "kind"),
        visitor=PersonId(require_text("visitor_id", request.visitor_id, NAME, least=1)),
        on=to_day(request.on, "on"),
        recorded_on=today,
        duties=tuple(duties),
        text=require_text("text", request.text, TEXT_LENGTH),
        needs=needs_of(needs),
    )


def care_filter(request: pb.ListCaresRequest) -> CareFilter:
    """Return which cares a list shows; overdue ones are told by the day of the call."""
    return CareFilter(
        grid=GridCode.parse(request.grid) if request.grid else None,
        colours=frozenset(known(COLOUR, colour, "colours") for colour in request.colours),
        proposals_only=request.proposals_only,
    )


def division_of(request: pb.ListCaresRequest) -> DivisionCode:
    """Return the division a list is of; that of the grid when only a grid is named."""
    if request.grid and not request.division:
        return GridCode.parse(request.grid).village
    return DivisionCode.parse(request.division)
