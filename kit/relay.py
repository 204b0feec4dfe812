"""The relay: publishes what commits left in the outboxes, in the order of each record.

Why the order holds. A record's events lie in its own outbox or in packed ones. A chunk takes over
what still waits in the record's own outbox, ahead of its own events, in the same transaction. So
at any instant everything in a packed outbox is older than what is in the record's own. A round
therefore reads the records' outboxes first and the packed ones after that: whatever is older than
what it read first, it has read as well, or somebody published it before. It publishes the packed
ones first. Nothing is taken out before it was acknowledged, so after a crash, or with two relays
for a moment, events are sent again but never left out or sent before an older one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from time import perf_counter
from typing import Protocol

import structlog

from kit.envelope import Event
from kit.model.clock import Clock
from kit.outbox import events_of
from kit.parts import why
from kit.records import Document, Packed, Records

PENDING_LIMIT = 500
PACKED_LIMIT = 4
"""Packed outboxes per read: each may be 8 MB."""

DEFAULT_SWEEP = timedelta(seconds=0.5)
_LONGEST_REST = timedelta(seconds=5)

_log = structlog.get_logger(__name__)


class Publisher(Protocol):
    """What brings events to Kafka."""

    async def publish(self, events: Sequence[Event]) -> None:
        """Send the events; those of one key in the order given.

        Returns when all are acknowledged; raises when any may not be, and then any prefix of
        each key's events may have been sent, but nothing after a gap.
        """
        ...


class Holding(Protocol):
    """The part of `kit.lease.Lease` the relay uses."""

    async def renew(self) -> bool:
        """Whether the relay may publish now; cheap while it is clear that it may."""
        ...

    async def release(self) -> None:
        """Let another replica go on at once."""
        ...


class RelayObserver(Protocol):
    """Where the relay's figures go."""

    def published(self, events: int, seconds: float) -> None:
        """Called after a batch was acknowledged."""
        ...

    def backlog(self, waiting: int, oldest: timedelta) -> None:
        """Called once a round: outboxes seen with entries, and the age of the oldest."""
        ...


class _Unobserved:
    def published(self, events: int, seconds: float) -> None:
        pass

    def backlog(self, waiting: int, oldest: timedelta) -> None:
        pass


class LeaseLost(Exception):
    """Another replica has taken over in the middle of a round."""


class Relay:
    """The relay of one collection. Every replica runs one; the holder of the lease publishes.

    `sweep` is how often it looks without being woken: what the other replicas commit waits so
    long at most.
    """

    def __init__(
        self,
        records: Records,
        publisher: Publisher,
        lease: Holding,
        clock: Clock,
        *,
        sweep: timedelta = DEFAULT_SWEEP,
        observer: RelayObserver | None = None,
        name: str = "",
    ) -> None:
        self._records = records
        self._publisher = publisher
        self._lease = lease
        self._clock = clock
        self._sweep = sweep
        self._observer = observer or _Unobserved()
        self._name = name
        self._woken = asyncio.Event()
        self._more = False
        self._failures = 0

    def wake(self) -> None:
        """Look at once: something was committed here."""
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Publish until told to stop, then publish what is left and give the lease up.

        A store or broker that is away is waited for; it never ends the relay.
        """
        bell = asyncio.create_task(self._wake_at(stop))
        try:
            while not stop.is_set():
                self._woken.clear()
                await self._turn()
                if not self._more:
                    await self._rest(stop)
            await self._turn()
            await self._give_up()
        finally:
            bell.cancel()

    async def round(self) -> int:
        """Publish what waits now and return how many events that were.

        Raises:
            LeaseLost: another replica has taken over.
            Exception: what the store or the publisher raises; nothing is lost by it.
        """
        waiting = await self._records.pending(PENDING_LIMIT)
        self._more = len(waiting) == PENDING_LIMIT
        packed = await self._records.packed(PACKED_LIMIT)
        self._report(waiting, packed)
        return await self._send_packed(packed) + await self._send_waiting(waiting)

    async def _send_packed(self, packed: Sequence[Packed]) -> int:
        """Send all that was committed before this round; what comes later may wait."""
        last = await self._records.last_packed() if len(packed) == PACKED_LIMIT else None
        sent = 0
        while packed:
            for chunk in packed:
                sent += await self._send(events_of(chunk.entries))
                await self._records.delete_packed(chunk.id)
            if last is None or packed[-1].id >= last:
                break
            packed = await self._records.packed(PACKED_LIMIT)
        return sent

    async def _send_waiting(self, waiting: Sequence[Document]) -> int:
        if not waiting:
            return 0
        entries = [entry for document in waiting for entry in document["outbox"]]
        sent = await self._send(events_of(entries))
        await self._records.clear({one["_id"]: one["revision"] for one in waiting})
        return sent

    async def _send(self, events: Sequence[Event]) -> int:
        if not await self._lease.renew():
            raise LeaseLost
        if events:
            start = perf_counter()
            await self._publisher.publish(events)
            self._observer.published(len(events), perf_counter() - start)
        return len(events)

    def _report(self, waiting: Sequence[Document], packed: Sequence[Packed]) -> None:
        now = self._clock.now()
        since: list[datetime] = [document["pending_at"] for document in waiting[:1]]
        since += [chunk.at for chunk in packed[:1]]
        oldest = max((now - instant for instant in since), default=timedelta())
        self._observer.backlog(len(waiting) + len(packed), max(oldest, timedelta()))

    async def _turn(self) -> None:
        """One round if we hold the lease; a failure is logged and makes the next rest longer."""
        self._more = False
        try:
            if await self._lease.renew():
                await self.round()
            self._failures = 0
        except LeaseLost:
            _log.info("relay lease lost", relay=self._name)
        except Exception as error:
            self._more = False
            self._failures += 1
            _log.warning("relay round failed", relay=self._name, reason=why(error))

    async def _rest(self, stop: asyncio.Event) -> None:
        """Wait to be woken or for the sweep; after a failure longer, and only a stop ends it."""
        longest = min(self._sweep * 2 ** min(self._failures, 16), _LONGEST_REST)
        event = stop if self._failures else self._woken
        try:
            async with asyncio.timeout(longest.total_seconds()):
                await event.wait()
        except TimeoutError:
            return

    async def _wake_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self.wake()

    async def _give_up(self) -> None:
        try:
            await self._lease.release()
        except Exception as error:
            _log.warning("relay lease not released", relay=self._name, error=type(error).__name__)
