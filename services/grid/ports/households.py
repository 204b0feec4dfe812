"""What this site knows of the registry's households, from the registry's facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from kit.model.division import DivisionCode
from services.grid.domain.ids import HouseholdId
from services.grid.domain.known import KnownHousehold


@dataclass(frozen=True, slots=True)
class ToldHousehold:
    """A household as a fact of the registry told of it.

    `record` is what is kept: pruned to what the grid decides on, sensitive parts still sealed.
    """

    known: KnownHousehold
    at: datetime
    record: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Mark:
    """What tells one state of a village's copies from another, without reading them."""

    copies: int = 0
    revisions: int = 0
    newest: datetime | None = None


class KnownHouseholds(Protocol):
    """Copies of the registry's households, reduced to what the grid decides on."""

    async def apply(self, told: Sequence[ToldHousehold]) -> int:
        """Take over what is newer; return how many copies changed. Safe to repeat."""
        ...

    async def get_many(self, ids: Sequence[HouseholdId]) -> dict[HouseholdId, KnownHousehold]:
        """Return those that exist, by id."""
        ...

    async def of_village(self, village: DivisionCode) -> list[KnownHousehold]:
        """Return the live households of a village."""
        ...

    async def marks(self, villages: Sequence[DivisionCode]) -> Mapping[DivisionCode, Mark]:
        """Return the mark of each of these villages that has copies."""
        ...
