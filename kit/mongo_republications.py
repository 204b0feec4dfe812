"""Orders to publish a division again, on MongoDB."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Generic, TypeVar, cast

from kit.commit import Request
from kit.model.clock import Clock
from kit.model.division import DivisionCode
from kit.model.errors import RequestReused
from kit.mongo import Index, ReturnDocument, Store, insert_new, store_errors
from kit.records import Document, Packed, Records
from kit.republish import LEASE, Republication

T = TypeVar("T")

Queue = Callable[[Sequence[T], datetime], Awaitable[str]]
"""Puts records into the outbox of their collection and returns the position of the last one."""

_ORDERS = "republications"
_OPEN = Index("open", ("open_since",), sparse=True)


class MongoRepublications(Generic[T]):
    """`Republications`; the records go out through the outbox that `queue` fills."""

    def __init__(self, store: Store, queue: Queue[T], clock: Clock) -> None:
        self._store = store
        self._orders = store.collection(_ORDERS)
        self._queue = queue
        self._clock = clock

    async def prepare(self) -> None:
        """Create the indexes; any number of times."""
        await self._store.ensure_indexes(_ORDERS, (_OPEN,))

    async def order(self, request: Request, division: DivisionCode, records: int) -> int:
        """See `Republications`."""
        now = self._clock.now()
        order: Document = {
            "_id": request.id,
            "digest": request.digest,
            "division": division.digits,
            "records": records,
            "after": "",
            "open_since": now,
            "leased_until": now,
        }
        with store_errors():
            if not await insert_new(self._orders, [order]):
                return records
            known = await self._orders.find_one({"_id": request.id}) or order
        if known["digest"] != request.digest:
            raise RequestReused(request_id=request.id)
        return int(known["records"])

    async def take(self, owner: str, now: datetime, until: datetime) -> Republication | None:
        """See `Republications`."""
        with store_errors():
            answer = await self._orders.find_one_and_update(
                {
                    "open_since": {"$exists": True},
                    "$or": [{"leased_until": {"$lte": now}}, {"owner": owner}],
                },
                {"$set": {"leased_until": until, "owner": owner}},
                sort=[("open_since", 1)],
                return_document=ReturnDocument.AFTER,
            )
        found = cast("Document | None", answer)  # the driver's stubs leave None out
        if found is None:
            return None
        division = DivisionCode.parse(found["division"])
        return Republication(found["_id"], division, found["records"], found["after"])

    async def publish(self, order: Republication, records: Sequence[T], at: datetime) -> str:
        """See `Republications`."""
        after = await self._queue(records, at)
        with store_errors():
            await self._orders.update_one(
                {"_id": order.id}, {"$set": {"after": after, "leased_until": at + LEASE}}
            )
        return after

    async def finish(self, order: Republication) -> None:
        """See `Republications`."""
        with store_errors():
            await self._orders.update_one({"_id": order.id}, {"$unset": {"open_since": ""}})


async def queue_entries(records: Records, entries: Sequence[Document], at: datetime) -> None:
    """Queue outbox entries for the relay of a collection, behind what waits there."""
    while entries and not await records.apply_all((), Packed(tuple(entries), at)):
        continue
