"""Reading cares by the questions people ask, from the custodian's records or the copies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from kit.authz import Range
from kit.commit import Codec, Versioned
from kit.model.division import DivisionCode
from kit.mongo import Collection, store_errors
from kit.records import Document, groups
from kit.tolerance import read_enum
from services.grid.domain.care import HouseholdCare
from services.grid.domain.colour.values import Colour
from services.grid.domain.ids import HouseholdId, PersonId
from services.grid.ports.cares import CareCount, CareFilter, Helper

from .care_indexing import NO_COLOUR, grid_bounds
from .decoding import decoded

_SNAPSHOT = {"snapshot": 1, "revision": 1}


class MongoCareQueries:
    """`CareQueries` on one collection; its indexes are in `care_indexing.py`."""

    def __init__(self, cares: Collection, codec: Codec[HouseholdCare]) -> None:
        self._cares = cares
        self._codec = codec

    async def get_many(
        self, ids: Sequence[HouseholdId]
    ) -> dict[HouseholdId, Versioned[HouseholdCare]]:
        """See `CareQueries`."""
        found: list[Document] = []
        for some in groups(ids):
            found += await self._find({"_id": {"$in": some}}, len(some))
        # an emptied copy has no snapshot
        read = await decoded([one for one in found if "snapshot" in one], self._read)
        return {item.state.household: item for item in read}

    async def page(
        self, ranges: Sequence[Range], wanted: CareFilter, after: str, limit: int
    ) -> list[Versioned[HouseholdCare]]:
        """See `CareQueries`; the ranges are sorted and do not overlap."""
        key, conditions = _asked(wanted)
        found: list[Document] = []
        for low, high in _within(ranges, wanted):
            bounds = {"$gte": low, "$lt": high} | ({"$gt": after} if after else {})
            query = {key: bounds, **conditions}
            found += await self._find(query, limit - len(found), key)
            if len(found) >= limit:
                break
        return [self._read(document) for document in found]

    async def of_village(self, village: DivisionCode) -> list[Versioned[HouseholdCare]]:
        """See `CareQueries`."""
        low, high = village.bounds()
        query = {"position": {"$gte": low, "$lt": high}, "live": True}
        return await decoded(await self._find(query, 0, "position"), self._read)

    async def of_person(
        self, person: PersonId, after: str, limit: int
    ) -> list[Versioned[HouseholdCare]]:
        """See `CareQueries`."""
        query = {"contacts": person, "_id": {"$gt": after}}
        return [self._read(document) for document in await self._find(query, limit, "_id")]

    async def helper(self, person: PersonId, ranges: Sequence[Range]) -> Helper:
        """See `CareQueries`; a person has few households, so the ranges are looked at here."""
        with store_errors():
            cursor = self._cares.find({"contacts": person}, {"named": 1, "position": 1})
            everywhere = await cursor.to_list(None)
        found = [one for one in everywhere if _inside(one["position"], ranges)]
        named = sum(document.get("named") == person for document in found)
        return Helper(person, len(found), named)

    async def counts(self, bounds: Range, today: date) -> list[CareCount]:
        """See `CareQueries`."""
        low, high = bounds
        standing = await self._grouped(
            {"position": {"$gte": low, "$lt": high}, "live": True}, "$standing"
        )
        late = await self._grouped(
            {"due_at": {"$gte": low, "$lt": high}, "due": {"$lt": today.isoformat()}}, "$home"
        )
        return counts_of(standing, {row["_id"]: row["households"] for row in late})

    async def _grouped(self, match: Document, by: str) -> list[Document]:
        sums = {"proposals": {"$sum": "$proposals"}, "vacant": {"$sum": "$vacant"}}
        group: Document = {"_id": by, "households": {"$sum": 1}, **sums}
        with store_errors():
            stages: list[Document] = [{"$match": match}, {"$group": group}]
            return await self._cares.aggregate(stages).to_list(None)

    async def _find(self, query: Document, limit: int, sort: str = "") -> list[Document]:
        with store_errors():
            cursor = self._cares.find(query, _SNAPSHOT)
            if sort:
                cursor = cursor.sort(sort, 1)
            return await cursor.limit(limit).to_list(None)

    def _read(self, document: Document) -> Versioned[HouseholdCare]:
        return Versioned(self._codec.decode(document), int(document["revision"]))


def counts_of(standing: Iterable[Document], overdue: dict[str, int]) -> list[CareCount]:
    """Return the counts by village of sums by `<village>/<colour>`."""
    rows = [(*row["_id"].split("/"), row) for row in standing]
    found: list[CareCount] = []
    for village in sorted({village for village, _, _ in rows}):
        own = [(colour, row) for name, colour, row in rows if name == village]
        colours = Counter[Colour | None]()
        for colour, row in own:
            colours[_colour(colour)] += int(row["households"])
        found.append(
            CareCount(
                village,
                colours,
                proposals=sum(int(row["proposals"]) for _, row in own),
                vacant=sum(int(row["vacant"]) for _, row in own),
                overdue=overdue.get(village, 0),
            )
        )
    return found


def _colour(text: str) -> Colour | None:
    return None if text == NO_COLOUR else read_enum(Colour, text, Colour.PENDING)


def _asked(wanted: CareFilter) -> tuple[str, Document]:
    """Return the field whose index leads through the page, and what else must hold."""
    sparse = {
        "proposal_at": wanted.proposals_only,
        "vacant_at": wanted.vacant_only,
        "due_at": wanted.overdue_on is not None,
    }
    keys = [field for field, is_asked in sparse.items() if is_asked]
    conditions: Document = {field: {"$exists": True} for field in keys[1:]}
    if wanted.overdue_on is not None:
        conditions["due"] = {"$lt": wanted.overdue_on.isoformat()}
    if wanted.colours:
        conditions["colour"] = {"$in": sorted(colour.value for colour in wanted.colours)}
    return (keys[0], conditions) if keys else ("position", conditions | {"live": True})


def _inside(position: str, ranges: Sequence[Range]) -> bool:
    return any(low <= position < high for low, high in ranges)


def _within(ranges: Sequence[Range], wanted: CareFilter) -> Iterable[Range]:
    """The ranges, cut to the grid asked for."""
    if wanted.grid is None:
        return ranges
    low, high = grid_bounds(wanted.grid)
    cut = ((max(low, one), min(high, other)) for one, other in ranges)
    return [(one, other) for one, other in cut if one < other]
