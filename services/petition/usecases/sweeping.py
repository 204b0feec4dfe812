"""Deletes files that no appeal has named within a day, once an hour, on one replica."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kit.model.clock import Clock
from services.petition.ports.timers import WorkLease

from .attachments import Attachments

EVERY = timedelta(hours=1)


@dataclass(slots=True)
class Sweeping:
    """A `kit.worker` calls `work` again and again; it sweeps when it is time to."""

    attachments: Attachments
    lease: WorkLease
    clock: Clock
    _next: datetime | None = field(default=None, init=False)

    async def work(self, stop: asyncio.Event) -> bool:
        """Sweep some; True while there may be more."""
        now = self.clock.now()
        held = await self.lease.renew()
        if stop.is_set() or not held or (self._next is not None and now < self._next):
            return False
        more = await self.attachments.sweep() > 0
        self._next = None if more else now + EVERY
        return more
