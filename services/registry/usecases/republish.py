"""Publishing the records of a division again, for readers that start late or lost something."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from kit.access import Access
from kit.commit import Request
from kit.custody import Custody
from kit.model.clock import Clock, local_date
from kit.model.division import DivisionCode
from services.registry.ports.households import Households
from services.registry.ports.republish import Republications

CHUNK = 500
LEASE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Republisher:
    """Takes orders, and works them off in chunks; a crash repeats at most one chunk."""

    households: Households
    republications: Republications
    custody: Custody
    clock: Clock
    owner: str

    async def order(self, access: Access, division: DivisionCode, request: Request) -> int:
        """Order a division; return how many households will be published.

        Raises:
            Refusal: rights, custody, a reused request id.
        """
        access.require(division)
        self.custody.require_villages(division, local_date(self.clock.now()))
        total = 0
        for village in self.custody.village_ranges((division.bounds(),)):
            total += sum(count.households for count in await self.households.counts(village))
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
            page = await self.households.page(left, True, after, CHUNK)
            if not page:
                await self.republications.finish(order)
                break
            after = await self.republications.publish(order, page, self.clock.now())
        return True
