"""Timers of disputes and whistles: what is due is told once, and moves nothing else.

What was told is counted in the record and written with its facts under its revision, so two
replicas that both think they hold the lease do not tell it twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar

from kit.commit import Decision, Versioned
from kit.model.clock import Clock
from services.petition.domain import dispute_steps, whistle_steps
from services.petition.domain.dispute import Dispute
from services.petition.domain.whistle import Whistle
from services.petition.ports.disputes import Disputes
from services.petition.ports.timers import WorkLease
from services.petition.ports.whistles import Whistles

CHUNK = 100
"""Records of one look."""

EVERY = timedelta(seconds=1)
"""The store is asked this often while nothing is due (P16 allows 60 s)."""

TRY_AGAIN = timedelta(minutes=1)
"""After this a record that could not be decided is tried again."""


class Timed(Protocol):
    """A record with clocks."""

    @property
    def id(self) -> str:
        """Its id."""
        ...


S = TypeVar("S", bound=Timed)

Failed = Callable[[str, Exception], None]
"""Where it goes that a record could not be decided: metrics and the log."""


class DueRecords(Protocol[S]):
    """Records by the instant a timer has to look at them."""

    async def due(self, now: datetime, limit: int) -> list[Versioned[S]]:
        """Return records whose next timer is due, the oldest first."""
        ...

    async def change(self, id: Any, decide: Callable[[S], Decision[S]]) -> bytes:
        """Change one of them."""
        ...


@dataclass(slots=True)
class RecordTimers(Generic[S]):
    """Fires what is due at one kind of records; a `kit.worker` calls `work` again and again.

    Build it with `dispute_timers` or `whistle_timers`.
    """

    records: DueRecords[S]
    fire: Callable[[S, datetime], tuple[S, tuple[object, ...]]]
    lease: WorkLease
    failed: Failed
    clock: Clock
    chunk: int = CHUNK
    _rest_until: datetime | None = field(default=None, init=False)
    _failing: dict[str, datetime] = field(default_factory=dict[str, datetime], init=False)

    async def work(self, stop: asyncio.Event) -> bool:
        """Fire one chunk; True while there may be more."""
        now = self.clock.now()
        holds = await self.lease.renew()
        if stop.is_set() or not holds or (self._rest_until and now < self._rest_until):
            return False
        more = await self._fire_chunk(now)
        self._rest_until = None if more else now + EVERY
        return more

    async def _fire_chunk(self, now: datetime) -> bool:
        self._failing = {id: until for id, until in self._failing.items() if until > now}
        limit = self.chunk + len(self._failing)
        found = await self.records.due(now, limit)
        for one in found:
            if one.state.id not in self._failing:
                await self._fire_one(one.state.id, now)
        return len(found) == limit

    async def _fire_one(self, id: str, now: datetime) -> None:
        try:
            await self.records.change(id, lambda state: Decision(*self.fire(state, now)))
        except Exception as problem:  # one bad record must not stop every clock of a county
            self._failing[id] = now + TRY_AGAIN
            self.failed(id, problem)


def dispute_timers(
    disputes: Disputes, lease: WorkLease, failed: Failed, clock: Clock
) -> RecordTimers[Dispute]:
    """Return the timers of disputes."""
    return RecordTimers(disputes, dispute_steps.fire_due, lease, failed, clock)


def whistle_timers(
    whistles: Whistles, lease: WorkLease, failed: Failed, clock: Clock
) -> RecordTimers[Whistle]:
    """Return the timers of whistles."""
    return RecordTimers(whistles, whistle_steps.fire_due, lease, failed, clock)
