"""The cares of one site on fakes: desks, visits, contacts and runs, and their gRPC edge."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from gov321.common.v1.date_pb2 import Date
from gov321.grid.v1 import care_pb2
from gov321.grid.v1 import care_service_pb2 as pb
from gov321.grid.v1.care_service_pb2_grpc import add_CareServiceServicer_to_server
from gov321.grid.v1.run_service_pb2_grpc import add_ColourRunServiceServicer_to_server

from kit.access import Access
from kit.authz import principal
from kit.commit import Decision, Versioned
from kit.custody import Custody
from kit.model.clock import ManualClock
from kit.model.division import Tier
from kit.roles import Role
from kit.rpc_server import Mount
from services.grid.domain.care import HouseholdCare
from services.grid.domain.policies import Policies
from services.grid.ports.cares import CareWrite
from services.grid.rpc.cares import CareRpc
from services.grid.rpc.operations import CARES, OPERATIONS, RUNS
from services.grid.rpc.runs import RunRpc
from services.grid.usecases.care_changes import CareChanges, CareTarget
from services.grid.usecases.care_desk import CareDesk
from services.grid.usecases.care_keeping import CareKeeping
from services.grid.usecases.care_reading import CareReading
from services.grid.usecases.contacts import ContactDesk
from services.grid.usecases.runs import RunDesk
from services.grid.usecases.visiting import VisitDesk
from tests.support.edge_calls import Calls, edge_calls, uuid_of
from tests.support.grid_builders import NOW, TODAY, a_request
from tests.support.grid_care_fakes import MemoryRuns, MemoryVisits
from tests.support.grid_cares import HELPER, CareBuilder, a_care, ids
from tests.support.grid_fakes import MemoryCares, MemoryVillages
from tests.support.grid_lines import THIRD, a_led_village
from tests.support.registry_app import DIVISIONS, TOPOLOGY

Stub = TypeVar("Stub")

DAY = Date(year=TODAY.year, month=TODAY.month, day=TODAY.day)


@dataclass
class CareSite:
    """One site; 江河村 has a leader for each of its grids."""

    here: str = "villages"
    clock: ManualClock = field(default_factory=lambda: ManualClock(NOW))
    visits_told: MemoryVisits = field(default_factory=MemoryVisits)
    kept_runs: MemoryRuns = field(default_factory=MemoryRuns)
    policies: Policies = field(default_factory=Policies)

    def __post_init__(self) -> None:
        self.villages = MemoryVillages(self.clock)
        self.cares = MemoryCares(self.clock)
        site = next(site for site in TOPOLOGY.sites if site.id == self.here)
        self.custody = Custody(TOPOLOGY, site, DIVISIONS)

    async def put(self, *builders: CareBuilder) -> None:
        """Let households be looked after, in a village with its people."""
        await self.villages.create(a_led_village())
        writes = [CareWrite(None, Decision(one.care, one.happened)) for one in builders]
        assert not await self.cares.write_chunk(writes)

    async def one(self, household: str = "h1") -> Versioned[HouseholdCare]:
        """Return a care as it is stored."""
        return (await self.cares.get_many(ids(household)))[ids(household)[0]]

    @cached_property
    def changes(self) -> CareChanges:
        return CareChanges(self.cares, self.cares, self.custody, self.clock, self.policies)

    @cached_property
    def keeping(self) -> CareKeeping:
        return CareKeeping(self.cares)

    @cached_property
    def desk(self) -> CareDesk:
        return CareDesk(self.changes)

    @cached_property
    def contacts(self) -> ContactDesk:
        return ContactDesk(self.changes, self.keeping, self.villages)

    @cached_property
    def visits(self) -> VisitDesk:
        return VisitDesk(self.changes, self.villages, self.visits_told)

    @cached_property
    def reading(self) -> CareReading:
        return CareReading(self.cares, self.visits_told, self.custody, self.clock)

    def runs(self, owner: str = "worker-1") -> RunDesk:
        """Return the runs as one worker sees them."""
        return RunDesk(self.changes, self.keeping, self.kept_runs, owner)


def here(household: str = "h1") -> CareBuilder:
    """Begin the care of a household in the leaf of 江河村 that has a leader."""
    return a_care(household).in_leaf(THIRD)


def target(household: str = "h1", revision: int | None = None, name: str = "first") -> CareTarget:
    """Return which household a command is for, under the name of a request."""
    return CareTarget(ids(household)[0], revision, a_request(name))


def rights(
    method: str, role: Role = Role.REVIEWER, scope: str = "610921", subject: str = ""
) -> Access:
    """Return the rights of somebody who calls `CareService/ConfirmColour`, say."""
    who = principal(subject or f"{role.value}-1", [role], [scope], Tier.VILLAGE)
    return Access(who, OPERATIONS[f"gov321.grid.v1.{method}"])


@asynccontextmanager
async def served(site: CareSite, folder: Path) -> AsyncGenerator[Calls]:
    """Serve a site's cares and runs on a free port of this machine."""
    cares = CareRpc(site.desk, site.visits, site.reading)
    mounts = (
        Mount(add_CareServiceServicer_to_server, cares),
        Mount(add_ColourRunServiceServicer_to_server, RunRpc(site.runs())),
    )
    async with edge_calls("grid.gov321", mounts, CARES | RUNS, site.clock, folder) as calls:
        yield calls


def recording(**fields: Any) -> pb.RecordVisitRequest:
    """Return a good request; `fields` replace."""
    whole: dict[str, Any] = {
        "visit_id": uuid_of("visit"),
        "household_id": "h1",
        "kind": care_pb2.VISIT_KIND_VISIT,
        "visitor_id": HELPER,
        "on": DAY,
        "duties": [care_pb2.DUTY_CODE_OPINION],
        "text": "拉家常",
        "needs": ["修水渠"],
        **fields,
    }
    return pb.RecordVisitRequest(**whole)
