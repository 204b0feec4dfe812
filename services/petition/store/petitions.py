"""The custodian's appeals: every write is one guarded document with its events in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from kit.aggregate import Aggregates, ChunkChange
from kit.commit import AlreadyExists, Decision, Request, Versioned
from kit.model.clock import Clock
from kit.mongo import Store, store_errors
from kit.mongo_records import MongoRecords
from kit.records import DuplicateKey
from services.petition.domain.ids import PetitionId
from services.petition.domain.petition import Petition
from services.petition.domain.petition_errors import NumberTaken
from services.petition.ports.petitions import WHAT, Decide, DecideMany, PetitionWrite

from .petition_codec import PetitionCodec
from .petition_indexing import NUMBER_INDEX, OWN_INDEXES
from .petition_queries import MongoPetitionQueries

PETITIONS = "petitions"


class MongoPetitions(MongoPetitionQueries):
    """`Petitions` on the collection of the custodian."""

    def __init__(
        self,
        store: Store,
        records: MongoRecords,
        codec: PetitionCodec,
        clock: Clock,
        wake: Callable[[], None],
        trace: Callable[[], str],
    ) -> None:
        super().__init__(store.collection(PETITIONS), codec)
        self._records = records
        self._aggregates = Aggregates(
            records, codec, clock, wake, on_duplicate=refusal_of, what=WHAT, trace=trace
        )

    async def prepare(self) -> None:
        """Create the indexes; any number of times."""
        await self._records.prepare(OWN_INDEXES)

    async def get_many(self, ids: Sequence[PetitionId]) -> dict[PetitionId, Versioned[Petition]]:
        """Return those that exist, with the stored document that a chunk write needs."""
        found = await self._aggregates.get_many(ids)
        return {PetitionId(id): item for id, item in found.items()}

    async def replayed(self, id: PetitionId, request: Request) -> bytes | None:
        """See `Petitions`."""
        return await self._aggregates.replayed(id, request)

    async def create(
        self,
        id: PetitionId,
        decide: Callable[[], Decision[Petition]],
        request: Request | None = None,
    ) -> bytes:
        """See `Petitions`."""
        return await self._aggregates.create(id, decide, request)

    async def change(
        self,
        id: PetitionId,
        decide: Decide,
        request: Request | None = None,
        revision: int | None = None,
    ) -> bytes:
        """See `Petitions`."""
        return await self._aggregates.change(id, decide, request, revision)

    async def change_many(
        self,
        ids: Sequence[PetitionId],
        decide: DecideMany,
        request: Request | None = None,
        revisions: Mapping[str, int] | None = None,
    ) -> bytes:
        """See `Petitions`."""
        return await self._aggregates.change_many(ids, decide, request, revisions)

    async def write_chunk(self, writes: Sequence[PetitionWrite]) -> tuple[PetitionId, ...]:
        """See `Petitions`."""
        changes = [ChunkChange(w.decision.state.id, w.before, w.decision) for w in writes]
        lost = (await self._aggregates.write_chunk(changes)).lost
        return tuple(PetitionId(id) for id in lost)

    async def due(self, now: datetime, limit: int) -> list[Versioned[Petition]]:
        """See `Petitions`; with the stored documents, which a chunk write needs."""
        with store_errors():
            cursor = self._petitions.find({"next_timer": {"$lte": now}}).sort("next_timer", 1)
            found = await cursor.limit(limit).to_list(None)
        return [
            Versioned(self._codec.decode(document), int(document["revision"]), document)
            for document in found
        ]


def refusal_of(duplicate: DuplicateKey) -> Exception:
    """Return what a unique index's veto means."""
    if duplicate.index == NUMBER_INDEX.name:
        return NumberTaken(id=duplicate.id, number="-")
    return AlreadyExists(id=duplicate.id)
