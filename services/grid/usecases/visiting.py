"""Recording a visit, however late and however often the visitor's device sends it."""

from __future__ import annotations

from dataclasses import dataclass

from kit.access import Access
from kit.commit import Versioned
from services.grid.domain.care import HouseholdCare
from services.grid.domain.care_errors import VisitReused
from services.grid.domain.visit import Visit
from services.grid.domain.visiting import record, repeated
from services.grid.ports.cares import Visits
from services.grid.ports.villages import VillageQueries

from .care_changes import CareChanges, CareTarget


@dataclass(frozen=True, slots=True)
class VisitDesk:
    """Where visits are recorded."""

    changes: CareChanges
    villages: VillageQueries
    visits: Visits

    async def record(
        self, access: Access, target: CareTarget, visit: Visit
    ) -> Versioned[HouseholdCare]:
        """Record a visit and return how the household stands; a repeat changes nothing.

        What the record no longer keeps is found in the list of all visits.

        Raises:
            Refusal: rights, custody, a rule, or the id came before with other content.
        """
        found = await self.changes.find(access, target.household)
        earlier = await self.visits.find(visit.id)
        if earlier is not None:
            if earlier.household != target.household or not repeated(visit, [earlier.visit]):
                raise VisitReused(visit=visit.id)
            return found
        village = await self.villages.get(found.state.village)
        leaderships = village.state.leaderships if village else ()
        return await self.changes.carry_out(
            access, target, lambda care, policy, day: record(care, visit, leaderships, policy, day)
        )
