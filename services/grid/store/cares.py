"""The custodian's cares: every write is one guarded document with its events in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kit.aggregate import Aggregates, ChunkChange
from kit.commit import Request, Versioned
from kit.model.clock import Clock
from kit.mongo import Store
from kit.mongo_records import MongoRecords
from services.grid.domain.care import HouseholdCare
from services.grid.domain.ids import HouseholdId
from services.grid.ports.cares import WHAT, CareWrite, Decide

from .care_codec import CareCodec
from .care_indexing import CARE_INDEXES
from .care_queries import MongoCareQueries

CARES = "cares"


class MongoCares(MongoCareQueries):
    """`Cares` on the collection of the custodian."""

    def __init__(
        self,
        store: Store,
        records: MongoRecords,
        codec: CareCodec,
        clock: Clock,
        wake: Callable[[], None],
        trace: Callable[[], str],
    ) -> None:
        super().__init__(store.collection(CARES), codec)
        self._records = records
        self._aggregates = Aggregates(records, codec, clock, wake, what=WHAT, trace=trace)

    async def prepare(self) -> None:
        """Create the indexes; any number of times."""
        await self._records.prepare(CARE_INDEXES)

    async def get_many(
        self, ids: Sequence[HouseholdId]
    ) -> dict[HouseholdId, Versioned[HouseholdCare]]:
        """Return those that exist, with the stored document that a chunk write needs."""
        found = await self._aggregates.get_many(ids)
        return {HouseholdId(id): item for id, item in found.items()}

    async def change(
        self,
        household: HouseholdId,
        decide: Decide,
        request: Request | None = None,
        revision: int | None = None,
    ) -> bytes:
        """See `Cares`."""
        return await self._aggregates.change(household, decide, request, revision)

    async def write_chunk(self, writes: Sequence[CareWrite]) -> tuple[HouseholdId, ...]:
        """See `Cares`."""
        changes = [ChunkChange(w.decision.state.household, w.before, w.decision) for w in writes]
        lost = (await self._aggregates.write_chunk(changes)).lost
        return tuple(HouseholdId(id) for id in lost)
