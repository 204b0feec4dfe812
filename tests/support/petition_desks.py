"""Appeals of one site on fakes: intake, desks, residents, reading, files, and their gRPC edge."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from gov321.petition.v1 import petition_pb2 as values
from gov321.petition.v1 import petition_service_pb2 as pb
from gov321.petition.v1.attachment_service_pb2_grpc import add_AttachmentServiceServicer_to_server
from gov321.petition.v1.petition_service_pb2_grpc import add_PetitionServiceServicer_to_server

from kit.access import Access
from kit.access_log import MemoryAccessLog
from kit.authz import principal
from kit.commit import Decision, Request, Versioned
from kit.custody import Custody
from kit.memory_republications import MemoryRepublications
from kit.model.clock import ManualClock
from kit.model.division import Tier
from kit.model.ids import parse_request_id
from kit.republish import Republisher
from kit.roles import Role
from kit.rpc_server import Mount
from services.petition.domain.events import Submitted
from services.petition.domain.petition import Petition
from services.petition.ports.petitions import PetitionWrite, position_of
from services.petition.rpc.attachments import AttachmentRpc
from services.petition.rpc.operations import ATTACHMENTS, PETITIONS
from services.petition.rpc.republish import PetitionServiceRpc
from services.petition.usecases.attachments import Attachments
from services.petition.usecases.petition_changes import PetitionChanges, PetitionTarget
from services.petition.usecases.petition_desk import PetitionDesk
from services.petition.usecases.petition_reading import PetitionReading
from services.petition.usecases.receipts import QueryCodes
from services.petition.usecases.republish import OfEveryTier, PetitionsAgain
from services.petition.usecases.resident import Receiver, ResidentDesk
from services.petition.usecases.submission import Submission
from tests.support.edge_calls import Calls, edge_calls, uuid_of
from tests.support.petition_builders import MONDAY, UNIT, VILLAGE, PetitionBuilder, rules
from tests.support.petition_fakes import MemoryPetitions, a_petition_codec
from tests.support.petition_files import MemoryObjects, MemoryUploads
from tests.support.registry_app import DIVISIONS, TOPOLOGY
from tests.support.registry_fakes import a_vault

SERVICES = "gov321.petition.v1"
ALL = PETITIONS | ATTACHMENTS


@dataclass
class AppealSite:
    """One site; `put` keeps appeals as builders made them."""

    here: str = "villages"
    clock: ManualClock = field(default_factory=lambda: ManualClock(MONDAY))
    uploads: MemoryUploads = field(default_factory=MemoryUploads)
    objects: MemoryObjects = field(default_factory=MemoryObjects)
    log: MemoryAccessLog = field(default_factory=MemoryAccessLog)

    def __post_init__(self) -> None:
        self.petitions = MemoryPetitions(self.clock, a_petition_codec(self.here, TOPOLOGY))
        self.custody = Custody(TOPOLOGY, TOPOLOGY.site(self.here), DIVISIONS)
        self.codes = QueryCodes(a_vault().blind)

    async def put(self, *builders: PetitionBuilder) -> None:
        """Keep appeals; the clock goes to the time of the last one."""
        writes = [PetitionWrite(None, Decision(one.petition, (Submitted(),))) for one in builders]
        assert await self.petitions.write_chunk(writes) == ()
        latest = max(one.now for one in builders)
        self.clock.advance(max(latest - self.clock.now(), timedelta(0)))

    async def one(self, petition: Petition) -> Versioned[Petition]:
        """Return an appeal as it is stored."""
        return (await self.petitions.get_many([petition.id]))[petition.id]

    def pair(self, petition: Petition, number: int = 0) -> Receiver:
        """Return what a petitioner took home."""
        one = petition.petitioners[number]
        return Receiver(one.number, self.codes.of(one.id))

    @cached_property
    def changes(self) -> PetitionChanges:
        return PetitionChanges(self.petitions, self.petitions, self.custody, self.clock, rules())

    @cached_property
    def attachments(self) -> Attachments:
        return Attachments(self.uploads, self.objects, self.custody, self.log, self.clock)

    @cached_property
    def submission(self) -> Submission:
        return Submission(
            self.petitions, self.attachments, self.codes, self.custody, self.clock, rules()
        )

    @cached_property
    def desk(self) -> PetitionDesk:
        return PetitionDesk(self.changes)

    @cached_property
    def residents(self) -> ResidentDesk:
        return ResidentDesk(self.changes, self.codes)

    @cached_property
    def reading(self) -> PetitionReading:
        return PetitionReading(self.petitions, self.custody, self.log, self.clock)

    @cached_property
    def republisher(self) -> Republisher[Versioned[Petition]]:
        custody = OfEveryTier(TOPOLOGY, TOPOLOGY.site(self.here), DIVISIONS)
        again = PetitionsAgain(self.petitions, self.clock)
        return Republisher(again, MemoryRepublications(_read), custody, self.clock, "worker-1")

    def mounts(self) -> tuple[Mount, ...]:
        """The gRPC services."""
        petitions = PetitionServiceRpc(
            self.submission, self.desk, self.residents, self.reading, self.republisher, self.clock
        )
        files = AttachmentRpc(self.attachments, self.reading)
        return (
            Mount(add_PetitionServiceServicer_to_server, petitions),
            Mount(add_AttachmentServiceServicer_to_server, files),
        )


async def _read(records: Sequence[Versioned[Petition]], at: datetime) -> str:
    """Return how far a republication came; its outbox is another test's."""
    del at
    return position_of(records[-1].state)


def a_request(name: str = "first", body: bytes = b"body") -> Request:
    """Return a request under a name."""
    return Request(parse_request_id(uuid_of(name)), body)


def target(petition: Petition, name: str = "first", revision: int | None = None) -> PetitionTarget:
    """Return which appeal a command is for, under the name of a request."""
    return PetitionTarget(petition.id, revision, a_request(name))


def rights(
    method: str,
    role: Role = Role.CLERK,
    scope: str = "610921",
    unit: str | None = None,
    service: str = "PetitionService",
) -> Access:
    """Return the rights of somebody who calls `AcceptPetition`, say; an officer has a unit."""
    of = unit if unit is not None else (UNIT if role is Role.HANDLER else "")
    who = principal(f"{role.value}-1", [role], [scope], Tier.VILLAGE, of)
    return Access(who, ALL[f"{SERVICES}.{service}/{method}"])


def submitting(**fields: Any) -> pb.SubmitPetitionRequest:
    """Return a good request; `fields` replace."""
    asked = pb.NewPetitioner(disclosure=values.DISCLOSURE_NAMED, name="王小明", phone="13900000001")
    whole: dict[str, Any] = {
        "request_id": uuid_of("submit"),
        "center": VILLAGE.digits,
        "place": VILLAGE.digits,
        "category": "D08",
        "matter": values.MATTER_TYPE_HELP,
        "source": values.SOURCE_PHONE,
        "title": "水管破裂",
        "text": "村口水管破裂，已停水两天。",
        "petitioners": [asked],
        **fields,
    }
    return pb.SubmitPetitionRequest(**whole)


@asynccontextmanager
async def served(site: AppealSite, folder: Path) -> AsyncGenerator[Calls]:
    """Serve a site's appeals on a free port of this machine."""
    mounts, usual = site.mounts(), Role.CLERK
    async with edge_calls("petition.gov321", mounts, ALL, site.clock, folder, usual) as calls:
        yield calls
