"""Cares follow their village: the leaf a household sits in, and posts that contacts rest on.

What follows is read from the village as it is now, not from the fact, so that facts may come twice,
late, or after a crash. A fact only tells where to look.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kit.model.clock import Clock, local_date
from kit.model.division import DivisionCode
from services.grid.domain.care import HouseholdCare
from services.grid.domain.events import CareEvent
from services.grid.domain.ids import HouseholdId, PersonId
from services.grid.domain.keeping import followed, seat_of, without_posts
from services.grid.domain.lines import EndReason
from services.grid.domain.policies import InForce, Policies
from services.grid.domain.settling import CareOutcome
from services.grid.domain.village import Village
from services.grid.ports.cares import CareQueries
from services.grid.ports.projection import ToldVillage
from services.grid.ports.villages import VillageQueries

from .care_keeping import CareKeeping

PAGE = 1000
"""Cares of one person read at a time; nobody has so many."""


@dataclass(frozen=True, slots=True)
class FollowingGrid:
    """Makes cares follow the villages of this site."""

    villages: VillageQueries
    cares: CareQueries
    keeping: CareKeeping
    policies: Policies
    clock: Clock

    async def take_over(self, told: Sequence[ToldVillage]) -> None:
        """Follow a batch of facts; safe to repeat in any part."""
        by_village: dict[DivisionCode, list[ToldVillage]] = {}
        for one in told:
            if one.placed or one.everybody or one.lost:
                by_village.setdefault(one.told.home, []).append(one)
        rules = self.policies.in_force(local_date(self.clock.now()))
        for code, facts in by_village.items():
            found = await self.villages.get(code)
            if found is not None:
                await self._follow(found.state, facts, rules)

    async def _follow(self, village: Village, facts: Iterable[ToldVillage], rules: InForce) -> None:
        lost = {fact.lost[0]: fact.lost[1] for fact in facts if fact.lost}
        concerned = await self._contacts_of(lost)
        for fact in facts:
            concerned |= village.members.keys() if fact.everybody else fact.placed

        def rule(_: HouseholdId, care: HouseholdCare | None) -> CareOutcome | None:
            return None if care is None else _followed(care, village, lost, rules)

        await self.keeping.keep(concerned, rule)

    async def _contacts_of(self, people: Iterable[PersonId]) -> set[HouseholdId]:
        """Return the households these people keep contact with."""
        found: set[HouseholdId] = set()
        for person in sorted(people):
            after = ""
            while page := await self.cares.of_person(person, after, PAGE):
                found |= {item.state.household for item in page}
                after = page[-1].state.household
        return found


def _followed(
    care: HouseholdCare, village: Village, lost: Mapping[PersonId, EndReason], rules: InForce
) -> CareOutcome:
    """Return the care in its leaf, without contacts whose post is lost.

    A household that sits elsewhere, or nowhere, is not this village's: its leaf is left alone.
    """
    happened: tuple[CareEvent, ...] = ()
    seat = seat_of(village, care.household, rules.day)
    if seat is not None:
        care, happened = followed(care, seat, rules.grid, rules.day)
    care, ended = without_posts(care, village, lost, rules.grid, rules.day)
    return care, (*happened, *ended)
