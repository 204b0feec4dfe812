"""`CareService`: colours and visits of households."""

from __future__ import annotations

from gov321.grid.v1 import care_pb2
from gov321.grid.v1 import care_service_pb2 as pb
from gov321.grid.v1.care_service_pb2_grpc import CareServiceServicer

from kit.call import current_access
from kit.commit import Versioned
from kit.paging import page_of
from kit.text_limits import LINE, require_text
from services.grid.domain.care import HouseholdCare
from services.grid.domain.ids import HouseholdId
from services.grid.usecases.care_desk import CareDesk
from services.grid.usecases.care_reading import CareReading
from services.grid.usecases.visiting import VisitDesk
from services.grid.wire.care_orders import (
    care_filter,
    care_target,
    division_of,
    override_of,
    visit_of,
    visit_target,
)
from services.grid.wire.care_view import care_view, sees_clear, spell_view, visit_view


class CareRpc(CareServiceServicer):
    """Decodes, calls one use-case, encodes."""

    def __init__(self, desk: CareDesk, visits: VisitDesk, reading: CareReading) -> None:
        self._desk = desk
        self._visits = visits
        self._reading = reading

    async def GetCare(self, request: pb.GetCareRequest, context: object) -> pb.GetCareResponse:
        """See the proto."""
        found = await self._reading.get(current_access(), HouseholdId(request.household_id))
        return pb.GetCareResponse(care=self._shown(found))

    async def BatchGetCares(
        self, request: pb.BatchGetCaresRequest, context: object
    ) -> pb.BatchGetCaresResponse:
        """See the proto."""
        asked = list(dict.fromkeys(HouseholdId(id) for id in request.household_ids))
        found = await self._reading.batch(current_access(), asked)
        return pb.BatchGetCaresResponse(
            cares=[self._shown(found[id]) for id in asked if id in found],
            missing_ids=[id for id in asked if id not in found],
        )

    async def ListCares(
        self, request: pb.ListCaresRequest, context: object
    ) -> pb.ListCaresResponse:
        """See the proto."""
        page = page_of("ListCares", request)
        found = await self._reading.page(
            current_access(),
            division_of(request),
            care_filter(request),
            request.overdue_only,
            page.after[0] if page.after else "",
            page.size,
        )
        response = pb.ListCaresResponse(cares=[self._shown(item) for item in found])
        if len(found) == page.size:
            last = found[-1].state
            response.next_page_token = page.next_token((last.position,))
        return response

    async def ListColourSpells(
        self, request: pb.ListColourSpellsRequest, context: object
    ) -> pb.ListColourSpellsResponse:
        """See the proto."""
        found = await self._reading.get(current_access(), HouseholdId(request.household_id))
        spells = reversed(found.state.spells)
        return pb.ListColourSpellsResponse(
            spells=[spell_view(spell, clear=_clear()) for spell in spells]
        )

    async def ConfirmColour(
        self, request: pb.ConfirmColourRequest, context: object
    ) -> pb.ConfirmColourResponse:
        """See the proto."""
        target = care_target(request, request)
        found = await self._desk.confirm(current_access(), target)
        return pb.ConfirmColourResponse(care=self._shown(found))

    async def OverrideColour(
        self, request: pb.OverrideColourRequest, context: object
    ) -> pb.OverrideColourResponse:
        """See the proto."""
        access = current_access()
        order = override_of(request, access.principal.subject)
        found = await self._desk.override(access, care_target(request, request), order)
        return pb.OverrideColourResponse(care=self._shown(found))

    async def EndOverride(
        self, request: pb.EndOverrideRequest, context: object
    ) -> pb.EndOverrideResponse:
        """See the proto."""
        found = await self._desk.end_override(current_access(), care_target(request, request))
        return pb.EndOverrideResponse(care=self._shown(found))

    async def RefuseClassification(
        self, request: pb.RefuseClassificationRequest, context: object
    ) -> pb.RefuseClassificationResponse:
        """See the proto."""
        access, target = current_access(), care_target(request, request)
        note = require_text("note", request.note, LINE)
        found = (
            await self._desk.refuse(access, target, note)
            if request.refused
            else await self._desk.accept(access, target)
        )
        return pb.RefuseClassificationResponse(care=self._shown(found))

    async def RecordVisit(
        self, request: pb.RecordVisitRequest, context: object
    ) -> pb.RecordVisitResponse:
        """See the proto."""
        visit = visit_of(request, self._reading.today)
        found = await self._visits.record(current_access(), visit_target(request), visit)
        return pb.RecordVisitResponse(care=self._shown(found))

    async def ListVisits(
        self, request: pb.ListVisitsRequest, context: object
    ) -> pb.ListVisitsResponse:
        """See the proto."""
        page = page_of("ListVisits", request)
        household = HouseholdId(request.household_id)
        after = page.after[0] if page.after else ""
        found = await self._reading.visits_of(current_access(), household, after, page.size)
        response = pb.ListVisitsResponse(
            visits=[visit_view(visit, household, clear=_clear()) for visit in found]
        )
        if len(found) == page.size:
            response.next_page_token = page.next_token((found[-1].order,))
        return response

    def _shown(self, found: Versioned[HouseholdCare]) -> care_pb2.HouseholdCare:
        return care_view(found, self._reading.today, clear=_clear())


def _clear() -> bool:
    return sees_clear(current_access().principal)
