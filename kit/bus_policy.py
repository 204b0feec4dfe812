"""What happens when a batch fails: wait, halve, park, or stop parking.

| the handler raises | what happens |
|---|---|
| a transient error (table below) | wait and try again; never parked |
| anything else, several records | halve the batch, each half on its own, in order |
| anything else, one record | park it with its reason; the partition goes on |
| the same error, record after record | the breaker opens: try the one record, park nothing |

An envelope that cannot be read is parked at once and does not count for the breaker: the record
itself is at fault, trying again cannot help, and nobody's rights or disk are behind it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from time import monotonic, perf_counter
from typing import cast

from kit.bus_settings import Limits
from kit.call import enter_trace
from kit.envelope import BadEnvelope, KafkaRecord, Received, read_envelope
from kit.logging import get_logger
from kit.model.errors import Kind, Refusal
from kit.mongo_errors import WriteConflict
from kit.parked import cause_of
from kit.parts import rest
from kit.records import DuplicateKey
from kit.subscription import BusObserver, Subscription
from kit.tracing import NO_TRACING, Tracing

log = get_logger("kit.bus")

Park = Callable[[KafkaRecord, Exception], Awaitable[None]]
"""Keeps a record in the dead-letter topic; returns once that is acknowledged."""


class Transient(Exception):
    """Raised by a handler to say: not now, but later."""


class Held(Exception):
    """The batch is not done and must be delivered again; nothing of it may be acknowledged."""


TRANSIENT_KINDS = frozenset({Kind.UNAVAILABLE, Kind.CONFLICT})
TRANSIENT_ERRORS: tuple[type[Exception], ...] = (
    Transient,
    ConnectionError,
    TimeoutError,
    DuplicateKey,  # two writers created the same record: the next try finds it
    WriteConflict,
)

_MOST_LINKS = 32


def is_transient(error: BaseException) -> bool:
    """Whether waiting may help. Of a group of errors, one transient one is enough."""
    if isinstance(error, BaseExceptionGroup):
        group = cast("BaseExceptionGroup[BaseException]", error)
        return any(is_transient(one) for one in group.exceptions)
    if isinstance(error, Refusal):
        return error.kind in TRANSIENT_KINDS
    return isinstance(error, TRANSIENT_ERRORS)


class Streak:
    """How many records in a row failed for the same cause."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._cause = ""
        self._count = 0

    @property
    def broken(self) -> bool:
        """Whether more records failed alike than chance explains."""
        return self._count > self._limit

    def failed(self, cause: str) -> None:
        """Count a record that failed on its own."""
        self._count = self._count + 1 if cause == self._cause else 1
        self._cause = cause

    def succeeded(self) -> None:
        """Begin again: something works."""
        self._count = 0


