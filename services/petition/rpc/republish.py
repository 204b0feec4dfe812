"""`PetitionService` as it is mounted: all of it, with the republication operators order."""

from __future__ import annotations

from gov321.petition.v1 import petition_service_pb2 as pb

from kit.call import current_access
from kit.commit import Versioned
from kit.model.clock import Clock
from kit.model.division import DivisionCode
from kit.republish import Republisher
from kit.requests import request_of
from services.petition.domain.petition import Petition
from services.petition.usecases.petition_desk import PetitionDesk
from services.petition.usecases.petition_reading import PetitionReading
from services.petition.usecases.resident import ResidentDesk
from services.petition.usecases.submission import Submission

from .petitions import PetitionRpc


class PetitionServiceRpc(PetitionRpc):
    """Decodes, calls one use-case, encodes."""

    def __init__(
        self,
        submission: Submission,
        desk: PetitionDesk,
        residents: ResidentDesk,
        reading: PetitionReading,
        republisher: Republisher[Versioned[Petition]],
        clock: Clock,
    ) -> None:
        super().__init__(submission, desk, residents, reading, clock)
        self._republisher = republisher

    async def RepublishPetitions(
        self, request: pb.RepublishPetitionsRequest, context: object
    ) -> pb.RepublishPetitionsResponse:
        """See the proto."""
        division = DivisionCode.parse(request.division)
        asked = request_of(request, request.request_id)
        count = await self._republisher.order(current_access(), division, asked)
        return pb.RepublishPetitionsResponse(petition_count=count)
