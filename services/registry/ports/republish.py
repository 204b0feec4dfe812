"""Publishing the records of a division again, as a job that survives a crash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from kit.commit import Request, Versioned
from kit.model.division import DivisionCode
from services.registry.domain.household import Household


@dataclass(frozen=True, slots=True)
class Republication:
    """An order: everything in a division, from `after` on."""

    id: str
    division: DivisionCode
    households: int
    after: str = ""


class Republications(Protocol):
    """Orders that are not finished."""

    async def order(self, request: Request, division: DivisionCode, households: int) -> int:
        """Keep the order; a repeated request returns the count of the first."""
        ...

    async def take(self, owner: str, now: datetime, until: datetime) -> Republication | None:
        """Lease the oldest open order that nobody else has; one's own again after a crash."""
        ...

    async def publish(
        self, order: Republication, households: Sequence[Versioned[Household]], at: datetime
    ) -> str:
        """Queue the records for the relay and move the order on, in that sequence; return the
        position the next page begins after."""
        ...

    async def finish(self, order: Republication) -> None:
        """Close the order."""
        ...
