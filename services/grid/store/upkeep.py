"""On which day each village was last looked after: one small document per village."""

from __future__ import annotations

from datetime import date

from kit.model.division import DivisionCode
from kit.mongo import Index, Store, store_errors

UPKEEP = "upkeep"


class MongoUpkeepLog:
    """`UpkeepLog` on one collection."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._villages = store.collection(UPKEEP)

    async def prepare(self) -> None:
        """Create the indexes; any number of times."""
        await self._store.ensure_indexes(UPKEEP, (Index("by_day", ("day",)),))

    async def done_on(self, day: date) -> frozenset[DivisionCode]:
        """See `UpkeepLog`."""
        with store_errors():
            found = await self._villages.find({"day": day.isoformat()}, {"_id": 1}).to_list(None)
        return frozenset(DivisionCode.parse(document["_id"]) for document in found)

    async def done(self, village: DivisionCode, day: date) -> None:
        """See `UpkeepLog`."""
        with store_errors():
            await self._villages.update_one(
                {"_id": village.digits}, {"$set": {"day": day.isoformat()}}, upsert=True
            )
