"""What happened to a household, one row per revision; the rows come from its own facts."""

from __future__ import annotations

from kit.mongo import Store, store_errors
from kit.mongo_replica import MongoHistory
from kit.records import Document
from services.registry.domain.ids import HouseholdId
from services.registry.ports.households import Revision

HISTORY = "households_history"


class MongoHouseholdHistory:
    """`HouseholdHistory` on the append-only collection."""

    def __init__(self, store: Store) -> None:
        self.rows = MongoHistory(store, HISTORY)
        self._collection = store.collection(HISTORY)

    async def prepare(self) -> None:
        """Create the indexes; any number of times."""
        await self.rows.prepare()

    async def page(self, household: HouseholdId, before: int, limit: int) -> list[Revision]:
        """See `HouseholdHistory`."""
        query: Document = {"record": household}
        if before:
            query["revision"] = {"$lt": before}
        with store_errors():
            cursor = self._collection.find(query).sort("revision", -1).limit(limit)
            rows = await cursor.to_list(None)
        return [
            Revision(row["revision"], tuple(row["facts"]), row["at"], row["persons"])
            for row in rows
        ]
