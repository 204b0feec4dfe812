"""The grid of three sites on fakes: use-cases, relays, projection, fed by the registry's facts.

`GridWorld` is the county; `world.site("towns")` is the grid there. `await world.hear(facts)` gives
the registry's facts to the sites of villages, `await world.settle()` carries the grid's own facts
to every site until nothing is left, as Kafka would.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from kit.access import Access
from kit.authz import principal
from kit.custody import Custody
from kit.envelope import Received, read_envelope
from kit.lease import Lease
from kit.memory import MemoryLeases
from kit.memory_bus import MemoryBroker
from kit.memory_republications import MemoryRepublications
from kit.model.clock import ManualClock
from kit.model.division import DivisionCode, Tier
from kit.relay import Relay
from kit.republish import Republisher
from kit.roles import Role
from kit.topology import Site
from services.grid.domain.policies import Policies
from services.grid.events import OWN_TYPES, GridFacts, RegistryFacts
from services.grid.ports.cares import CareQueries
from services.grid.ports.villages import VillageQueries
from services.grid.rpc.operations import OPERATIONS
from services.grid.store.own_copies import care_copy, village_copy
from services.grid.store.republications import grid_queue
from services.grid.store.village_codec import VillageCodec
from services.grid.usecases.books import Books
from services.grid.usecases.care_keeping import CareKeeping
from services.grid.usecases.coverage_check import CoverageCheck, ToldByCares, ToldByRegistry
from services.grid.usecases.following_grid import FollowingGrid
from services.grid.usecases.intake import Intake
from services.grid.usecases.placing import Placing
from services.grid.usecases.projection import Kept, Projection
from services.grid.usecases.reading import Reading
from services.grid.usecases.republish import GridsAgain, WholeVillage
from services.grid.usecases.upkeep import Upkeep
from services.grid.wire.fingerprint import keyed
from tests.support.faults import FaultPlan
from tests.support.grid_care_fakes import MemoryVisits
from tests.support.grid_fakes import (
    SOURCE,
    TOPIC,
    MemoryCareQueries,
    MemoryCares,
    MemoryVillages,
    a_care_codec,
)
from tests.support.grid_intake import (
    MemoryCopies,
    MemoryKnownHouseholds,
    MemoryTrail,
    MemoryUpkeepLog,
    MemoryVillageCopies,
    Shown,
)
from tests.support.registry_app import DIVISIONS, TOPOLOGY
from tests.support.registry_fakes import a_vault
from tests.support.registry_orders import NOW, a_request

_PACKAGE = "gov321.grid.v1"


def access_to(method: str, role: Role = Role.CLERK, scope: str = "610921") -> Access:
    """Return the rights of a caller of `GridService/GetVillage`, say."""
    who = principal(f"{role.value}-1", [role], [scope], Tier.VILLAGE)
    return Access(who, OPERATIONS[f"{_PACKAGE}.{method}"])


@dataclass
class SiteStores:
    """What a site's stores hold; it outlives the process."""

    clock: ManualClock
    households: MemoryKnownHouseholds = field(default_factory=MemoryKnownHouseholds)
    village_copies: MemoryCopies = field(default_factory=lambda: MemoryCopies(village_copy))
    care_copies: MemoryCopies = field(default_factory=lambda: MemoryCopies(care_copy))
    village_trail: MemoryTrail = field(default_factory=MemoryTrail)
    care_trail: MemoryTrail = field(default_factory=MemoryTrail)
    visits: MemoryVisits = field(default_factory=MemoryVisits)
    upkeep: MemoryUpkeepLog = field(default_factory=MemoryUpkeepLog)
    leases: MemoryLeases = field(default_factory=MemoryLeases)
    villages: MemoryVillages = field(init=False)
    cares: MemoryCares = field(init=False)

    def __post_init__(self) -> None:
        self.villages = MemoryVillages(self.clock)
        self.cares = MemoryCares(self.clock)


