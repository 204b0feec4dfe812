"""What every slice stands on, and what it gives to the app."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from kit.custody import Custody
from kit.foundation import Foundation
from kit.lease import Lease
from kit.mongo_lease import MongoLeases
from kit.mongo_records import MongoRecords
from kit.parts import Job
from kit.relay import Relay
from kit.rpc_server import Mount
from kit.subscription import Handler, Subscription
from kit.vault import Vault
from services.petition.domain.rules import Rules
from services.petition.settings import PetitionSettings


@dataclass(frozen=True, slots=True)
class Base:
    """The common parts: settings, foundation, whose centers are here, the county's rules, keys."""

    settings: PetitionSettings
    ground: Foundation
    custody: Custody
    rules: Rules
    vault: Vault

    def lease(self, name: str) -> Lease:
        """Return the lease of a piece of work that one replica does."""
        ground = self.ground
        return Lease(MongoLeases(ground.store), name, ground.owner, ground.clock)

    def subscription(
        self, name: str, topic: str, handler: Handler, types: frozenset[str]
    ) -> Subscription:
        """Return a subscription in a group of its own."""
        return Subscription(
            name=name,
            topic=topic,
            group=self.ground.group_of(name),
            handler=handler,
            types=types,
            batch_size=self.settings.kafka.batch_size,
        )

    def kept(self, name: str) -> tuple[MongoRecords, Relay]:
        """Return a collection of aggregates and the relay that publishes what is committed."""
        records = MongoRecords(self.ground.store, name)
        return records, self.ground.relay(records, name)

    @property
    def measure_every(self) -> timedelta:
        """How often figures are counted."""
        return timedelta(seconds=self.settings.measure_seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """One kind of record with everything around it; `prepare` creates its indexes."""

    mounts: tuple[Mount, ...] = ()
    prepare: tuple[Callable[[], Awaitable[None]], ...] = ()
    relays: tuple[tuple[str, Relay], ...] = ()
    jobs: tuple[Job, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()


BuildSlice = Callable[[Base], Slice]
