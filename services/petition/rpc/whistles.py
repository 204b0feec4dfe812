"""`WhistleService`: units are called, report in, close their parts, are waived and rated.

Mounted by `Mount(add_WhistleServiceServicer_to_server, WhistleRpc(desk))` with `WHISTLES`.
"""

from __future__ import annotations

from gov321.petition.v1 import whistle_pb2
from gov321.petition.v1 import whistle_service_pb2 as pb
from gov321.petition.v1.whistle_service_pb2_grpc import WhistleServiceServicer

from kit.call import current_access
from kit.commit import Versioned
from kit.model.division import DivisionCode
from kit.paging import page_of
from kit.requests import request_of
from services.petition.domain.ids import WhistleId
from services.petition.domain.whistle import Whistle
from services.petition.domain.whistle_steps import PartOrder
from services.petition.usecases.whistle_desk import WhistleDesk, WhistleTarget
from services.petition.wire.whistle_orders import (
    answer_of,
    call_of,
    close_of,
    rating_of,
    waiver_of,
    whistle_filter,
    whistle_target,
)
from services.petition.wire.whistle_view import sees_clear, whistle_view


class WhistleRpc(WhistleServiceServicer):
    """Decodes, calls one use-case, encodes."""

    def __init__(self, desk: WhistleDesk) -> None:
        self._desk = desk

    async def CallUnits(
        self, request: pb.CallUnitsRequest, context: object
    ) -> pb.CallUnitsResponse:
        """See the proto."""
        asked = request_of(request, request.request_id)
        found = await self._desk.call(current_access(), call_of(request), asked)
        return pb.CallUnitsResponse(whistle=self._shown(found))

    async def AnswerCall(
        self, request: pb.AnswerCallRequest, context: object
    ) -> pb.AnswerCallResponse:
        """See the proto."""
        shown = await self._step(whistle_target(request, request), answer_of(request))
        return pb.AnswerCallResponse(whistle=shown)

    async def ClosePart(
        self, request: pb.ClosePartRequest, context: object
    ) -> pb.ClosePartResponse:
        """See the proto."""
        shown = await self._step(whistle_target(request, request), close_of(request))
        return pb.ClosePartResponse(whistle=shown)

    async def WaivePart(
        self, request: pb.WaivePartRequest, context: object
    ) -> pb.WaivePartResponse:
        """See the proto."""
        shown = await self._step(whistle_target(request, request), waiver_of(request))
        return pb.WaivePartResponse(whistle=shown)

    async def RateUnit(self, request: pb.RateUnitRequest, context: object) -> pb.RateUnitResponse:
        """See the proto."""
        shown = await self._step(whistle_target(request, request), rating_of(request))
        return pb.RateUnitResponse(whistle=shown)

    async def GetWhistle(
        self, request: pb.GetWhistleRequest, context: object
    ) -> pb.GetWhistleResponse:
        """See the proto."""
        found = await self._desk.get(current_access(), WhistleId(request.whistle_id))
        return pb.GetWhistleResponse(whistle=self._shown(found))

    async def ListWhistles(
        self, request: pb.ListWhistlesRequest, context: object
    ) -> pb.ListWhistlesResponse:
        """See the proto."""
        page = page_of("ListWhistles", request)
        found = await self._desk.page(
            current_access(),
            DivisionCode.parse(request.division),
            whistle_filter(request),
            page.after[0] if page.after else "",
            page.size,
        )
        response = pb.ListWhistlesResponse(whistles=[self._shown(item) for item in found])
        if len(found) == page.size:
            response.next_page_token = page.next_token((found[-1].state.position,))
        return response

    async def _step(self, target: WhistleTarget, order: PartOrder) -> whistle_pb2.Whistle:
        return self._shown(await self._desk.take_step(current_access(), target, order))

    def _shown(self, found: Versioned[Whistle]) -> whistle_pb2.Whistle:
        clear = sees_clear(current_access().principal)
        return whistle_view(found, self._desk.now, clear=clear)
