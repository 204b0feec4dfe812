"""The custodian's villages: every write is one guarded document with its events in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from kit.aggregate import Aggregates
from kit.authz import Range
from kit.commit import AlreadyExists, Decision, Request, Versioned
from kit.model.clock import Clock
from kit.model.division import DivisionCode
from kit.mongo import Collection, Store, store_errors
from kit.mongo_records import MongoRecords
from kit.records import Document
from services.grid.domain.founding import founded_facts
from services.grid.domain.village import Village
from services.grid.ports.villages import WHAT, Decide

from .village_codec import VillageCodec

VILLAGES = "villages"
_SNAPSHOT = {"snapshot": 1, "revision": 1}


class MongoVillageQueries:
    """`VillageQueries` on one collection; the id is the division code, no other index is asked."""

    def __init__(self, villages: Collection, codec: VillageCodec) -> None:
        self._villages = villages
        self._codec = codec

    async def get(self, village: DivisionCode) -> Versioned[Village] | None:
        """See `VillageQueries`."""
        with store_errors():
            document = await self._villages.find_one({"_id": village.digits}, _SNAPSHOT)
        return None if document is None else self._read(document)

    async def page(
        self, ranges: Sequence[Range], after: str, limit: int
    ) -> list[Versioned[Village]]:
        """See `VillageQueries`; the ranges are sorted and do not overlap."""
        found: list[Document] = []
        for low, high in ranges:
            if len(found) >= limit:
                break
            bounds = {"$gte": low, "$lt": high, **({"$gt": after} if after else {})}
            with store_errors():
                cursor = self._villages.find({"_id": bounds}, _SNAPSHOT).sort("_id", 1)
                found += await cursor.limit(limit - len(found)).to_list(None)
        return [self._read(document) for document in found]

    def _read(self, document: Document) -> Versioned[Village]:
        return Versioned(self._codec.decode(document), int(document["revision"]))


class MongoVillages(MongoVillageQueries):
    """`Villages` on the collection of the custodian."""

    def __init__(
        self,
        store: Store,
        records: MongoRecords,
        codec: VillageCodec,
        clock: Clock,
        wake: Callable[[], None],
        trace: Callable[[], str],
    ) -> None:
        super().__init__(store.collection(VILLAGES), codec)
        self._records = records
        self._aggregates = Aggregates(records, codec, clock, wake, what=WHAT, trace=trace)

    async def prepare(self) -> None:
        """Create the indexes; any number of times."""
        await self._records.prepare()

    async def create(self, village: Village) -> None:
        """See `Villages`."""
        with suppress(AlreadyExists):
            await self._aggregates.create(
                village.code.digits, lambda: Decision(village, founded_facts(village))
            )

    async def change(
        self,
        village: DivisionCode,
        decide: Decide,
        request: Request | None = None,
        revision: int | None = None,
    ) -> bytes:
        """See `Villages`."""
        return await self._aggregates.change(village.digits, decide, request, revision)

    async def change_many(
        self,
        villages: Sequence[DivisionCode],
        decide: Callable[[Mapping[str, Village]], Mapping[str, Decision[Village]]],
    ) -> None:
        """See `Villages`."""
        await self._aggregates.change_many([village.digits for village in villages], decide)
