"""What a site makes of the grid's facts: history and followers of its own, copies of others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kit.model.division import Tier
from kit.topology import Site, Topology
from services.grid.ports.cares import ToldVisit, Visits
from services.grid.ports.projection import Copies, Told, ToldVillage, Trail

from .following_grid import FollowingGrid


@dataclass(frozen=True, slots=True)
class Kept:
    """Where facts of one kind of record go: copies at the tiers above, history at the custodian."""

    copies: Copies
    trail: Trail


@dataclass(frozen=True, slots=True)
class Projection:
    """Sorts facts by whose they are. All three tiers hear the same topic."""

    here: Site
    topology: Topology
    villages: Kept
    cares: Kept
    visits: Visits
    following: FollowingGrid

    async def take_over(
        self,
        villages: Sequence[ToldVillage],
        cares: Sequence[Told],
        visits: Sequence[ToldVisit],
    ) -> None:
        """Take over a batch; safe to repeat in any part."""
        await self._keep(self.villages, [one.told for one in villages])
        await self._keep(self.cares, cares)
        ours = [one for one in visits if self.topology.hosts(self.here, one.village)]
        if ours:
            await self.visits.append(ours)
        own = [one for one in villages if self._is_own(one.told)]
        if own:
            await self.following.take_over(own)

    async def _keep(self, kept: Kept, told: Sequence[Told]) -> None:
        own = [fact for fact in told if self._is_own(fact)]
        if own:
            await kept.trail.append(own)
        if self.here.tier is not Tier.VILLAGE:
            await self._copy(kept.copies, told)

    async def _copy(self, copies: Copies, told: Sequence[Told]) -> None:
        covered = [fact for fact in told if self.here.covers(fact.home)]
        if covered:
            await copies.apply(covered)
        gone = [fact for fact in told if not self.here.covers(fact.home) and self._had(fact)]
        if gone:
            await copies.forget(gone)

    def _had(self, fact: Told) -> bool:
        """Whether the household moved out of this site's scope."""
        return fact.left is not None and self.here.covers(fact.left)

    def _is_own(self, fact: Told) -> bool:
        return self.topology.hosts(self.here, fact.home)
