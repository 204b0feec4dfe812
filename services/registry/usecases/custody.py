"""Who may write a household: asked at a site that only has a copy, name the custodian."""

from __future__ import annotations

from kit.custody import Custody
from kit.model.errors import NotFound
from services.registry.domain.ids import HouseholdId
from services.registry.ports.households import HouseholdQueries


async def refuse_elsewhere(
    custody: Custody, household: HouseholdId, known: HouseholdQueries
) -> None:
    """Pass at a site of villages; at any other name the custodian of a household it knows.

    Raises:
        NotFound: no copy of it here either.
        NotCustodian: its village's center may write it.
    """
    if custody.writes:
        return
    found = (await known.get_many([household])).get(household)
    if found is None:
        raise NotFound(what="户", id=household)
    custody.require(household, found.state.village)
