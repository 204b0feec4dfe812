"""`DeliberationService`: topics from the first talk to the end of their publicity.

Mounted by `Mount(add_DeliberationServiceServicer_to_server, DeliberationRpc(desk))` with
`DELIBERATIONS`.
"""

from __future__ import annotations

from typing import Any

from gov321.petition.v1 import deliberation_pb2
from gov321.petition.v1 import deliberation_service_pb2 as pb
from gov321.petition.v1.deliberation_service_pb2_grpc import DeliberationServiceServicer

from kit.call import current_access
from kit.commit import Versioned
from kit.model.division import DivisionCode
from kit.paging import page_of
from kit.requests import request_of
from services.petition.domain import deliberation_orders as orders
from services.petition.domain.deliberation import Deliberation
from services.petition.domain.ids import DeliberationId
from services.petition.usecases.deliberation_desk import DeliberationDesk
from services.petition.wire.deliberation_orders import (
    assignment_of,
    ballots_of,
    begin_of,
    call_of,
    completion_of,
    count_of,
    decision_of,
    delay_of,
    deliberation_filter,
    deliberation_target,
    feedback_of,
    meeting_of,
    note_of,
    opinion_of,
    progress_of,
    publicity_of,
    reason_of,
    talk_of,
    topic_of,
    void_of,
)
from services.petition.wire.deliberation_view import deliberation_view, sees_clear


