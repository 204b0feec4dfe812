"""`DuplicateService`: cases of two persons who may be one."""

from __future__ import annotations

from gov321.registry.v1 import duplicate_service_pb2 as pb
from gov321.registry.v1.duplicate_service_pb2_grpc import DuplicateServiceServicer

from kit.call import current_access
from kit.model.division import DivisionCode
from kit.paging import page_of
from kit.requests import request_of
from kit.text_limits import LINE, require_text
from kit.wire_enum import known
from services.registry.domain.ids import CaseId
from services.registry.usecases.duplicates import DuplicateDesk, Verdict
from services.registry.wire.enums import CASE_STATE
from services.registry.wire.jobs_view import case_view
from services.registry.wire.orders import person_or_none


class DuplicateRpc(DuplicateServiceServicer):
    """Decodes, calls one use-case, encodes."""

    def __init__(self, desk: DuplicateDesk) -> None:
        self._desk = desk

    async def GetDuplicateCase(
        self, request: pb.GetDuplicateCaseRequest, context: object
    ) -> pb.GetDuplicateCaseResponse:
        """See the proto."""
        found = await self._desk.get(current_access(), CaseId(request.case_id))
        return pb.GetDuplicateCaseResponse(duplicate_case=case_view(found))

    async def ListDuplicateCases(
        self, request: pb.ListDuplicateCasesRequest, context: object
    ) -> pb.ListDuplicateCasesResponse:
        """See the proto."""
        page = page_of("ListDuplicateCases", request)
        found = await self._desk.page(
            current_access(),
            DivisionCode.parse(request.division),
            request.include_decided,
            page.after[0] if page.after else "",
            page.size,
        )
        response = pb.ListDuplicateCasesResponse(duplicate_cases=[case_view(c) for c in found])
        if len(found) == page.size:
            last = found[-1].state
            response.next_page_token = page.next_token((f"{last.village}/{last.id}",))
        return response

    async def DecideDuplicateCase(
        self, request: pb.DecideDuplicateCaseRequest, context: object
    ) -> pb.DecideDuplicateCaseResponse:
        """See the proto."""
        verdict = Verdict(
            state=known(CASE_STATE, request.decision, "decision"),
            note=require_text("note", request.note, LINE),
            kept=person_or_none(request.kept_person_id),
            new_head=person_or_none(request.new_head_person_id),
        )
        found = await self._desk.decide(
            current_access(),
            CaseId(request.case_id),
            verdict,
            request_of(request, request.request_id),
            request.revision or None,
        )
        return pb.DecideDuplicateCaseResponse(duplicate_case=case_view(found))
