"""What this site did to appeals, one row per revision; the rows come from its own facts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from kit.mongo import Store
from kit.mongo_replica import MongoHistory
from kit.replica import HistoryRow
from services.petition.ports.projection import Told

HISTORY = "petitions_history"


class MongoPetitionTrail:
    """`PetitionTrail` on the append-only collection."""

    def __init__(self, store: Store) -> None:
        self.rows = MongoHistory(store, HISTORY)

    async def prepare(self) -> None:
        """Create the indexes; any number of times."""
        await self.rows.prepare()

    async def append(self, told: Sequence[Told]) -> int:
        """See `PetitionTrail`."""
        return await self.rows.append(trail_rows(told))


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
        "custodian": first.custodian.digits,
        "facts": [fact.fact for fact in facts],
        "snapshot": first.record,
    }
    return HistoryRow(first.id, first.revision, first.at, fields)
