"""All stores of appeals on one foundation, with the relay that publishes what they commit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from kit.call import current_traceparent
from kit.commit import Versioned
from kit.foundation import Foundation
from kit.mongo_records import MongoRecords
from kit.mongo_republications import MongoRepublications
from kit.relay import Relay
from kit.replica_metrics import ReplicaMetrics
from kit.vault import Vault
from services.petition.domain.addressing import Routes
from services.petition.domain.petition import Petition
from services.petition.usecases.known import Known

from .copies import COPIES, MongoOpenPetitions, MongoPetitionCopies
from .history import MongoPetitionTrail
from .petition_codec import PetitionCodec
from .petition_queries import MongoPetitionQueries
from .petitions import PETITIONS, MongoPetitions
from .receiving import Incoming
from .republications import petition_queue
from .telling import Telling


@dataclass(frozen=True, slots=True)
class Stores:
    """The ports of appeals on MongoDB. Build it with `open_stores`.

    `known` is what this site answers from: its own and its copies. `incoming` writes to the same
    collection as `petitions`, what another site sent.
    """

    petitions: MongoPetitions
    incoming: Incoming
    copies: MongoPetitionCopies
    known: Known
    trail: MongoPetitionTrail
    open: MongoOpenPetitions
    republications: MongoRepublications[Versioned[Petition]]
    relays: tuple[tuple[str, Relay], ...]

    @property
    def prepare(self) -> tuple[Callable[[], Awaitable[None]], ...]:
        """What creates the indexes; run at every start."""
        parts = self.petitions, self.copies, self.trail, self.republications
        return tuple(part.prepare for part in parts)


def open_stores(ground: Foundation, vault: Vault) -> Stores:
    """Return the stores of this site."""
    store, clock, trace = ground.store, ground.clock, current_traceparent
    records = MongoRecords(store, PETITIONS)
    relay = ground.relay(records, PETITIONS)
    routes = Routes(ground.topology, ground.here)
    codec = PetitionCodec(vault, Telling(routes, vault, ground.source))
    petitions = MongoPetitions(store, records, codec, clock, relay.wake, trace)
    copied = ReplicaMetrics(ground.metrics, COPIES)
    copies = MongoPetitionCopies(store, ground.source, clock, copied)
    return Stores(
        petitions=petitions,
        incoming=Incoming(records, codec, clock, relay.wake, trace),
        copies=copies,
        known=Known(petitions, MongoPetitionQueries(copies.collection, codec)),
        trail=MongoPetitionTrail(store),
        open=MongoOpenPetitions(store.collection(PETITIONS), copies.collection),
        republications=MongoRepublications(store, petition_queue(records, codec), clock),
        relays=((PETITIONS, relay),),
    )
