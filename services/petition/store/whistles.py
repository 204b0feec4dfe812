"""Whistles of this site's centers: every write is one guarded document with its events in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from kit.aggregate import Aggregates
from kit.authz import Range
from kit.commit import Codec, Decision, Request, Versioned
from kit.model.clock import Clock
from kit.mongo import Collection, Store, store_errors
from kit.mongo_records import MongoRecords
from kit.records import Document
from services.petition.domain.ids import WhistleId
from services.petition.domain.whistle import Whistle
from services.petition.ports.whistles import WHAT, Decide, WhistleFilter

from .range_pages import page_of_ranges
from .whistle_codec import WHISTLE_INDEXES, WhistleCodec

WHISTLES = "whistles"
_SNAPSHOT = {"snapshot": 1, "revision": 1}


class MongoWhistleQueries:
    """`WhistleQueries` on one collection; its indexes are in `whistle_codec.py`."""

    def __init__(self, whistles: Collection, codec: Codec[Whistle]) -> None:
        self._whistles = whistles
        self._codec = codec

    async def get(self, id: WhistleId) -> Versioned[Whistle] | None:
        """See `WhistleQueries`."""
        with store_errors():
            document = await self._whistles.find_one({"_id": id}, _SNAPSHOT)
        return None if document is None else self._read(document)

    async def page(
        self, ranges: Sequence[Range], wanted: WhistleFilter, after: str, limit: int
    ) -> list[Versioned[Whistle]]:
        """See `WhistleQueries`; the ranges are sorted and do not overlap."""
        key = "open_at" if wanted.open_only else "position"
        conditions: Document = {"units": wanted.unit} if wanted.unit else {}
        found = await page_of_ranges(self._find, key, ranges, conditions, after, limit)
        return [self._read(document) for document in found]

    async def _find(self, query: Document, sort: str, limit: int) -> list[Document]:
        with store_errors():
            cursor = self._whistles.find(query, _SNAPSHOT).sort(sort, 1)
            return await cursor.limit(limit).to_list(None)

    def _read(self, document: Document) -> Versioned[Whistle]:
        return Versioned(self._codec.decode(document), int(document["revision"]))


class MongoWhistles(MongoWhistleQueries):
    """`Whistles` on the collection of the custodian."""

    def __init__(
        self,
        store: Store,
        records: MongoRecords,
        codec: WhistleCodec,
        clock: Clock,
        wake: Callable[[], None],
        trace: Callable[[], str],
    ) -> None:
        super().__init__(store.collection(WHISTLES), codec)
        self._records = records
        self._aggregates = Aggregates(records, codec, clock, wake, what=WHAT, trace=trace)

    async def prepare(self) -> None:
        """Create the indexes; any number of times."""
        await self._records.prepare(WHISTLE_INDEXES)

    async def create(
        self, id: WhistleId, decide: Callable[[], Decision[Whistle]], request: Request
    ) -> bytes:
        """See `Whistles`."""
        return await self._aggregates.create(id, decide, request)

    async def change(
        self,
        id: WhistleId,
        decide: Decide,
        request: Request | None = None,
        revision: int | None = None,
    ) -> bytes:
        """See `Whistles`."""
        return await self._aggregates.change(id, decide, request, revision)

    async def due(self, now: datetime, limit: int) -> list[Versioned[Whistle]]:
        """See `Whistles`."""
        found = await self._find({"next_timer": {"$lte": now}}, "next_timer", limit)
        return [self._read(document) for document in found]
