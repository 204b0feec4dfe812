"""`PlanService`: plans that change the grids of a village."""

from __future__ import annotations

from gov321.grid.v1 import plan_service_pb2 as pb
from gov321.grid.v1.plan_service_pb2_grpc import PlanServiceServicer

from kit.call import current_access
from kit.model.division import DivisionCode
from kit.paging import page_of
from kit.requests import request_of
from services.grid.domain.ids import PlanId
from services.grid.usecases.plans import PlanDesk
from services.grid.wire.line_orders import village_of
from services.grid.wire.plan_view import plan_head, plan_order, plan_view


class PlanRpc(PlanServiceServicer):
    """Decodes, calls one use-case, encodes."""

    def __init__(self, desk: PlanDesk) -> None:
        self._desk = desk

    async def DraftPlan(
        self, request: pb.DraftPlanRequest, context: object
    ) -> pb.DraftPlanResponse:
        """See the proto."""
        found = await self._desk.draft(
            current_access(),
            village_of(request.village),
            plan_order(request),
            request_of(request, request.request_id),
        )
        return pb.DraftPlanResponse(plan=plan_view(found))

    async def GetPlan(self, request: pb.GetPlanRequest, context: object) -> pb.GetPlanResponse:
        """See the proto."""
        found = await self._desk.get(current_access(), PlanId(request.plan_id))
        return pb.GetPlanResponse(plan=plan_view(found))

    async def ListPlans(
        self, request: pb.ListPlansRequest, context: object
    ) -> pb.ListPlansResponse:
        """See the proto."""
        page = page_of("ListPlans", request)
        division = DivisionCode.parse(request.division)
        after = page.after[0] if page.after else ""
        found = await self._desk.page(current_access(), division, after, page.size)
        response = pb.ListPlansResponse(plans=[plan_head(plan) for plan in found])
        if len(found) == page.size:
            response.next_page_token = page.next_token((found[-1].position,))
        return response

    async def ApplyPlan(
        self, request: pb.ApplyPlanRequest, context: object
    ) -> pb.ApplyPlanResponse:
        """See the proto."""
        plan, asked = PlanId(request.plan_id), request_of(request, request.request_id)
        found = await self._desk.apply(current_access(), plan, asked)
        return pb.ApplyPlanResponse(plan=plan_view(found))

    async def UndoPlan(self, request: pb.UndoPlanRequest, context: object) -> pb.UndoPlanResponse:
        """See the proto."""
        plan, asked = PlanId(request.plan_id), request_of(request, request.request_id)
        found = await self._desk.undo(current_access(), plan, asked)
        return pb.UndoPlanResponse(plan=plan_view(found))
