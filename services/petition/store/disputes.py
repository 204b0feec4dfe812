"""Disputes and committees of this site's centers: a write is one document with its events in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from kit.aggregate import Aggregates
from kit.authz import Range
from kit.commit import AlreadyExists, Codec, Decision, Request, Versioned
from kit.model.clock import Clock
from kit.model.division import DivisionCode
from kit.mongo import Collection, Store, store_errors
from kit.mongo_records import MongoRecords
from kit.records import Document, Records
from services.petition.domain.dispute import Dispute
from services.petition.domain.ids import DisputeId
from services.petition.domain.mediation import Committee
from services.petition.ports.disputes import WHAT, WHAT_COMMITTEE, Decide, DisputeFilter

from .dispute_codec import DISPUTE_INDEXES, CommitteeCodec, DisputeCodec
from .range_pages import page_of_ranges

DISPUTES = "disputes"
COMMITTEES = "committees"
_SNAPSHOT = {"snapshot": 1, "revision": 1}


class MongoDisputeQueries:
    """`DisputeQueries` on one collection; its indexes are in `dispute_codec.py`."""

    def __init__(self, disputes: Collection, codec: Codec[Dispute]) -> None:
        self._disputes = disputes
        self._codec = codec

    async def get(self, id: DisputeId) -> Versioned[Dispute] | None:
        """See `DisputeQueries`."""
        with store_errors():
            document = await self._disputes.find_one({"_id": id}, _SNAPSHOT)
        return None if document is None else self._read(document)

    async def page(
        self, ranges: Sequence[Range], wanted: DisputeFilter, after: str, limit: int
    ) -> list[Versioned[Dispute]]:
        """See `DisputeQueries`; the ranges are sorted and do not overlap."""
        key = "report_due_at" if wanted.report_due_only else "position"
        states = sorted(state.value for state in wanted.states)
        conditions: Document = {"state": {"$in": states}} if states else {}
        found = await page_of_ranges(self._find, key, ranges, conditions, after, limit)
        return [self._read(document) for document in found]

    async def _find(self, query: Document, sort: str, limit: int) -> list[Document]:
        with store_errors():
            cursor = self._disputes.find(query, _SNAPSHOT).sort(sort, 1)
            return await cursor.limit(limit).to_list(None)

    def _read(self, document: Document) -> Versioned[Dispute]:
        return Versioned(self._codec.decode(document), int(document["revision"]))


class MongoDisputes(MongoDisputeQueries):
    """`Disputes` on the collection of the custodian."""

    def __init__(
        self,
        store: Store,
        records: MongoRecords,
        codec: DisputeCodec,
        clock: Clock,
        wake: Callable[[], None],
        trace: Callable[[], str],
    ) -> None:
        super().__init__(store.collection(DISPUTES), codec)
        self._records = records
        self._aggregates = Aggregates(records, codec, clock, wake, what=WHAT, trace=trace)

    async def prepare(self) -> None:
        """Create the indexes; any number of times."""
        await self._records.prepare(DISPUTE_INDEXES)

    async def create(
        self, id: DisputeId, decide: Callable[[], Decision[Dispute]], request: Request
    ) -> bytes:
        """See `Disputes`."""
        return await self._aggregates.create(id, decide, request)

    async def change(
        self,
        id: DisputeId,
        decide: Decide,
        request: Request | None = None,
        revision: int | None = None,
    ) -> bytes:
        """See `Disputes`."""
        return await self._aggregates.change(id, decide, request, revision)

    async def due(self, now: datetime, limit: int) -> list[Versioned[Dispute]]:
        """See `Disputes`."""
        found = await self._find({"next_timer": {"$lte": now}}, "next_timer", limit)
        return [self._read(document) for document in found]


class RecordCommittees:
    """`Committees` on any `Records`: the only question is by id."""

    def __init__(
        self,
        records: Records,
        codec: CommitteeCodec,
        clock: Clock,
        wake: Callable[[], None],
        trace: Callable[[], str],
    ) -> None:
        self._aggregates = Aggregates(records, codec, clock, wake, what=WHAT_COMMITTEE, trace=trace)

    async def get(self, center: DivisionCode) -> Versioned[Committee] | None:
        """See `Committees`."""
        return await self._aggregates.get(center.digits)

    async def form(
        self,
        center: DivisionCode,
        decide: Callable[[Committee | None], Decision[Committee]],
        request: Request,
    ) -> bytes:
        """See `Committees`."""
        if await self.get(center) is None:
            try:
                return await self._aggregates.create(center.digits, lambda: decide(None), request)
            except AlreadyExists:
                pass  # somebody else was first: theirs is the one before
        return await self._aggregates.change(center.digits, decide, request)


class MongoCommittees(RecordCommittees):
    """`Committees` on its collection."""

    def __init__(
        self,
        records: MongoRecords,
        codec: CommitteeCodec,
        clock: Clock,
        wake: Callable[[], None],
        trace: Callable[[], str],
    ) -> None:
        super().__init__(records, codec, clock, wake, trace)
        self._records = records

    async def prepare(self) -> None:
        """Create the indexes; any number of times."""
        await self._records.prepare()
