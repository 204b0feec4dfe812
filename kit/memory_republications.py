"""`Republications` in memory."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Generic, TypeVar

from kit.commit import Request
from kit.model.division import DivisionCode
from kit.model.errors import RequestReused
from kit.republish import LEASE, Republication

T = TypeVar("T")

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class MemoryRepublications(Generic[T]):
    """Orders in dicts; the records go out through the outbox that `queue` fills."""

    def __init__(self, queue: Callable[[Sequence[T], datetime], Awaitable[str]]) -> None:
        self._queue = queue
        self._orders: dict[str, tuple[bytes, Republication]] = {}
        self._leased: dict[str, datetime] = {}
        self._owners: dict[str, str] = {}

    async def order(self, request: Request, division: DivisionCode, records: int) -> int:
        """See `Republications`."""
        new = (request.digest, Republication(request.id, division, records))
        if request.id not in self._orders:
            self._leased[request.id] = _LONG_AGO
        digest, known = self._orders.setdefault(request.id, new)
        if digest != request.digest:
            raise RequestReused(request_id=request.id)
        return known.records

    async def take(self, owner: str, now: datetime, until: datetime) -> Republication | None:
        """See `Republications`."""
        for id, end in self._leased.items():
            if end <= now or self._owners.get(id) == owner:
                self._leased[id], self._owners[id] = until, owner
                return self._orders[id][1]
        return None

    async def publish(self, order: Republication, records: Sequence[T], at: datetime) -> str:
        """See `Republications`."""
        after = await self._queue(records, at)
        digest, known = self._orders[order.id]
        self._orders[order.id] = (digest, replace(known, after=after))
        self._leased[order.id] = at + LEASE
        return after

    async def finish(self, order: Republication) -> None:
        """See `Republications`."""
        self._leased.pop(order.id, None)
