"""A person at a site: the public gRPC calls with a token, and the few things tests do often."""

from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncIterator, Iterable
from itertools import count

import grpc
from gov321.common.v1.date_pb2 import Date
from gov321.registry.v1 import household_pb2 as people
from gov321.registry.v1 import household_service_pb2 as orders
from gov321.registry.v1 import registry_service_pb2 as queries
from gov321.registry.v1 import roster_service_pb2 as rosters
from gov321.registry.v1.household_service_pb2_grpc import HouseholdServiceStub
from gov321.registry.v1.registry_service_pb2_grpc import RegistryServiceStub
from gov321.registry.v1.roster_service_pb2_grpc import RosterServiceStub

from kit.local_issuer import LocalIssuer
from kit.model.division import Tier
from kit.model.ids import derived_id
from kit.roles import Role
from kit.rpc_client import channel_to
from tests.support.running_sites import Site
from tests.support.village_rosters import Villager
from tests.support.waiting import eventually_async

COUNTY = "610921000000"
PART_BYTES = 16 * 1024
_RUN = str(os.getpid())
_COUNT = count()
ENDED = (rosters.Import.STATE_DONE, rosters.Import.STATE_REFUSED, rosters.Import.STATE_CANCELLED)
Import = rosters.Import
Household = people.Household


def new_id() -> str:
    """Return a request id nobody has used."""
    return derived_id("request of a test", _RUN, str(next(_COUNT)))


class Seat:
    """Somebody with duties in the whole county, sitting at a site; survives its restarts.

    `tier` is the one they work for, `unit` the unit of an officer.
    """

    def __init__(
        self,
        site: Site,
        issuer: LocalIssuer,
        subject: str,
        roles: Iterable[Role],
        tier: Tier = Tier.COUNTY,
        unit: str = "",
    ) -> None:
        self._site = site
        self._token = issuer.issue(subject, roles, ["610921"], tier, unit=unit)
        self._channels: dict[str, grpc.aio.Channel] = {}

    @property
    def channel(self) -> grpc.aio.Channel:
        """A channel to where the site listens now."""
        target = self._site.target
        if target not in self._channels:
            self._channels[target] = channel_to(target, lambda: self._token, deadline=10.0)
        return self._channels[target]

    async def close(self) -> None:
        """Hang up."""
        for channel in self._channels.values():
            await channel.close()


class Desk(Seat):
    """A seat at the registry."""

    @property
    def households(self) -> HouseholdServiceStub:
        """Commands."""
        return HouseholdServiceStub(self.channel)

    @property
    def registry(self) -> RegistryServiceStub:
        """Questions."""
        return RegistryServiceStub(self.channel)

    @property
    def rosters(self) -> RosterServiceStub:
        """Imports."""
        return RosterServiceStub(self.channel)

    async def list(self, division: str) -> dict[str, Household]:
        """Return every household of a division by id."""
        found: dict[str, Household] = {}
        token = ""
        while True:
            request = queries.ListHouseholdsRequest(
                division=division, include_dissolved=True, page_size=1000, page_token=token
            )
            answer = await self.registry.ListHouseholds(request)
            found |= {household.id: household for household in answer.households}
            token = answer.next_page_token
            if not token:
                return found

    async def get(self, household: str, as_of: Date | None = None) -> Household:
        """Return one household."""
        request = queries.GetHouseholdRequest(household_id=household, as_of=as_of)
        return (await self.registry.GetHousehold(request)).household

    async def revisions(self, household: str) -> list[queries.HouseholdRevision]:
        """Return what happened to a household, newest first."""
        request = queries.ListHouseholdRevisionsRequest(household_id=household, page_size=1000)
        return list((await self.registry.ListHouseholdRevisions(request)).revisions)

    async def counts(self, division: str) -> tuple[int, int]:
        """Return the households and persons of a division."""
        answer = await self.registry.GetStatistics(queries.GetStatisticsRequest(division=division))
        return answer.household_count, answer.person_count

    async def award(self, household: str, year: int, request_id: str = "") -> Household:
        """Name a household 平安家庭 of a year."""
        request = orders.GrantAwardRequest(
            request_id=request_id or new_id(), household_id=household, year=year
        )
        return (await self.households.GrantAward(request)).household

    async def register(
        self, village: str, number: str, who: Villager, request_id: str = ""
    ) -> Household:
        """Register somebody who lives alone."""
        head = people.NewPerson(
            name=who.name,
            id_number=who.id_number,
            phone=who.phone,
            relation=people.RELATION_HEAD,
        )
        request = orders.RegisterHouseholdRequest(
            request_id=request_id or new_id(),
            division=village,
            group="一组",
            number=number,
            members=[head],
            effective_date=Date(year=2024, month=1, day=2),
        )
        return (await self.households.RegisterHousehold(request)).household

    async def announce(
        self, division: str, data: bytes, request_id: str = "", name: str = "roster.csv"
    ) -> Import:
        """Create an import; the same file under the same request id is the same job."""
        request = rosters.CreateImportRequest(
            request_id=request_id or new_id(),
            division=division,
            file_name=name,
            file_size=len(data),
            sha256=hashlib.sha256(data).digest(),
        )
        return (await self.rosters.CreateImport(request)).job

    async def upload(self, job: Import, data: bytes, *, upto: int | None = None) -> Import:
        """Send the file from where the job stands; the last part again when it has all."""
        begin = min(job.received_bytes, (len(data) - 1) // PART_BYTES * PART_BYTES)
        end = len(data) if upto is None else upto

        async def parts() -> AsyncIterator[rosters.UploadImportRequest]:
            for at in range(begin, end, PART_BYTES):
                part = data[at : min(at + PART_BYTES, end)]
                yield rosters.UploadImportRequest(import_id=job.id, offset=at, data=part)

        return (await self.rosters.UploadImport(parts(), timeout=30)).job

    async def job(self, job: Import) -> Import:
        """Return a job as it stands."""
        return (await self.rosters.GetImport(rosters.GetImportRequest(import_id=job.id))).job

    async def finished(self, job: Import, within_s: float = 60.0) -> Import:
        """Wait until a job has ended and return it."""

        async def ended() -> bool:
            return (await self.job(job)).state in ENDED

        await eventually_async(ended, within_s)
        return await self.job(job)

    async def import_roster(self, division: str, data: bytes) -> Import:
        """Bring a roster in, from the file to the finished job."""
        job = await self.announce(division, data)
        await self.upload(job, data)
        return await self.finished(job)

    async def reveal(
        self, household: str, person: str, field: queries.SensitiveField.ValueType, reason: str
    ) -> str:
        """Ask for a field in clear."""
        request = queries.RevealFieldRequest(
            household_id=household,
            person_id=person,
            field=field,
            purpose="CORRECTION",
            reason=reason,
        )
        return (await self.registry.RevealField(request)).value


async def same_at(desks: Iterable[Desk], division: str, within_s: float = 30.0) -> None:
    """Wait until all desks are shown the very same households of a division."""
    first, *others = desks

    async def same() -> bool:
        wanted = await first.list(division)
        return all([await other.list(division) == wanted for other in others])

    await eventually_async(same, within_s)
