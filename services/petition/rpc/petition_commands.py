"""The steps of `PetitionService`: one command each, by the staff of centers and units."""

from __future__ import annotations

from gov321.petition.v1 import petition_pb2
from gov321.petition.v1 import petition_service_pb2 as pb
from gov321.petition.v1.petition_service_pb2_grpc import PetitionServiceServicer

from kit.call import current_access
from kit.commit import Versioned
from kit.model.clock import Clock
from kit.model.division import DivisionCode
from services.petition.domain.petition import Petition
from services.petition.domain.protecting import may_see
from services.petition.usecases.petition_changes import actor_of
from services.petition.usecases.petition_desk import PetitionDesk
from services.petition.wire.orders import (
    acceptance_of,
    assignment_of,
    classification_of,
    into_of,
    note_of,
    reply_of,
    route_of,
    target_of,
)
from services.petition.wire.petition_view import petition_view


class PetitionCommandsRpc(PetitionServiceServicer):
    """Decodes, calls one use-case, encodes."""

    def __init__(self, desk: PetitionDesk, clock: Clock) -> None:
        self._desk = desk
        self._clock = clock

    async def AcceptPetition(
        self, request: pb.AcceptPetitionRequest, context: object
    ) -> pb.AcceptPetitionResponse:
        """See the proto."""
        found = await self._desk.accept(
            current_access(), target_of(request, request), acceptance_of(request), note_of(request)
        )
        return pb.AcceptPetitionResponse(petition=self.shown(found))

    async def RejectPetition(
        self, request: pb.RejectPetitionRequest, context: object
    ) -> pb.RejectPetitionResponse:
        """See the proto."""
        found = await self._desk.reject(
            current_access(), target_of(request, request), route_of(request), note_of(request)
        )
        return pb.RejectPetitionResponse(petition=self.shown(found))

    async def AssignPetition(
        self, request: pb.AssignPetitionRequest, context: object
    ) -> pb.AssignPetitionResponse:
        """See the proto."""
        found = await self._desk.assign(
            current_access(), target_of(request, request), assignment_of(request), note_of(request)
        )
        return pb.AssignPetitionResponse(petition=self.shown(found))

    async def ContactPetitioner(
        self, request: pb.ContactPetitionerRequest, context: object
    ) -> pb.ContactPetitionerResponse:
        """See the proto."""
        found = await self._desk.contact(
            current_access(), target_of(request, request), note_of(request)
        )
        return pb.ContactPetitionerResponse(petition=self.shown(found))

    async def ReturnPetition(
        self, request: pb.ReturnPetitionRequest, context: object
    ) -> pb.ReturnPetitionResponse:
        """See the proto."""
        found = await self._desk.give_back(
            current_access(), target_of(request, request), note_of(request)
        )
        return pb.ReturnPetitionResponse(petition=self.shown(found))

    async def TransferPetition(
        self, request: pb.TransferPetitionRequest, context: object
    ) -> pb.TransferPetitionResponse:
        """See the proto."""
        found = await self._desk.transfer(
            current_access(),
            target_of(request, request),
            DivisionCode.parse(request.to_center),
            note_of(request),
        )
        return pb.TransferPetitionResponse(petition=self.shown(found))

    async def ExtendPetition(
        self, request: pb.ExtendPetitionRequest, context: object
    ) -> pb.ExtendPetitionResponse:
        """See the proto."""
        found = await self._desk.extend(
            current_access(), target_of(request, request), request.days, note_of(request)
        )
        return pb.ExtendPetitionResponse(petition=self.shown(found))

    async def PausePetition(
        self, request: pb.PausePetitionRequest, context: object
    ) -> pb.PausePetitionResponse:
        """See the proto."""
        found = await self._desk.pause(
            current_access(), target_of(request, request), note_of(request)
        )
        return pb.PausePetitionResponse(petition=self.shown(found))

    async def ResumePetition(
        self, request: pb.ResumePetitionRequest, context: object
    ) -> pb.ResumePetitionResponse:
        """See the proto."""
        found = await self._desk.resume(
            current_access(), target_of(request, request), note_of(request)
        )
        return pb.ResumePetitionResponse(petition=self.shown(found))

    async def ReplyPetition(
        self, request: pb.ReplyPetitionRequest, context: object
    ) -> pb.ReplyPetitionResponse:
        """See the proto."""
        found = await self._desk.reply(
            current_access(), target_of(request, request), reply_of(request), note_of(request)
        )
        return pb.ReplyPetitionResponse(petition=self.shown(found))

    async def ConfirmPetition(
        self, request: pb.ConfirmPetitionRequest, context: object
    ) -> pb.ConfirmPetitionResponse:
        """See the proto."""
        found = await self._desk.confirm(
            current_access(), target_of(request, request), note_of(request)
        )
        return pb.ConfirmPetitionResponse(petition=self.shown(found))

    async def ClosePetition(
        self, request: pb.ClosePetitionRequest, context: object
    ) -> pb.ClosePetitionResponse:
        """See the proto."""
        found = await self._desk.close(
            current_access(), target_of(request, request), note_of(request)
        )
        return pb.ClosePetitionResponse(petition=self.shown(found))

    async def ReopenPetition(
        self, request: pb.ReopenPetitionRequest, context: object
    ) -> pb.ReopenPetitionResponse:
        """See the proto."""
        found = await self._desk.reopen(
            current_access(), target_of(request, request), note_of(request)
        )
        return pb.ReopenPetitionResponse(petition=self.shown(found))

    async def AskReview(
        self, request: pb.AskReviewRequest, context: object
    ) -> pb.AskReviewResponse:
        """See the proto."""
        found = await self._desk.ask_review(
            current_access(), target_of(request, request), note_of(request)
        )
        return pb.AskReviewResponse(petition=self.shown(found))

    async def JoinPetition(
        self, request: pb.JoinPetitionRequest, context: object
    ) -> pb.JoinPetitionResponse:
        """See the proto."""
        found = await self._desk.join(
            current_access(), target_of(request, request), into_of(request), note_of(request)
        )
        return pb.JoinPetitionResponse(petition=self.shown(found))

    async def ClassifyPetition(
        self, request: pb.ClassifyPetitionRequest, context: object
    ) -> pb.ClassifyPetitionResponse:
        """See the proto."""
        found = await self._desk.classify(
            current_access(),
            target_of(request, request),
            classification_of(request),
            note_of(request),
        )
        return pb.ClassifyPetitionResponse(petition=self.shown(found))

    def shown(self, found: Versioned[Petition]) -> petition_pb2.Petition:
        """Return an appeal as the caller sees it; who only passes appeals on is shown no words."""
        clear = may_see(found.state, actor_of(current_access().principal))
        return petition_view(found, self._clock.now(), clear=clear)