@dataclass
class GridSite:
    """The grid of one site as a process on its stores; a new one on the same is a restart."""

    here: Site
    stores: SiteStores
    plan: FaultPlan = field(default_factory=FaultPlan)
    policies: Policies = field(default_factory=Policies)
    most_households: int = 10_000
    shown: Shown = field(default_factory=Shown)

    def __post_init__(self) -> None:
        stores, broken = self.stores, self.plan.broken
        self.clock = stores.clock
        self.custody = Custody(TOPOLOGY, self.here, DIVISIONS)
        self.households = broken(stores.households)
        self.villages = broken(stores.villages)
        self.cares = broken(stores.cares)
        self.keeping = CareKeeping(self.cares)
        self.books = Books(
            self.households,
            self.cares,
            self.policies,
            self.clock,
            keyed(a_vault()),
            self.most_households,
        )

    @cached_property
    def known_villages(self) -> VillageQueries:
        copies = MemoryVillageCopies(self.stores.village_copies.replica.all)
        return self.villages if self.custody.writes else copies

    @cached_property
    def known_cares(self) -> CareQueries:
        copies = MemoryCareQueries(self.stores.care_copies.replica.all)
        return self.cares if self.custody.writes else copies

    @cached_property
    def intake(self) -> Intake:
        placing = Placing(self.villages, self.custody)
        return Intake(self.households, placing, self.keeping, self.books, self.custody, self.shown)

    @cached_property
    def projection(self) -> Projection:
        stores = self.stores
        return Projection(
            here=self.here,
            topology=TOPOLOGY,
            villages=Kept(stores.village_copies, stores.village_trail),
            cares=Kept(stores.care_copies, stores.care_trail),
            visits=stores.visits,
            following=FollowingGrid(
                self.villages, self.cares, self.keeping, self.policies, self.clock
            ),
        )

    @cached_property
    def upkeep(self) -> Upkeep:
        stores = self.stores
        return Upkeep(
            villages=self.villages,
            households=self.households,
            placing=Placing(self.villages, self.custody),
            keeping=self.keeping,
            books=self.books,
            custody=self.custody,
            log=self.plan.broken(stores.upkeep),
            gauges=self.shown,
            lease=Lease(stores.leases, "upkeep", "worker-1", self.clock),
            clock=self.clock,
        )

    @cached_property
    def reading(self) -> Reading:
        return Reading(
            self.known_villages, self.known_cares, self.custody, self.policies, self.clock
        )

    @cached_property
    def coverage(self) -> CoverageCheck:
        live = (
            ToldByRegistry(self.households)
            if self.custody.writes
            else ToldByCares(self.known_cares)
        )
        return CoverageCheck(self.known_villages, live, self.custody, self.policies, self.clock)

    @cached_property
    def republisher(self) -> Republisher[WholeVillage]:
        stores = self.stores
        queue = grid_queue(
            stores.villages.records,
            VillageCodec(TOPIC, SOURCE),
            stores.cares.records,
            a_care_codec(),
        )
        again = GridsAgain(self.villages, self.cares)
        orders = MemoryRepublications(queue)
        return Republisher(again, orders, self.custody, self.clock, "worker-1")

    async def hear(self, facts: Sequence[Received]) -> None:
        """Take over facts of the registry, as its subscription does."""
        await RegistryFacts(self.intake, a_vault())(facts)

    async def republish(self, division: DivisionCode) -> int:
        """Order a division again and work it off; return how many records go out."""
        access = access_to("GridService/RepublishGrids", Role.OPERATOR)
        count = await self.republisher.order(access, division, a_request("again"))
        await self.republisher.work(asyncio.Event())
        return count

    async def follow(self, facts: Sequence[Received]) -> None:
        """Take over facts of the grid, as its subscription does."""
        await GridFacts(self.projection, a_vault())(facts)


class GridWorld:
    """The county: its sites and what connects them."""

    def __init__(self, at: datetime = NOW) -> None:
        self.clock = ManualClock(at)
        self.broker = MemoryBroker()
        self.sites = {site.id: GridSite(site, SiteStores(self.clock)) for site in TOPOLOGY.sites}
        self._heard: set[tuple[int, int]] = set()

    def site(self, name: str = "villages") -> GridSite:
        """Return the grid of a site."""
        return next(site for id, site in self.sites.items() if id == name)

    def restart(
        self,
        name: str = "villages",
        plan: FaultPlan | None = None,
        policies: Policies | None = None,
        most_households: int = 10_000,
    ) -> GridSite:
        """Return the grid of a site as a new process on the same stores."""
        before = self.site(name)
        after = GridSite(
            before.here,
            before.stores,
            plan or FaultPlan(),
            policies or before.policies,
            most_households,
        )
        self.sites[before.here.id] = after
        return after

    async def hear(self, facts: Sequence[Received]) -> None:
        """Give facts of the registry to the sites of villages, in one batch."""
        for site in self.sites.values():
            if site.custody.writes:
                await site.hear(facts)

    async def published(self) -> list[Received]:
        """Let the relays publish, and return every event of the grid so far."""
        for name, site in self.sites.items():
            for records in (site.stores.villages.records, site.stores.cares.records):
                lease = Lease(MemoryLeases(), name, "relay", self.clock)
                relay = Relay(records, self.broker, lease, self.clock)
                while await relay.round():
                    continue
        return [read_envelope(record) for record in self.broker.records(TOPIC)]

    async def lose(self) -> None:
        """Publish what was committed, and let nobody hear it."""
        self._heard |= {_place(event) for event in await self.published()}

    async def settle(self) -> None:
        """Let every site take over the grid's facts, and those that follow from them."""
        while True:
            new = [one for one in await self.published() if _place(one) not in self._heard]
            self._heard |= {_place(event) for event in new}
            if not new:
                return
            for site in self.sites.values():
                await site.follow([event for event in new if event.type in OWN_TYPES])


def _place(event: Received) -> tuple[int, int]:
    return event.partition, event.offset
