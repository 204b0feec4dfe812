"""`Records` on MongoDB: the document, its outbox in it, and a packed outbox beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from kit.mongo import (
    Index,
    InsertOne,
    ReturnDocument,
    Session,
    Store,
    UpdateOne,
    WriteConflict,
    bulk,
    store_errors,
)
from kit.records import CLEAR_LIMIT, Document, DuplicateKey, Packed, Write, groups

_COUNTERS = "_counters"
_PENDING = Index("outbox_pending", ("pending_at",), sparse=True)
_OUTBOX_FIELDS = {"revision": 1, "outbox": 1, "pending_at": 1}
_EMPTY: Document = {"$set": {"outbox": []}, "$unset": {"pending_at": ""}}


class MongoRecords:
    """One collection of aggregates, its `<name>_outbox`, and the counter that orders that.

    The counter is incremented inside the transaction that writes the packed outbox. Two chunks
    conflict on it, so its numbers come in the order of commits. Chunks of this process queue here
    instead, which is cheaper than a conflict.
    """

    def __init__(self, store: Store, name: str) -> None:
        self._store = store
        self._name = name
        self._documents = store.collection(name)
        self._packed = store.collection(f"{name}_outbox")
        self._counters = store.collection(_COUNTERS)
        self._one_chunk = asyncio.Lock()
        self._unique: tuple[str, ...] = ()

    async def prepare(self, indexes: Sequence[Index] = ()) -> None:
        """Create the indexes (the service's and the outbox's) and the counter; any number of times.

        Raises:
            Unavailable: the store is away.
        """
        unique = [index.keys for index in indexes if index.unique and index.sparse]
        self._unique = tuple(key for keys in unique for key in keys) or self._unique
        await self._store.ensure_indexes(self._name, [*indexes, _PENDING])
        with store_errors():
            await self._counters.update_one(
                {"_id": self._name}, {"$setOnInsert": {"seq": 0}}, upsert=True
            )

    async def find(self, ids: Sequence[str]) -> list[Document]:
        """See `Records`."""
        found: list[Document] = []
        with store_errors():
            for some in groups(ids):
                found += await self._documents.find({"_id": {"$in": some}}).to_list(None)
        return found

    async def apply(self, write: Write) -> bool:
        """See `Records`."""
        try:
            with store_errors():
                return await self._apply_one(write)
        except WriteConflict:
            return False
        except DuplicateKey as duplicate:
            raise DuplicateKey(duplicate.index, write.id) from duplicate

    async def _apply_one(self, write: Write) -> bool:
        if write.revision_before is None:
            await self._documents.insert_one(_inserted(write))
            return True
        done = await self._documents.update_one(_guard(write), _update(write))
        return done.matched_count == 1

    async def apply_all(self, writes: Sequence[Write], packed: Packed | None = None) -> bool:
        """See `Records`.

        Where one record gives a unique value to another, the store may see the taker first and
        refuse: then all let go of theirs first, in a second transaction that others do not pay for.
        """
        try:
            return await self._commit(writes, packed)
        except DuplicateKey as duplicate:
            changed = [write for write in writes if write.revision_before is not None]
            if duplicate.index == "_id" or not (self._unique and changed and len(writes) > 1):
                raise
            return await self._commit(writes, packed, changed)

    async def _commit(
        self, writes: Sequence[Write], packed: Packed | None, letting_go: Sequence[Write] = ()
    ) -> bool:
        release = {"$unset": dict.fromkeys(self._unique, "")}
        released = [UpdateOne(_guard(write), release) for write in letting_go]
        try:
            async with self._one_chunk, self._store.transaction() as session:
                if packed is not None:
                    await self._insert_packed(packed, session)
                await bulk(self._documents, released, session=session)
                await self._apply_in(writes, session)
        except WriteConflict:
            return False
        return True

    async def _insert_packed(self, packed: Packed, session: Session) -> None:
        """Take the next number first: a chunk that is second is told before it did the work."""
        counter = await self._counters.find_one_and_update(
            {"_id": self._name},
            {"$inc": {"seq": 1}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
            session=session,
        )
        document = {"_id": counter["seq"], "at": packed.at, "entries": list(packed.entries)}
        await self._packed.insert_one(document, session=session)

    async def _apply_in(self, writes: Sequence[Write], session: Session) -> None:
        new = [write for write in writes if write.revision_before is None]
        changed = [write for write in writes if write.revision_before is not None]
        updates = [UpdateOne(_guard(write), _update(write)) for write in changed]
        if await bulk(self._documents, updates, session=session) != len(updates):
            raise WriteConflict
        await bulk(self._documents, [InsertOne(_inserted(write)) for write in new], session=session)

    async def pending(self, limit: int) -> list[Document]:
        """See `Records`."""
        with store_errors():
            waiting = self._documents.find({"pending_at": {"$exists": True}}, _OUTBOX_FIELDS)
            return await waiting.sort("pending_at", 1).limit(limit).to_list(None)

    async def packed(self, limit: int) -> list[Packed]:
        """See `Records`."""
        with store_errors():
            found = await self._packed.find().sort("_id", 1).limit(limit).to_list(None)
        return [Packed(tuple(one["entries"]), one["at"], one["_id"]) for one in found]

    async def last_packed(self) -> int:
        """See `Records`."""
        with store_errors():
            counter = await self._counters.find_one({"_id": self._name})
        return int(counter["seq"]) if counter else 0

    async def clear(self, sent: Mapping[str, int]) -> None:
        """See `Records`.

        One guarded update per record, in groups, and no `update_many`: on the embedded store that
        one holds the collection while it waits for a transaction, which waits for the collection.
        Where a record of a group has moved on, what was published is pulled out of its outbox, or
        a busy record would be sent anew for ever.
        """
        with store_errors():
            for some in groups(sent, CLEAR_LIMIT):
                emptied = [UpdateOne({"_id": id, "revision": sent[id]}, _EMPTY) for id in some]
                if await bulk(self._documents, emptied, ordered=False) < len(some):
                    pulled = [_pull(id, sent[id]) for id in some]
                    await bulk(self._documents, pulled, ordered=False)

    async def delete_packed(self, id: int) -> None:
        """See `Records`."""
        with store_errors():
            await self._packed.delete_one({"_id": id})


def _pull(id: str, revision: int) -> UpdateOne:
    still_waiting = {"_id": id, "pending_at": {"$exists": True}}
    return UpdateOne(still_waiting, {"$pull": {"outbox": {"revision": {"$lte": revision}}}})


def _guard(write: Write) -> Document:
    return {"_id": write.id, "revision": write.revision_before}


def _inserted(write: Write) -> Document:
    document = {"_id": write.id, **write.set, "outbox": list(write.push)}
    if write.pending_at is not None:
        document["pending_at"] = write.pending_at
    return document


def _update(write: Write) -> dict[str, Any]:
    """`$min` keeps the time since when the record waits; `$push` needs no look at the outbox."""
    operators: dict[str, dict[str, Any]] = {
        "$set": {**write.set, **({"outbox": []} if write.clear_outbox else {})},
        "$push": {"outbox": {"$each": list(write.push)}} if write.push else {},
        "$min": {"pending_at": write.pending_at} if write.pending_at is not None else {},
        "$unset": dict.fromkeys(
            (*write.unset, *(("pending_at",) if write.clear_outbox else ())), ""
        ),
    }
    return {operator: fields for operator, fields in operators.items() if fields}
