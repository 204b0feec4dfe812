"""What a site keeps of the grid's own facts: copies of records, or the history of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from kit.model.division import DivisionCode
from services.grid.domain.ids import HouseholdId, PersonId
from services.grid.domain.lines import EndReason


@dataclass(frozen=True, slots=True)
class Told:
    """One fact about a village or a care; `record` is its whole state, opaque here.

    `left` is the village a household moved away from, when that is what happened.
    """

    fact: str
    id: str
    revision: int
    home: DivisionCode
    at: datetime
    record: bytes = field(repr=False)
    left: DivisionCode | None = None


@dataclass(frozen=True, slots=True)
class ToldVillage:
    """A fact about a village, with what has to follow it.

    `placed` are households whose leaf may be another; `everybody`: look at all of the village;
    `lost`: somebody left a post or leads a grid no longer, and why.
    """

    told: Told
    placed: frozenset[HouseholdId] = frozenset()
    everybody: bool = False
    lost: tuple[PersonId, EndReason] | None = None


class Copies(Protocol):
    """Copies of records whose custodian is at another site."""

    async def apply(self, told: Sequence[Told]) -> int:
        """Take over what is newer; return how many copies changed. Safe to repeat."""
        ...

    async def forget(self, told: Sequence[Told]) -> int:
        """Empty the copies of what moved out of this site's scope. Safe to repeat."""
        ...


class Trail(Protocol):
    """The append-only history of this site's own records."""

    async def append(self, told: Sequence[Told]) -> int:
        """Keep one row per revision; return how many are new. Safe to repeat."""
        ...
