"""Orders to publish a division again, and the packed outbox they fill."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from kit.commit import Request, Versioned
from kit.envelope import Event
from kit.model.clock import Clock
from kit.model.division import DivisionCode
from kit.model.errors import RequestReused
from kit.mongo import Index, ReturnDocument, Store, insert_new, store_errors
from kit.mongo_records import MongoRecords
from kit.outbox import entry_of
from kit.records import Document, Packed
from services.registry.domain.household import Household
from services.registry.ports.republish import Republication
from services.registry.usecases.republish import LEASE
from services.registry.wire.facts import republished
from services.registry.wire.record import from_household

from .household_codec import HouseholdCodec
from .indexing import position

_OPEN = Index("open", ("open_since",), sparse=True)


class MongoRepublications:
    """`Republications`; the records go out through the outbox of the households."""

    def __init__(
        self, store: Store, records: MongoRecords, codec: HouseholdCodec, clock: Clock
    ) -> None:
        self._store = store
        self._orders = store.collection("republications")
        self._records = records
        self._codec = codec
        self._clock = clock

    async def prepare(self) -> None:
        """Create the indexes; any number of times."""
        await self._store.ensure_indexes("republications", (_OPEN,))

    async def order(self, request: Request, division: DivisionCode, households: int) -> int:
        """See `Republications`."""
        now = self._clock.now()
        order: Document = {
            "_id": request.id,
            "digest": request.digest,
            "division": division.digits,
            "households": households,
            "after": "",
            "open_since": now,
            "leased_until": now,
        }
        with store_errors():
            if not await insert_new(self._orders, [order]):
                return households
            known = await self._orders.find_one({"_id": request.id}) or order
        if known["digest"] != request.digest:
            raise RequestReused(request_id=request.id)
        return int(known["households"])

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
        return Republication(found["_id"], division, found["households"], found["after"])

    async def publish(
        self, order: Republication, households: Sequence[Versioned[Household]], at: datetime
    ) -> str:
        """See `Republications`."""
        entries = tuple(entry_of(self._event(item, at)) for item in households)
        while not await self._records.apply_all((), Packed(entries, at)):
            continue
        last = households[-1].state
        after = position(last.village.digits, last.number)
        with store_errors():
            await self._orders.update_one(
                {"_id": order.id}, {"$set": {"after": after, "leased_until": at + LEASE}}
            )
        return after

    async def finish(self, order: Republication) -> None:
        """See `Republications`."""
        with store_errors():
            await self._orders.update_one({"_id": order.id}, {"$unset": {"open_since": ""}})

    def _event(self, item: Versioned[Household], at: datetime) -> Event:
        record = from_household(item.state, item.revision, self._codec.vault)
        name, data = republished(record, at)
        return Event(
            topic=self._codec.topic,
            key=record.home,
            type=name,
            subject=item.state.id,
            revision=item.revision,
            n=0,
            source=self._codec.source,
            time=at,
            data=data,
        )
