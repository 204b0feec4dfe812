"""What every service builds before its own parts: site, keys, store, publisher, metrics, rights.

A service's `app.py` lays a foundation from its settings and puts its stores and use-cases on it,
so that five services are composed the same way and differ only in what they decide.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from kit.access_log import AccessLog
from kit.access_metrics import CountedAccessLog
from kit.bus import KafkaBus
from kit.bus_metrics import BusMetrics
from kit.bus_settings import BusSettings
from kit.crypto import Blind, Sealer
from kit.given_files import read_given, require_given
from kit.key_ring import KeyRing
from kit.lease import Lease
from kit.metric_tables import KIT_METRICS
from kit.metrics import Metric, Metrics
from kit.migrations import Migration, migrate
from kit.model.clock import Clock, SystemClock
from kit.model.division_tree import DivisionTree, load_divisions
from kit.mongo import Store, connect
from kit.mongo_access_log import COLLECTION as ACCESS_LOG
from kit.mongo_access_log import INDEXES as ACCESS_INDEXES
from kit.mongo_access_log import MongoAccessLog
from kit.mongo_lease import MongoLeases
from kit.mongo_records import MongoRecords
from kit.parts import Part, PartOf
from kit.publisher import KafkaPublisher
from kit.relay import Relay
from kit.relay_metrics import RelayMetrics
from kit.settings import ServiceSettings
from kit.subscription import Subscription
from kit.tokens import TokenVerifier, verifier_for
from kit.topology import Site, Topology, load_topology
from kit.tracing import Tracing, tracing_for

Prepare = Callable[[], Awaitable[None]]

STORE = "store"
"""Name of the part that creates indexes and runs migrations."""


@dataclass(frozen=True, slots=True)
class Foundation:
    """The common parts of one service at one site. Build it with `lay_foundation`."""

    service: str
    settings: ServiceSettings
    clock: Clock
    topology: Topology
    here: Site
    divisions: DivisionTree
    sealer: Sealer
    blind: Blind
    store: Store
    publisher: KafkaPublisher
    metrics: Metrics
    verifier: TokenVerifier
    tracing: Tracing
    access_log: AccessLog

    @property
    def source(self) -> str:
        """`ce_source` of the service's events."""
        return f"/gov321/{self.here.id}/{self.service}"

    @property
    def owner(self) -> str:
        """Who this process is where work is leased."""
        return self.settings.member_of(self.service)

    def relay(self, records: MongoRecords, name: str) -> Relay:
        """Return the relay of a collection of this service."""
        lease = Lease(MongoLeases(self.store), f"relay {name}", self.owner, self.clock)
        observer = RelayMetrics(self.metrics, name)
        return Relay(records, self.publisher, lease, self.clock, observer=observer, name=name)

    def store_part(self, prepare: Sequence[Prepare], migrations: Sequence[Migration]) -> Part:
        """Return the store as a part: indexes and migrations at start, a ping as its check."""

        async def start() -> None:
            await self.store.ping()
            await self.store.ensure_indexes(ACCESS_LOG, ACCESS_INDEXES)
            for step in prepare:
                await step()
            await migrate(self.store, migrations, self.clock)

        async def stop() -> None:
            self.store.close()

        return PartOf(STORE, start, self.store.ping, stop)

    def bus(self, subscriptions: Sequence[Subscription]) -> KafkaBus:
        """Return the consumers of this service as a part."""
        return KafkaBus(
            _bus_settings(self.settings, self.service),
            subscriptions,
            self.here.id,
            self.service,
            BusMetrics(self.metrics),
            clock=self.clock,
            tracing=self.tracing,
        )

    def group_of(self, subscription: str) -> str:
        """Return the consumer group of a subscription: one for each site and service."""
        return f"{self.settings.groups_of(self.service)}{subscription}"


def lay_foundation(
    service: str, settings: ServiceSettings, tables: Sequence[Sequence[Metric]] = ()
) -> Foundation:
    """Return the foundation for a service's settings; nothing is connected yet.

    Raises:
        BadFile: topology, divisions, key ring or another file is missing or wrong.
        SecretAway: a required secret is missing.
        InvalidValue: the topology does not know the site.
    """
    clock = SystemClock()
    require_given(settings)
    topology = read_given("TOPOLOGY", settings.topology, load_topology)
    here = topology.site(settings.site)
    ring = read_given("KEYS__RING", settings.keys.ring, KeyRing.load)
    divisions = read_given("DIVISIONS", settings.divisions, load_divisions)
    store = connect(settings.mongo_of(service))
    telemetry = settings.telemetry
    metrics = Metrics(KIT_METRICS, *tables)
    return Foundation(
        service=service,
        settings=settings,
        clock=clock,
        topology=topology,
        here=here,
        divisions=divisions,
        sealer=Sealer(ring),
        blind=Blind(ring),
        store=store,
        publisher=KafkaPublisher(_bus_settings(settings, service)),
        metrics=metrics,
        verifier=verifier_for(settings.auth, clock),
        tracing=tracing_for(service, here.id, telemetry.otlp_endpoint, telemetry.sample_ratio),
        access_log=CountedAccessLog(MongoAccessLog(store), metrics),
    )


def _bus_settings(settings: ServiceSettings, service: str) -> BusSettings:
    return BusSettings(
        kafka=settings.kafka,
        member=settings.member_of(service),
        absence=settings.kafka.absence_seconds,
    )
