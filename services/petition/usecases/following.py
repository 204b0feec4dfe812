"""What a site makes of the states it is told of: its own history, and copies of all others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kit.topology import Site, Topology
from services.petition.ports.measuring import PetitionMeters
from services.petition.ports.projection import PetitionCopies, PetitionTrail, Told


@dataclass(frozen=True, slots=True)
class Following:
    """Sorts facts by whose they are. `source` is the `ce_source` of this site.

    Of what the site has itself there is no copy: lists and counts take both together.
    """

    here: Site
    topology: Topology
    source: str
    copies: PetitionCopies
    trail: PetitionTrail
    meters: PetitionMeters

    async def take_over(self, told: Sequence[Told]) -> None:
        """Take over a batch of facts; safe to repeat in any part."""
        own = [fact for fact in told if fact.source == self.source]
        if own and await self.trail.append(own):
            self._count(own)
        await self.follow([fact for fact in told if self._concerns(fact)])

    async def follow(self, told: Sequence[Told]) -> None:
        """Take over copies that were addressed to this site; safe to repeat in any part."""
        elsewhere = [one for one in told if not self._has(one)]
        came = [one for one in told if one.taken_over and self._has(one)]
        if elsewhere:
            await self.copies.apply(elsewhere)
        if came:
            await self.copies.forget(came)

    def _count(self, own: Sequence[Told]) -> None:
        """Count deeds; a batch that is all known is counted no second time."""
        for fact in own:
            if fact.deed is not None:
                self.meters.done(fact.matter, fact.deed)

    def _concerns(self, fact: Told) -> bool:
        return fact.source == self.source or self.here.covers(fact.home)

    def _has(self, told: Told) -> bool:
        """Whether this site may write it in the state that is told of."""
        return not told.in_flight and self.topology.hosts(self.here, told.custodian)
