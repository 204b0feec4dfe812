"""Open appeals of a county whose timers come due in a short time, and when each of them does."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import islice

from bench.petition_site import PetitionSite
from dev.sample.places import divisions
from kit.commit import Committer, Decision
from kit.model.division import DivisionCode, Tier
from kit.model.ids import derived_id
from kit.mongo import insert_new, store_errors
from kit.records import Document
from kit.roles import Role
from services.petition.domain.actor import Actor
from services.petition.domain.addressing import Routes
from services.petition.domain.clocks import Clock, ClockKind, Span, TimeKind
from services.petition.domain.ids import CategoryCode, PetitionId
from services.petition.domain.kinds import Disclosure, MatterType, Source
from services.petition.domain.petition import Petition
from services.petition.domain.steps import Clocks
from services.petition.domain.submitting import NewPetitioner, SubmitPetition, submit
from services.petition.store.petition_codec import PetitionCodec
from services.petition.store.petitions import PETITIONS
from services.petition.store.telling import Telling
from services.petition.wire.policies import load_rules

BEGIN = datetime(2026, 3, 2, 1, tzinfo=UTC)
"""When the run begins in its own time: a Monday, nine o'clock in the county."""

SPREAD, BURST = 0.2, 0.1
"""Shares of the appeals: due evenly over the run, and all at one instant (as days end at 24:00)."""

_PERCENTS = 50, 80, 100
_EARLIER, _LATER = BEGIN - timedelta(days=1), BEGIN + timedelta(days=1)
_CHUNK = 1000
_CLERK = Actor("bench", roles=frozenset({Role.CLERK}))

Timer = tuple[str, int]
"""An appeal, and which of its timers: 50, 80, or 100 for the end."""


@dataclass(slots=True)
class Load:
    """`count` open appeals; `due` is when each timer of the run is, filled while they are made."""

    count: int
    seconds: float
    burst_after: float
    due: dict[Timer, datetime] = field(default_factory=dict[Timer, datetime])

    async def into(self, site: PetitionSite) -> None:
        """Write the appeals as the service stores them, without events."""
        async for _ in stored(site, self._petitions()):
            pass

    def _petitions(self) -> Iterator[Petition]:
        villages = [one.code for one in divisions().of_tier(Tier.VILLAGE, BEGIN.date())]
        clocks = Clocks.of(load_rules(), BEGIN)
        for number in range(self.count):
            petition = submitted(number, villages[number % len(villages)], clocks)
            yield replace(petition, clocks=(self._clock(petition.id, number),))

    def _clock(self, id: PetitionId, number: int) -> Clock:
        """A clock of which one timer comes due in the run, or none."""
        after = self._after(number)
        if after is None:
            return _clock(_LATER, _LATER, _LATER, fired=0)
        at = BEGIN + timedelta(milliseconds=int(after * 1000))
        told = number % len(_PERCENTS)
        self.due[id, _PERCENTS[told]] = at
        instants = [_EARLIER] * told + [at] + [_LATER] * (2 - told)
        return _clock(*instants, fired=told)

    def _after(self, number: int) -> float | None:
        """Spread and burst are taken from all over, so that no order of writing helps."""
        spread, burst = int(self.count * SPREAD), int(self.count * BURST)
        place = number * 7919 % self.count
        if place < spread:
            return place / spread * self.seconds
        return self.burst_after if place < spread + burst else None


def _clock(half: datetime, most: datetime, end: datetime, fired: int) -> Clock:
    span = Span(1, TimeKind.WORKING_DAYS)
    return Clock(ClockKind.ACCEPT, span, _EARLIER, end, (half, most), fired=fired)


async def stored(site: PetitionSite, petitions: Iterable[Petition]) -> AsyncGenerator[int]:
    """Write appeals as the service stores them, without events; yield how many so far."""
    ground, vault = site.ground, site.vault
    routes = Routes(ground.topology, ground.here)
    codec = PetitionCodec(vault, Telling(routes, vault, ground.source))
    committer = Committer(codec, lambda: "")
    documents, written = (_document(one, committer) for one in petitions), 0
    while chunk := list(islice(documents, _CHUNK)):
        with store_errors():
            await insert_new(ground.store.collection(PETITIONS), chunk)
        yield (written := written + len(chunk))


def submitted(number: int, village: DivisionCode, clocks: Clocks, at: datetime = BEGIN) -> Petition:
    """Return an appeal that was taken in at an instant, by that village's center."""
    order = SubmitPetition(
        center=village,
        home=village,
        place=village,
        matter=MatterType.HELP,
        source=Source.PHONE,
        petitioners=(NewPetitioner(Disclosure.NAMED, "王小明", "13900000001"),),
        title="水管破裂",
        text="村口水管破裂，已停水两天，请尽快派人维修。" * 3,
        category=CategoryCode("D08"),
    )
    id = PetitionId(derived_id("bench petition", str(number)))
    petition, _ = submit(id, order, _CLERK, at, clocks)
    return replace(petition, number=f"{village}-{number:06}")


def _document(petition: Petition, committer: Committer[Petition]) -> Document:
    write, _ = committer.write(petition.id, None, Decision(petition), BEGIN)
    return {"_id": petition.id, **write.set, "outbox": []}
