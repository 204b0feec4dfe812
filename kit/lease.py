"""A lease: one replica of a service at a time does a piece of work, judged by its own clock.

The embedded store cannot compare with its own time (`$$NOW`), so the client's clock is used. Two
holders for a moment do no harm to the order of events (see `kit/relay.py`), only double work.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol

from kit.model.clock import Clock

DEFAULT_TTL = timedelta(seconds=10)

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class LeaseTable(Protocol):
    """Where leases are kept. Both methods may raise `Unavailable`."""

    async def take(self, name: str, owner: str, now: datetime, until: datetime) -> bool:
        """Give the lease to `owner` until then, unless another owner's has not yet ended."""
        ...

    async def free(self, name: str, owner: str) -> None:
        """Give the lease up if `owner` has it."""
        ...


class Lease:
    """One replica's view of one lease.

    It counts as held until a third of `ttl` (the margin for clock skew and for the work at hand)
    before its end, is renewed from a third of `ttl` on, and is asked for again at most every
    quarter of `ttl` while another replica has it.
    """

    def __init__(
        self,
        table: LeaseTable,
        name: str,
        owner: str,
        clock: Clock,
        ttl: timedelta = DEFAULT_TTL,
    ) -> None:
        self._table = table
        self._name = name
        self._owner = owner
        self._clock = clock
        self._ttl = ttl
        self._until = _NEVER
        self._ask_again = _NEVER

    def valid(self) -> bool:
        """Whether the work may go on now without asking."""
        return self._clock.now() < self._until - self._ttl / 3

    async def acquire(self) -> bool:
        """Take or renew the lease now; False while another replica has it."""
        now = self._clock.now()
        taken = await self._table.take(self._name, self._owner, now, now + self._ttl)
        self._until = now + self._ttl if taken else _NEVER
        self._ask_again = now + self._ttl / (3 if taken else 4)
        return taken

    async def renew(self) -> bool:
        """Keep the lease or get it, asking the table only when it is time to."""
        if self._clock.now() >= self._ask_again:
            return await self.acquire()
        return self.valid()

    async def release(self) -> None:
        """Give it up, so that another replica need not wait for its end."""
        self._until = self._ask_again = _NEVER
        await self._table.free(self._name, self._owner)
