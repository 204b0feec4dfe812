"""What people order about appeals, from the requests of the API."""

from __future__ import annotations

from typing import Protocol

from google.protobuf.message import Message
from gov321.petition.v1 import petition_service_pb2 as pb

from kit.model.division import DivisionCode
from kit.requests import request_of
from kit.text_limits import LINE, NAME, PARAGRAPH, require_text
from kit.wire_enum import known, known_or_none
from services.petition.domain.classifying import ClassifyPetition
from services.petition.domain.ids import AttachmentId, CategoryCode, PetitionId, UnitCode
from services.petition.domain.kinds import Channel, Urgency
from services.petition.domain.submitting import NewPetitioner, SubmitPetition
from services.petition.domain.taking import Acceptance, AssignPetition
from services.petition.ports.petitions import PetitionFilter
from services.petition.usecases.petition_changes import PetitionTarget
from services.petition.usecases.resident import Receiver

from .enums import CHANNEL, DISCLOSURE, MATTER, SOURCE, STATE, URGENCY

TEXT = 5_000
"""Characters of an appeal's text and of an answer."""

_CODE = 16
_NUMBER = 40


class _OnPetition(Protocol):
    """Every command on an appeal has these fields."""

    request_id: str
    revision: int
    petition_id: str


class _WithPair(Protocol):
    """Every request of a petitioner has these fields."""

    number: str
    query_code: str


class _WithNote(Protocol):
    """Every command may say why."""

    note: str


def target_of(message: Message, request: _OnPetition) -> PetitionTarget:
    """Return which appeal a command is for; revision 0 takes the present one.

    Raises:
        InvalidValue: no appeal, or the request id is not a UUID.
    """
    id = require_text("petition_id", request.petition_id, NAME, least=1)
    asked = request_of(message, request.request_id)
    return PetitionTarget(PetitionId(id), request.revision or None, asked)


def note_of(request: _WithNote) -> str:
    """Return the reason or opinion.

    Raises:
        InvalidValue: too long.
    """
    return require_text("note", request.note, PARAGRAPH)


def pair_of(request: _WithPair) -> Receiver:
    """Return number and query code.

    Raises:
        InvalidValue: one is missing or too long to be one.
    """
    return Receiver(
        require_text("number", request.number, _NUMBER, least=1),
        require_text("query_code", request.query_code, _CODE, least=1),
    )


def submission_of(request: pb.SubmitPetitionRequest) -> SubmitPetition:
    """Return the order to take an appeal in.

    Raises:
        InvalidValue: the first field that is wrong.
    """
    place = DivisionCode.parse(request.place)
    return SubmitPetition(
        center=DivisionCode.parse(request.center),
        home=DivisionCode.parse(request.home) if request.home else place,
        place=place,
        matter=known(MATTER, request.matter, "matter"),
        source=known(SOURCE, request.source, "source"),
        petitioners=tuple(_petitioner_of(one) for one in request.petitioners),
        title=require_text("title", request.title, NAME),
        text=require_text("text", request.text, TEXT, least=1),
        category=category_of(request.category),
        channel=known_or_none(CHANNEL, request.channel, "channel") or Channel.ORDINARY,
        urgency=known_or_none(URGENCY, request.urgency, "urgency") or Urgency.U3,
        household_id=require_text("household_id", request.household_id, NAME),
        grid=require_text("grid", request.grid, NAME),
        accused_unit=_unit_of(request.accused_unit, "accused_unit"),
    )


def files_of(request: pb.SubmitPetitionRequest) -> tuple[AttachmentId, ...]:
    """Return the files an appeal names."""
    return tuple(
        AttachmentId(require_text("attachment_ids", id, NAME, least=1))
        for id in request.attachment_ids
    )


def acceptance_of(request: pb.AcceptPetitionRequest) -> Acceptance:
    """Return what the desk decides when it accepts."""
    return Acceptance(
        category=category_of(request.category),
        urgency=known_or_none(URGENCY, request.urgency, "urgency"),
        channel=known_or_none(CHANNEL, request.channel, "channel"),
    )


def assignment_of(request: pb.AssignPetitionRequest) -> AssignPetition:
    """Return the order to give an appeal to a unit."""
    helpers = (_unit_of(unit, "helpers") for unit in request.helpers)
    return AssignPetition(
        unit=_unit_of(request.unit, "unit"),
        helpers=tuple(unit for unit in helpers if unit is not None),
    )


def classification_of(request: pb.ClassifyPetitionRequest) -> ClassifyPetition:
    """Return the order to sort an appeal anew; what is empty stays."""
    return ClassifyPetition(
        category=category_of(request.category),
        urgency=known_or_none(URGENCY, request.urgency, "urgency"),
        household_id=require_text("household_id", request.household_id, NAME) or None,
        grid=require_text("grid", request.grid, NAME) or None,
    )


def filter_of(request: pb.ListPetitionsRequest) -> PetitionFilter:
    """Return which appeals are listed."""
    return PetitionFilter(
        states=frozenset(known(STATE, state, "states") for state in request.states),
        unit=_unit_of(request.unit, "unit"),
    )


def category_of(text: str) -> CategoryCode | None:
    """Return a category, None for an empty one."""
    kept = require_text("category", text, NAME)
    return CategoryCode(kept) if kept else None


def _petitioner_of(message: pb.NewPetitioner) -> NewPetitioner:
    return NewPetitioner(
        disclosure=known(DISCLOSURE, message.disclosure, "disclosure"),
        name=require_text("name", message.name, NAME),
        phone=require_text("phone", message.phone, NAME),
        proxy_for=require_text("proxy_for", message.proxy_for, NAME),
        person_id=require_text("person_id", message.person_id, NAME),
    )


def _unit_of(text: str, field: str) -> UnitCode | None:
    kept = require_text(field, text, NAME)
    return UnitCode(kept) if kept else None


def into_of(request: pb.JoinPetitionRequest) -> PetitionId:
    """Return the appeal that goes on.

    Raises:
        InvalidValue: left out.
    """
    return PetitionId(require_text("into", request.into, NAME, least=1))


def reply_of(request: pb.ReplyPetitionRequest) -> str:
    """Return the answer.

    Raises:
        InvalidValue: empty or too long.
    """
    return require_text("reply", request.reply, TEXT, least=1)


def route_of(request: pb.RejectPetitionRequest) -> str:
    """Return where the petitioner can turn to.

    Raises:
        InvalidValue: empty or too long.
    """
    return require_text("route", request.route, LINE, least=1)
