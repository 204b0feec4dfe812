"""Composition root of the registry: settings in, `App` out."""

from __future__ import annotations

from dataclasses import dataclass

from gov321.registry.v1.duplicate_service_pb2_grpc import add_DuplicateServiceServicer_to_server
from gov321.registry.v1.household_service_pb2_grpc import add_HouseholdServiceServicer_to_server
from gov321.registry.v1.registry_service_pb2_grpc import add_RegistryServiceServicer_to_server
from gov321.registry.v1.roster_service_pb2_grpc import add_RosterServiceServicer_to_server

from kit.app import App
from kit.commit import Versioned
from kit.custody import Custody
from kit.envelope import topic_events
from kit.foundation import Foundation, lay_foundation
from kit.income_policy import load_policies
from kit.parts import Job
from kit.republish import Republisher
from kit.rpc_server import Mount
from kit.subscription import Subscription

from .domain.household import Household
from .events import SUBSCRIPTION, TYPES, HouseholdFacts
from .jobs import import_job, republish_job
from .roster.error_writer import XlsxErrorWriter
from .roster.scanner import ChildScanner
from .rpc.duplicates import DuplicateRpc
from .rpc.households import HouseholdRpc
from .rpc.operations import OPERATIONS
from .rpc.queries import RegistryRpc
from .rpc.rosters import RosterRpc
from .settings import RegistrySettings
from .store.migrations import MIGRATIONS
from .store.stores import Stores, open_stores
from .usecases.claims import Claims
from .usecases.desk import HouseholdDesk
from .usecases.disclosure import Disclosure
from .usecases.duplicates import DuplicateDesk, TwinSearch
from .usecases.import_jobs import ImportDesk
from .usecases.import_worker import ImportWorker
from .usecases.projection import Projection
from .usecases.reading import Reading
from .usecases.republish import HouseholdsAgain
from .usecases.restructuring import Restructuring
from .usecases.roster_import import RosterImport
from .wire.indexes import VaultIndexes

NAME = "registry"


def build(settings: RegistrySettings) -> App:
    """Return the registry of one site, ready for `kit.host`.

    Raises:
        BadFile, SecretAway: a file or secret it is given is missing or wrong.
        InvalidValue: the topology does not know the site, or income policies are wrong.
        OSError: the file of the income policies cannot be read.
    """
    ground = lay_foundation(NAME, settings)
    custody = Custody(ground.topology, ground.here, ground.divisions)
    registry = _Registry(settings, ground, custody, open_stores(ground, writes=custody.writes))
    return App(
        name=NAME,
        site=ground.here.id,
        rpc=settings.rpc,
        http=settings.http,
        metrics=ground.metrics,
        verifier=ground.verifier,
        operations=OPERATIONS,
        mounts=registry.mounts(),
        parts=(ground.store_part(registry.stores.prepare, MIGRATIONS), ground.publisher),
        consumers=(ground.bus((registry.facts(),)),),
        relays=registry.relays() if custody.writes else (),
        jobs=registry.jobs() if custody.writes else (),
        tracing=ground.tracing,
        grace_seconds=settings.grace_seconds,
    )


@dataclass(frozen=True, slots=True)
class _Registry:
    """The use-cases on their ports, and what is mounted in front of them."""

    settings: RegistrySettings
    ground: Foundation
    custody: Custody
    stores: Stores

    def mounts(self) -> tuple[Mount, ...]:
        """The gRPC services."""
        policies = load_policies(self.settings.income_policy)
        stores, clock = self.stores, self.ground.clock
        pairs = Restructuring(stores.households, stores.known, self.custody, clock)
        queries = RegistryRpc(self._reading(), self._disclosure(), self._republisher(), policies)
        imports = ImportDesk(stores.imports, self._disclosure(), self.custody, clock)
        duplicates = DuplicateDesk(stores.households, stores.cases, self.custody, clock)
        return (
            Mount(
                add_HouseholdServiceServicer_to_server, HouseholdRpc(self._desk(), pairs, policies)
            ),
            Mount(add_RegistryServiceServicer_to_server, queries),
            Mount(add_RosterServiceServicer_to_server, RosterRpc(imports, XlsxErrorWriter())),
            Mount(add_DuplicateServiceServicer_to_server, DuplicateRpc(duplicates)),
        )

    def facts(self) -> Subscription:
        """The subscription to the facts of households, the same at every site."""
        stores, ground = self.stores, self.ground
        projection = Projection(
            here=ground.here,
            topology=ground.topology,
            copies=stores.copies,
            trail=stores.trail,
            twins=TwinSearch(stores.households, stores.cases, ground.clock),
        )
        return Subscription(
            name=SUBSCRIPTION,
            topic=topic_events(NAME),
            group=ground.group_of(SUBSCRIPTION),
            handler=HouseholdFacts(projection),
            types=TYPES,
            batch_size=self.settings.kafka.batch_size,
        )

    def relays(self) -> tuple[Job, ...]:
        """One relay for each collection of aggregates; only where something is written."""
        return tuple(Job(f"relay {name}", relay.run) for name, relay in self.stores.relays)

    def jobs(self) -> tuple[Job, ...]:
        """Imports and republications; only where households are written."""
        stores, ground = self.stores, self.ground
        scanner = ChildScanner(
            divisions=ground.divisions,
            clock=ground.clock,
            hash_key=stores.vault.index("roster", "content"),
            memory_mb=self.settings.scan_memory_mb,
            allow_test_numbers=self.settings.allow_test_numbers,
        )
        roster = RosterImport(
            stores.households, self._claims(), stores.imports, self.custody, ground.clock
        )
        worker = ImportWorker(
            imports=stores.imports,
            scanner=scanner,
            roster=roster,
            clock=ground.clock,
            owner=ground.owner,
            spool=self.settings.spool_path,
        )
        return import_job(worker), republish_job(self._republisher())

    def _desk(self) -> HouseholdDesk:
        return HouseholdDesk(
            households=self.stores.households,
            known=self.stores.known,
            claims=self._claims(),
            custody=self.custody,
            clock=self.ground.clock,
            allow_test_numbers=self.settings.allow_test_numbers,
        )

    def _claims(self) -> Claims:
        stores = self.stores
        indexes = VaultIndexes(stores.vault)
        return Claims(stores.households, stores.cases, indexes, self.ground.clock)

    def _reading(self) -> Reading:
        return Reading(
            households=self.stores.known,
            history=self.stores.history,
            indexes=VaultIndexes(self.stores.vault),
            disclosure=self._disclosure(),
            custody=self.custody,
            clock=self.ground.clock,
        )

    def _disclosure(self) -> Disclosure:
        return Disclosure(self.ground.access_log, self.ground.clock)

    def _republisher(self) -> Republisher[Versioned[Household]]:
        return Republisher(
            records=HouseholdsAgain(self.stores.households),
            republications=self.stores.republications,
            custody=self.custody,
            clock=self.ground.clock,
            owner=self.ground.owner,
        )
