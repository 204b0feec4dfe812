"""Deliberations of this site's villages: a write is one guarded document with its events in it."""

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
from services.petition.domain.deliberation import Deliberation
from services.petition.domain.ids import DeliberationId
from services.petition.ports.deliberations import WHAT, Decide, DeliberationFilter

from .deliberation_codec import DELIBERATION_INDEXES, DeliberationCodec
from .range_pages import page_of_ranges

DELIBERATIONS = "deliberations"
_READ = {"snapshot": 1, "revision": 1, "ballots": 1}


class MongoDeliberationQueries:
    """`DeliberationQueries` on one collection; its indexes are in `deliberation_codec.py`."""

    def __init__(self, deliberations: Collection, codec: Codec[Deliberation]) -> None:
        self._deliberations = deliberations
        self._codec = codec

    async def get(self, id: DeliberationId) -> Versioned[Deliberation] | None:
        """See `DeliberationQueries`."""
        with store_errors():
            document = await self._deliberations.find_one({"_id": id}, _READ)
        return None if document is None else self._read(document)

    async def page(
        self, ranges: Sequence[Range], wanted: DeliberationFilter, after: str, limit: int
    ) -> list[Versioned[Deliberation]]:
        """See `DeliberationQueries`; the ranges are sorted and do not overlap."""
        states = sorted(state.value for state in wanted.states)
        conditions: Document = {"state": {"$in": states}} if states else {}
        found = await page_of_ranges(self._find, "position", ranges, conditions, after, limit)
        return [self._read(document) for document in found]

    async def _find(self, query: Document, sort: str, limit: int) -> list[Document]:
        with store_errors():
            cursor = self._deliberations.find(query, _READ).sort(sort, 1)
            return await cursor.limit(limit).to_list(None)

    def _read(self, document: Document) -> Versioned[Deliberation]:
        return Versioned(self._codec.decode(document), int(document["revision"]))


class MongoDeliberations(MongoDeliberationQueries):
    """`Deliberations` on the collection of the custodian."""

    def __init__(
        self,
        store: Store,
        records: MongoRecords,
        codec: DeliberationCodec,
        clock: Clock,
        wake: Callable[[], None],
        trace: Callable[[], str],
    ) -> None:
        super().__init__(store.collection(DELIBERATIONS), codec)
        self._records = records
        self._aggregates = Aggregates(records, codec, clock, wake, what=WHAT, trace=trace)

    async def prepare(self) -> None:
        """Create the indexes; any number of times."""
        await self._records.prepare(DELIBERATION_INDEXES)

    async def create(
        self, id: DeliberationId, decide: Callable[[], Decision[Deliberation]], request: Request
    ) -> bytes:
        """See `Deliberations`."""
        return await self._aggregates.create(id, decide, request)

    async def change(
        self,
        id: DeliberationId,
        decide: Decide,
        request: Request | None = None,
        revision: int | None = None,
    ) -> bytes:
        """See `Deliberations`."""
        return await self._aggregates.change(id, decide, request, revision)

    async def due(self, now: datetime, limit: int) -> list[Versioned[Deliberation]]:
        """See `Deliberations`."""
        found = await self._find({"next_timer": {"$lte": now}}, "next_timer", limit)
        return [self._read(document) for document in found]
