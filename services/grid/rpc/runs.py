"""`ColourRunService`: the yearly classification of a division."""

from __future__ import annotations

from gov321.grid.v1 import run_service_pb2 as pb
from gov321.grid.v1.run_service_pb2_grpc import ColourRunServiceServicer

from kit.call import current_access
from kit.model.division import DivisionCode
from kit.paging import page_of
from kit.requests import request_of
from services.grid.usecases.runs import RunDesk
from services.grid.wire.run_view import change_view, run_view


class RunRpc(ColourRunServiceServicer):
    """Decodes, calls one use-case, encodes."""

    def __init__(self, desk: RunDesk) -> None:
        self._desk = desk

    async def DraftRun(self, request: pb.DraftRunRequest, context: object) -> pb.DraftRunResponse:
        """See the proto."""
        division = DivisionCode.parse(request.division)
        asked = request_of(request, request.request_id)
        run = await self._desk.draft(current_access(), division, request.year, asked)
        return pb.DraftRunResponse(run=run_view(run))

    async def GetRun(self, request: pb.GetRunRequest, context: object) -> pb.GetRunResponse:
        """See the proto."""
        return pb.GetRunResponse(
            run=run_view(await self._desk.get(current_access(), request.run_id))
        )

    async def ListRunChanges(
        self, request: pb.ListRunChangesRequest, context: object
    ) -> pb.ListRunChangesResponse:
        """See the proto."""
        page = page_of("ListRunChanges", request)
        after = page.after[0] if page.after else ""
        found = await self._desk.changes_of(current_access(), request.run_id, after, page.size)
        response = pb.ListRunChangesResponse(
            changes=[change_view(change, done=done) for change, done in found]
        )
        if len(found) == page.size:
            response.next_page_token = page.next_token((found[-1][0].key,))
        return response

    async def ApplyRun(self, request: pb.ApplyRunRequest, context: object) -> pb.ApplyRunResponse:
        """See the proto: the order is taken here, the work done by a job."""
        request_of(request, request.request_id)
        run = await self._desk.apply(current_access(), request.run_id)
        return pb.ApplyRunResponse(run=run_view(run))
