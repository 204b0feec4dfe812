"""What people order about a dispute, from the requests of the API."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from google.protobuf.message import Message
from gov321.petition.v1 import dispute_pb2
from gov321.petition.v1 import dispute_service_pb2 as pb

from kit.model.division import DivisionCode
from kit.model.errors import InvalidValue
from kit.model.ids import derived_id, parse_request_id
from kit.requests import request_of
from kit.text_limits import LINE, NAME, PARAGRAPH, require_text
from kit.wire_enum import known
from kit.wire_time import to_day
from services.petition.domain import dispute_orders as orders
from services.petition.domain.dispute import CourtOutcome, Party, Performance
from services.petition.domain.dispute_opening import NewDispute
from services.petition.domain.ids import DisputeId, PartyId, PetitionId
from services.petition.domain.mediation import Member
from services.petition.ports.disputes import DisputeFilter
from services.petition.usecases.dispute_desk import DisputeTarget

from .dispute_enums import COURT_OUTCOME, DISPUTE_KIND, DISPUTE_STATE, PERFORMANCE

_MOST_PEOPLE = 50
"""Names in one request: more is refused before anything is read."""


class _OnDispute(Protocol):
    """Every command on a dispute has these fields."""

    request_id: str
    revision: int
    dispute_id: str


class _WithNote(Protocol):
    note: str


class _WithRoute(Protocol):
    note: str
    route: str


class _WithAgreement(Protocol):
    content: str
    personal_status: bool


def dispute_target(message: Message, request: _OnDispute) -> DisputeTarget:
    """Return which dispute a command is for; revision 0 takes the present one.

    Raises:
        InvalidValue: no dispute, or the request id is not a UUID.
    """
    dispute = require_text("dispute_id", request.dispute_id, NAME, least=1)
    asked = request_of(message, request.request_id)
    return DisputeTarget(DisputeId(dispute), request.revision or None, asked)


def new_dispute(request: pb.RegisterDisputeRequest) -> NewDispute:
    """Return what is taken in; party ids follow from the request."""
    request_id = parse_request_id(request.request_id)
    _require_few("parties", len(request.parties))
    return NewDispute(
        center=DivisionCode.parse(request.center),
        kind=known(DISPUTE_KIND, request.kind, "kind"),
        parties=tuple(
            _party(party, derived_id("dispute-party", request_id, str(n)))
            for n, party in enumerate(request.parties)
        ),
        title=require_text("title", request.title, NAME, least=1),
        text=require_text("text", request.text, PARAGRAPH, least=1),
        petition=_petition(request.petition_id),
    )


def consent_of(request: pb.ConsentToMediationRequest) -> orders.Consent:
    """Return the order to note a consent."""
    return orders.Consent(party=_party_id(request.party_id), note=note_of(request))


def mediators_of(request: pb.NameMediatorsRequest) -> tuple[str, ...]:
    """Return the person ids of the mediators."""
    _require_few("mediator_ids", len(request.mediator_ids))
    ids = (require_text("mediator_ids", id, NAME, least=1) for id in request.mediator_ids)
    return tuple(dict.fromkeys(ids))


def session_of(request: pb.RecordMediationRequest) -> orders.RecordSession:
    """Return the order to put a session on record."""
    return orders.RecordSession(
        on=to_day(request.on, "on"),
        parties=_party_ids(request.party_ids),
        record=require_text("record", request.record, PARAGRAPH, least=1),
    )


def oral_of(request: pb.AgreeOrallyRequest) -> orders.AgreeOrally:
    """Return the order to keep an oral agreement."""
    return orders.AgreeOrally(
        content=_content(request),
        perform_by=to_day(request.perform_by, "perform_by"),
        personal_status=request.personal_status,
    )


def draft_of(request: pb.DraftAgreementRequest) -> orders.Draft:
    """Return the order to keep a written agreement."""
    return orders.Draft(
        content=_content(request),
        perform_by=to_day(request.perform_by, "perform_by"),
        personal_status=request.personal_status,
    )


def sign_of(request: pb.SignAgreementRequest) -> orders.Sign:
    """Return the order to note a signature; without a party it is the mediator's."""
    return orders.Sign(party=_party_id(request.party_id) if request.party_id else None)


