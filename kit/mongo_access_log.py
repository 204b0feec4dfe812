"""The access log in the store. The service's database user may insert and find here, no more."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from kit.access_log import AccessEntry, AccessFilter, AccessPage
from kit.mongo import Index, Store, store_errors
from kit.records import Document

COLLECTION = "access_log"
INDEXES = (
    Index("accesses_of_record", ("record_id", "-_id")),
    Index("accesses_by_subject", ("subject", "-_id")),
)


class MongoAccessLog:
    """Entries under ids that sort by time, so that a page needs no other index than `_id`."""

    def __init__(self, store: Store) -> None:
        self._collection = store.collection(COLLECTION)

    async def append(self, entry: AccessEntry) -> None:
        """Keep an entry; returns once a majority has it on disk.

        Raises:
            Unavailable: the store is away.
        """
        document = {**asdict(entry), "_id": _id_at(entry.at), "roles": list(entry.roles)}
        with store_errors():
            await self._collection.insert_one(document)

    async def list(self, wanted: AccessFilter, size: int, after: str = "") -> AccessPage:
        """Return a page, newest first.

        Raises:
            Unavailable: the store is away.
        """
        if not wanted.ranges:
            return AccessPage(())
        with store_errors():
            cursor = self._collection.find(_query(wanted, after)).sort("_id", -1).limit(size + 1)
            found: list[Document] = await cursor.to_list(size + 1)
        more = str(found[size - 1]["_id"]) if len(found) > size else ""
        return AccessPage(tuple(_entry(document) for document in found[:size]), more)


def _id_at(at: datetime) -> str:
    return f"{int(at.timestamp() * 1000):013d}-{secrets.token_hex(8)}"


def _query(wanted: AccessFilter, after: str) -> dict[str, Any]:
    """One flat filter: an explicit `$and` is a scan on the embedded store."""
    exact = {"subject": wanted.subject, "record_id": wanted.record_id}
    query: dict[str, Any] = {name: value for name, value in exact.items() if value}
    bounds = {
        "$lt": min(filter(None, (after, _floor(wanted.until))), default=""),
        "$gte": _floor(wanted.since),
    }
    ids = {operator: value for operator, value in bounds.items() if value}
    if ids:
        query["_id"] = ids
    within = [{"division": {"$gte": low, "$lt": high}} for low, high in wanted.ranges]
    return query | (within[0] if len(within) == 1 else {"$or": within})


def _floor(instant: datetime | None) -> str:
    return "" if instant is None else f"{int(instant.timestamp() * 1000):013d}"


def _entry(document: Mapping[str, Any]) -> AccessEntry:
    fields: dict[str, Any] = {**document, "roles": tuple(document["roles"])}
    del fields["_id"]
    return AccessEntry(**fields)
