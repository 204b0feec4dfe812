"""Copies of villages and cares at the tiers above, and the history of this site's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from gov321.grid.events.v1.care_record_pb2 import CareRecord

from kit.model.clock import Clock
from kit.mongo import Index, Store
from kit.mongo_replica import MongoHistory, MongoReplica
from kit.records import Document
from kit.replica import HistoryRow, ReplicaRow
from kit.replica_metrics import ReplicaMetrics
from services.grid.ports.projection import Told

from .care_indexing import CARE_INDEXES, care_fields

VILLAGE_COPIES, CARE_COPIES = "village_copies", "care_copies"
VILLAGES_HISTORY, CARES_HISTORY = "villages_history", "cares_history"

Fields = Callable[[bytes], Document]
"""From a record to the fields its queries go by."""


def village_copy(record: bytes) -> Document:
    """Return the fields of a village; it is found by its id alone."""
    return {"snapshot": record}


def care_copy(record: bytes) -> Document:
    """Return the fields of a care, the same as at its custodian."""
    return care_fields(CareRecord.FromString(record))


class MongoCopies:
    """`Copies` on one collection."""

    def __init__(
        self, store: Store, name: str, fields: Fields, clock: Clock, metrics: ReplicaMetrics
    ) -> None:
        self._fields = fields
        self._clock = clock
        self._metrics = metrics
        self._indexes: Sequence[Index] = CARE_INDEXES if name == CARE_COPIES else ()
        self.collection = store.collection(name)
        self._replica = MongoReplica(store, name)

    async def prepare(self) -> None:
        """Create the indexes; any number of times."""
        await self._replica.prepare(self._indexes)

    async def apply(self, told: Sequence[Told]) -> int:
        """See `Copies`; of each record only the newest fact of the batch counts."""
        newest = {fact.id: fact for fact in sorted(told, key=lambda fact: fact.revision)}
        rows = [copy_row(fact, self._fields) for fact in newest.values()]
        applied = await self._replica.apply(rows)
        last = max(fact.at for fact in told)
        self._metrics.applied(len(newest), applied.written, last, self._clock.now())
        return applied.written

    async def forget(self, told: Sequence[Told]) -> int:
        """See `Copies`: an empty copy stays, so that no older fact brings it back."""
        return (await self._replica.apply([emptied_row(fact) for fact in told])).written


class MongoTrail:
    """`Trail` on one append-only collection: one row per revision."""

    def __init__(self, store: Store, name: str) -> None:
        self.rows = MongoHistory(store, name)

    async def prepare(self) -> None:
        """Create the indexes; any number of times."""
        await self.rows.prepare()

    async def append(self, told: Sequence[Told]) -> int:
        """See `Trail`."""
        return await self.rows.append(trail_rows(told))


def copy_row(fact: Told, fields: Fields) -> ReplicaRow:
    """Return what a copy keeps of a fact."""
    home = fact.home.digits
    return ReplicaRow(fact.id, fact.revision, home, home, fields(fact.record))


def emptied_row(fact: Told) -> ReplicaRow:
    """Return what is kept of something that moved out of scope."""
    return ReplicaRow(fact.id, fact.revision, fact.home.digits, fact.home.digits)


def trail_rows(told: Sequence[Told]) -> list[HistoryRow]:
    """Return one row per revision. The facts of one revision stand together on the topic, but a
    batch may end between them: then the row names those of the first batch."""
    ordered = sorted(told, key=lambda fact: (fact.id, fact.revision))
    groups = groupby(ordered, key=lambda fact: (fact.id, fact.revision))
    return [_row(list(facts)) for _, facts in groups]


def _row(facts: Sequence[Told]) -> HistoryRow:
    first = facts[0]
    fields = {
        "home": first.home.digits,
        "facts": [fact.fact for fact in facts],
        "snapshot": first.record,
    }
    return HistoryRow(first.id, first.revision, first.at, fields)
