"""All stores of the grid on one foundation, with the relays that publish what they commit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from kit.call import current_traceparent
from kit.envelope import topic_events
from kit.foundation import Foundation
from kit.mongo_records import MongoRecords
from kit.mongo_republications import MongoRepublications
from kit.relay import Relay
from kit.replica_metrics import ReplicaMetrics
from kit.vault import Vault
from services.grid.ports.cares import CareQueries
from services.grid.ports.villages import VillageQueries
from services.grid.usecases.republish import WholeVillage

from .care_codec import CareCodec
from .care_queries import MongoCareQueries
from .cares import CARES, MongoCares
from .copies import COPIES, MongoKnownHouseholds
from .own_copies import (
    CARE_COPIES,
    CARES_HISTORY,
    VILLAGE_COPIES,
    VILLAGES_HISTORY,
    MongoCopies,
    MongoTrail,
    care_copy,
    village_copy,
)
from .plans import MongoPlans
from .republications import grid_queue
from .runs import MongoRuns
from .upkeep import MongoUpkeepLog
from .village_codec import VillageCodec
from .villages import VILLAGES, MongoVillageQueries, MongoVillages
from .visits import MongoVisits


@dataclass(frozen=True, slots=True)
class OwnCopies:
    """Copies and history of one kind of the grid's records."""

    copies: MongoCopies
    trail: MongoTrail


@dataclass(frozen=True, slots=True)
class Stores:
    """The grid's ports on MongoDB. Build it with `open_stores`.

    `known_villages` and `known_cares` are what this site answers from: its own, or its copies.
    """

    vault: Vault
    households: MongoKnownHouseholds
    villages: MongoVillages
    known_villages: VillageQueries
    plans: MongoPlans
    cares: MongoCares
    known_cares: CareQueries
    visits: MongoVisits
    runs: MongoRuns
    upkeep: MongoUpkeepLog
    told_villages: OwnCopies
    told_cares: OwnCopies
    republications: MongoRepublications[WholeVillage]
    relays: tuple[tuple[str, Relay], ...]

    @property
    def prepare(self) -> tuple[Callable[[], Awaitable[None]], ...]:
        """What creates the indexes; run at every start."""
        parts = (
            self.households,
            self.villages,
            self.plans,
            self.cares,
            self.visits,
            self.runs,
            self.upkeep,
            self.told_villages.copies,
            self.told_villages.trail,
            self.told_cares.copies,
            self.told_cares.trail,
            self.republications,
        )
        return tuple(part.prepare for part in parts)


def open_stores(ground: Foundation, *, writes: bool) -> Stores:
    """Return the stores; `writes` says whether this site answers from its own records or copies."""
    store, clock, vault = ground.store, ground.clock, Vault(ground.sealer, ground.blind)
    village_records, care_records = MongoRecords(store, VILLAGES), MongoRecords(store, CARES)
    village_relay = ground.relay(village_records, VILLAGES)
    care_relay = ground.relay(care_records, CARES)
    topic = topic_events(ground.service)
    of_village = VillageCodec(topic, ground.source)
    of_care = CareCodec(vault, topic, ground.source)
    trace = current_traceparent
    villages = MongoVillages(store, village_records, of_village, clock, village_relay.wake, trace)
    cares = MongoCares(store, care_records, of_care, clock, care_relay.wake, trace)
    told_villages, told_cares = _told_villages(ground), _told_cares(ground)
    village_copies = MongoVillageQueries(told_villages.copies.collection, of_village)
    care_copies = MongoCareQueries(told_cares.copies.collection, of_care)
    queue = grid_queue(village_records, of_village, care_records, of_care)
    metrics = ReplicaMetrics(ground.metrics, COPIES)
    return Stores(
        vault=vault,
        households=MongoKnownHouseholds(store, vault, clock, metrics),
        villages=villages,
        known_villages=villages if writes else village_copies,
        plans=MongoPlans(store),
        cares=cares,
        known_cares=cares if writes else care_copies,
        visits=MongoVisits(store, vault),
        runs=MongoRuns(store),
        upkeep=MongoUpkeepLog(store),
        told_villages=told_villages,
        told_cares=told_cares,
        republications=MongoRepublications(store, queue, clock),
        relays=((VILLAGES, village_relay), (CARES, care_relay)),
    )


def _told_villages(ground: Foundation) -> OwnCopies:
    metrics = ReplicaMetrics(ground.metrics, VILLAGE_COPIES)
    copies = MongoCopies(ground.store, VILLAGE_COPIES, village_copy, ground.clock, metrics)
    return OwnCopies(copies, MongoTrail(ground.store, VILLAGES_HISTORY))


def _told_cares(ground: Foundation) -> OwnCopies:
    metrics = ReplicaMetrics(ground.metrics, CARE_COPIES)
    copies = MongoCopies(ground.store, CARE_COPIES, care_copy, ground.clock, metrics)
    return OwnCopies(copies, MongoTrail(ground.store, CARES_HISTORY))
