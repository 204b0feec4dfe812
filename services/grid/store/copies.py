"""Copies of the registry's households, pruned to what the grid decides on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gov321.registry.events.v1.household_record_pb2 import HouseholdRecord

from kit.model.clock import Clock
from kit.model.division import DivisionCode
from kit.mongo import Index, Store, store_errors
from kit.mongo_replica import MongoReplica
from kit.records import Document, groups
from kit.replica import ReplicaRow
from kit.replica_metrics import ReplicaMetrics
from kit.vault import Vault
from services.grid.domain.ids import HouseholdId
from services.grid.domain.known import KnownHousehold
from services.grid.ports.households import Mark, ToldHousehold
from services.grid.wire.known_record import to_known

from .decoding import decoded

COPIES = "household_copies"
INDEXES = (Index("by_village", ("home", "live")),)


class MongoKnownHouseholds:
    """`KnownHouseholds` on one collection; sensitive parts lie in it as sealed as they came."""

    def __init__(self, store: Store, vault: Vault, clock: Clock, metrics: ReplicaMetrics) -> None:
        self._vault = vault
        self._clock = clock
        self._metrics = metrics
        self._collection = store.collection(COPIES)
        self._replica = MongoReplica(store, COPIES)

    async def prepare(self) -> None:
        """Create the indexes; any number of times."""
        await self._replica.prepare(INDEXES)

    async def apply(self, told: Sequence[ToldHousehold]) -> int:
        """See `KnownHouseholds`; of each household only the newest of the batch counts."""
        applied = await self._replica.apply([row_of(one) for one in told])
        newest = max(one.at for one in told)
        self._metrics.applied(len(told), applied.written, newest, self._clock.now())
        return applied.written

    async def get_many(self, ids: Sequence[HouseholdId]) -> dict[HouseholdId, KnownHousehold]:
        """See `KnownHouseholds`."""
        found: list[Document] = []
        with store_errors():
            for some in groups(ids):
                cursor = self._collection.find({"_id": {"$in": some}}, {"snapshot": 1})
                found += await cursor.to_list(None)
        return {one.id: one for one in await decoded(found, self._read)}

    async def of_village(self, village: DivisionCode) -> list[KnownHousehold]:
        """See `KnownHouseholds`."""
        query = {"home": village.digits, "live": True}
        with store_errors():
            found = await self._collection.find(query, {"snapshot": 1}).to_list(None)
        return await decoded(found, self._read)

    async def marks(self, villages: Sequence[DivisionCode]) -> Mapping[DivisionCode, Mark]:
        """See `KnownHouseholds`."""
        pipeline: list[Document] = [
            {"$match": {"home": {"$in": [village.digits for village in villages]}}},
            {
                "$group": {
                    "_id": "$home",
                    "copies": {"$sum": 1},
                    "revisions": {"$sum": "$revision"},
                    "newest": {"$max": "$at"},
                }
            },
        ]
        with store_errors():
            rows = await self._collection.aggregate(pipeline).to_list(None)
        return {
            DivisionCode.parse(row["_id"]): Mark(row["copies"], row["revisions"], row["newest"])
            for row in rows
        }

    def _read(self, document: Document) -> KnownHousehold:
        return to_known(HouseholdRecord.FromString(document["snapshot"]), self._vault)


def row_of(told: ToldHousehold) -> ReplicaRow:
    """Return what is kept of a household: the pruned record, and what questions go by."""
    known = told.known
    home = known.village.digits
    fields = {"snapshot": told.record, "live": known.live, "at": told.at}
    return ReplicaRow(known.id, known.revision, home, home, fields)
