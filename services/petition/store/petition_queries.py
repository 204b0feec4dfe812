"""Reading appeals by the questions people ask, from the custodian's records or the copies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from kit.authz import Range
from kit.commit import Codec, Versioned
from kit.mongo import Collection, store_errors
from kit.records import Document, groups
from services.petition.domain.ids import PetitionId
from services.petition.domain.petition import Petition, Rating
from services.petition.domain.states import FINAL, State
from services.petition.ports.petitions import PetitionCount, PetitionFilter

from .petition_counting import counts_of

_SNAPSHOT = {"snapshot": 1, "revision": 1}


class MongoPetitionQueries:
    """`PetitionQueries` on one collection; its indexes are in `petition_indexing.py`."""

    def __init__(self, petitions: Collection, codec: Codec[Petition]) -> None:
        self._petitions = petitions
        self._codec = codec

    async def get_many(self, ids: Sequence[PetitionId]) -> dict[PetitionId, Versioned[Petition]]:
        """See `PetitionQueries`."""
        found: list[Document] = []
        for some in groups(ids):
            found += await self._find({"_id": {"$in": some}}, len(some))
        # an emptied copy has no snapshot
        read = (self._read(document) for document in found if "snapshot" in document)
        return {item.state.id: item for item in read}

    async def page(
        self, ranges: Sequence[Range], wanted: PetitionFilter, after: str, limit: int
    ) -> list[Versioned[Petition]]:
        """See `PetitionQueries`; the ranges are sorted and do not overlap."""
        key, conditions = _asked(wanted)
        found: list[Document] = []
        for low, high in ranges:
            bounds = {"$gte": low, "$lt": high} | ({"$gt": after} if after else {})
            query = {**conditions, key: bounds}
            found += await self._find(query, limit - len(found), key)
            if len(found) >= limit:
                break
        return [self._read(document) for document in found]

    async def by_receipt(self, number: str) -> Versioned[Petition] | None:
        """See `PetitionQueries`."""
        found = await self._find({"receipts": number}, 2)
        read = (self._read(document) for document in found)
        return max(read, key=lambda item: item.revision, default=None)

    async def counts(self, bounds: Range, digits: int, now: datetime) -> list[PetitionCount]:
        """See `PetitionQueries`."""
        low, high = bounds
        inside: Document = {"position": {"$gte": low, "$lt": high}, "wall": False}
        rated = {value: {"$sum": {"$ifNull": [f"$rated.{value}", 0]}} for value in _RATINGS}
        sums: Document = {
            "count": {"$sum": 1},
            **{name: {"$sum": f"${name}"} for name in _SUMS},
            **rated,
            "overdue": {"$sum": {"$cond": [_late(now), 1, 0]}},
        }
        division = {"$substrBytes": ["$place", 0, digits]}
        by = {"division": division, "standing": "$standing"}
        stages: list[Document] = [{"$match": inside}, {"$group": {"_id": by, **sums}}]
        with store_errors():
            rows = await self._petitions.aggregate(stages).to_list(None)
        return counts_of(rows)

    async def _find(self, query: Document, limit: int, sort: str = "") -> list[Document]:
        with store_errors():
            cursor = self._petitions.find(query, _SNAPSHOT)
            if sort:
                cursor = cursor.sort(sort, 1)
            return await cursor.limit(limit).to_list(None)

    def _read(self, document: Document) -> Versioned[Petition]:
        return Versioned(self._codec.decode(document), int(document["revision"]))


_SUMS = ("in_time", "was_reopened", "was_returned", "in_flight")
_RATINGS = tuple(rating.value for rating in Rating)


def _late(now: datetime) -> Document:
    """Whether a duty's end has passed; a missing field is less than any time, so ask for it."""
    there = {"$gt": ["$overdue_from", None]}
    return {"$and": [there, {"$lt": ["$overdue_from", now]}]}


def _asked(wanted: PetitionFilter) -> tuple[str, Document]:
    """Return the field whose index leads through the page, and what else must hold."""
    conditions: Document = {}
    if wanted.discipline is not None:
        conditions["wall"] = wanted.discipline
    if wanted.unit is not None:
        conditions["units"] = wanted.unit
    if wanted.overdue_at is not None:
        conditions["overdue_from"] = {"$lt": wanted.overdue_at}
    if wanted.states:
        conditions["state"] = {"$in": _values(wanted.states)}
    only_open = bool(wanted.states) and wanted.states.isdisjoint(FINAL)
    return ("open_at" if only_open or wanted.overdue_at else "position"), conditions


def _values(states: Iterable[State]) -> list[str]:
    return sorted(state.value for state in states)
