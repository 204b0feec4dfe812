"""`LeaseTable` on MongoDB: one document per lease."""

from __future__ import annotations

from datetime import datetime

from kit.mongo import Store, store_errors
from kit.records import DuplicateKey

_LEASES = "_leases"


class MongoLeases:
    """The leases of one service."""

    def __init__(self, store: Store) -> None:
        self._leases = store.collection(_LEASES)

    async def take(self, name: str, owner: str, now: datetime, until: datetime) -> bool:
        """See `LeaseTable`. While another owner has it, the upsert meets its `_id`."""
        free_for_us = {"_id": name, "$or": [{"owner": owner}, {"until": {"$lte": now}}]}
        try:
            with store_errors():
                await self._leases.update_one(
                    free_for_us, {"$set": {"owner": owner, "until": until}}, upsert=True
                )
        except DuplicateKey:
            return False
        return True

    async def free(self, name: str, owner: str) -> None:
        """See `LeaseTable`."""
        with store_errors():
            await self._leases.delete_one({"_id": name, "owner": owner})
