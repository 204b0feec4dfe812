"""The registry of three sites on fakes: use-cases, relay and projection, and its gRPC edge.

`World` is the county; `world.site("towns")` is the registry there. `await world.settle()` carries
what was committed through the relay and the envelope to every site, as Kafka would.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import grpc
from gov321.registry.v1.duplicate_service_pb2_grpc import add_DuplicateServiceServicer_to_server
from gov321.registry.v1.household_service_pb2_grpc import add_HouseholdServiceServicer_to_server
from gov321.registry.v1.registry_service_pb2_grpc import add_RegistryServiceServicer_to_server
from gov321.registry.v1.roster_service_pb2_grpc import add_RosterServiceServicer_to_server

from kit.access import Access
from kit.access_log import MemoryAccessLog
from kit.authz import principal
from kit.commit import Versioned
from kit.custody import Custody
from kit.envelope import Received, read_envelope
from kit.income_policy import load_policies
from kit.interceptors import Edge
from kit.jwks import FileKeys
from kit.lease import Lease
from kit.local_issuer import LocalIssuer
from kit.memory import MemoryLeases
from kit.memory_bus import MemoryBroker
from kit.memory_republications import MemoryRepublications
from kit.metric_tables import KIT_METRICS
from kit.metrics import Metrics
from kit.model.clock import ManualClock
from kit.model.division import DivisionCode, Tier
from kit.model.division_tree import Division, DivisionTree
from kit.relay import Relay
from kit.republish import Republisher
from kit.roles import Role
from kit.rpc_client import channel_to
from kit.rpc_metrics import RpcMetrics
from kit.rpc_server import Mount, RpcServer
from kit.settings import RpcSettings
from kit.tokens import TokenVerifier
from kit.topology import Site, parse_topology
from services.registry.domain.household import Household
from services.registry.events import TYPES
from services.registry.roster.error_writer import XlsxErrorWriter
from services.registry.rpc.duplicates import DuplicateRpc
from services.registry.rpc.households import HouseholdRpc
from services.registry.rpc.operations import OPERATIONS
from services.registry.rpc.queries import RegistryRpc
from services.registry.rpc.rosters import RosterRpc
from services.registry.store.republications import household_queue
from services.registry.usecases.claims import Claims
from services.registry.usecases.desk import HouseholdDesk
from services.registry.usecases.disclosure import Disclosure
from services.registry.usecases.duplicates import DuplicateDesk, TwinSearch
from services.registry.usecases.import_jobs import ImportDesk
from services.registry.usecases.import_worker import ImportWorker
from services.registry.usecases.projection import Projection
from services.registry.usecases.reading import Reading
from services.registry.usecases.republish import HouseholdsAgain
from services.registry.usecases.restructuring import Restructuring
from services.registry.usecases.roster_import import RosterImport
from services.registry.wire.indexes import VaultIndexes
from services.registry.wire.told import told_of
from tests.support.builders import JIANGHE, YUHE
from tests.support.registry_fakes import TOPIC, MemoryCases, MemoryHouseholds, a_codec, a_vault
from tests.support.registry_keeping import (
    MemoryCopies,
    MemoryImports,
    MemoryTrail,
    ScriptedScanner,
)
from tests.support.registry_orders import NOW

TOWN = JIANGHE.town
OTHER_TOWN = DivisionCode.parse("610921105000")
FAR = DivisionCode.parse("610921105201")
"""A village of another town, whose center the site `edge` hosts."""

TOPOLOGY = parse_topology(
    {
        "county": "610921000000",
        "sites": [
            {"id": "county", "tier": "county", "scope": ["610921"]},
            {"id": "towns", "tier": "town", "scope": ["610921104"]},
            {"id": "villages", "tier": "village", "scope": ["610921"]},
            {"id": "edge", "tier": "village", "scope": ["610921105"]},
        ],
    }
)
DIVISIONS = DivisionTree(
    Division(code, code.digits) for code in (TOPOLOGY.county, TOWN, OTHER_TOWN, JIANGHE, YUHE, FAR)
)
_PACKAGE = "gov321.registry.v1"


def access_to(
    method: str,
    role: Role = Role.CLERK,
    scope: str = "610921",
    subject: str = "",
) -> Access:
    """Return the rights of a caller of `HouseholdService/AddMember`, say."""
    who = principal(subject or f"{role.value}-1", [role], [scope], Tier.VILLAGE)
    return Access(who, OPERATIONS[f"{_PACKAGE}.{method}"])


@dataclass
class SiteWorld:
    """The registry of one site."""

    here: Site
    clock: ManualClock
    households: MemoryHouseholds = field(init=False)
    cases: MemoryCases = field(init=False)
    republications: MemoryRepublications[Versioned[Household]] = field(init=False)
    imports: MemoryImports = field(default_factory=MemoryImports)
    copies: MemoryCopies = field(default_factory=MemoryCopies)
    trail: MemoryTrail = field(default_factory=MemoryTrail)
    log: MemoryAccessLog = field(default_factory=MemoryAccessLog)
    scanner: ScriptedScanner = field(default_factory=ScriptedScanner)

    def __post_init__(self) -> None:
        self.households = MemoryHouseholds(self.clock)
        self.cases = MemoryCases(self.clock)
        self.republications = MemoryRepublications(
            household_queue(self.households.records, a_codec())
        )
        self.custody = Custody(TOPOLOGY, self.here, DIVISIONS)
        self.known = self.households if self.custody.writes else self.copies
        self.disclosure = Disclosure(self.log, self.clock)
        self.indexes = VaultIndexes(a_vault())
        self.claims = Claims(self.households, self.cases, self.indexes, self.clock)

    @cached_property
    def desk(self) -> HouseholdDesk:
        return HouseholdDesk(
            self.households, self.known, self.claims, self.custody, self.clock, True
        )

    @cached_property
    def pairs(self) -> Restructuring:
        return Restructuring(self.households, self.known, self.custody, self.clock)

    @cached_property
    def duplicates(self) -> DuplicateDesk:
        return DuplicateDesk(self.households, self.cases, self.custody, self.clock)

    @cached_property
    def reading(self) -> Reading:
        return Reading(
            self.known, self.trail, self.indexes, self.disclosure, self.custody, self.clock
        )

    @cached_property
    def import_desk(self) -> ImportDesk:
        return ImportDesk(self.imports, self.disclosure, self.custody, self.clock)

    @cached_property
    def republisher(self) -> Republisher[Versioned[Household]]:
        return Republisher(
            HouseholdsAgain(self.households),
            self.republications,
            self.custody,
            self.clock,
            "worker-1",
        )

    @cached_property
    def twins(self) -> TwinSearch:
        return TwinSearch(self.households, self.cases, self.clock)

    @cached_property
    def roster(self) -> RosterImport:
        return RosterImport(self.households, self.claims, self.imports, self.custody, self.clock)

    @cached_property
    def projection(self) -> Projection:
        return Projection(self.here, TOPOLOGY, self.copies, self.trail, self.twins)

    def worker(self, owner: str = "worker-1") -> ImportWorker:
        return ImportWorker(self.imports, self.scanner, self.roster, self.clock, owner)

    def mounts(self) -> tuple[Mount, ...]:
        """The real servicers in front of the fakes."""
        policies = load_policies("")
        queries = RegistryRpc(self.reading, self.disclosure, self.republisher, policies)
        rosters = RosterRpc(self.import_desk, XlsxErrorWriter())
        return (
            Mount(
                add_HouseholdServiceServicer_to_server,
                HouseholdRpc(self.desk, self.pairs, policies),
            ),
            Mount(add_RegistryServiceServicer_to_server, queries),
            Mount(add_RosterServiceServicer_to_server, rosters),
            Mount(add_DuplicateServiceServicer_to_server, DuplicateRpc(self.duplicates)),
        )


class World:
    """The county: its sites and what connects them."""

    def __init__(self) -> None:
        self.clock = ManualClock(NOW)
        self.broker = MemoryBroker()
        self._sites = {site.id: SiteWorld(site, self.clock) for site in TOPOLOGY.sites}
        self._heard = 0

    def site(self, name: str = "villages") -> SiteWorld:
        """Return the registry of a site."""
        return next(site for id, site in self._sites.items() if id == name)

    async def published(self) -> list[Received]:
        """Let the relays publish, and return every event so far."""
        for name, site in self._sites.items():
            for records in (site.households.records, site.cases.records):
                lease = Lease(MemoryLeases(), name, "relay", self.clock)
                relay = Relay(records, self.broker, lease, self.clock)
                while await relay.round():
                    continue
        return [read_envelope(record) for record in self.broker.records(TOPIC)]

    async def settle(self) -> None:
        """Publish what was committed, and let every site take it over."""
        events = [event for event in await self.published() if event.type in TYPES]
        for site in self._sites.values():
            await site.projection.take_over([told_of(event) for event in events])


@dataclass(frozen=True)
class Served:
    """A site behind its gRPC edge."""

    site: SiteWorld
    issuer: LocalIssuer
    address: str
    channels: list[grpc.aio.Channel] = field(default_factory=list[grpc.aio.Channel])

    def token(self, role: Role = Role.CLERK, scope: str = "610921", subject: str = "") -> str:
        """Return a token of somebody."""
        name = subject or f"{role.value}-1"
        return self.issuer.issue(name, [role], [scope], Tier.VILLAGE)

    def channel(
        self, role: Role = Role.CLERK, scope: str = "610921", subject: str = ""
    ) -> grpc.aio.Channel:
        """Return a channel of somebody."""
        token = self.token(role, scope, subject)
        self.channels.append(channel_to(self.address, lambda: token))
        return self.channels[-1]


@asynccontextmanager
async def served(site: SiteWorld, folder: Path) -> AsyncGenerator[Served]:
    """Serve a site's RPCs on a free port of this machine."""
    issuer = LocalIssuer(folder, site.clock)
    verifier = TokenVerifier(FileKeys(issuer.jwks_path), "gov321-local", "gov321", site.clock)
    edge = Edge("registry.gov321", verifier, RpcMetrics(Metrics(KIT_METRICS)))
    server = RpcServer(RpcSettings(), edge, OPERATIONS, site.mounts())
    port = await server.start()
    edge_of_site = Served(site, issuer, f"127.0.0.1:{port}")
    try:
        yield edge_of_site
    finally:
        for channel in edge_of_site.channels:
            await channel.close()
        await server.stop(0)