class BatchPolicy:
    """Takes the batches of one subscription. One batch at a time."""

    def __init__(
        self,
        subscription: Subscription,
        park: Park,
        observer: BusObserver,
        limits: Limits,
        stop: asyncio.Event,
        tracing: Tracing = NO_TRACING,
    ) -> None:
        self.in_hand: Sequence[KafkaRecord] = ()
        self._subscription = subscription
        self._park = park
        self._observer = observer
        self._limits = limits
        self._stop = stop
        self._tracing = tracing
        self._streak = Streak(limits.breaker_after)
        self._open = False
        self._failures = 0
        self._parked: set[tuple[str, int, int]] = set()
        self._give_back_at = 0.0

    async def take(self, records: Sequence[KafkaRecord]) -> None:
        """Handle, skip or park every record of a batch.

        Raises:
            Held: the batch must be delivered again.
        """
        start = perf_counter()
        self.in_hand = records
        self._give_back_at = monotonic() + self._limits.patience
        try:
            wanted, bad = self._read(records)
            for record, error in bad:
                await self._bury(record, error)
            await self._handle(wanted)
        finally:
            self.in_hand = ()
        self._parked.clear()
        skipped = len(records) - len(wanted) - len(bad)
        seconds = perf_counter() - start
        self._observer.handled(self._subscription.name, len(records), skipped, seconds)

    def _read(
        self, records: Sequence[KafkaRecord]
    ) -> tuple[list[Received], list[tuple[KafkaRecord, BadEnvelope]]]:
        types = self._subscription.types
        wanted: list[Received] = []
        bad: list[tuple[KafkaRecord, BadEnvelope]] = []
        for record in records:
            try:
                received = read_envelope(record)
            except BadEnvelope as error:
                bad.append((record, error))
            else:
                if types is None or received.type in types:
                    wanted.append(received)
        return wanted, bad

    async def _handle(self, wanted: Sequence[Received]) -> None:
        if self._parked:  # the batch came before, and part of it is parked already
            wanted = [one for one in wanted if _place(one) not in self._parked]
        if self._open and wanted:  # probe with one record
            await self._apply(wanted[:1])
            wanted = wanted[1:]
        if wanted:
            await self._apply(wanted)

    async def _apply(self, batch: Sequence[Received]) -> None:
        error = await self._attempt(batch)
        if error is None:
            self._streak.succeeded()
            self._set_breaker(open=False)
        elif len(batch) == 1:
            await self._give_up(batch[0], error)
        else:
            middle = len(batch) // 2
            await self._apply(batch[:middle])
            await self._apply(batch[middle:])

    async def _attempt(self, batch: Sequence[Received]) -> Exception | None:
        """Call the handler until it succeeds (None) or fails for good (the error)."""
        while True:
            try:
                await self._call(batch)
            except Exception as error:
                if not is_transient(error):
                    return error
                await self._wait(error)
            else:
                self._failures = 0
                return None

    async def _call(self, batch: Sequence[Received]) -> None:
        parent = batch[0].traceparent if len(batch) == 1 else ""
        links: list[str] = []
        if self._tracing.active and len(batch) > 1:
            links = [one.traceparent for one in batch[:_MOST_LINKS] if one.traceparent]
        attributes = {"messaging.batch.message_count": len(batch)}
        name = f"handle {self._subscription.name}"
        with self._tracing.span(name, parent, attributes, links) as trace:
            enter_trace(trace)
            await self._subscription.handler(batch)

    async def _wait(self, error: Exception) -> None:
        """Wait before the next try.

        Raises:
            Held: we are stopping, or the batch was kept for long enough.
        """
        limits = self._limits
        pause = min(limits.first_pause * 2 ** min(self._failures, 16), limits.longest_pause)
        cause = cause_of(error)
        if self._failures == 0:
            log.warning("bus waits", subscription=self._subscription.name, cause=cause)
        self._failures += 1
        self._observer.retried(self._subscription.name, cause)
        if await rest(self._stop, pause) or monotonic() > self._give_back_at:
            raise Held(cause) from error

    async def _give_up(self, received: Received, error: Exception) -> None:
        """Park the one bad record, unless everything fails alike: then wait until it does not."""
        self._streak.failed(cause_of(error))
        while self._streak.broken:
            self._set_breaker(open=True)
            await self._wait(error)
            again = await self._attempt([received])
            if again is None:
                self._streak.succeeded()
                self._set_breaker(open=False)
                return
            error = again
            self._streak.failed(cause_of(error))
        await self._bury(self._record_of(received), error)

    def _set_breaker(self, *, open: bool) -> None:
        if open is self._open:
            return
        self._open = open
        self._observer.breaker(self._subscription.name, open=open)
        log.error("bus breaker", subscription=self._subscription.name, open=open)

    async def _bury(self, record: KafkaRecord, error: Exception) -> None:
        """Park a record; a dead-letter topic that is away is waited for like anything else."""
        if _place(record) in self._parked:
            return
        while True:
            try:
                await self._park(record, error)
                break
            except Exception as problem:
                await self._wait(problem)
        self._failures = 0
        self._parked.add(_place(record))
        self._observer.parked(self._subscription.name, cause_of(error))
        log.warning(
            "record parked",
            subscription=self._subscription.name,
            reason=cause_of(error),
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
        )

    def _record_of(self, received: Received) -> KafkaRecord:
        place = _place(received)
        return next(record for record in self.in_hand if _place(record) == place)


def _place(record: KafkaRecord | Received) -> tuple[str, int, int]:
    return record.topic, record.partition, record.offset