class DeliberationRpc(DeliberationServiceServicer):
    """Decodes, calls one use-case, encodes."""

    def __init__(self, desk: DeliberationDesk) -> None:
        self._desk = desk

    async def RaiseTopic(
        self, request: pb.RaiseTopicRequest, context: object
    ) -> pb.RaiseTopicResponse:
        """See the proto."""
        asked = request_of(request, request.request_id)
        found = await self._desk.raise_topic(current_access(), topic_of(request), asked)
        return pb.RaiseTopicResponse(deliberation=self._shown(found))

    async def RecordTalk(
        self, request: pb.RecordTalkRequest, context: object
    ) -> pb.RecordTalkResponse:
        """See the proto."""
        shown = await self._step(request, talk_of(request))
        return pb.RecordTalkResponse(deliberation=shown)

    async def RecordConsultation(
        self, request: pb.RecordConsultationRequest, context: object
    ) -> pb.RecordConsultationResponse:
        """See the proto."""
        shown = await self._step(request, meeting_of(request))
        return pb.RecordConsultationResponse(deliberation=shown)

    async def RecordOpinion(
        self, request: pb.RecordOpinionRequest, context: object
    ) -> pb.RecordOpinionResponse:
        """See the proto."""
        shown = await self._step(request, opinion_of(request))
        return pb.RecordOpinionResponse(deliberation=shown)

    async def AssignOpinion(
        self, request: pb.AssignOpinionRequest, context: object
    ) -> pb.AssignOpinionResponse:
        """See the proto."""
        shown = await self._step(request, assignment_of(request))
        return pb.AssignOpinionResponse(deliberation=shown)

    async def CallVote(self, request: pb.CallVoteRequest, context: object) -> pb.CallVoteResponse:
        """See the proto."""
        shown = await self._step(request, call_of(request))
        return pb.CallVoteResponse(deliberation=shown)

    async def CastBallots(
        self, request: pb.CastBallotsRequest, context: object
    ) -> pb.CastBallotsResponse:
        """See the proto."""
        shown = await self._step(request, ballots_of(request))
        return pb.CastBallotsResponse(deliberation=shown)

    async def VoidBallot(
        self, request: pb.VoidBallotRequest, context: object
    ) -> pb.VoidBallotResponse:
        """See the proto."""
        shown = await self._step(request, void_of(request))
        return pb.VoidBallotResponse(deliberation=shown)

    async def CloseVote(
        self, request: pb.CloseVoteRequest, context: object
    ) -> pb.CloseVoteResponse:
        """See the proto."""
        shown = await self._step(request, count_of(request))
        return pb.CloseVoteResponse(deliberation=shown)

    async def DecideTopic(
        self, request: pb.DecideTopicRequest, context: object
    ) -> pb.DecideTopicResponse:
        """See the proto."""
        shown = await self._step(request, decision_of(request))
        return pb.DecideTopicResponse(deliberation=shown)

    async def DeclineTopic(
        self, request: pb.DeclineTopicRequest, context: object
    ) -> pb.DeclineTopicResponse:
        """See the proto."""
        shown = await self._step(request, orders.Decline(note=reason_of(request)))
        return pb.DeclineTopicResponse(deliberation=shown)

    async def FeedBackReason(
        self, request: pb.FeedBackReasonRequest, context: object
    ) -> pb.FeedBackReasonResponse:
        """See the proto."""
        shown = await self._step(request, feedback_of(request))
        return pb.FeedBackReasonResponse(deliberation=shown)

    async def BeginExecution(
        self, request: pb.BeginExecutionRequest, context: object
    ) -> pb.BeginExecutionResponse:
        """See the proto."""
        shown = await self._step(request, begin_of(request))
        return pb.BeginExecutionResponse(deliberation=shown)

    async def ReportExecution(
        self, request: pb.ReportExecutionRequest, context: object
    ) -> pb.ReportExecutionResponse:
        """See the proto."""
        shown = await self._step(request, progress_of(request))
        return pb.ReportExecutionResponse(deliberation=shown)

    async def DelayExecution(
        self, request: pb.DelayExecutionRequest, context: object
    ) -> pb.DelayExecutionResponse:
        """See the proto."""
        shown = await self._step(request, delay_of(request))
        return pb.DelayExecutionResponse(deliberation=shown)

    async def CompleteExecution(
        self, request: pb.CompleteExecutionRequest, context: object
    ) -> pb.CompleteExecutionResponse:
        """See the proto."""
        shown = await self._step(request, completion_of(request))
        return pb.CompleteExecutionResponse(deliberation=shown)

    async def PubliciseResult(
        self, request: pb.PubliciseResultRequest, context: object
    ) -> pb.PubliciseResultResponse:
        """See the proto."""
        shown = await self._step(request, publicity_of(request))
        return pb.PubliciseResultResponse(deliberation=shown)

    async def CloseDeliberation(
        self, request: pb.CloseDeliberationRequest, context: object
    ) -> pb.CloseDeliberationResponse:
        """See the proto."""
        shown = await self._step(request, orders.Close(note=note_of(request)))
        return pb.CloseDeliberationResponse(deliberation=shown)

    async def GetDeliberation(
        self, request: pb.GetDeliberationRequest, context: object
    ) -> pb.GetDeliberationResponse:
        """See the proto."""
        id = DeliberationId(request.deliberation_id)
        found = await self._desk.get(current_access(), id)
        return pb.GetDeliberationResponse(deliberation=self._shown(found))

    async def ListDeliberations(
        self, request: pb.ListDeliberationsRequest, context: object
    ) -> pb.ListDeliberationsResponse:
        """See the proto."""
        page = page_of("ListDeliberations", request)
        found = await self._desk.page(
            current_access(),
            DivisionCode.parse(request.division),
            deliberation_filter(request),
            page.after[0] if page.after else "",
            page.size,
        )
        shown = [self._shown(item) for item in found]
        response = pb.ListDeliberationsResponse(deliberations=shown)
        if len(found) == page.size:
            response.next_page_token = page.next_token((found[-1].state.position,))
        return response

    async def _step(
        self, request: Any, order: orders.DeliberationOrder
    ) -> deliberation_pb2.Deliberation:
        target = deliberation_target(request, request)
        return self._shown(await self._desk.take_step(current_access(), target, order))

    def _shown(self, found: Versioned[Deliberation]) -> deliberation_pb2.Deliberation:
        clear = sees_clear(current_access().principal)
        return deliberation_view(found, self._desk.now, clear=clear)
