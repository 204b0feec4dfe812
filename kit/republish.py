"""Publishing the records of a division again, for readers that start late or lost something."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from kit.access import Access
from kit.authz import Range
from kit.commit import Request
from kit.custody import Custody
from kit.model.clock import Clock, local_date
from kit.model.division import DivisionCode

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
T_contra = TypeVar("T_contra", contravariant=True)

CHUNK = 500
LEASE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Republication:
    """An order: everything in a division, from `after` on."""

    id: str
    division: DivisionCode
    records: int
    after: str = ""


class Republishable(Protocol[T_co]):
    """The records of a service that go out again, by position."""

    async def count(self, village: Range) -> int:
        """Return how many records a village has."""
        ...

    async def page(self, ranges: Sequence[Range], after: str, limit: int) -> Sequence[T_co]:
        """Return the next of them after a position; none are left when it is empty."""
        ...


class Republications(Protocol[T_contra]):
    """Orders that are not finished."""

    async def order(self, request: Request, division: DivisionCode, records: int) -> int:
        """Keep the order; a repeated request returns the count of the first.

        Raises:
            RequestReused: the request id came before with another body.
        """
        ...

    async def take(self, owner: str, now: datetime, until: datetime) -> Republication | None:
        """Lease the oldest open order that nobody else has; one's own again after a crash."""
        ...

    async def publish(self, order: Republication, records: Sequence[T_contra], at: datetime) -> str:
        """Queue the records for the relay and move the order on, in that sequence; return the
        position the next page begins after."""
        ...

    async def finish(self, order: Republication) -> None:
        """Close the order."""
        ...


@dataclass(frozen=True, slots=True)
class Republisher(Generic[T]):
    """Takes orders, and works them off in chunks; a crash repeats at most one chunk."""

    records: Republishable[T]
    republications: Republications[T]
    custody: Custody
    clock: Clock
    owner: str

    async def order(self, access: Access, division: DivisionCode, request: Request) -> int:
        """Order a division; return how many records will be published.

        Raises:
            Refusal: rights, custody, a reused request id.
        """
        access.require(division)
        self.custody.require_villages(division, local_date(self.clock.now()))
        total = 0
        for village in self.custody.village_ranges((division.bounds(),)):
            total += await self.records.count(village)
        return await self.republications.order(request, division, total)

    async def work(self, stop: asyncio.Event) -> bool:
        """Work off the oldest order; False when there is nothing to do."""
        now = self.clock.now()
        order = await self.republications.take(self.owner, now, now + LEASE)
        if order is None:
            return False
        after = order.after
        while not stop.is_set():
            left = self.custody.village_ranges((order.division.bounds(),), after)
            page = await self.records.page(left, after, CHUNK)
            if not page:
                await self.republications.finish(order)
                break
            after = await self.republications.publish(order, page, self.clock.now())
        return True
