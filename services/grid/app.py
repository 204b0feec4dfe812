"""Composition root of the grid: settings in, `App` out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from gov321.grid.v1.care_service_pb2_grpc import add_CareServiceServicer_to_server
from gov321.grid.v1.grid_service_pb2_grpc import add_GridServiceServicer_to_server
from gov321.grid.v1.line_service_pb2_grpc import add_LineServiceServicer_to_server
from gov321.grid.v1.plan_service_pb2_grpc import add_PlanServiceServicer_to_server
from gov321.grid.v1.run_service_pb2_grpc import add_ColourRunServiceServicer_to_server

from kit.app import App
from kit.custody import Custody
from kit.envelope import topic_events
from kit.foundation import Foundation, lay_foundation
from kit.lease import Lease
from kit.model.clock import local_date
from kit.mongo_lease import MongoLeases
from kit.parts import Job
from kit.republish import Republisher
from kit.rpc_server import Mount
from kit.subscription import Handler, Subscription

from .domain.dividing import PartitionEngine
from .domain.policies import Policies
from .events import OWN, OWN_TYPES, REGISTRY, REGISTRY_TYPES, GridFacts, RegistryFacts
from .jobs import republish_job, run_job, upkeep_job
from .metrics import METRICS, GridGauges
from .rpc.cares import CareRpc
from .rpc.grids import GridRpc
from .rpc.lines import LineRpc
from .rpc.operations import OPERATIONS
from .rpc.plans import PlanRpc
from .rpc.runs import RunRpc
from .settings import GridSettings
from .store.migrations import MIGRATIONS
from .store.stores import Stores, open_stores
from .usecases.books import Books
from .usecases.care_changes import CareChanges
from .usecases.care_desk import CareDesk
from .usecases.care_keeping import CareKeeping
from .usecases.care_reading import CareReading
from .usecases.contacts import ContactDesk
from .usecases.coverage_check import CoverageCheck, ToldByCares, ToldByRegistry
from .usecases.following_grid import FollowingGrid
from .usecases.intake import Intake
from .usecases.line_reading import LineReading
from .usecases.lines import LineDesk
from .usecases.placing import Placing
from .usecases.plans import PlanDesk
from .usecases.projection import Kept, Projection
from .usecases.reading import Reading
from .usecases.republish import GridsAgain, WholeVillage
from .usecases.runs import RunDesk
from .usecases.structure import StructureDesk
from .usecases.upkeep import Upkeep
from .usecases.visiting import VisitDesk
from .wire.fingerprint import keyed
from .wire.policies import load_policies

NAME = "grid"
REGISTRY_CONTEXT = "registry"
"""Whose facts of households are taken in."""


def build(settings: GridSettings) -> App:
    """Return the grid of one site, ready for `kit.host`.

    Raises:
        BadFile, SecretAway: a file or secret it is given is missing or wrong.
        InvalidValue: the topology does not know the site, or a policy is wrong.
        Refusal: no policy, or two of them, are in force today.
        OSError: the file of a policy cannot be read.
    """
    ground = lay_foundation(NAME, settings, (METRICS,))
    custody = Custody(ground.topology, ground.here, ground.divisions)
    policies = load_policies(settings.grid_policy, settings.colour_policy, settings.income_policy)
    policies.in_force(local_date(ground.clock.now()))  # refuse to start rather than park facts
    grid = _Grid(settings, ground, custody, policies, open_stores(ground, writes=custody.writes))
    return App(
        name=NAME,
        site=ground.here.id,
        rpc=settings.rpc,
        http=settings.http,
        metrics=ground.metrics,
        verifier=ground.verifier,
        operations=OPERATIONS,
        mounts=grid.mounts(),
        parts=(ground.store_part(grid.stores.prepare, MIGRATIONS), ground.publisher),
        consumers=(ground.bus(grid.subscriptions()),),
        relays=grid.relays() if custody.writes else (),
        jobs=grid.jobs() if custody.writes else (),
        tracing=ground.tracing,
        grace_seconds=settings.grace_seconds,
    )


@dataclass(frozen=True)
class _Grid:
    """The use-cases on their ports, and what is mounted in front of them."""

    settings: GridSettings
    ground: Foundation
    custody: Custody
    policies: Policies
    stores: Stores

    def mounts(self) -> tuple[Mount, ...]:
        """The gRPC services."""
        return (
            Mount(add_GridServiceServicer_to_server, self._grids()),
            Mount(add_PlanServiceServicer_to_server, PlanRpc(self._plans())),
            Mount(add_LineServiceServicer_to_server, self._lines()),
            Mount(add_CareServiceServicer_to_server, self._cares()),
            Mount(add_ColourRunServiceServicer_to_server, RunRpc(self._runs())),
        )

    def subscriptions(self) -> tuple[Subscription, ...]:
        """The grid's own facts at every site; those of the registry where villages are."""
        own = GridFacts(self._projection(), self.stores.vault)
        found = [self._subscription(OWN, NAME, own, OWN_TYPES)]
        if self.custody.writes:
            told = RegistryFacts(self._intake(), self.stores.vault)
            found.append(self._subscription(REGISTRY, REGISTRY_CONTEXT, told, REGISTRY_TYPES))
        return tuple(found)

    def relays(self) -> tuple[Job, ...]:
        """One relay for each collection of aggregates; only where something is written."""
        return tuple(Job(f"relay {name}", relay.run) for name, relay in self.stores.relays)

    def jobs(self) -> tuple[Job, ...]:
        """Daily upkeep, yearly runs, republications; only where villages are."""
        return upkeep_job(self._upkeep()), run_job(self._runs()), republish_job(self._republisher())

    def _subscription(
        self, name: str, context: str, handler: Handler, types: frozenset[str]
    ) -> Subscription:
        return Subscription(
            name=name,
            topic=topic_events(context),
            group=self.ground.group_of(name),
            handler=handler,
            types=types,
            batch_size=self.settings.kafka.batch_size,
        )

    def _grids(self) -> GridRpc:
        stores, clock = self.stores, self.ground.clock
        reading = Reading(
            stores.known_villages, stores.known_cares, self.custody, self.policies, clock
        )
        live = (
            ToldByRegistry(stores.households)
            if self.custody.writes
            else ToldByCares(stores.known_cares)
        )
        coverage = CoverageCheck(stores.known_villages, live, self.custody, self.policies, clock)
        structure = StructureDesk(stores.villages, self.custody, clock)
        return GridRpc(reading, coverage, structure, self._republisher())

    def _plans(self) -> PlanDesk:
        stores = self.stores
        return PlanDesk(
            villages=stores.villages,
            plans=stores.plans,
            households=stores.households,
            cares=stores.cares,
            custody=self.custody,
            policies=self.policies,
            engine=PartitionEngine(),
            clock=self.ground.clock,
        )

    def _lines(self) -> LineRpc:
        stores, clock = self.stores, self.ground.clock
        desk = LineDesk(stores.villages, stores.households, self.custody, self.policies, clock)
        contacts = ContactDesk(self._changes, self._keeping, stores.known_villages)
        reading = LineReading(
            stores.known_villages, stores.known_cares, self.custody, self.policies, clock
        )
        return LineRpc(desk, contacts, reading)

    def _cares(self) -> CareRpc:
        stores, clock = self.stores, self.ground.clock
        visits = VisitDesk(self._changes, stores.known_villages, stores.visits)
        reading = CareReading(stores.known_cares, stores.visits, self.custody, clock)
        return CareRpc(CareDesk(self._changes), visits, reading)

    def _runs(self) -> RunDesk:
        return RunDesk(self._changes, self._keeping, self.stores.runs, self.ground.owner)

    def _intake(self) -> Intake:
        return Intake(
            households=self.stores.households,
            placing=Placing(self.stores.villages, self.custody),
            keeping=self._keeping,
            books=self._books,
            custody=self.custody,
            gauges=self._gauges,
        )

    def _projection(self) -> Projection:
        stores, ground = self.stores, self.ground
        return Projection(
            here=ground.here,
            topology=ground.topology,
            villages=Kept(stores.told_villages.copies, stores.told_villages.trail),
            cares=Kept(stores.told_cares.copies, stores.told_cares.trail),
            visits=stores.visits,
            following=FollowingGrid(
                stores.villages, stores.cares, self._keeping, self.policies, ground.clock
            ),
        )

    def _upkeep(self) -> Upkeep:
        stores, ground = self.stores, self.ground
        return Upkeep(
            villages=stores.villages,
            households=stores.households,
            placing=Placing(stores.villages, self.custody),
            keeping=self._keeping,
            books=self._books,
            custody=self.custody,
            log=stores.upkeep,
            gauges=self._gauges,
            lease=Lease(MongoLeases(ground.store), "upkeep", ground.owner, ground.clock),
            clock=ground.clock,
        )

    def _republisher(self) -> Republisher[WholeVillage]:
        return Republisher(
            records=GridsAgain(self.stores.villages, self.stores.cares),
            republications=self.stores.republications,
            custody=self.custody,
            clock=self.ground.clock,
            owner=self.ground.owner,
        )

    @cached_property
    def _books(self) -> Books:
        """One for intake and upkeep: what is in memory is the same villages."""
        return Books(
            self.stores.households,
            self.stores.cares,
            self.policies,
            self.ground.clock,
            keyed(self.stores.vault),
            self.settings.households_in_memory,
        )

    @cached_property
    def _keeping(self) -> CareKeeping:
        return CareKeeping(self.stores.cares)

    @cached_property
    def _gauges(self) -> GridGauges:
        return GridGauges(self.ground.metrics)

    @cached_property
    def _changes(self) -> CareChanges:
        stores, clock = self.stores, self.ground.clock
        return CareChanges(stores.cares, stores.known_cares, self.custody, clock, self.policies)
