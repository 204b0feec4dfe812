"""Taking over what another center handed to one of this site's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from kit.custody import require_custody
from kit.model.clock import Clock
from kit.topology import Site, Topology
from services.petition.domain.handing import take_over
from services.petition.domain.rules import Rules
from services.petition.domain.steps import Clocks
from services.petition.ports.projection import Came, IncomingPetitions


@dataclass(frozen=True, slots=True)
class Handoffs:
    """The receiving end: creates the record, or replaces what the site once sent away."""

    petitions: IncomingPetitions
    topology: Topology
    here: Site
    clock: Clock
    rules: Rules

    async def receive(self, came: Sequence[Came]) -> int:
        """Take over a batch in its order; return how many were new. Safe to repeat in any part.

        Raises:
            NotCustodian: it is addressed to a center that another site hosts; it is parked, so
                that nothing is lost when the topology was wrong.
            CalendarYearMissing, NotFound: no clock can be set; it is parked likewise.
        """
        return sum([await self._one(one) for one in came])

    async def _one(self, came: Came) -> bool:
        sent = came.petition
        require_custody(self.topology, self.here, sent.id, sent.custody.center)
        now = self.clock.now()
        decide = partial(take_over, came=sent, now=now, clocks=Clocks.of(self.rules, now))
        return await self.petitions.receive(sent.id, came.revision, decide)
