"""The ports of appeals on the store in memory: they work, and pass the suites of the real ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from kit.aggregate import Aggregates, ChunkChange
from kit.authz import Range
from kit.commit import Decision, Request, Versioned
from kit.memory import MemoryRecords, Step
from kit.model.clock import Clock
from kit.records import Document
from kit.topology import Site, Topology
from services.petition.domain.addressing import Routes
from services.petition.domain.clocking import is_overdue
from services.petition.domain.clocks import ClockKind, ClockState
from services.petition.domain.ids import PetitionId, UnitCode
from services.petition.domain.kinds import Channel
from services.petition.domain.petition import Petition
from services.petition.domain.states import FINAL, State
from services.petition.domain.steps import open_clocks
from services.petition.ports.petitions import (
    WHAT,
    Decide,
    DecideMany,
    PetitionCount,
    PetitionFilter,
    PetitionWrite,
    position_of,
)
from services.petition.store.petition_codec import PetitionCodec
from services.petition.store.petition_indexing import DUTIES, NUMBER_INDEX
from services.petition.store.petitions import refusal_of
from services.petition.store.telling import Telling
from tests.support.memory_own import asleep
from tests.support.petition_handoffs import THREE_SITES
from tests.support.registry_fakes import a_vault

_ANSWERS = (ClockKind.FINISH, ClockKind.REVIEW_ANSWER, ClockKind.RECHECK_ANSWER)


def a_petition_codec(site: str = "villages", topology: Topology = THREE_SITES) -> PetitionCodec:
    """Return the real codec of appeals at a site."""
    here, vault = topology.site(site), a_vault()
    return PetitionCodec(vault, Telling(Routes(topology, here), vault, source_of(here)))


def source_of(here: Site) -> str:
    """Return the `ce_source` of a site."""
    return f"/gov321/{here.id}/petition"


class MemoryPetitionQueries:
    """`PetitionQueries` over documents; the answers are worked out on the states themselves."""

    def __init__(self, documents: Callable[[], list[Document]], codec: PetitionCodec) -> None:
        self._all = documents
        self._codec = codec

    async def get_many(self, ids: Sequence[PetitionId]) -> dict[PetitionId, Versioned[Petition]]:
        """See `PetitionQueries`."""
        return {item.state.id: item for item in self._read() if item.state.id in set(ids)}

    async def page(
        self, ranges: Sequence[Range], wanted: PetitionFilter, after: str, limit: int
    ) -> list[Versioned[Petition]]:
        """See `PetitionQueries`."""
        found = [item for item in self._ours() if _is_wanted(item.state, wanted)]
        inside = [item for item in found if _within(item.state, ranges)]
        ordered = sorted(inside, key=lambda item: position_of(item.state))
        return [item for item in ordered if position_of(item.state) > after][:limit]

    async def by_receipt(self, number: str) -> Versioned[Petition] | None:
        """See `PetitionQueries`."""
        found = (
            item
            for item in self._read()
            if any(one.number == number for one in item.state.petitioners)
        )
        return max(found, key=lambda item: item.revision, default=None)

    async def counts(self, bounds: Range, digits: int, now: datetime) -> list[PetitionCount]:
        """See `PetitionQueries`."""
        told = [item.state for item in self._ours()]
        inside = [p for p in told if _within(p, [bounds]) and p.channel is not Channel.DISCIPLINE]

        def division(petition: Petition) -> str:
            return petition.place.digits[:digits]

        ordered = sorted(inside, key=division)
        return [
            _count(prefix.ljust(12, "0"), list(group), now)
            for prefix, group in groupby(ordered, key=division)
        ]

    def _read(self) -> list[Versioned[Petition]]:
        documents = (document for document in self._all() if "snapshot" in document)
        return [Versioned(self._codec.decode(one), int(one["revision"]), one) for one in documents]

    def _ours(self) -> list[Versioned[Petition]]:
        """What lists show: not what was sent away."""
        return [item for item in self._read() if item.stored and "position" in item.stored]


class MemoryPetitions(MemoryPetitionQueries):
    """`Petitions` on `MemoryRecords`, through the real repository and codec.

    `step` is called around every effect, so that a test can crash there.
    """

    def __init__(
        self, clock: Clock, codec: PetitionCodec | None = None, step: Step | None = None
    ) -> None:
        unique = {NUMBER_INDEX.name: NUMBER_INDEX.keys}
        self.records = MemoryRecords(unique, step) if step else MemoryRecords(unique)
        self.codec = codec or a_petition_codec()
        super().__init__(self.records.all, self.codec)
        self._aggregates = Aggregates(
            self.records, self.codec, clock, asleep, on_duplicate=refusal_of, what=WHAT
        )

    async def get_many(self, ids: Sequence[PetitionId]) -> dict[PetitionId, Versioned[Petition]]:
        """See `Petitions`."""
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
        """See `Petitions`."""
        timed = [(item.state.next_timer, item) for item in self._ours()]
        found = [(at, item) for at, item in timed if at is not None and at <= now]
        return [item for _, item in sorted(found, key=lambda pair: pair[0])][:limit]


def overdue_from(petition: Petition) -> datetime | None:
    """Return from when on an open appeal is late."""
    if petition.state in FINAL:
        return None
    due = (
        clock.due_at
        for clock in open_clocks(petition)
        if clock.kind in DUTIES and clock.state is not ClockState.PAUSED
    )
    return min(due, default=None)


def _is_late(petition: Petition, now: datetime) -> bool:
    since = overdue_from(petition)
    return since is not None and since < now


def _is_wanted(petition: Petition, wanted: PetitionFilter) -> bool:
    protected = petition.channel is Channel.DISCIPLINE
    return (
        (not wanted.states or petition.state in wanted.states)
        and (wanted.unit is None or wanted.unit in _units(petition))
        and (wanted.overdue_at is None or _is_late(petition, wanted.overdue_at))
        and wanted.discipline in (None, protected)
    )


def _units(petition: Petition) -> set[UnitCode]:
    return {one.unit for one in petition.assignments if one.returned_at is None}


def _within(petition: Petition, ranges: Iterable[Range]) -> bool:
    return any(low <= position_of(petition) < high for low, high in ranges)


def _count(division: str, found: Sequence[Petition], now: datetime) -> PetitionCount:
    live = [petition for petition in found if petition.state not in FINAL]
    closed = [petition for petition in found if petition.state is State.CLOSED]
    return PetitionCount(
        division,
        received=len(found),
        open=len(live),
        overdue=sum(_is_late(petition, now) for petition in live),
        closed=len(closed),
        closed_in_time=sum(map(_in_time, closed)),
        reopened=sum(petition.reopened > 0 for petition in found),
        returned=sum(bool(petition.returns) for petition in found),
        in_flight=sum(petition.custody.in_flight for petition in found),
        open_at_tier=Counter(p.custody.center.tier.name.lower() for p in live),
        solved_at_tier=Counter(p.solved_at_tier.name.lower() for p in closed if p.solved_at_tier),
        categories=Counter(p.category[:1] for p in found if p.category),
        ratings=Counter(
            one.rating.value for p in found for one in p.petitioners if one.rating is not None
        ),
    )


def _in_time(petition: Petition) -> bool:
    answers = [c for c in petition.clocks if c.kind in _ANSWERS and c.stopped_at is not None]
    return bool(answers) and not any(is_overdue(clock, clock.due_at) for clock in answers)
