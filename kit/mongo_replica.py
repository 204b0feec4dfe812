"""`Replica` and `History` on MongoDB."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from kit.mongo import Index, ReplaceOne, Store, bulk, insert_new, store_errors
from kit.records import Document, groups
from kit.replica import Applied, HistoryRow, ReplicaRow, newest_of_each

_BY_RECORD = Index("by_record", ("record", "-revision"))


class MongoReplica:
    """A `Replica`. In bulk: ask what is known, insert the new, replace the older under guard.

    A quarter of the cost of one upsert per record on the embedded store.
    """

    def __init__(self, store: Store, name: str) -> None:
        self._store = store
        self._name = name
        self._copies = store.collection(name)

    async def prepare(self, indexes: Sequence[Index] = ()) -> None:
        """Create the service's indexes; any number of times."""
        await self._store.ensure_indexes(self._name, indexes)

    async def apply(self, rows: Sequence[ReplicaRow]) -> Applied:
        """See `Replica`."""
        newest = newest_of_each(rows)
        with store_errors():
            known = await self._revisions(newest)
            new = [row for id, row in newest.items() if id not in known]
            overtaken = await insert_new(self._copies, [row.document() for row in new])
            newer = [
                row for id, row in newest.items() if row.revision > known.get(id, row.revision)
            ]
            replaced = await self._replace([*newer, *(newest[id] for id in overtaken)])
        inserted = len(new) - len(overtaken)
        return Applied(inserted, replaced, len(newest) - inserted - replaced)

    async def find(self, ids: Sequence[str]) -> list[Document]:
        """See `Replica`."""
        found: list[Document] = []
        with store_errors():
            for some in groups(ids):
                found += await self._copies.find({"_id": {"$in": some}}).to_list(None)
        return found

    async def _revisions(self, ids: Iterable[str]) -> dict[str, int]:
        known: dict[str, int] = {}
        for some in groups(ids):
            found = self._copies.find({"_id": {"$in": some}}, {"revision": 1})
            known |= {one["_id"]: one["revision"] for one in await found.to_list(None)}
        return known

    async def _replace(self, rows: Sequence[ReplicaRow]) -> int:
        older = [
            ReplaceOne({"_id": row.id, "revision": {"$lt": row.revision}}, row.document())
            for row in rows
        ]
        return await bulk(self._copies, older, ordered=False)


class MongoHistory:
    """A `History`; it never updates or deletes, so its user needs neither right."""

    def __init__(self, store: Store, name: str) -> None:
        self._store = store
        self._name = name
        self._states = store.collection(name)

    async def prepare(self, indexes: Sequence[Index] = ()) -> None:
        """Create the indexes; any number of times."""
        await self._store.ensure_indexes(self._name, [_BY_RECORD, *indexes])

    async def append(self, rows: Sequence[HistoryRow]) -> int:
        """See `History`."""
        documents = {row.key: row.document() for row in rows}
        with store_errors():
            known = await insert_new(self._states, list(documents.values()))
        return len(documents) - len(known)

    async def versions(self, id: str) -> list[Document]:
        """See `History`."""
        with store_errors():
            return await self._states.find({"record": id}).sort("revision", -1).to_list(None)

    async def as_of(self, id: str, at: datetime) -> Document | None:
        """See `History`."""
        with store_errors():
            stood = self._states.find({"record": id, "at": {"$lte": at}})
            newest = await stood.sort("revision", -1).limit(1).to_list(None)
        return newest[0] if newest else None
