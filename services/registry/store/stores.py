"""All stores of the registry on one foundation, with the relays that publish what they commit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from kit.call import current_traceparent
from kit.commit import Versioned
from kit.envelope import topic_events
from kit.foundation import Foundation
from kit.mongo_records import MongoRecords
from kit.mongo_republications import MongoRepublications
from kit.relay import Relay
from kit.replica_metrics import ReplicaMetrics
from kit.vault import Vault
from services.registry.domain.household import Household
from services.registry.ports.households import HouseholdQueries
from services.registry.store.cases import CASES, CaseCodec, MongoCases
from services.registry.store.history import MongoHouseholdHistory
from services.registry.store.household_codec import HouseholdCodec
from services.registry.store.household_queries import MongoHouseholdQueries
from services.registry.store.households import HOUSEHOLDS, MongoHouseholds
from services.registry.store.imports import MongoImports
from services.registry.store.projection import (
    COPIES,
    MongoHouseholdCopies,
    MongoHouseholdTrail,
)
from services.registry.store.republications import household_queue


@dataclass(frozen=True, slots=True)
class Stores:
    """The registry's ports on MongoDB. Build it with `open_stores`."""

    vault: Vault
    households: MongoHouseholds
    copies: MongoHouseholdCopies
    known: HouseholdQueries
    history: MongoHouseholdHistory
    trail: MongoHouseholdTrail
    cases: MongoCases
    imports: MongoImports
    republications: MongoRepublications[Versioned[Household]]
    relays: tuple[tuple[str, Relay], ...]

    @property
    def prepare(self) -> tuple[Callable[[], Awaitable[None]], ...]:
        """What creates the indexes; run at every start."""
        return (
            self.households.prepare,
            self.copies.prepare,
            self.history.prepare,
            self.cases.prepare,
            self.imports.prepare,
            self.republications.prepare,
        )


def open_stores(ground: Foundation, *, writes: bool) -> Stores:
    """Return the stores; `writes` says whether this site reads its own records or copies."""
    topic = topic_events(ground.service)
    vault = Vault(ground.sealer, ground.blind)
    codec = HouseholdCodec(vault, topic, ground.source)
    records = MongoRecords(ground.store, HOUSEHOLDS)
    relay = ground.relay(records, HOUSEHOLDS)
    case_records = MongoRecords(ground.store, CASES)
    case_relay = ground.relay(case_records, CASES)
    households = MongoHouseholds(
        ground.store, records, codec, ground.clock, relay.wake, current_traceparent
    )
    copied = ReplicaMetrics(ground.metrics, COPIES)
    copies = MongoHouseholdCopies(ground.store, ground.clock, copied)
    history = MongoHouseholdHistory(ground.store)
    return Stores(
        vault=vault,
        households=households,
        copies=copies,
        known=households if writes else MongoHouseholdQueries(copies.collection, codec),
        history=history,
        trail=MongoHouseholdTrail(history),
        cases=MongoCases(
            ground.store,
            case_records,
            CaseCodec(topic, ground.source),
            ground.clock,
            case_relay.wake,
            current_traceparent,
        ),
        imports=MongoImports(ground.store, vault),
        republications=MongoRepublications(
            ground.store, household_queue(records, codec), ground.clock
        ),
        relays=((HOUSEHOLDS, relay), (CASES, case_relay)),
    )
