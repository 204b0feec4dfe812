"""What a site keeps of the facts it hears: copies of records, or the history of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from kit.model.division import DivisionCode
from services.registry.domain.ids import HouseholdId


@dataclass(frozen=True, slots=True)
class Told:
    """One fact about a household; `record` is its whole state, opaque here.

    `left` is the village it moved away from, when that is what happened.
    """

    fact: str
    household: HouseholdId
    revision: int
    home: DivisionCode
    at: datetime
    record: bytes = field(repr=False)
    left: DivisionCode | None = None


class HouseholdCopies(Protocol):
    """Copies of households whose custodian is at another site."""

    async def apply(self, told: Sequence[Told]) -> int:
        """Take over what is newer; return how many copies changed. Safe to repeat."""
        ...

    async def forget(self, told: Sequence[Told]) -> int:
        """Empty the copies of households that moved out of this site's scope. Safe to repeat."""
        ...


class HouseholdTrail(Protocol):
    """The append-only history of this site's own households."""

    async def append(self, told: Sequence[Told]) -> int:
        """Keep one row per revision; return how many are new. Safe to repeat."""
        ...
