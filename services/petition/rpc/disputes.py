"""`DisputeService`: disputes, their mediation, the committees that mediate.

Mounted by `Mount(add_DisputeServiceServicer_to_server, DisputeRpc(desk))` with `DISPUTES`.
"""

from __future__ import annotations

from gov321.petition.v1 import dispute_pb2
from gov321.petition.v1 import dispute_service_pb2 as pb
from gov321.petition.v1.dispute_service_pb2_grpc import DisputeServiceServicer

from kit.call import current_access
from kit.commit import Versioned
from kit.model.division import DivisionCode
from kit.paging import page_of
from kit.requests import request_of
from kit.wire_time import to_day
from services.petition.domain import dispute_orders as orders
from services.petition.domain.dispute import Dispute
from services.petition.domain.ids import DisputeId
from services.petition.usecases.dispute_desk import DisputeDesk, DisputeTarget
from services.petition.wire.dispute_orders import (
    consent_of,
    court_of,
    court_result_of,
    dispute_filter,
    dispute_target,
    draft_of,
    follow_up_of,
    mediators_of,
    members_of,
    new_dispute,
    note_of,
    oral_of,
    refusal_of,
    report_of,
    risk_of,
    route_of,
    session_of,
    sign_of,
)
from services.petition.wire.dispute_view import committee_view, dispute_view, sees_clear


