"""One subscription at work: brought up in the background, watched, started again when it died."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Set as AbstractSet
from contextlib import suppress
from typing import Any

from aiokafka import ConsumerRebalanceListener
from aiokafka.errors import IllegalStateError, KafkaError
from faststream.kafka import KafkaBroker

from kit.bus_ack import Acknowledger
from kit.bus_broker import subscribe
from kit.bus_policy import BatchPolicy
from kit.bus_settings import BusSettings
from kit.lag import lag_of
from kit.logging import get_logger
from kit.members import Member, keep_place
from kit.parts import pause_after, rest
from kit.subscription import BusObserver, Subscription

log = get_logger("kit.bus")

UNREACHABLE = "broker unreachable"
WAITING = "waiting for partitions"


class _Died(Exception):
    """The consumer no longer consumes."""


class _Assignments(ConsumerRebalanceListener):
    """Remembers that the group gave us our share, which may be no partition at all."""

    def __init__(self, acknowledger: Acknowledger) -> None:
        self.joined = False
        self._acknowledger = acknowledger

    def on_partitions_assigned(self, assigned: AbstractSet[Any]) -> None:  # noqa: ARG002
        """Called by aiokafka after each rebalance."""
        self.joined = True

    def on_partitions_revoked(self, revoked: AbstractSet[Any]) -> None:  # noqa: ARG002
        """Called by aiokafka before each: what is not committed comes again, here or elsewhere."""
        self._acknowledger.forget()


class Intake:
    """Runs one subscription until stopped; whatever happens, it tries again.

    `reason` is None when all is well, else why not, in English.
    """

    def __init__(
        self,
        broker: KafkaBroker,
        settings: BusSettings,
        subscription: Subscription,
        policy: BatchPolicy,
        observer: BusObserver,
        stop: asyncio.Event,
    ) -> None:
        self.subscription = subscription
        self.reason: str | None = "starting"
        self._settings = settings
        self._policy = policy
        self._observer = observer
        self._stop = stop
        self._acknowledger = Acknowledger(
            subscription.batch_size, settings.commit_interval, stop.is_set
        )
        self._assignments = _Assignments(self._acknowledger)
        self._broker = broker
        self._subscriber = subscribe(
            broker, settings, subscription, policy.take, self._acknowledger, self._assignments
        )

    async def run(self) -> None:
        """Consume until cancelled or told to stop; `stop()` comes after."""
        failures = 0
        while not self._stop.is_set():
            try:
                await self._broker.connect()
                await self._subscriber.start()
                failures = 0
                await self._watch()
            except Exception as problem:
                failures += 1
                self._tell(problem)
                await self._close()
                await rest(self._stop, pause_after(failures))

    async def stop(self, *, leave: bool) -> None:
        """Fetch no more, finish the batch in hand, acknowledge it and disconnect.

        `leave` gives a static member's partitions to the others at once.
        """
        consumer = self._subscriber.consumer
        place = None if leave or consumer is None else self._place(consumer)
        if leave and consumer is not None and consumer._coordinator is not None:
            # aiokafka has no public way: a static member stays in its group until the session ends
            consumer._coordinator._group_instance_id = None
        with suppress(TimeoutError):
            async with asyncio.timeout(self._settings.heartbeat):
                await self._acknowledger.flush()
        await self._close()
        if place is not None:
            await self._shorten(place)
        self.reason = "stopped"

    def _place(self, consumer: Any) -> Member | None:
        """Our place in the group; None when there is nothing to shorten."""
        settings, coordinator = self._settings, consumer._coordinator
        if not settings.member or settings.absence >= settings.session_timeout:
            return None
        id = str(coordinator.member_id) if coordinator is not None else ""
        return Member(self.subscription.group, settings.member, id) if id else None

    async def _shorten(self, place: Member) -> None:
        """Nobody may come back: then the others need not wait for the whole session."""
        reason = "group moving"
        try:
            async with asyncio.timeout(self._settings.heartbeat):
                if await keep_place(self._settings.kafka, place, self._settings.absence):
                    return
        except Exception as problem:
            reason = type(problem).__name__
        log.info("place kept for the session", group=place.group, reason=reason)

    async def _close(self) -> None:
        try:
            await self._subscriber.stop()
        except Exception as problem:
            log.warning(
                "consumer not closed",
                subscription=self.subscription.name,
                error=type(problem).__name__,
            )

    async def _watch(self) -> None:
        """Look after the consumer every few seconds.

        Raises:
            _Died: it must be started again.
        """
        while True:
            await self._look()
            if await rest(self._stop, self._settings.watch):
                return
            if all(task.done() for task in self._subscriber.tasks) or _expelled(
                self._subscriber.consumer
            ):
                raise _Died

    async def _look(self) -> None:
        consumer = self._subscriber.consumer
        try:
            async with asyncio.timeout(self._settings.watch + self._settings.heartbeat):
                await self._acknowledger.flush()
                lag = await lag_of(consumer, self._policy.in_hand)
                self._observer.lag(self.subscription.name, lag)
                self.reason = None if lag else await self._why_nothing(consumer)
        except IllegalStateError:
            return  # a rebalance while we looked
        except (KafkaError, TimeoutError):
            self.reason = UNREACHABLE

    async def _why_nothing(self, consumer: Any) -> str | None:
        """A member without partitions is well when others have them all."""
        pattern = re.compile(self.subscription.pattern)
        if not any(pattern.match(topic) for topic in await consumer.topics()):
            return f"topic {self.subscription.topic} missing"
        return None if self._assignments.joined else WAITING

    def _tell(self, problem: Exception) -> None:
        unreachable = isinstance(problem, KafkaError | OSError)
        self.reason = UNREACHABLE if unreachable else type(problem).__name__
        log.warning(
            "consumer not running",
            subscription=self.subscription.name,
            error=type(problem).__name__,
        )


def _expelled(consumer: Any) -> bool:
    """Whether aiokafka's coordination ended by a bug: it would never consume again."""
    return consumer._coordinator._coordination_task.done()
