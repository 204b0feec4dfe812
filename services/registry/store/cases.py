"""Duplicate cases: one document per pair, for ever."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from gov321.registry.events.v1.registry_events_pb2 import DuplicateCaseRecord

from kit.aggregate import Aggregates
from kit.authz import Range
from kit.commit import AlreadyExists, Decision, Request, Versioned
from kit.envelope import Event
from kit.model.clock import Clock
from kit.model.division import DivisionCode
from kit.mongo import Collection, Index, Store, store_errors
from kit.mongo_records import MongoRecords
from kit.records import Document
from services.registry.domain.duplicates import CaseOutcome, CaseState, DuplicateCase
from services.registry.domain.ids import CaseId
from services.registry.wire.case_record import CaseFact, case_message, from_case, to_case

from .indexing import position

CASES = "duplicate_cases"
_POSITION = Index("by_position", ("position",))


@dataclass(frozen=True, slots=True)
class CaseCodec:
    """Codec of the `duplicate_cases` collection."""

    topic: str
    source: str

    def id_of(self, state: DuplicateCase) -> str:
        """See `kit.commit.Codec`."""
        return state.id

    def home(self, state: DuplicateCase) -> DivisionCode:
        """See `kit.commit.Codec`."""
        return state.village

    def custodian(self, state: DuplicateCase) -> DivisionCode:
        """The village center of the person found first."""
        return state.village

    def encode(self, state: DuplicateCase, revision: int) -> Document:
        """Return the snapshot and the index fields."""
        return {
            "snapshot": from_case(state, revision).SerializeToString(),
            "open": state.state is CaseState.OPEN,
            "position": position(state.village.digits, state.id),
        }

    def decode(self, document: Document) -> DuplicateCase:
        """Return the case."""
        return to_case(DuplicateCaseRecord.FromString(document["snapshot"]))

    def publish(
        self, state: DuplicateCase, revision: int, happened: Sequence[object], at: datetime
    ) -> Sequence[Event]:
        """Return one event per fact, each with the whole record."""
        record = from_case(state, revision)
        messages = [case_message(cast("CaseFact", fact), record, at) for fact in happened]
        return [
            Event(
                topic=self.topic,
                key=state.village.digits,
                type=name,
                subject=state.id,
                revision=revision,
                n=n,
                source=self.source,
                time=at,
                data=data,
            )
            for n, (name, data) in enumerate(messages)
        ]


class MongoCases:
    """`DuplicateCases` on one collection."""

    def __init__(
        self,
        store: Store,
        records: MongoRecords,
        codec: CaseCodec,
        clock: Clock,
        wake: Callable[[], None],
        trace: Callable[[], str],
    ) -> None:
        self._codec = codec
        self._collection: Collection = store.collection(CASES)
        self._records = records
        self._aggregates = Aggregates(records, codec, clock, wake, what="重复登记核查", trace=trace)

    async def prepare(self) -> None:
        """Create the indexes; any number of times."""
        await self._records.prepare((_POSITION,))

    async def open(self, cases: Sequence[CaseOutcome]) -> None:
        """See `DuplicateCases`."""
        known = await self._aggregates.get_many([case.id for case, _ in cases])
        for case, happened in cases:
            if case.id not in known:
                await self._create(case, happened)

    async def get_many(self, cases: Sequence[CaseId]) -> dict[str, Versioned[DuplicateCase]]:
        """See `DuplicateCases`."""
        return await self._aggregates.get_many(cases)

    async def decide(
        self,
        case: CaseId,
        decide: Callable[[DuplicateCase], Decision[DuplicateCase]],
        request: Request,
        revision: int | None,
    ) -> None:
        """See `DuplicateCases`."""
        await self._aggregates.change(case, decide, request, revision)

    async def page(
        self, ranges: Sequence[Range], include_decided: bool, after: str, limit: int
    ) -> list[Versioned[DuplicateCase]]:
        """See `DuplicateCases`."""
        found: list[Document] = []
        for low, high in ranges:
            bounds = {"$gte": low, "$lt": high, **({"$gt": after} if after else {})}
            query: Document = {"position": bounds}
            if not include_decided:
                query["open"] = True
            with store_errors():
                cursor = self._collection.find(query).sort("position", 1)
                found += await cursor.limit(limit - len(found)).to_list(None)
            if len(found) >= limit:
                break
        return [Versioned(self._codec.decode(d), int(d["revision"])) for d in found]

    async def _create(self, case: DuplicateCase, happened: tuple[object, ...]) -> None:
        try:
            await self._aggregates.create(case.id, lambda: Decision(case, happened))
        except AlreadyExists:
            return  # another entry found the pair at the same time