class DisputeRpc(DisputeServiceServicer):
    """Decodes, calls one use-case, encodes."""

    def __init__(self, desk: DisputeDesk) -> None:
        self._desk = desk

    async def RegisterDispute(
        self, request: pb.RegisterDisputeRequest, context: object
    ) -> pb.RegisterDisputeResponse:
        """See the proto."""
        asked = request_of(request, request.request_id)
        found = await self._desk.register(current_access(), new_dispute(request), asked)
        return pb.RegisterDisputeResponse(dispute=self._shown(found))

    async def NameMediators(
        self, request: pb.NameMediatorsRequest, context: object
    ) -> pb.NameMediatorsResponse:
        """See the proto."""
        found = await self._desk.name_mediators(
            current_access(),
            dispute_target(request, request),
            mediators_of(request),
            chosen=request.chosen_by_parties,
            note=note_of(request),
        )
        return pb.NameMediatorsResponse(dispute=self._shown(found))

    async def ConsentToMediation(
        self, request: pb.ConsentToMediationRequest, context: object
    ) -> pb.ConsentToMediationResponse:
        """See the proto."""
        shown = await self._step(dispute_target(request, request), consent_of(request))
        return pb.ConsentToMediationResponse(dispute=shown)

    async def BeginMediation(
        self, request: pb.BeginMediationRequest, context: object
    ) -> pb.BeginMediationResponse:
        """See the proto."""
        shown = await self._step(
            dispute_target(request, request), orders.Begin(note=note_of(request))
        )
        return pb.BeginMediationResponse(dispute=shown)

    async def RecordMediation(
        self, request: pb.RecordMediationRequest, context: object
    ) -> pb.RecordMediationResponse:
        """See the proto."""
        shown = await self._step(dispute_target(request, request), session_of(request))
        return pb.RecordMediationResponse(dispute=shown)

    async def AgreeOrally(
        self, request: pb.AgreeOrallyRequest, context: object
    ) -> pb.AgreeOrallyResponse:
        """See the proto."""
        shown = await self._step(dispute_target(request, request), oral_of(request))
        return pb.AgreeOrallyResponse(dispute=shown)

    async def DraftAgreement(
        self, request: pb.DraftAgreementRequest, context: object
    ) -> pb.DraftAgreementResponse:
        """See the proto."""
        shown = await self._step(dispute_target(request, request), draft_of(request))
        return pb.DraftAgreementResponse(dispute=shown)

    async def SignAgreement(
        self, request: pb.SignAgreementRequest, context: object
    ) -> pb.SignAgreementResponse:
        """See the proto."""
        shown = await self._step(dispute_target(request, request), sign_of(request))
        return pb.SignAgreementResponse(dispute=shown)

    async def SealAgreement(
        self, request: pb.SealAgreementRequest, context: object
    ) -> pb.SealAgreementResponse:
        """See the proto."""
        shown = await self._step(
            dispute_target(request, request), orders.Seal(note=note_of(request))
        )
        return pb.SealAgreementResponse(dispute=shown)

    async def RefuseMediation(
        self, request: pb.RefuseMediationRequest, context: object
    ) -> pb.RefuseMediationResponse:
        """See the proto."""
        shown = await self._step(dispute_target(request, request), refusal_of(request))
        return pb.RefuseMediationResponse(dispute=shown)

    async def EndMediation(
        self, request: pb.EndMediationRequest, context: object
    ) -> pb.EndMediationResponse:
        """See the proto."""
        shown = await self._step(
            dispute_target(request, request),
            orders.End(route=route_of(request), note=note_of(request)),
        )
        return pb.EndMediationResponse(dispute=shown)

    async def FollowUpAgreement(
        self, request: pb.FollowUpAgreementRequest, context: object
    ) -> pb.FollowUpAgreementResponse:
        """See the proto."""
        shown = await self._step(dispute_target(request, request), follow_up_of(request))
        return pb.FollowUpAgreementResponse(dispute=shown)

    async def BreakOffAgreement(
        self, request: pb.BreakOffAgreementRequest, context: object
    ) -> pb.BreakOffAgreementResponse:
        """See the proto."""
        shown = await self._step(
            dispute_target(request, request),
            orders.BreakOff(route=route_of(request), note=note_of(request)),
        )
        return pb.BreakOffAgreementResponse(dispute=shown)

    async def AskCourt(self, request: pb.AskCourtRequest, context: object) -> pb.AskCourtResponse:
        """See the proto."""
        shown = await self._step(dispute_target(request, request), court_of(request))
        return pb.AskCourtResponse(dispute=shown)

    async def RecordCourtResult(
        self, request: pb.RecordCourtResultRequest, context: object
    ) -> pb.RecordCourtResultResponse:
        """See the proto."""
        shown = await self._step(dispute_target(request, request), court_result_of(request))
        return pb.RecordCourtResultResponse(dispute=shown)

    async def FlagRisk(self, request: pb.FlagRiskRequest, context: object) -> pb.FlagRiskResponse:
        """See the proto."""
        shown = await self._step(dispute_target(request, request), risk_of(request))
        return pb.FlagRiskResponse(dispute=shown)

    async def ReportRisk(
        self, request: pb.ReportRiskRequest, context: object
    ) -> pb.ReportRiskResponse:
        """See the proto."""
        shown = await self._step(dispute_target(request, request), report_of(request))
        return pb.ReportRiskResponse(dispute=shown)

    async def GetDispute(
        self, request: pb.GetDisputeRequest, context: object
    ) -> pb.GetDisputeResponse:
        """See the proto."""
        found = await self._desk.get(current_access(), DisputeId(request.dispute_id))
        return pb.GetDisputeResponse(dispute=self._shown(found))

    async def ListDisputes(
        self, request: pb.ListDisputesRequest, context: object
    ) -> pb.ListDisputesResponse:
        """See the proto."""
        page = page_of("ListDisputes", request)
        found = await self._desk.page(
            current_access(),
            DivisionCode.parse(request.division),
            dispute_filter(request),
            page.after[0] if page.after else "",
            page.size,
        )
        response = pb.ListDisputesResponse(disputes=[self._shown(item) for item in found])
        if len(found) == page.size:
            response.next_page_token = page.next_token((found[-1].state.position,))
        return response

    async def FormCommittee(
        self, request: pb.FormCommitteeRequest, context: object
    ) -> pb.FormCommitteeResponse:
        """See the proto."""
        found = await self._desk.form_committee(
            current_access(),
            DivisionCode.parse(request.center),
            to_day(request.since, "since"),
            members_of(request),
            request_of(request, request.request_id),
        )
        return pb.FormCommitteeResponse(committee=committee_view(found))

    async def GetCommittee(
        self, request: pb.GetCommitteeRequest, context: object
    ) -> pb.GetCommitteeResponse:
        """See the proto."""
        found = await self._desk.committee(current_access(), DivisionCode.parse(request.center))
        return pb.GetCommitteeResponse(committee=committee_view(found))

    async def _step(self, target: DisputeTarget, order: orders.DisputeOrder) -> dispute_pb2.Dispute:
        return self._shown(await self._desk.take_step(current_access(), target, order))

    def _shown(self, found: Versioned[Dispute]) -> dispute_pb2.Dispute:
        clear = sees_clear(current_access().principal)
        return dispute_view(found, self._desk.clock.now(), clear=clear)
