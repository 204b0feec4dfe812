"""Reading households by the questions people ask, from the custodian's records or the copies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kit.authz import Range
from kit.commit import Codec, Versioned
from kit.mongo import Collection, store_errors
from kit.records import ID_LIMIT, Document
from services.registry.domain.household import Household
from services.registry.ports.households import Count

_SNAPSHOT = {"snapshot": 1, "revision": 1}


class MongoHouseholdQueries:
    """`HouseholdQueries` on one collection; its indexes are in `indexing.py`."""

    def __init__(self, households: Collection, codec: Codec[Household]) -> None:
        self._households = households
        self._codec = codec

    async def get_many(self, ids: Sequence[str]) -> dict[str, Versioned[Household]]:
        """See `HouseholdQueries`."""
        found: dict[str, Versioned[Household]] = {}
        for start in range(0, len(ids), ID_LIMIT):
            some = list(ids[start : start + ID_LIMIT])
            for document in await self._find({"_id": {"$in": some}}, len(some)):
                if "snapshot" in document:  # an emptied copy has none
                    found[document["_id"]] = self._read(document)
        return found

    async def page(
        self, ranges: Sequence[Range], include_dissolved: bool, after: str, limit: int
    ) -> list[Versioned[Household]]:
        """See `HouseholdQueries`; the ranges are sorted and do not overlap."""
        found: list[Document] = []
        for low, high in ranges:
            query: Document = {"position": _after(low, high, after)}
            if not include_dissolved:
                query["live"] = True
            found += await self._find(query, limit - len(found), "position")
            if len(found) >= limit:
                break
        return [self._read(document) for document in found]

    async def with_id_number(
        self, index: bytes, ranges: Sequence[Range], limit: int
    ) -> list[Versioned[Household]]:
        """See `HouseholdQueries`."""
        found = await self._with("claims", index, ranges, limit)
        if len(found) < limit:
            found += await self._with("shared_id_numbers", index, ranges, limit - len(found))
        return found

    async def with_phone(
        self, index: bytes, ranges: Sequence[Range], limit: int
    ) -> list[Versioned[Household]]:
        """See `HouseholdQueries`."""
        return await self._with("phones", index, ranges, limit)

    async def counts(self, bounds: Range) -> list[Count]:
        """See `HouseholdQueries`."""
        low, high = bounds
        pipeline: list[Document] = [
            {"$match": {"position": {"$gte": low, "$lt": high}, "live": True}},
            {
                "$group": {
                    "_id": "$home",
                    "households": {"$sum": 1},
                    "persons": {"$sum": "$persons"},
                }
            },
        ]
        with store_errors():
            rows = await self._households.aggregate(pipeline).to_list(None)
        return sorted(
            (Count(row["_id"], row["households"], row["persons"]) for row in rows),
            key=lambda count: count.village,
        )

    async def _with(
        self, field: str, index: bytes, ranges: Sequence[Range], limit: int
    ) -> list[Versioned[Household]]:
        found: list[Document] = []
        for low, high in ranges:
            query = {field: index, "position": {"$gte": low, "$lt": high}}
            found += await self._find(query, limit - len(found))
            if len(found) >= limit:
                break
        return [self._read(document) for document in found]

    async def _find(self, query: Document, limit: int, sort: str = "") -> list[Document]:
        with store_errors():
            cursor = self._households.find(query, _SNAPSHOT)
            if sort:
                cursor = cursor.sort(sort, 1)
            return await cursor.limit(limit).to_list(None)

    def _read(self, document: Document) -> Versioned[Household]:
        return Versioned(self._codec.decode(document), int(document["revision"]))


def _after(low: str, high: str, after: str) -> dict[str, Any]:
    bounds: dict[str, Any] = {"$gte": low, "$lt": high}
    if after:
        bounds["$gt"] = after
    return bounds
