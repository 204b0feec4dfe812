"""The grid's ports on the store in memory: they work, and pass the suites of the real ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date

from kit.aggregate import Aggregates, ChunkChange
from kit.authz import Range
from kit.commit import AlreadyExists, Decision, Request, Versioned
from kit.envelope import topic_events
from kit.memory import MemoryRecords, Step
from kit.model.clock import Clock
from kit.model.division import DivisionCode
from kit.records import Document
from services.grid.domain.care import HouseholdCare
from services.grid.domain.founding import founded_facts
from services.grid.domain.ids import HouseholdId, PersonId
from services.grid.domain.village import Village
from services.grid.ports import cares as care_ports
from services.grid.ports.cares import CareCount, CareFilter, CareWrite, Helper
from services.grid.ports.villages import WHAT, Decide
from services.grid.store.care_codec import CareCodec
from services.grid.store.village_codec import VillageCodec
from tests.support.memory_own import asleep
from tests.support.registry_fakes import a_vault

TOPIC = topic_events("grid")
SOURCE = "/gov321/villages/grid"


class MemoryVillages:
    """`Villages` on `MemoryRecords`, through the real repository and codec.

    `step` is called around every effect, so that a test can crash there.
    """

    def __init__(self, clock: Clock, step: Step | None = None) -> None:
        self.records = MemoryRecords(step=step) if step else MemoryRecords()
        self._codec = VillageCodec(TOPIC, SOURCE)
        self._aggregates = Aggregates(self.records, self._codec, clock, asleep, what=WHAT)

    async def get(self, village: DivisionCode) -> Versioned[Village] | None:
        """See `VillageQueries`."""
        return await self._aggregates.get(village.digits)

    async def page(
        self, ranges: Sequence[Range], after: str, limit: int
    ) -> list[Versioned[Village]]:
        """See `VillageQueries`."""
        found = sorted(
            document["_id"]
            for document in self.records.all()
            if any(low <= document["_id"] < high for low, high in ranges)
            if document["_id"] > after
        )
        read = await self._aggregates.get_many(found[:limit])
        return [read[id] for id in found[:limit]]

    async def create(self, village: Village) -> None:
        """See `Villages`."""
        with suppress(AlreadyExists):
            await self._aggregates.create(
                village.code.digits, lambda: Decision(village, founded_facts(village))
            )

    async def change(
        self,
        village: DivisionCode,
        decide: Decide,
        request: Request | None = None,
        revision: int | None = None,
    ) -> bytes:
        """See `Villages`."""
        return await self._aggregates.change(village.digits, decide, request, revision)

    async def change_many(
        self,
        villages: Sequence[DivisionCode],
        decide: Callable[[Mapping[str, Village]], Mapping[str, Decision[Village]]],
    ) -> None:
        """See `Villages`."""
        await self._aggregates.change_many([village.digits for village in villages], decide)


def a_care_codec() -> CareCodec:
    """Return the real codec of cares."""
    return CareCodec(a_vault(), TOPIC, SOURCE)


class MemoryCareQueries:
    """`CareQueries` over documents; the answers are worked out on the states themselves."""

    def __init__(self, documents: Callable[[], list[Document]]) -> None:
        self._all = documents
        self._codec = a_care_codec()

    async def get_many(
        self, ids: Sequence[HouseholdId]
    ) -> dict[HouseholdId, Versioned[HouseholdCare]]:
        """See `CareQueries`."""
        return {i.state.household: i for i in self._read() if i.state.household in set(ids)}

    async def page(
        self, ranges: Sequence[Range], wanted: CareFilter, after: str, limit: int
    ) -> list[Versioned[HouseholdCare]]:
        """See `CareQueries`."""
        found = (item for item in self._live() if _is_wanted(item.state, wanted))
        inside = [item for item in found if _within(item.state, ranges)]
        return [item for item in inside if item.state.position > after][:limit]

    async def of_village(self, village: DivisionCode) -> list[Versioned[HouseholdCare]]:
        """See `CareQueries`."""
        return [item for item in self._live() if item.state.village == village]

    async def of_person(
        self, person: PersonId, after: str, limit: int
    ) -> list[Versioned[HouseholdCare]]:
        """See `CareQueries`."""
        found = (item for item in self._live() if _helps(item.state, person))
        ordered = sorted(found, key=lambda item: item.state.household)
        return [item for item in ordered if item.state.household > after][:limit]

    async def helper(self, person: PersonId, ranges: Sequence[Range]) -> Helper:
        """See `CareQueries`."""
        inside = (item.state for item in self._live() if _within(item.state, ranges))
        cares = [care for care in inside if _helps(care, person)]
        named = [care.named_contact for care in cares]
        return Helper(person, len(cares), sum(c is not None and c.person == person for c in named))

    async def counts(self, bounds: Range, today: date) -> list[CareCount]:
        """See `CareQueries`."""
        cares = [item.state for item in self._live() if _within(item.state, [bounds])]
        villages = sorted({care.village.digits for care in cares})
        return [_count(v, [c for c in cares if c.village.digits == v], today) for v in villages]

    def _read(self) -> Iterable[Versioned[HouseholdCare]]:
        return (
            Versioned(self._codec.decode(document), document["revision"])
            for document in self._all()
            if "snapshot" in document
        )

    def _live(self) -> list[Versioned[HouseholdCare]]:
        return sorted((i for i in self._read() if i.state.live), key=lambda i: i.state.position)


class MemoryCares(MemoryCareQueries):
    """`Cares` on `MemoryRecords`, through the real repository and codec."""

    def __init__(self, clock: Clock) -> None:
        self.records = MemoryRecords()
        super().__init__(self.records.all)
        self._aggregates = Aggregates(
            self.records, a_care_codec(), clock, asleep, what=care_ports.WHAT
        )

    async def get_many(
        self, ids: Sequence[HouseholdId]
    ) -> dict[HouseholdId, Versioned[HouseholdCare]]:
        """See `CareQueries`; with the stored document, as the real one."""
        found = await self._aggregates.get_many(ids)
        return {HouseholdId(id): item for id, item in found.items()}

    async def change(
        self,
        household: HouseholdId,
        decide: care_ports.Decide,
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


def _is_wanted(care: HouseholdCare, wanted: CareFilter) -> bool:
    return (
        (wanted.grid is None or care.leaf.lies_in(wanted.grid))
        and (not wanted.colours or care.colour in wanted.colours)
        and (not wanted.proposals_only or care.proposal is not None)
        and (not wanted.vacant_only or care.open_vacancy is not None)
        and (wanted.overdue_on is None or _overdue(care, wanted.overdue_on))
    )


def _overdue(care: HouseholdCare, day: date) -> bool:
    return care.duty is not None and care.duty.overdue_on(day)


def _within(care: HouseholdCare, ranges: Sequence[Range]) -> bool:
    return any(low <= care.position < high for low, high in ranges)


def _helps(care: HouseholdCare, person: PersonId) -> bool:
    return any(contact.live and contact.person == person for contact in care.contacts)


def _count(village: str, cares: Sequence[HouseholdCare], today: date) -> CareCount:
    return CareCount(
        village,
        Counter(care.colour for care in cares),
        proposals=sum(care.proposal is not None for care in cares),
        vacant=sum(care.open_vacancy is not None for care in cares),
        overdue=sum(_overdue(care, today) for care in cares),
    )
