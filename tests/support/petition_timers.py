"""One site's appeals in memory with the timers of several replicas, and all that was told."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from gov321.petition.events.v1.petition_events_pb2 import ClockExpired, ClockWarned

from kit.commit import Decision, Versioned
from kit.lease import Lease
from kit.memory import MemoryLeases
from kit.model.clock import ManualClock
from kit.model.division_tree import Division, DivisionTree
from services.petition.domain.addressing import FACTS
from services.petition.domain.events import Submitted
from services.petition.domain.ids import PetitionId
from services.petition.domain.petition import Petition
from services.petition.ports.timers import DuePetitions
from services.petition.usecases.timer_followers import followers_of
from services.petition.usecases.timers import Timers
from tests.support.faults import FaultPlan
from tests.support.petition_builders import COUNTY, MONDAY, TOWN, VILLAGE, rules
from tests.support.petition_fakes import MemoryPetitions, a_petition_codec

Told = tuple[str, str, int]
"""Appeal, kind of clock, per cent (100 is the end)."""

DIVISIONS = DivisionTree(Division(code, "某地") for code in (COUNTY, TOWN, VILLAGE))
_PACKS = 1_000_000


class SiteStore(MemoryPetitions):
    """The appeals of a site in memory; `asked` counts how often timers looked."""

    asked = 0

    async def due(self, now: datetime, limit: int) -> list[Versioned[Petition]]:
        """See `Petitions`."""
        self.asked += 1
        return await super().due(now, limit)

    async def keep(self, petition: Petition) -> None:
        """Take an appeal in as it is."""
        await self.create(petition.id, partial(Decision, petition, (Submitted(),)))

    async def get(self, id: str) -> Petition:
        """Return an appeal as it stands."""
        found = await self.get_many([PetitionId(id)])
        return found[PetitionId(id)].state

    async def told(self) -> list[Told]:
        """Return what timers told of on the topic of facts, in the order of the commits."""
        entries = [e for pack in await self.records.packed(_PACKS) for e in pack.entries]
        found = (_told(e) for e in entries if e["topic"] == FACTS)
        return [one for one in found if one is not None]


@dataclass
class Report:
    """`TimerReport` that keeps what it is told."""

    lag: timedelta = timedelta(0)
    failing: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def show(self, lag: timedelta, failing: int) -> None:
        """See `TimerReport`."""
        self.lag, self.failing = lag, failing

    def failed(self, id: PetitionId, problem: Exception) -> None:
        """See `TimerReport`."""
        self.problems.append((id, str(problem)))


@dataclass
class TimerWorld:
    """A site's store, one clock, and replicas that want the same lease."""

    clock: ManualClock = field(default_factory=lambda: ManualClock(MONDAY))
    leases: MemoryLeases = field(default_factory=MemoryLeases)
    report: Report = field(default_factory=Report)
    site: str = "villages"
    store: SiteStore = field(init=False)

    def __post_init__(self) -> None:
        self.store = SiteStore(self.clock, a_petition_codec(self.site))

    def replica(
        self, name: str = "villages-0", look: int = 3, plan: FaultPlan | None = None
    ) -> Timers:
        """Return the timers of one replica; with a plan it may crash at the store."""
        petitions: DuePetitions = plan.broken(self.store) if plan else self.store
        return Timers(
            petitions=petitions,
            rules=rules(),
            followers=followers_of(rules(), DIVISIONS),
            lease=Lease(self.leases, "timers", name, self.clock),
            report=self.report,
            clock=self.clock,
            look=look,
            chunk=2,
        )

    async def keep(self, petitions: Iterable[Petition]) -> None:
        """Take appeals in."""
        for petition in petitions:
            await self.store.keep(petition)


async def drain(timers: Timers) -> None:
    """Let a replica work until it may rest."""
    while await timers.work(asyncio.Event()):
        pass


def _told(entry: dict[str, object]) -> Told | None:
    name = str(entry["type"]).rpartition(".")[2]
    data = bytes(entry["data"])  # pyright: ignore[reportArgumentType]
    if name == ClockWarned.DESCRIPTOR.name:
        warned = ClockWarned.FromString(data)
        return warned.petition.petition_id, warned.kind, warned.percent
    if name == ClockExpired.DESCRIPTOR.name:
        expired = ClockExpired.FromString(data)
        return expired.petition.petition_id, expired.kind, 100
    return None
