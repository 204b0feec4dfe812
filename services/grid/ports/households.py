"""What this site knows of the registry's households, from the registry's facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from kit.model.division import DivisionCode
from services.grid.domain.ids import HouseholdId
from services.grid.domain.known import KnownHousehold


class KnownHouseholds(Protocol):
    """Copies of the registry's households, reduced to what the grid decides on."""

    async def apply(self, households: Sequence[KnownHousehold]) -> int:
        """Take over what is newer; return how many copies changed. Safe to repeat."""
        ...

    async def get_many(self, ids: Sequence[HouseholdId]) -> dict[HouseholdId, KnownHousehold]:
        """Return those that exist, by id."""
        ...

    async def of_village(self, village: DivisionCode) -> list[KnownHousehold]:
        """Return the live households of a village."""
        ...
