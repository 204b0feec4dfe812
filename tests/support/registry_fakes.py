"""The registry's ports on the store in memory: they work, and pass the suites of the real ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial

from kit.aggregate import Aggregates, ChunkChange
from kit.authz import Range
from kit.commit import AlreadyExists, Decision, Request, Versioned
from kit.crypto import Blind, Sealer
from kit.envelope import topic_events
from kit.key_ring import BlindKey, BlindSuite, Key, KeyRing, Suite
from kit.memory import MemoryRecords
from kit.model.clock import Clock
from kit.model.division import DivisionCode
from kit.records import Document, DuplicateKey
from kit.vault import Vault
from services.registry.domain.duplicates import CaseOutcome, DuplicateCase
from services.registry.domain.household import Household
from services.registry.domain.ids import CaseId, HouseholdId, PersonId
from services.registry.ports.households import (
    Count,
    Decide,
    DecideMany,
    IdNumberClaimed,
    NumberTaken,
    PersonPlace,
    Place,
    RosterState,
    RosterWrite,
)
from services.registry.store.cases import CaseCodec
from services.registry.store.household_codec import HouseholdCodec

TOPIC = topic_events("registry")
SOURCE = "/gov321/villages/registry"


def a_key_ring() -> KeyRing:
    """Return keys that are the same in every test."""
    keys = {"k1": Key("k1", Suite.AES_256_GCM, b"s" * 32)}
    return KeyRing("k1", keys, BlindKey("b1", BlindSuite.HMAC_SHA_256, b"b" * 32))


def a_vault() -> Vault:
    """Return a vault whose keys are the same in every test."""
    ring = a_key_ring()
    return Vault(Sealer(ring), Blind(ring))


def a_codec(vault: Vault | None = None) -> HouseholdCodec:
    """Return the real codec of households."""
    return HouseholdCodec(vault or a_vault(), TOPIC, SOURCE)


def _asleep() -> None:
    """Nobody is woken: a test runs the relay itself."""


class MemoryQueries:
    """`HouseholdQueries` over the documents of a fake."""

    def __init__(self, documents: Callable[[], list[Document]], codec: HouseholdCodec) -> None:
        self._all = documents
        self._codec = codec

    async def get_many(self, ids: Sequence[str]) -> dict[str, Versioned[Household]]:
        """See `HouseholdQueries`."""
        found = [d for d in self._all() if d["_id"] in set(ids) and "snapshot" in d]
        return {document["_id"]: self._read(document) for document in found}

    async def page(
        self, ranges: Sequence[Range], include_dissolved: bool, after: str, limit: int
    ) -> list[Versioned[Household]]:
        """See `HouseholdQueries`."""
        found = [
            document
            for document in self._within(ranges)
            if (include_dissolved or document["live"]) and document["position"] > after
        ]
        return [self._read(d) for d in sorted(found, key=lambda d: d["position"])[:limit]]

    async def with_id_number(
        self, index: bytes, ranges: Sequence[Range], limit: int
    ) -> list[Versioned[Household]]:
        """See `HouseholdQueries`."""
        return self._with(("claims", "shared_id_numbers"), index, ranges, limit)

    async def with_phone(
        self, index: bytes, ranges: Sequence[Range], limit: int
    ) -> list[Versioned[Household]]:
        """See `HouseholdQueries`."""
        return self._with(("phones",), index, ranges, limit)

    async def counts(self, bounds: Range) -> list[Count]:
        """See `HouseholdQueries`."""
        live = [document for document in self._within([bounds]) if document["live"]]
        villages = sorted({document["home"] for document in live})
        persons = {v: [d["persons"] for d in live if d["home"] == v] for v in villages}
        return [Count(v, len(persons[v]), sum(persons[v])) for v in villages]

    def _with(
        self, fields: Sequence[str], index: bytes, ranges: Sequence[Range], limit: int
    ) -> list[Versioned[Household]]:
        within = self._within(ranges)
        found = [d for d in within if any(index in d.get(field, ()) for field in fields)]
        return [self._read(document) for document in found[:limit]]

    def _within(self, ranges: Sequence[Range]) -> list[Document]:
        return [
            document
            for document in self._all()
            if any(low <= document.get("position", "") < high for low, high in ranges)
        ]

    def _read(self, document: Document) -> Versioned[Household]:
        return Versioned(self._codec.decode(document), document["revision"])


class MemoryHouseholds(MemoryQueries):
    """`Households` on `MemoryRecords`, through the real repository and codec."""

    def __init__(self, clock: Clock, codec: HouseholdCodec | None = None) -> None:
        unique = {"one_claim": ("claims",), "one_place": ("place",)}
        self.records = MemoryRecords(unique=unique)
        codec = codec or a_codec()
        super().__init__(self.records.all, codec)
        self._aggregates = Aggregates(
            self.records, codec, clock, _asleep, on_duplicate=_refusal, what="户"
        )

    async def create(
        self, household: HouseholdId, decide: Callable[[], Decision[Household]], request: Request
    ) -> None:
        """See `Households`."""
        await self._aggregates.create(household, decide, request)

    async def change(
        self, household: HouseholdId, decide: Decide, request: Request, revision: int | None
    ) -> None:
        """See `Households`."""
        await self._aggregates.change(household, decide, request, revision)

    async def change_many(
        self,
        households: Sequence[HouseholdId],
        decide: DecideMany,
        request: Request,
        revisions: Mapping[str, int],
    ) -> None:
        """See `Households`."""
        await self._aggregates.change_many(households, decide, request, revisions)

    async def get_many(self, ids: Sequence[str]) -> dict[str, Versioned[Household]]:
        """See `HouseholdQueries`; with the stored document, as the real one."""
        return await self._aggregates.get_many(ids)

    async def write_roster(self, writes: Sequence[RosterWrite]) -> tuple[str, ...]:
        """See `Households`."""
        changes = [ChunkChange(w.decision.state.id, w.before, w.decision) for w in writes]
        return (await self._aggregates.write_chunk(changes)).lost

    async def roster_states(self, places: Sequence[Place]) -> dict[str, RosterState]:
        """See `Households`."""
        wanted = {place.key for place in places}
        return {d["place"]: _state(d) for d in self.records.all() if d.get("place") in wanted}

    async def holders_of(self, indexes: Sequence[bytes]) -> dict[bytes, PersonPlace]:
        """See `Households`."""
        wanted = set(indexes)
        return {
            index: _place(document, member.person.id)
            for document in self.records.all()
            if wanted & set(document.get("claims", ()))
            for member in self._codec.decode(document).live_members
            if (index := self._index(member.person.id_number)) in wanted
        }

    async def twins_in(self, households: Sequence[HouseholdId]) -> list[tuple[bytes, PersonPlace]]:
        """See `Households`."""
        return _twins(d for d in self.records.all() if d["_id"] in set(households))

    async def twins_of(self, indexes: Sequence[bytes]) -> list[tuple[bytes, PersonPlace]]:
        """See `Households`."""
        return [twin for twin in _twins(self.records.all()) if twin[0] in set(indexes)]

    def _index(self, number: object) -> bytes:
        digits = getattr(number, "digits", "")
        return self._codec.vault.index("id_number", digits) if digits else b""


class MemoryCases:
    """`DuplicateCases` on `MemoryRecords`."""

    def __init__(self, clock: Clock) -> None:
        self.records = MemoryRecords()
        codec = CaseCodec(TOPIC, SOURCE)
        self._codec = codec
        self._aggregates = Aggregates(self.records, codec, clock, _asleep, what="重复登记核查")

    async def open(self, cases: Sequence[CaseOutcome]) -> None:
        """See `DuplicateCases`."""
        for case, happened in cases:
            decision = Decision(case, happened)
            with suppress(AlreadyExists):
                await self._aggregates.create(case.id, partial(_same, decision))

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
        found = [
            document
            for document in self.records.all()
            if (include_decided or document["open"]) and document["position"] > after
            if any(low <= document["position"] < high for low, high in ranges)
        ]
        ordered = sorted(found, key=lambda d: d["position"])[:limit]
        return [Versioned(self._codec.decode(d), d["revision"]) for d in ordered]


def _same(decision: Decision[DuplicateCase]) -> Decision[DuplicateCase]:
    return decision


def _twins(documents: Iterable[Document]) -> list[tuple[bytes, PersonPlace]]:
    rows: list[tuple[bytes, PersonPlace]] = []
    for document in documents:
        pairs = zip(document.get("twins", ()), document.get("people", ()), strict=True)
        rows += [(index, _place(document, person)) for index, person in pairs]
    return rows


def _place(document: Document, person: str) -> PersonPlace:
    home = DivisionCode.parse(document["home"])
    return PersonPlace(PersonId(person), HouseholdId(document["_id"]), home)


def _state(document: Document) -> RosterState:
    return RosterState(
        HouseholdId(document["_id"]),
        document["revision"],
        document["content_hash"],
        document["import_id"],
        document["import_created"],
    )


def _refusal(duplicate: DuplicateKey) -> Exception:
    if duplicate.index == "one_claim":
        return IdNumberClaimed()
    return NumberTaken(id=duplicate.id) if duplicate.index == "one_place" else duplicate
