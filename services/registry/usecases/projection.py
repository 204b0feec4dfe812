"""What a site makes of the facts it hears: a history of its own households, copies of others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kit.model.division import DivisionCode, Tier
from kit.topology import Site, Topology
from services.registry.ports.projection import HouseholdCopies, HouseholdTrail, Told

from .duplicates import TwinSearch


@dataclass(frozen=True, slots=True)
class Projection:
    """Sorts facts by whose they are. All three tiers hear the same topic."""

    here: Site
    topology: Topology
    copies: HouseholdCopies
    trail: HouseholdTrail
    twins: TwinSearch

    async def take_over(self, told: Sequence[Told]) -> None:
        """Take over a batch; safe to repeat in any part."""
        own = [fact for fact in told if self._is_own(fact.home)]
        if own:
            await self.trail.append(own)
            await self.twins.look(list(dict.fromkeys(fact.household for fact in own)))
        if self.here.tier is not Tier.VILLAGE:
            await self._copy(told)

    async def _copy(self, told: Sequence[Told]) -> None:
        covered = [fact for fact in told if self.here.covers(fact.home)]
        if covered:
            await self.copies.apply(covered)
        gone = [fact for fact in told if not self.here.covers(fact.home) and self._had(fact)]
        if gone:
            await self.copies.forget(gone)

    def _had(self, fact: Told) -> bool:
        """Whether the household moved out of this site's scope."""
        return fact.left is not None and self.here.covers(fact.left)

    def _is_own(self, home: DivisionCode) -> bool:
        return self.topology.hosts(self.here, home)
