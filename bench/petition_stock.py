"""The appeals a site has stored over the years: most are closed, some lie at every desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bench.petition_load import stored, submitted
from bench.petition_site import PetitionSite
from dev.sample.places import divisions
from kit.model.division import DivisionCode, Tier
from kit.model.ids import derived_id
from kit.roles import Role
from services.petition.domain import handling, taking
from services.petition.domain.actor import Actor
from services.petition.domain.clocks import Clock, ClockState
from services.petition.domain.events import Outcome
from services.petition.domain.ids import PetitionerId, PetitionId, UnitCode
from services.petition.domain.petition import Petition
from services.petition.domain.rules import Rules
from services.petition.domain.steps import Clocks
from services.petition.wire.policies import load_rules

_LONG_AGO = timedelta(days=200)
_UNIT = UnitCode("water")
_CLERK = Actor("bench", roles=frozenset({Role.CLERK}))
_ARBITER = Actor("bench", roles=frozenset({Role.COMMAND}))
_REVIEWER = Actor("bench", roles=frozenset({Role.REVIEWER}))
_OFFICER = Actor("bench", roles=frozenset({Role.HANDLER}), unit=_UNIT)

_Step = Callable[[Petition, datetime, Clocks], Outcome]
_WAY: Sequence[_Step] = (
    lambda one, at, clocks: taking.accept(one, taking.Acceptance(), _CLERK, at, clocks),
    lambda one, at, clocks: taking.assign(
        one, taking.AssignPetition(_UNIT), None, _ARBITER, at, clocks, "属其职责"
    ),
    lambda one, at, clocks: taking.contact(one, _OFFICER, at, clocks, "已上门"),
    lambda one, at, clocks: handling.reply(one, "水管已修复。", _OFFICER, at, clocks, ""),
    lambda one, at, clocks: handling.confirm(one, _CLERK, at, clocks, ""),
    lambda one, at, clocks: handling.close(one, _REVIEWER, at, clocks),
)
"""What is done to an appeal until it is closed."""

_OPEN_AFTER = 0, 1, 2

_STRIDE = 7919
"""Open ones are taken from all over, so that no order of writing helps; it divides no size."""


@dataclass(frozen=True, slots=True)
class Stock:
    """`count` appeals, of which `waiting` are open: registered, accepted or assigned at `now`.

    Years make the stock grow, not the desks' work: the closed ones are what is more.
    """

    count: int
    waiting: int
    now: datetime

    async def into(self, site: PetitionSite, told: Callable[[int], None]) -> None:
        """Write the appeals as the service stores them; `told` hears how many so far."""
        async for written in stored(site, self._petitions()):
            told(written)

    def _petitions(self) -> Iterator[Petition]:
        villages, rules = villages_at(self.now), load_rules()
        waiting = [_walked(self.now, rules, steps) for steps in _OPEN_AFTER]
        closed = _over(_walked(self.now - _LONG_AGO, rules, len(_WAY)))
        for number in range(self.count):
            turn, village = divmod(number * _STRIDE % self.count, len(villages))
            is_open = number * _STRIDE % self.count < self.waiting
            model = waiting[turn % len(waiting)] if is_open else closed
            yield _like(model, number, villages[village])


def villages_at(now: datetime) -> list[DivisionCode]:
    """Return the villages of the sample county."""
    return [one.code for one in divisions().of_tier(Tier.VILLAGE, now.date())]


def _walked(at: datetime, rules: Rules, steps: int) -> Petition:
    """Return an appeal after so many steps, all at one instant."""
    clocks = Clocks.of(rules, at)
    petition = submitted(0, villages_at(at)[0], clocks, at)
    for step in _WAY[:steps]:
        petition, _ = step(petition, at, clocks)
    return petition


def _over(petition: Petition) -> Petition:
    """Return a closed appeal whose last windows have passed: no timer looks at it again."""
    return replace(petition, clocks=tuple(_ended(clock) for clock in petition.clocks))


def _ended(clock: Clock) -> Clock:
    if clock.state is not ClockState.RUNNING:
        return clock
    return replace(clock, state=ClockState.EXPIRED, fired=len(clock.marks) + 1)


def _like(model: Petition, number: int, village: DivisionCode) -> Petition:
    """Return an appeal of its own that stands where the model stands."""
    id = PetitionId(derived_id("bench stock", str(number)))
    receipt = f"{village}-{number:07}"
    who = PetitionerId(derived_id("bench petitioner", str(number)))
    return replace(
        model,
        id=id,
        number=receipt,
        home=village,
        place=village,
        received_by=village,
        custody=replace(model.custody, center=village),
        petitioners=(replace(model.petitioners[0], id=who, number=receipt),),
    )
