"""Counts what stands open and what is on its way, again and again, on one replica."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kit.model.clock import Clock
from services.petition.ports.measuring import OpenPetitions, PetitionMeters
from services.petition.ports.timers import WorkLease


@dataclass(slots=True)
class Measuring:
    """A `kit.worker` calls `work` again and again; it counts once in `every`."""

    petitions: OpenPetitions
    meters: PetitionMeters
    lease: WorkLease
    clock: Clock
    every: timedelta
    _next: datetime | None = field(default=None, init=False)

    async def work(self, stop: asyncio.Event) -> bool:
        """Count when it is time to; there is never more to do at once."""
        if not await self.lease.renew():
            self.meters.hide()
            self._next = None
            return False
        now = self.clock.now()
        if not stop.is_set() and (self._next is None or now >= self._next):
            standing = await self.petitions.standing(now)
            self.meters.show(standing, await self.petitions.passing(now))
            self._next = now + self.every
        return False
