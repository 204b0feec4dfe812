"""All visits: append-only, from the cares' own facts, their content sealed as in the record."""

from __future__ import annotations

from collections.abc import Sequence

from gov321.grid.events.v1.care_record_pb2 import VisitRecord

from kit.model.division import DivisionCode
from kit.mongo import Index, Store, insert_new, store_errors
from kit.records import Document
from kit.vault import Vault
from services.grid.domain.ids import HouseholdId
from services.grid.domain.visit import Visit
from services.grid.ports.cares import ToldVisit
from services.grid.wire.visit_record import from_visit, to_visit

VISITS = "visits"
_INDEXES = (Index("by_household", ("household", "-order")),)


class MongoVisits:
    """`Visits` on one collection; `_id` is the visit's id."""

    def __init__(self, store: Store, vault: Vault) -> None:
        self._store = store
        self._vault = vault
        self._visits = store.collection(VISITS)

    async def prepare(self) -> None:
        """Create the indexes; any number of times."""
        await self._store.ensure_indexes(VISITS, _INDEXES)

    async def append(self, visits: Sequence[ToldVisit]) -> int:
        """See `Visits`."""
        documents = {told.visit.id: document_of_visit(told, self._vault) for told in visits}
        with store_errors():
            known = await insert_new(self._visits, list(documents.values()))
        return len(documents) - len(known)

    async def find(self, visit: str) -> ToldVisit | None:
        """See `Visits`."""
        with store_errors():
            document = await self._visits.find_one({"_id": visit})
        return None if document is None else visit_of_document(document, self._vault)

    async def page(self, household: HouseholdId, after: str, limit: int) -> list[Visit]:
        """See `Visits`."""
        query: Document = {"household": household}
        if after:
            query["order"] = {"$lt": after}
        with store_errors():
            cursor = self._visits.find(query).sort("order", -1).limit(limit)
            found = await cursor.to_list(None)
        return [visit_of_document(document, self._vault).visit for document in found]


def document_of_visit(told: ToldVisit, vault: Vault) -> Document:
    """Return the stored form of a visit."""
    return {
        "_id": told.visit.id,
        "household": told.household,
        "home": told.village.digits,
        "order": told.visit.order,
        "at": told.at,
        "snapshot": from_visit(told.visit, told.household, vault).SerializeToString(),
    }


def visit_of_document(document: Document, vault: Vault) -> ToldVisit:
    """Return the visit of a stored form."""
    household = HouseholdId(document["household"])
    visit = to_visit(VisitRecord.FromString(document["snapshot"]), household, vault)
    return ToldVisit(household, DivisionCode.parse(document["home"]), visit, document["at"])