def refusal_of(request: pb.RefuseMediationRequest) -> orders.Refuse:
    """Return the order to note a refusal."""
    party = _party_id(request.party_id)
    return orders.Refuse(party=party, route=route_of(request), note=note_of(request))


def follow_up_of(request: pb.FollowUpAgreementRequest) -> orders.LookAfter | orders.Perform:
    """Return the order to note how far an agreement is performed."""
    performance = known(PERFORMANCE, request.performance, "performance")
    if performance is Performance.WHOLLY:
        return orders.Perform(note=note_of(request))
    return orders.LookAfter(
        performance=performance, next=to_day(request.next, "next"), note=note_of(request)
    )


def court_of(request: pb.AskCourtRequest) -> orders.AskCourt:
    """Return the order to note the joint request."""
    return orders.AskCourt(parties=_party_ids(request.party_ids), note=note_of(request))


def court_result_of(request: pb.RecordCourtResultRequest) -> orders.RecordCourt:
    """Return the order to note what the court decided.

    Raises:
        InvalidValue: nothing is decided yet.
    """
    outcome = known(COURT_OUTCOME, request.outcome, "outcome")
    if outcome is CourtOutcome.PENDING:
        raise InvalidValue(field="outcome", why="请填写法院的裁定结果")
    return orders.RecordCourt(
        outcome=outcome,
        decided_on=to_day(request.decided_on, "decided_on"),
        case_number=require_text("case_number", request.case_number, NAME),
    )


def risk_of(request: pb.FlagRiskRequest) -> orders.FlagRisk:
    """Return the order to note a risk."""
    return orders.FlagRisk(note=require_text("note", request.note, LINE, least=1))


def report_of(request: pb.ReportRiskRequest) -> orders.ReportRisk:
    """Return the order to note that risks were reported."""
    told = require_text("reported_to", request.reported_to, NAME, least=1)
    return orders.ReportRisk(reported_to=told)


def note_of(request: _WithNote) -> str:
    """Return what is said with a step."""
    return require_text("note", request.note, LINE)


def route_of(request: _WithRoute) -> str:
    """Return the legal routes that were told; they must be (law 26)."""
    return require_text("route", request.route, LINE, least=1)


def members_of(request: pb.FormCommitteeRequest) -> tuple[Member, ...]:
    """Return the members of a new committee."""
    _require_few("members", len(request.members))
    return tuple(_member(member) for member in request.members)


def dispute_filter(request: pb.ListDisputesRequest) -> DisputeFilter:
    """Return which disputes a list shows."""
    states = frozenset(known(DISPUTE_STATE, state, "states") for state in request.states)
    return DisputeFilter(states, request.report_due_only)


def _member(member: dispute_pb2.CommitteeMember) -> Member:
    return Member(
        person=require_text("person_id", member.person_id, NAME, least=1),
        woman=member.woman,
        chair=member.chair,
        name=require_text("name", member.name, NAME, least=1),
    )


def _party(party: pb.NewParty, id: str) -> Party:
    return Party(
        id=PartyId(id),
        name=require_text("name", party.name, NAME, least=1),
        phone=require_text("phone", party.phone, NAME),
        person_id=require_text("person_id", party.person_id, NAME),
    )


def _content(request: _WithAgreement) -> str:
    return require_text("content", request.content, PARAGRAPH, least=1)


def _petition(text: str) -> PetitionId | None:
    kept = require_text("petition_id", text, NAME)
    return PetitionId(kept) if kept else None


def _party_id(text: str) -> PartyId:
    return PartyId(require_text("party_id", text, NAME, least=1))


def _party_ids(texts: Collection[str]) -> tuple[PartyId, ...]:
    _require_few("party_ids", len(texts))
    if not texts:
        raise InvalidValue(field="party_ids", why="至少选择一方当事人")
    return tuple(_party_id(text) for text in texts)


def _require_few(field: str, count: int) -> None:
    if count > _MOST_PEOPLE:
        raise InvalidValue(field=field, why=f"最多 {_MOST_PEOPLE} 人，收到 {count} 人")
