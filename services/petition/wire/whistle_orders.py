"""What people order about a whistle, from the requests of the API."""

from __future__ import annotations

from typing import Protocol

from google.protobuf.message import Message
from gov321.petition.v1 import petition_pb2
from gov321.petition.v1 import whistle_service_pb2 as pb

from kit.model.division import DivisionCode
from kit.requests import request_of
from kit.text_limits import LINE, NAME, PARAGRAPH, require_text
from kit.wire_enum import known
from services.petition.domain.ids import PetitionId, UnitCode, WhistleId
from services.petition.domain.petition import Rating
from services.petition.domain.whistle_calling import CallUnits
from services.petition.domain.whistle_steps import AnswerCall, ClosePart, RateUnit, WaivePart
from services.petition.ports.whistles import WhistleFilter
from services.petition.usecases.whistle_desk import WhistleTarget

from .clock_record import instant
from .dispute_enums import LEVEL, TRIGGER

RATING = {
    petition_pb2.RATING_SATISFIED: Rating.SATISFIED,
    petition_pb2.RATING_FAIRLY: Rating.FAIRLY,
    petition_pb2.RATING_DISSATISFIED: Rating.DISSATISFIED,
}


class _OnWhistle(Protocol):
    """Every command on a whistle has these fields."""

    request_id: str
    revision: int
    whistle_id: str


class _WithUnit(Protocol):
    unit: str


def whistle_target(message: Message, request: _OnWhistle) -> WhistleTarget:
    """Return which whistle a command is for; revision 0 takes the present one.

    Raises:
        InvalidValue: no whistle, or the request id is not a UUID.
    """
    whistle = require_text("whistle_id", request.whistle_id, NAME, least=1)
    asked = request_of(message, request.request_id)
    return WhistleTarget(WhistleId(whistle), request.revision or None, asked)


def call_of(request: pb.CallUnitsRequest) -> CallUnits:
    """Return who is called, and why."""
    petition = require_text("petition_id", request.petition_id, NAME)
    return CallUnits(
        center=DivisionCode.parse(request.center),
        trigger=known(TRIGGER, request.trigger, "trigger"),
        level=known(LEVEL, request.level, "level"),
        lead=_unit("lead", request.lead),
        helpers=tuple(_unit("helpers", helper) for helper in request.helpers),
        title=require_text("title", request.title, NAME, least=1),
        text=require_text("text", request.text, PARAGRAPH, least=1),
        petition=PetitionId(petition) if petition else None,
        report_by=instant(request.report_by) if request.HasField("report_by") else None,
    )


def answer_of(request: pb.AnswerCallRequest) -> AnswerCall:
    """Return the order to note that a unit is there."""
    return AnswerCall(unit_of(request))


def close_of(request: pb.ClosePartRequest) -> ClosePart:
    """Return the order to close a part."""
    result = require_text("result", request.result, PARAGRAPH, least=1)
    return ClosePart(unit_of(request), result)


def waiver_of(request: pb.WaivePartRequest) -> WaivePart:
    """Return the order to waive a part; a reason is required."""
    return WaivePart(unit_of(request), require_text("reason", request.reason, LINE, least=1))


def rating_of(request: pb.RateUnitRequest) -> RateUnit:
    """Return the order to rate a unit."""
    note = require_text("note", request.note, LINE)
    return RateUnit(unit_of(request), known(RATING, request.rating, "rating"), note)


def whistle_filter(request: pb.ListWhistlesRequest) -> WhistleFilter:
    """Return which whistles a list shows."""
    return WhistleFilter(UnitCode(request.unit) if request.unit else None, request.open_only)


def unit_of(request: _WithUnit) -> UnitCode:
    """Return the unit whose part it is."""
    return _unit("unit", request.unit)


def _unit(field: str, text: str) -> UnitCode:
    return UnitCode(require_text(field, text, NAME, least=1))
