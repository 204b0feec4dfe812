"""A person at the petition service of a site: the public gRPC calls, and what tests do often."""

from __future__ import annotations

from gov321.petition.v1 import petition_pb2
from gov321.petition.v1 import petition_service_pb2 as appeals
from gov321.petition.v1 import whistle_service_pb2 as whistles
from gov321.petition.v1.petition_service_pb2_grpc import PetitionServiceStub
from gov321.petition.v1.whistle_pb2 import Whistle
from gov321.petition.v1.whistle_service_pb2_grpc import WhistleServiceStub

from tests.support.desks import Seat, new_id

Appeal = petition_pb2.Petition


class AppealDesk(Seat):
    """A seat at the petition service."""

    @property
    def appeals(self) -> PetitionServiceStub:
        """Appeals."""
        return PetitionServiceStub(self.channel)

    @property
    def whistles(self) -> WhistleServiceStub:
        """Calls of units."""
        return WhistleServiceStub(self.channel)

    async def get(self, id: str) -> Appeal:
        """Return an appeal as this site knows it."""
        request = appeals.GetPetitionRequest(petition_id=id)
        return (await self.appeals.GetPetition(request)).petition

    async def progress(self, receipt: appeals.Receipt) -> appeals.Progress:
        """Return what a petitioner is told."""
        request = appeals.QueryProgressRequest(number=receipt.number, query_code=receipt.query_code)
        return (await self.appeals.QueryProgress(request)).progress

    async def accept(self, id: str, category: str) -> Appeal:
        """Accept an appeal in a category."""
        request = appeals.AcceptPetitionRequest(
            request_id=new_id(), petition_id=id, category=category
        )
        return (await self.appeals.AcceptPetition(request)).petition

    async def hand_on(self, id: str, center: str, note: str) -> Appeal:
        """Hand an appeal to another center."""
        request = appeals.TransferPetitionRequest(
            request_id=new_id(), petition_id=id, to_center=center, note=note
        )
        return (await self.appeals.TransferPetition(request)).petition

    async def assign(self, id: str) -> Appeal:
        """Give an appeal to the unit of the responsibility table."""
        request = appeals.AssignPetitionRequest(request_id=new_id(), petition_id=id)
        return (await self.appeals.AssignPetition(request)).petition

    async def contact(self, id: str) -> Appeal:
        """Note that the unit spoke with the petitioner."""
        request = appeals.ContactPetitionerRequest(request_id=new_id(), petition_id=id)
        return (await self.appeals.ContactPetitioner(request)).petition

    async def reply(self, id: str, answer: str) -> Appeal:
        """Answer an appeal."""
        request = appeals.ReplyPetitionRequest(request_id=new_id(), petition_id=id, reply=answer)
        return (await self.appeals.ReplyPetition(request)).petition

    async def confirm(self, id: str) -> Appeal:
        """Confirm that the answer was given and carried out."""
        request = appeals.ConfirmPetitionRequest(request_id=new_id(), petition_id=id)
        return (await self.appeals.ConfirmPetition(request)).petition

    async def rate(
        self, receipt: appeals.Receipt, rating: petition_pb2.Rating.ValueType
    ) -> appeals.Progress:
        """Say what the petitioner says of the answer."""
        request = appeals.RatePetitionRequest(
            request_id=new_id(),
            number=receipt.number,
            query_code=receipt.query_code,
            rating=rating,
        )
        return (await self.appeals.RatePetition(request)).progress

    async def report_in(self, whistle: str, unit: str, request_id: str = "") -> Whistle:
        """A unit that was called is there."""
        request = whistles.AnswerCallRequest(
            request_id=request_id or new_id(), whistle_id=whistle, unit=unit
        )
        return (await self.whistles.AnswerCall(request)).whistle

    async def close_part(self, whistle: str, unit: str, result: str) -> Whistle:
        """A unit has done its part."""
        request = whistles.ClosePartRequest(
            request_id=new_id(), whistle_id=whistle, unit=unit, result=result
        )
        return (await self.whistles.ClosePart(request)).whistle
