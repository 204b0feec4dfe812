"""A village that has to be there."""

from __future__ import annotations

from kit.commit import Versioned
from kit.model.division import DivisionCode
from kit.model.errors import NotFound
from services.grid.domain.village import Village
from services.grid.ports.villages import WHAT, VillageQueries


async def required_village(villages: VillageQueries, village: DivisionCode) -> Versioned[Village]:
    """Return a village.

    Raises:
        NotFound: the registry told of nobody there.
    """
    found = await villages.get(village)
    if found is None:
        raise NotFound(what=WHAT, id=village)
    return found
