"""`PetitionService`: taken in, read, counted; what petitioners say with their receipts."""

from __future__ import annotations

from gov321.petition.v1 import petition_service_pb2 as pb

from kit.call import current_access
from kit.model.clock import Clock
from kit.model.division import DivisionCode
from kit.paging import page_of
from kit.requests import purpose_of, request_of
from kit.wire_enum import known
from services.petition.domain.ids import PetitionerId, PetitionId
from services.petition.ports.petitions import position_of
from services.petition.usecases.petition_desk import PetitionDesk
from services.petition.usecases.petition_reading import PetitionReading
from services.petition.usecases.resident import ResidentDesk
from services.petition.usecases.submission import Submission
from services.petition.wire.enums import RATING
from services.petition.wire.orders import (
    files_of,
    filter_of,
    note_of,
    pair_of,
    submission_of,
)
from services.petition.wire.petition_view import count_view, progress_view, receipt_view

from .petition_commands import PetitionCommandsRpc


class PetitionRpc(PetitionCommandsRpc):
    """Decodes, calls one use-case, encodes."""

    def __init__(
        self,
        submission: Submission,
        desk: PetitionDesk,
        residents: ResidentDesk,
        reading: PetitionReading,
        clock: Clock,
    ) -> None:
        super().__init__(desk, clock)
        self._submission = submission
        self._residents = residents
        self._reading = reading

    async def SubmitPetition(
        self, request: pb.SubmitPetitionRequest, context: object
    ) -> pb.SubmitPetitionResponse:
        """See the proto."""
        asked = request_of(request, request.request_id)
        order, files = submission_of(request), files_of(request)
        taken = await self._submission.submit(current_access(), asked, order, files)
        return pb.SubmitPetitionResponse(
            petition=self.shown(taken.petition),
            receipts=[receipt_view(receipt) for receipt in taken.receipts],
        )

    async def RatePetition(
        self, request: pb.RatePetitionRequest, context: object
    ) -> pb.RatePetitionResponse:
        """See the proto."""
        rating = known(RATING, request.rating, "rating")
        asked, note = request_of(request, request.request_id), note_of(request)
        pair = pair_of(request)
        progress = await self._residents.rate(current_access(), pair, asked, rating, note)
        return pb.RatePetitionResponse(progress=progress_view(progress))

    async def WithdrawPetition(
        self, request: pb.WithdrawPetitionRequest, context: object
    ) -> pb.WithdrawPetitionResponse:
        """See the proto."""
        asked, note = request_of(request, request.request_id), note_of(request)
        pair = pair_of(request)
        progress = await self._residents.withdraw(current_access(), pair, asked, note)
        return pb.WithdrawPetitionResponse(progress=progress_view(progress))

    async def QueryProgress(
        self, request: pb.QueryProgressRequest, context: object
    ) -> pb.QueryProgressResponse:
        """See the proto."""
        progress = await self._residents.progress(current_access(), pair_of(request))
        return pb.QueryProgressResponse(progress=progress_view(progress))

    async def GetPetition(
        self, request: pb.GetPetitionRequest, context: object
    ) -> pb.GetPetitionResponse:
        """See the proto."""
        found = await self._reading.get(current_access(), PetitionId(request.petition_id))
        return pb.GetPetitionResponse(petition=self.shown(found))

    async def ListPetitions(
        self, request: pb.ListPetitionsRequest, context: object
    ) -> pb.ListPetitionsResponse:
        """See the proto."""
        page = page_of("ListPetitions", request)
        found = await self._reading.page(
            current_access(),
            DivisionCode.parse(request.division),
            filter_of(request),
            request.overdue_only,
            page.after[0] if page.after else "",
            page.size,
        )
        response = pb.ListPetitionsResponse(petitions=[self.shown(item) for item in found])
        if len(found) == page.size:
            response.next_page_token = page.next_token((position_of(found[-1].state),))
        return response

    async def GetPetitionStatistics(
        self, request: pb.GetPetitionStatisticsRequest, context: object
    ) -> pb.GetPetitionStatisticsResponse:
        """See the proto."""
        division = DivisionCode.parse(request.division)
        found = await self._reading.counts(current_access(), division)
        return pb.GetPetitionStatisticsResponse(divisions=[count_view(count) for count in found])

    async def RevealPetitioner(
        self, request: pb.RevealPetitionerRequest, context: object
    ) -> pb.RevealPetitionerResponse:
        """See the proto."""
        one = await self._reading.reveal(
            current_access(),
            PetitionId(request.petition_id),
            PetitionerId(request.petitioner_id),
            purpose_of(request),
        )
        return pb.RevealPetitionerResponse(name=one.name, phone=one.phone)
