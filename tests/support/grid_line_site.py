"""The lines of one site on fakes: desk, lists and contacts over villages and cares in memory."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from gov321.grid.v1.line_service_pb2_grpc import (
    LineServiceStub,
    add_LineServiceServicer_to_server,
)

from kit.access import Access
from kit.authz import principal
from kit.commit import Decision
from kit.custody import Custody
from kit.model.clock import ManualClock
from kit.model.division import Tier
from kit.roles import Role
from kit.rpc_server import Mount
from services.grid.domain.policies import Policies
from services.grid.ports.cares import CareWrite
from services.grid.rpc.lines import LineRpc
from services.grid.rpc.operations import LINES
from services.grid.usecases.care_changes import CareChanges
from services.grid.usecases.care_keeping import CareKeeping
from services.grid.usecases.contacts import ContactDesk
from services.grid.usecases.line_reading import LineReading
from services.grid.usecases.lines import LineDesk
from services.registry.domain.household import Household
from tests.support.edge_calls import edge_calls
from tests.support.grid_cares import CareBuilder
from tests.support.grid_fakes import MemoryCares, MemoryVillages
from tests.support.grid_intake import MemoryKnownHouseholds, told
from tests.support.registry_app import DIVISIONS, TOPOLOGY

NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)
"""Noon of `grid_lines.TODAY` in the county."""


@dataclass
class LineSite:
    """One site; the test puts in what it knows."""

    here: str
    clock: ManualClock = field(default_factory=lambda: ManualClock(NOON))
    villages: MemoryVillages = field(init=False)
    cares: MemoryCares = field(init=False)
    households: MemoryKnownHouseholds = field(default_factory=MemoryKnownHouseholds)

    def __post_init__(self) -> None:
        self.villages = MemoryVillages(self.clock)
        self.cares = MemoryCares(self.clock)
        site = next(site for site in TOPOLOGY.sites if site.id == self.here)
        self.custody = Custody(TOPOLOGY, site, DIVISIONS)
        self.policies = Policies()

    async def hear(self, household: Household, revision: int = 1) -> None:
        """Let the registry tell of a household."""
        await self.households.apply([told(household, revision)])

    async def put(self, *cares: CareBuilder) -> None:
        """Let households be looked after."""
        writes = [CareWrite(None, Decision(one.care, one.happened)) for one in cares]
        assert not await self.cares.write_chunk(writes)

    @cached_property
    def desk(self) -> LineDesk:
        return LineDesk(self.villages, self.households, self.custody, self.policies, self.clock)

    @cached_property
    def contacts(self) -> ContactDesk:
        changes = CareChanges(self.cares, self.cares, self.custody, self.clock, self.policies)
        return ContactDesk(changes, CareKeeping(self.cares), self.villages)

    @cached_property
    def reading(self) -> LineReading:
        return LineReading(self.villages, self.cares, self.custody, self.policies, self.clock)


Calls = Callable[..., LineServiceStub]
"""`calls(Role.CLERK, scope)` is the service as somebody reaches it."""


@asynccontextmanager
async def served(site: LineSite, folder: Path) -> AsyncGenerator[Calls]:
    """Serve a site's lines on a free port of this machine."""
    mounts = (
        Mount(add_LineServiceServicer_to_server, LineRpc(site.desk, site.contacts, site.reading)),
    )
    async with edge_calls("grid.gov321", mounts, LINES, site.clock, folder) as calls:

        def as_somebody(role: Role = Role.CLERK, scope: str = "610921") -> LineServiceStub:
            return calls(LineServiceStub, role, scope)

        yield as_somebody


def access_to(method: str, scope: str = "610921", role: Role = Role.CLERK) -> Access:
    """Return the rights of somebody who calls a method of `LineService`."""
    who = principal(f"{role.value}-1", [role], [scope], Tier.VILLAGE)
    return Access(who, LINES[f"gov321.grid.v1.LineService/{method}"])


def a_site(here: str = "villages") -> LineSite:
    """Return a site that knows nothing yet."""
    return LineSite(here)
