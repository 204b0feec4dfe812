"""Tasks sent down and the catalogue at the county: a write is one document with its events."""

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
from kit.records import Document, DuplicateKey, Records
from services.petition.domain.catalogue import Catalogue, found_catalogue
from services.petition.domain.ids import ItemCode, TaskId, UnitCode
from services.petition.domain.task import Burden, Task
from services.petition.domain.task_errors import TaskSlotTaken
from services.petition.domain.task_sending import Collected
from services.petition.ports.tasks import WHAT, WHAT_CATALOGUE, TaskFilter

from .task_codec import TASK_INDEXES, CatalogueCodec, TaskCodec, data_key, quota_key

TASKS = "tasks"
CATALOGUES = "catalogues"
_SNAPSHOT = {"snapshot": 1, "revision": 1}
_BURDEN: Document = {
    "_id": "$unit",
    "tasks": {"$sum": 1},
    "village_tasks": {"$sum": "$village_tasks"},
    "certificates": {"$sum": "$certificates"},
    "held_items": {"$sum": "$held_items"},
}


def slot_taken(duplicate: DuplicateKey) -> Exception:
    """Return what the veto of the index of slots means."""
    return TaskSlotTaken(slot=duplicate.id)


class MongoTaskQueries:
    """`TaskQueries` on one collection; its indexes are in `task_codec.py`."""

    def __init__(self, tasks: Collection, codec: Codec[Task]) -> None:
        self._tasks = tasks
        self._codec = codec

    async def get(self, id: TaskId) -> Versioned[Task] | None:
        """See `TaskQueries`."""
        with store_errors():
            document = await self._tasks.find_one({"_id": id}, _SNAPSHOT)
        return None if document is None else self._read(document)

    async def page(
        self, ranges: Sequence[Range], wanted: TaskFilter, after: str, limit: int
    ) -> list[Versioned[Task]]:
        """See `TaskQueries`."""
        inside = [{"villages": {"$elemMatch": {"$gte": low, "$lt": high}}} for low, high in ranges]
        query: Document = {"$or": inside, "position": {"$gt": after}}
        if wanted.unit is not None:
            query["unit"] = wanted.unit
        if wanted.open_only:
            query["open"] = True
        return [self._read(document) for document in await self._find(query, "position", limit)]

    async def burdens(self, year: int) -> list[Burden]:
        """See `TaskQueries`."""
        stages: list[Document] = [
            {"$match": {"year": year, "counts": True}},
            {"$group": _BURDEN},
            {"$sort": {"_id": 1}},
        ]
        with store_errors():
            rows = await self._tasks.aggregate(stages).to_list(None)
        return [_burden(row) for row in rows]

    async def used(self, item: ItemCode, period: str) -> int:
        """See `Tasks`."""
        with store_errors():
            return await self._tasks.count_documents({"quota": quota_key(item, period)})

    async def collected(
        self, year: int, items: Sequence[str], villages: Sequence[DivisionCode]
    ) -> Collected:
        """See `Tasks`."""
        keys = {data_key(year, item): item for item in items}
        query = {
            "data": {"$in": sorted(keys)},
            "villages": {"$in": [village.digits for village in villages]},
            "counts": True,
        }
        with store_errors():
            cursor = self._tasks.find(query, {"data": 1}).sort("position", 1)
            found = await cursor.to_list(None) if keys else []
        first: dict[str, TaskId] = {}
        for document in found:
            for key in document["data"]:
                if key in keys:
                    first.setdefault(keys[key], TaskId(document["_id"]))
        return first

    async def _find(self, query: Document, sort: str, limit: int) -> list[Document]:
        with store_errors():
            cursor = self._tasks.find(query, _SNAPSHOT).sort(sort, 1)
            return await cursor.limit(limit).to_list(None)

    def _read(self, document: Document) -> Versioned[Task]:
        return Versioned(self._codec.decode(document), int(document["revision"]))


class MongoTasks(MongoTaskQueries):
    """`Tasks` on the collection of the county."""

    def __init__(
        self,
        store: Store,
        records: MongoRecords,
        codec: TaskCodec,
        clock: Clock,
        wake: Callable[[], None],
        trace: Callable[[], str],
    ) -> None:
        super().__init__(store.collection(TASKS), codec)
        self._records = records
        self._aggregates = Aggregates(
            records, codec, clock, wake, on_duplicate=slot_taken, what=WHAT, trace=trace
        )

    async def prepare(self) -> None:
        """Create the indexes; any number of times."""
        await self._records.prepare(TASK_INDEXES)

    async def create(
        self, id: TaskId, decide: Callable[[], Decision[Task]], request: Request
    ) -> bytes:
        """See `Tasks`."""
        return await self._aggregates.create(id, decide, request)

    async def change(
        self,
        id: TaskId,
        decide: Callable[[Task], Decision[Task]],
        request: Request | None = None,
        revision: int | None = None,
    ) -> bytes:
        """See `Tasks`."""
        return await self._aggregates.change(id, decide, request, revision)

    async def due(self, now: datetime, limit: int) -> list[Versioned[Task]]:
        """See `Tasks`."""
        found = await self._find({"next_timer": {"$lte": now}}, "next_timer", limit)
        return [self._read(document) for document in found]


class RecordCatalogues:
    """`Catalogues` on any `Records`: the only question is by id."""

    def __init__(
        self,
        records: Records,
        codec: CatalogueCodec,
        clock: Clock,
        wake: Callable[[], None],
        trace: Callable[[], str],
    ) -> None:
        self._aggregates = Aggregates(records, codec, clock, wake, what=WHAT_CATALOGUE, trace=trace)

    async def get(self, county: DivisionCode) -> Versioned[Catalogue] | None:
        """See `Catalogues`."""
        return await self._aggregates.get(county.digits)

    async def change(
        self,
        county: DivisionCode,
        decide: Callable[[Catalogue], Decision[Catalogue]],
        request: Request,
        revision: int | None = None,
    ) -> bytes:
        """See `Catalogues`."""
        if await self.get(county) is None:
            try:
                return await self._aggregates.create(
                    county.digits, lambda: decide(found_catalogue(county)), request
                )
            except AlreadyExists:
                pass  # somebody else was first: the item goes into theirs
        return await self._aggregates.change(county.digits, decide, request, revision)


class MongoCatalogues(RecordCatalogues):
    """`Catalogues` on its collection."""

    def __init__(
        self,
        records: MongoRecords,
        codec: CatalogueCodec,
        clock: Clock,
        wake: Callable[[], None],
        trace: Callable[[], str],
    ) -> None:
        super().__init__(records, codec, clock, wake, trace)
        self._records = records

    async def prepare(self) -> None:
        """Create the indexes; any number of times."""
        await self._records.prepare()


def _burden(row: Document) -> Burden:
    return Burden(
        UnitCode(row["_id"]),
        tasks=int(row["tasks"]),
        village_tasks=int(row["village_tasks"]),
        certificates=int(row["certificates"]),
        held_items=int(row["held_items"]),
    )
