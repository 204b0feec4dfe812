"""The registry's facts as the grid hears them, and its stores of what it heard, in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from gov321.registry.events.v1.household_record_pb2 import HouseholdRecord

from kit.authz import Range
from kit.commit import Versioned
from kit.envelope import Event, KafkaRecord, Received, read_envelope
from kit.memory_replica import MemoryHistory, MemoryReplica
from kit.model.division import DivisionCode
from kit.model.income import IncomeItem, IncomeYear
from kit.publisher import outgoing
from kit.records import Document
from services.grid.domain.coverage import Coverage
from services.grid.domain.ids import HouseholdId
from services.grid.domain.known import KnownHousehold
from services.grid.domain.village import Village
from services.grid.ports.households import Mark, ToldHousehold
from services.grid.ports.projection import Told
from services.grid.store.copies import row_of
from services.grid.store.own_copies import Fields, copy_row, emptied_row, trail_rows
from services.grid.store.village_codec import VillageCodec
from services.grid.wire.known_record import to_known
from services.grid.wire.told import told_of
from services.registry.domain.events import HouseholdFact, HouseholdRegistered
from services.registry.domain.household import Household
from tests.support.builders import TODAY
from tests.support.grid_fakes import SOURCE, TOPIC
from tests.support.registry_fakes import a_codec, a_vault
from tests.support.registry_orders import NOW


def received(event: Event) -> Received:
    """Return an event as a consumer gets it."""
    sent = outgoing(event)

    class Record:
        topic, partition, offset = sent.topic, 0, 0
        key, value, headers = sent.key, sent.value, tuple(sent.headers)

    record: KafkaRecord = Record()
    return read_envelope(record)


def a_fact(
    household: Household,
    revision: int = 1,
    fact: HouseholdFact | None = None,
    at: datetime = NOW,
) -> Received:
    """Return the fact by which the registry tells of a household, sealed as it seals it."""
    happened = (fact or HouseholdRegistered(TODAY),)
    [event] = a_codec().publish(household, revision, happened, at)
    return received(event)


def told(household: Household, revision: int = 1) -> ToldHousehold:
    """Return what the use-cases hear of it."""
    return told_of(a_fact(household, revision), a_vault())


def wages(year: int, yuan: int) -> IncomeYear:
    """Return the income of a year, all of it wages."""
    return IncomeYear(year, ((IncomeItem.WAGE, Decimal(yuan)),))


class MemoryKnownHouseholds:
    """`KnownHouseholds` on a memory replica, sealed as the real one is."""

    def __init__(self) -> None:
        self.replica = MemoryReplica()

    async def apply(self, told: Sequence[ToldHousehold]) -> int:
        """See `KnownHouseholds`."""
        return (await self.replica.apply([row_of(one) for one in told])).written

    async def get_many(self, ids: Sequence[HouseholdId]) -> dict[HouseholdId, KnownHousehold]:
        """See `KnownHouseholds`."""
        found = await self.replica.find(ids)
        return {HouseholdId(document["_id"]): _known(document["snapshot"]) for document in found}

    async def of_village(self, village: DivisionCode) -> list[KnownHousehold]:
        """See `KnownHouseholds`."""
        return [
            _known(document["snapshot"])
            for document in self.replica.all()
            if document["home"] == village.digits and document["live"]
        ]

    async def marks(self, villages: Sequence[DivisionCode]) -> Mapping[DivisionCode, Mark]:
        """See `KnownHouseholds`."""
        marks: dict[DivisionCode, Mark] = {}
        for document in self.replica.all():
            code = DivisionCode.parse(document["home"])
            if code in villages:
                mark = marks.get(code, Mark())
                newest = max(mark.newest or document["at"], document["at"])
                revisions = mark.revisions + document["revision"]
                marks[code] = Mark(mark.copies + 1, revisions, newest)
        return marks


class MemoryCopies:
    """`Copies` on a memory replica."""

    def __init__(self, fields: Fields) -> None:
        self.replica = MemoryReplica()
        self._fields = fields

    async def apply(self, told: Sequence[Told]) -> int:
        """See `Copies`."""
        rows = [copy_row(fact, self._fields) for fact in told]
        return (await self.replica.apply(rows)).written

    async def forget(self, told: Sequence[Told]) -> int:
        """See `Copies`."""
        return (await self.replica.apply([emptied_row(fact) for fact in told])).written


class MemoryVillageCopies:
    """`VillageQueries` over the documents of copies."""

    def __init__(self, documents: Callable[[], list[Document]]) -> None:
        self._all = documents
        self._codec = VillageCodec(TOPIC, SOURCE)

    async def get(self, village: DivisionCode) -> Versioned[Village] | None:
        """See `VillageQueries`."""
        return next((item for item in self._read() if item.state.code == village), None)

    async def page(
        self, ranges: Sequence[Range], after: str, limit: int
    ) -> list[Versioned[Village]]:
        """See `VillageQueries`."""
        found = [
            item
            for item in self._read()
            if item.state.code.digits > after
            if any(low <= item.state.code.digits < high for low, high in ranges)
        ]
        return sorted(found, key=lambda item: item.state.code)[:limit]

    def _read(self) -> list[Versioned[Village]]:
        return [
            Versioned(self._codec.decode(document), document["revision"])
            for document in self._all()
            if "snapshot" in document
        ]


class MemoryTrail:
    """`Trail` on a memory history."""

    def __init__(self) -> None:
        self.rows = MemoryHistory()

    async def append(self, told: Sequence[Told]) -> int:
        """See `Trail`."""
        return await self.rows.append(trail_rows(told))


class MemoryUpkeepLog:
    """`UpkeepLog` in a dict."""

    def __init__(self) -> None:
        self.days: dict[DivisionCode, date] = {}

    async def done_on(self, day: date) -> frozenset[DivisionCode]:
        """See `UpkeepLog`."""
        return frozenset(village for village, done in self.days.items() if done == day)

    async def done(self, village: DivisionCode, day: date) -> None:
        """See `UpkeepLog`."""
        self.days[village] = day


@dataclass
class Shown:
    """`CoverageGauges` that remember what they showed last."""

    coverage: dict[str, Coverage] = field(default_factory=dict[str, Coverage])

    def show(self, coverage: Coverage) -> None:
        """See `CoverageGauges`."""
        self.coverage[coverage.village] = coverage


def _known(snapshot: bytes) -> KnownHousehold:
    return to_known(HouseholdRecord.FromString(snapshot), a_vault())
