"""What people order about a deliberation, from the requests of the API."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from google.protobuf.message import Message
from gov321.petition.v1 import deliberation_pb2
from gov321.petition.v1 import deliberation_service_pb2 as pb

from kit.model.division import DivisionCode
from kit.model.errors import InvalidValue
from kit.requests import request_of
from kit.text_limits import LINE, NAME, PARAGRAPH, require_text
from kit.wire_enum import known
from kit.wire_time import to_day, to_day_or_none
from services.petition.domain import deliberation_orders as orders
from services.petition.domain.deliberation import Meeting, Proposer, Talk
from services.petition.domain.deliberation_opening import MOST_PROPOSERS, RaiseTopic
from services.petition.domain.ids import DeliberationId, PetitionId, ProposerId
from services.petition.domain.voting import Slip
from services.petition.ports.deliberations import DeliberationFilter
from services.petition.usecases.deliberation_desk import DeliberationTarget

from .deliberation_enums import (
    ASSEMBLY,
    BASIS,
    CHOICE,
    DELIBERATION_STATE,
    TALK_KIND,
    VOTE_CHANNEL,
)

MOST_SLIPS = 500
"""Ballots of one request."""

MOST_PEOPLE = 20_000
"""No village or community has more people at a meeting [prop]."""

_REASON_LEAST = 4


class _OnDeliberation(Protocol):
    """Every command on a deliberation has these fields."""

    request_id: str
    revision: int
    deliberation_id: str


class _WithNote(Protocol):
    note: str


class _WithReason(Protocol):
    reason: str


def deliberation_target(message: Message, request: _OnDeliberation) -> DeliberationTarget:
    """Return which deliberation a command is for; revision 0 takes the present one.

    Raises:
        InvalidValue: no deliberation, or the request id is not a UUID.
    """
    it = require_text("deliberation_id", request.deliberation_id, NAME, least=1)
    asked = request_of(message, request.request_id)
    return DeliberationTarget(DeliberationId(it), request.revision or None, asked)


def topic_of(request: pb.RaiseTopicRequest) -> RaiseTopic:
    """Return the topic that is raised."""
    if len(request.proposers) > MOST_PROPOSERS:
        raise InvalidValue(field="proposers", why=f"最多 {MOST_PROPOSERS} 名")
    petition = require_text("petition_id", request.petition_id, NAME)
    return RaiseTopic(
        center=DivisionCode.parse(request.center),
        raised_on=to_day(request.raise_date, "raise_date"),
        proposers=tuple(_proposer(one) for one in request.proposers),
        title=require_text("title", request.title, NAME, least=1),
        text=require_text("text", request.text, PARAGRAPH, least=1),
        petition=PetitionId(petition) if petition else None,
        linked_meeting=require_text("linked_meeting", request.linked_meeting, NAME),
    )


def talk_of(request: pb.RecordTalkRequest) -> orders.RecordTalk:
    """Return the talk to record."""
    talk = request.talk
    kinds = frozenset(known(TALK_KIND, kind, "kinds") for kind in talk.kinds)
    if not kinds:
        raise InvalidValue(field="kinds", why="请选择干部说法说政策、群众说事说心声或两者")
    return orders.RecordTalk(
        talk=Talk(
            id=_client_id("talk_id", talk.talk_id),
            kinds=kinds,
            on=to_day(talk.on, "on"),
            attendance=_attendance(talk.attendance),
            minutes=require_text("minutes", talk.minutes, PARAGRAPH, least=1),
        )
    )


def meeting_of(request: pb.RecordConsultationRequest) -> orders.RecordMeeting:
    """Return the meeting to record."""
    meeting = request.meeting
    return orders.RecordMeeting(
        meeting=Meeting(
            id=_client_id("meeting_id", meeting.meeting_id),
            on=to_day(meeting.on, "on"),
            attendance=_attendance(meeting.attendance),
            minutes=require_text("minutes", meeting.minutes, PARAGRAPH, least=1),
        )
    )


def opinion_of(request: pb.RecordOpinionRequest) -> orders.RecordOpinion:
    """Return the opinion to record."""
    return orders.RecordOpinion(opinion=require_text("opinion", request.opinion, PARAGRAPH, 1))


def assignment_of(request: pb.AssignOpinionRequest) -> orders.Assign:
    """Return what the party organisation came to."""
    return orders.Assign(
        on=to_day(request.on, "on"),
        major=request.major,
        to=require_text("to", request.to, LINE, least=1),
        note=note_of(request),
    )


def call_of(request: pb.CallVoteRequest) -> orders.CallVote:
    """Return which assembly is called."""
    return orders.CallVote(
        assembly=known(ASSEMBLY, request.assembly, "assembly"),
        basis=known(BASIS, request.basis, "basis"),
        entitled=request.entitled,
        noticed_on=to_day(request.notice_date, "notice_date"),
        held_on=to_day(request.hold_date, "hold_date"),
    )


def ballots_of(request: pb.CastBallotsRequest) -> orders.CastBallots:
    """Return the ballots that are handed in.

    Raises:
        InvalidValue: none, too many, or one that cannot be.
    """
    if not 1 <= len(request.ballots) <= MOST_SLIPS:
        raise InvalidValue(field="ballots", why=f"每次登记 1 至 {MOST_SLIPS} 张表决票")
    return orders.CastBallots(slips=tuple(_slip(ballot) for ballot in request.ballots))


def void_of(request: pb.VoidBallotRequest) -> orders.VoidBallot:
    """Return which ballot does not count any more."""
    ballot = _client_id("ballot_id", request.ballot_id)
    return orders.VoidBallot(ballot=ballot, note=reason_of(request))


def count_of(request: pb.CloseVoteRequest) -> orders.CloseVote:
    """Return how many were there, and what is decided if the vote is carried."""
    return orders.CloseVote(
        present=request.present,
        decision=require_text("decision", request.decision, PARAGRAPH),
        execute_by=to_day_or_none(request.execute_by, "execute_by"),
    )


def decision_of(request: pb.DecideTopicRequest) -> orders.Decide:
    """Return what is decided."""
    return orders.Decide(
        decision=require_text("decision", request.decision, PARAGRAPH, least=1),
        execute_by=to_day(request.execute_by, "execute_by"),
    )


def feedback_of(request: pb.FeedBackReasonRequest) -> orders.FeedBack:
    """Return what the proposers are told."""
    reason = require_text("reason", request.reason, PARAGRAPH, least=_REASON_LEAST)
    return orders.FeedBack(reason=reason)


def begin_of(request: pb.BeginExecutionRequest) -> orders.Begin:
    """Return since when it is carried out."""
    return orders.Begin(on=to_day(request.on, "on"), note=note_of(request))


def completion_of(request: pb.CompleteExecutionRequest) -> orders.Complete:
    """Return since when it is done."""
    return orders.Complete(on=to_day(request.on, "on"), note=note_of(request))


def publicity_of(request: pb.PubliciseResultRequest) -> orders.Publicise:
    """Return since when it is up in public."""
    return orders.Publicise(since=to_day(request.since, "since"), note=note_of(request))


def progress_of(request: pb.ReportExecutionRequest) -> orders.Progress:
    """Return how far the execution is."""
    note = require_text("note", request.note, PARAGRAPH, least=1)
    return orders.Progress(on=to_day(request.on, "on"), note=note)


def delay_of(request: pb.DelayExecutionRequest) -> orders.Delay:
    """Return until when the execution takes."""
    return orders.Delay(
        on=to_day(request.on, "on"),
        execute_by=to_day(request.execute_by, "execute_by"),
        note=reason_of(request),
    )


def note_of(request: _WithNote) -> str:
    """Return the words that go into the history."""
    return require_text("note", request.note, LINE)


def reason_of(request: _WithReason) -> str:
    """Return why; no step against somebody is taken without."""
    return require_text("reason", request.reason, LINE, least=_REASON_LEAST)


def deliberation_filter(request: pb.ListDeliberationsRequest) -> DeliberationFilter:
    """Return which deliberations a list shows."""
    states = (known(DELIBERATION_STATE, state, "states") for state in request.states)
    return DeliberationFilter(frozenset(states))


def _proposer(proposer: deliberation_pb2.Proposer) -> Proposer:
    id = require_text("proposer_id", proposer.proposer_id, NAME, least=1)
    return Proposer(ProposerId(id), require_text("name", proposer.name, NAME))


def _slip(ballot: deliberation_pb2.BallotSlip) -> Slip:
    return Slip(
        id=_client_id("ballot_id", ballot.ballot_id),
        voter=require_text("voter", ballot.voter, NAME, least=1),
        choice=known(CHOICE, ballot.choice, "choice"),
        channel=known(VOTE_CHANNEL, ballot.channel, "channel"),
        cast_on=to_day(ballot.cast_date, "cast_date"),
        entitled=not ballot.not_entitled,
    )


def _client_id(field: str, text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise InvalidValue(field=field, why="编号须为 UUID") from None


def _attendance(number: int) -> int:
    if not 1 <= number <= MOST_PEOPLE:
        raise InvalidValue(field="attendance", why=f"到场人数须在 1 至 {MOST_PEOPLE} 之间")
    return number
