"""The custodian's households: every write is one guarded document with its events in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from gov321.registry.events.v1.household_record_pb2 import HouseholdRecord

from kit.aggregate import Aggregates, ChunkChange
from kit.commit import Decision, Request, Versioned
from kit.model.clock import Clock
from kit.model.division import DivisionCode
from kit.mongo import Collection, Store, store_errors
from kit.mongo_records import MongoRecords
from kit.records import ID_LIMIT, Document, DuplicateKey
from services.registry.domain.household import Household
from services.registry.domain.ids import HouseholdId, PersonId
from services.registry.ports.households import (
    Decide,
    DecideMany,
    IdNumberClaimed,
    NumberTaken,
    PersonPlace,
    Place,
    RosterState,
    RosterWrite,
)

from .household_codec import HouseholdCodec
from .household_queries import MongoHouseholdQueries
from .indexing import CLAIMS, OWN_INDEXES, PLACE

HOUSEHOLDS = "households"
_TWIN_FIELDS = {"twins": 1, "people": 1, "home": 1}


class MongoHouseholds(MongoHouseholdQueries):
    """`Households` on the collection of the custodian."""

    def __init__(
        self,
        store: Store,
        records: MongoRecords,
        codec: HouseholdCodec,
        clock: Clock,
        wake: Callable[[], None],
        trace: Callable[[], str],
    ) -> None:
        self._collection: Collection = store.collection(HOUSEHOLDS)
        super().__init__(self._collection, codec)
        self._records = records
        self._aggregates = Aggregates(
            records, codec, clock, wake, on_duplicate=_refusal, what="户", trace=trace
        )

    async def prepare(self) -> None:
        """Create the indexes; any number of times."""
        await self._records.prepare(OWN_INDEXES)

    async def create(
        self, household: HouseholdId, decide: Callable[[], Decision[Household]], request: Request
    ) -> None:
        """See `Households`."""
        await self._aggregates.create(household, decide, request)

    async def change(
        self, household: HouseholdId, decide: Decide, request: Request, revision: int | None
    ) -> None:
        """See `Households`."""
        await self._aggregates.change(household, decide, request, revision)

    async def change_many(
        self,
        households: Sequence[HouseholdId],
        decide: DecideMany,
        request: Request,
        revisions: Mapping[str, int],
    ) -> None:
        """See `Households`."""
        await self._aggregates.change_many(households, decide, request, revisions)

    async def get_many(self, ids: Sequence[str]) -> dict[str, Versioned[Household]]:
        """Return those that exist, with the stored document that a chunk write needs."""
        return await self._aggregates.get_many(ids)

    async def write_roster(self, writes: Sequence[RosterWrite]) -> tuple[str, ...]:
        """See `Households`."""
        changes = [ChunkChange(w.decision.state.id, w.before, w.decision) for w in writes]
        return (await self._aggregates.write_chunk(changes)).lost

    async def roster_states(self, places: Sequence[Place]) -> dict[str, RosterState]:
        """See `Households`."""
        wanted = {"revision": 1, "place": 1, "content_hash": 1, "import_id": 1, "import_created": 1}
        found = await self._in("place", [place.key for place in places], wanted)
        return {document["place"]: _roster_state(document) for document in found}

    async def holders_of(self, indexes: Sequence[bytes]) -> dict[bytes, PersonPlace]:
        """See `Households`."""
        found = await self._in("claims", indexes, {"snapshot": 1, "home": 1})
        wanted = set(indexes)
        return {
            member.id_number.blind_index: _place(document, member.person_id)
            for document in found
            for member in HouseholdRecord.FromString(document["snapshot"]).members
            if member.id_number.blind_index in wanted and not member.HasField("leave_date")
        }

    async def twins_in(self, households: Sequence[HouseholdId]) -> list[tuple[bytes, PersonPlace]]:
        """See `Households`."""
        return _twins(await self._in("_id", households, _TWIN_FIELDS))

    async def twins_of(self, indexes: Sequence[bytes]) -> list[tuple[bytes, PersonPlace]]:
        """See `Households`."""
        wanted = set(indexes)
        found = _twins(await self._in("twins", indexes, _TWIN_FIELDS))
        return [(index, place) for index, place in found if index in wanted]

    async def _in(
        self, field: str, values: Sequence[object], wanted: dict[str, int]
    ) -> list[Document]:
        found: list[Document] = []
        with store_errors():
            for start in range(0, len(values), ID_LIMIT):
                some = list(values[start : start + ID_LIMIT])
                found += await self._collection.find({field: {"$in": some}}, wanted).to_list(None)
        return found


def _twins(documents: Sequence[Document]) -> list[tuple[bytes, PersonPlace]]:
    """The indexes and the persons stand in the same order; a dissolved household has neither."""
    return [
        (index, _place(document, person))
        for document in documents
        for index, person in zip(document.get("twins", ()), document.get("people", ()), strict=True)
    ]


def _place(document: Document, person: str) -> PersonPlace:
    home = DivisionCode.parse(document["home"])
    return PersonPlace(PersonId(person), HouseholdId(document["_id"]), home)


def _roster_state(document: Document) -> RosterState:
    return RosterState(
        household=HouseholdId(document["_id"]),
        revision=int(document["revision"]),
        content_hash=document["content_hash"],
        import_id=document["import_id"],
        import_created=document["import_created"],
    )


def _refusal(duplicate: DuplicateKey) -> Exception:
    if duplicate.index == CLAIMS.name:
        return IdNumberClaimed()
    if duplicate.index == PLACE.name:
        return NumberTaken(id=duplicate.id)
    return duplicate
