"""Copies of households and the history of this site's own, from the facts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from gov321.registry.events.v1.household_record_pb2 import HouseholdRecord

from kit.model.clock import Clock
from kit.mongo import Store
from kit.mongo_replica import MongoReplica
from kit.replica import HistoryRow, ReplicaRow
from kit.replica_metrics import ReplicaMetrics
from services.registry.ports.projection import Told

from .history import MongoHouseholdHistory
from .indexing import COPY_INDEXES, read_fields

COPIES = "household_copies"


class MongoHouseholdCopies:
    """`HouseholdCopies` on one collection."""

    def __init__(self, store: Store, clock: Clock, metrics: ReplicaMetrics) -> None:
        self._clock = clock
        self._metrics = metrics
        self.collection = store.collection(COPIES)
        self._replica = MongoReplica(store, COPIES)

    async def prepare(self) -> None:
        """Create the indexes; any number of times."""
        await self._replica.prepare(COPY_INDEXES)

    async def apply(self, told: Sequence[Told]) -> int:
        """See `HouseholdCopies`; of each household only the newest fact of the batch counts."""
        newest = {fact.household: fact for fact in sorted(told, key=lambda fact: fact.revision)}
        applied = await self._replica.apply([_row(fact) for fact in newest.values()])
        last = max(fact.at for fact in told)
        self._metrics.applied(len(newest), applied.written, last, self._clock.now())
        return applied.written

    async def forget(self, told: Sequence[Told]) -> int:
        """See `HouseholdCopies`: an empty copy stays, so that no older fact brings it back."""
        rows = [
            ReplicaRow(fact.household, fact.revision, fact.home.digits, fact.home.digits)
            for fact in told
        ]
        return (await self._replica.apply(rows)).written


class MongoHouseholdTrail:
    """`HouseholdTrail`: one row per revision, with the facts of that revision."""

    def __init__(self, history: MongoHouseholdHistory) -> None:
        self._rows = history.rows

    async def append(self, told: Sequence[Told]) -> int:
        """See `HouseholdTrail`; the facts of one revision stand together on the topic, but a
        batch may end between them: then the row names those of the first batch."""
        ordered = sorted(told, key=lambda fact: (fact.household, fact.revision))
        groups = groupby(ordered, key=lambda fact: (fact.household, fact.revision))
        return await self._rows.append([_history_row(list(facts)) for _, facts in groups])


def _row(fact: Told) -> ReplicaRow:
    record = HouseholdRecord.FromString(fact.record)
    return ReplicaRow(
        fact.household, fact.revision, record.home, record.custodian, read_fields(record)
    )


def _history_row(facts: list[Told]) -> HistoryRow:
    first = facts[0]
    record = HouseholdRecord.FromString(first.record)
    live = sum(not member.HasField("leave_date") for member in record.members)
    return HistoryRow(
        first.household,
        first.revision,
        first.at,
        {
            "home": record.home,
            "facts": [fact.fact for fact in facts],
            "persons": live,
            "snapshot": first.record,
        },
    )
