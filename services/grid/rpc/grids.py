"""`GridService`: grids of villages, their coverage and counts, republication."""

from __future__ import annotations

from itertools import groupby

from gov321.grid.v1 import grid_service_pb2 as pb
from gov321.grid.v1.grid_service_pb2_grpc import GridServiceServicer

from kit.call import current_access
from kit.model.division import DivisionCode
from kit.paging import page_of
from kit.republish import Republisher
from kit.requests import request_of
from kit.text_limits import LINE, require_text
from services.grid.domain.grid import GridCode
from services.grid.domain.village import Ridge
from services.grid.usecases.coverage_check import CoverageCheck
from services.grid.usecases.reading import Reading
from services.grid.usecases.republish import WholeVillage
from services.grid.usecases.statistics import by_division
from services.grid.usecases.structure import StructureDesk
from services.grid.wire.care_view import sees_clear
from services.grid.wire.grid_view import count_view, coverage_view
from services.grid.wire.line_orders import village_of, village_target
from services.grid.wire.village_view import GridViews, grid_household_view, village_view


class GridRpc(GridServiceServicer):
    """Decodes, calls one use-case, encodes."""

    def __init__(
        self,
        reading: Reading,
        coverage: CoverageCheck,
        structure: StructureDesk,
        republisher: Republisher[WholeVillage],
    ) -> None:
        self._reading = reading
        self._coverage = coverage
        self._structure = structure
        self._republisher = republisher

    async def GetVillage(
        self, request: pb.GetVillageRequest, context: object
    ) -> pb.GetVillageResponse:
        """See the proto."""
        found = await self._reading.village(current_access(), village_of(request.village))
        policy, ended = self._reading.policy, request.include_ended
        return pb.GetVillageResponse(
            village=village_view(found, policy, clear=_clear(), ended=ended)
        )

    async def ListGrids(
        self, request: pb.ListGridsRequest, context: object
    ) -> pb.ListGridsResponse:
        """See the proto."""
        page = page_of("ListGrids", request)
        found = await self._reading.grids(
            current_access(),
            DivisionCode.parse(request.division),
            page.after[0] if page.after else "",
            page.size,
            leaves_only=request.leaves_only,
        )
        response = pb.ListGridsResponse()
        for _, rows in groupby(found, key=lambda row: row[0].code):
            inside = list(rows)
            views = GridViews(inside[0][0], self._reading.policy, clear=_clear())
            response.grids.extend(views.of(grid) for _, grid in inside)
        if len(found) == page.size:
            response.next_page_token = page.next_token((found[-1][1].code.text,))
        return response

    async def ListGridHouseholds(
        self, request: pb.ListGridHouseholdsRequest, context: object
    ) -> pb.ListGridHouseholdsResponse:
        """See the proto."""
        page = page_of("ListGridHouseholds", request)
        grid, after = GridCode.parse(request.grid), page.after[0] if page.after else ""
        found = await self._reading.households(current_access(), grid, after, page.size)
        response = pb.ListGridHouseholdsResponse(
            households=[grid_household_view(id, member) for id, member in found]
        )
        if len(found) == page.size:
            response.next_page_token = page.next_token((found[-1][0],))
        return response

    async def CheckCoverage(
        self, request: pb.CheckCoverageRequest, context: object
    ) -> pb.CheckCoverageResponse:
        """See the proto."""
        division = DivisionCode.parse(request.division)
        found = await self._coverage.check(current_access(), division)
        return pb.CheckCoverageResponse(villages=[coverage_view(one) for one in found])

    async def GetGridStatistics(
        self, request: pb.GetGridStatisticsRequest, context: object
    ) -> pb.GetGridStatisticsResponse:
        """See the proto."""
        division = DivisionCode.parse(request.division)
        counts = await self._reading.counts(current_access(), division)
        rows = by_division(counts, division)
        return pb.GetGridStatisticsResponse(divisions=[count_view(*row) for row in rows])

    async def ExemptGrid(
        self, request: pb.ExemptGridRequest, context: object
    ) -> pb.ExemptGridResponse:
        """See the proto."""
        grid = GridCode.parse(request.grid)
        target = village_target(request, request, grid.village)
        reason = require_text("理由", request.reason, LINE, least=1)
        found = await self._structure.exempt(current_access(), target, grid, reason)
        views = GridViews(found.state, self._reading.policy, clear=_clear())
        return pb.ExemptGridResponse(grid=views.of_code(grid))

    async def DrawRidges(
        self, request: pb.DrawRidgesRequest, context: object
    ) -> pb.DrawRidgesResponse:
        """See the proto."""
        target = village_target(request, request, village_of(request.village))
        ridges = tuple(_ridge(ridge) for ridge in request.ridges)
        found = await self._structure.draw_ridges(current_access(), target, ridges)
        return pb.DrawRidgesResponse(
            village=village_view(found, self._reading.policy, clear=_clear())
        )

    async def RepublishGrids(
        self, request: pb.RepublishGridsRequest, context: object
    ) -> pb.RepublishGridsResponse:
        """See the proto."""
        division = DivisionCode.parse(request.division)
        asked = request_of(request, request.request_id)
        count = await self._republisher.order(current_access(), division, asked)
        return pb.RepublishGridsResponse(records=count)


def _clear() -> bool:
    return sees_clear(current_access().principal)


def _ridge(message: pb.Ridge) -> Ridge:
    return Ridge(
        start=(message.start_longitude, message.start_latitude),
        end=(message.end_longitude, message.end_latitude),
    )
