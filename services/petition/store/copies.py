"""Copies of appeals that another site has, or that are on their way; what of them is counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from gov321.petition.events.v1.petition_record_pb2 import PetitionRecord

from kit.model.clock import Clock
from kit.model.division import DivisionCode
from kit.mongo import Collection, Index, Store, store_errors
from kit.mongo_replica import MongoReplica
from kit.records import Document
from kit.replica import ReplicaRow
from kit.replica_metrics import ReplicaMetrics
from services.petition.domain.measuring import SOON, Matter, Passing, Standing
from services.petition.domain.public import town_of
from services.petition.ports.projection import Told

from .petition_indexing import QUERY_INDEXES, petition_fields

COPIES = "petition_copies"
_SENT = Index("by_sent", ("sent_at",), sparse=True)
INDEXES = (*QUERY_INDEXES, _SENT)


class MongoPetitionCopies:
    """`PetitionCopies` on one collection. `source` is the `ce_source` of this site."""

    def __init__(self, store: Store, source: str, clock: Clock, metrics: ReplicaMetrics) -> None:
        self._source = source
        self._clock = clock
        self._metrics = metrics
        self.collection = store.collection(COPIES)
        self._replica = MongoReplica(store, COPIES)

    async def prepare(self) -> None:
        """Create the indexes; any number of times."""
        await self._replica.prepare(INDEXES)

    async def apply(self, told: Sequence[Told]) -> int:
        """See `PetitionCopies`; of each appeal only the newest state of the batch counts."""
        newest = {one.id: one for one in sorted(told, key=lambda one: one.revision)}
        rows = [copy_row(one, self._source) for one in newest.values()]
        applied = await self._replica.apply(rows)
        last = max(one.at for one in told)
        self._metrics.applied(len(rows), applied.written, last, self._clock.now())
        return applied.written

    async def forget(self, told: Sequence[Told]) -> int:
        """See `PetitionCopies`: an empty copy stays, so that no older fact brings it back."""
        return (await self._replica.apply([emptied_row(one) for one in told])).written


def copy_row(told: Told, source: str) -> ReplicaRow:
    """Return what a copy keeps: the fields of `petitions`, and since when a handoff is waiting."""
    record = PetitionRecord.FromString(told.record)
    fields = petition_fields(record)
    if told.in_flight and told.source == source:
        fields["sent_at"] = told.at
    return ReplicaRow(told.id, told.revision, told.home.digits, told.custodian.digits, fields)


def emptied_row(told: Told) -> ReplicaRow:
    """Return what is left of the copy of something that this site has itself."""
    return ReplicaRow(told.id, told.revision, told.home.digits, told.custodian.digits)


class MongoOpenPetitions:
    """`OpenPetitions`: open ones in the custodian's collection, handoffs among the copies."""

    def __init__(self, own: Collection, copies: Collection) -> None:
        self._own = own
        self._copies = copies

    async def standing(self, now: datetime) -> list[Standing]:
        """See `OpenPetitions`; only open ones have `open_at`, a sparse index."""
        late: Document = {"$sum": {"$cond": [_before("overdue_from", now), 1, 0]}}
        soon: Document = {"$sum": {"$cond": [_before("overdue_from", now + SOON), 1, 0]}}
        by: Document = {"place": "$place", "standing": "$standing"}
        stages: list[Document] = [
            {"$match": {"open_at": {"$exists": True}}},
            {"$group": {"_id": by, "open": {"$sum": 1}, "soon": soon, "overdue": late}},
        ]
        with store_errors():
            rows = await self._own.aggregate(stages).to_list(None)
        return standing_of_rows(rows)

    async def passing(self, now: datetime) -> Passing:
        """See `OpenPetitions`."""
        with store_errors():
            cursor = self._copies.find({"sent_at": {"$exists": True}}, {"sent_at": 1})
            waiting = await cursor.to_list(None)
        oldest = min((document["sent_at"] for document in waiting), default=now)
        return Passing(len(waiting), max(now - oldest, timedelta()))


def standing_of_rows(rows: Sequence[Document]) -> list[Standing]:
    """Return the sums of villages and standings as those of towns, tiers and letters."""
    sums: dict[Matter, Standing] = {}
    for row in rows:
        _, tier, _, letter = row["_id"]["standing"].split("/")
        town = town_of(DivisionCode.parse(row["_id"]["place"])).digits
        matter = Matter(tier, town, letter)
        known = sums.get(matter, Standing(matter, 0, 0, 0))
        late = int(row["overdue"])
        sums[matter] = Standing(
            matter,
            open=known.open + int(row["open"]),
            due=known.due + int(row["soon"]) - late,
            overdue=known.overdue + late,
        )
    return list(sums.values())


def _before(field: str, at: datetime) -> dict[str, Any]:
    """Whether there is such a time before another; a missing field is less than any time."""
    return {"$and": [{"$gt": [f"${field}", None]}, {"$lt": [f"${field}", at]}]}
