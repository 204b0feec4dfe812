"""The bus: a service's subscriptions on Kafka, started in the background, drained in order.

At least once, in order per key, and nothing acknowledged before it is handled or parked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

from kit.bus_broker import make_broker
from kit.bus_intake import Intake
from kit.bus_policy import BatchPolicy, Held, Transient
from kit.bus_settings import BusSettings, Limits
from kit.envelope import KafkaRecord, topic_dlq
from kit.model.clock import Clock, SystemClock
from kit.parked import parked_form
from kit.parts import NotYet, cancel
from kit.publisher import KafkaPublisher, RecordSender
from kit.subscription import BusObserver, Handler, Subscription, Unobserved
from kit.tracing import NO_TRACING, Tracing

__all__ = [
    "BusObserver",
    "BusSettings",
    "Handler",
    "Held",
    "KafkaBus",
    "KafkaPublisher",
    "Limits",
    "Subscription",
    "Transient",
]


class KafkaBus:
    """The subscriptions of one service at one site; a `Part` of its app.

    What cannot be handled is parked in `gov321.dlq.<site>.<service>`.
    """

    name = "bus"

    def __init__(
        self,
        settings: BusSettings,
        subscriptions: Sequence[Subscription],
        site: str,
        service: str,
        observer: BusObserver | None = None,
        *,
        clock: Clock | None = None,
        tracing: Tracing = NO_TRACING,
    ) -> None:
        require_distinct(subscriptions)
        self._dlq = topic_dlq(site, service)
        self._clock = clock or SystemClock()
        self._stop = asyncio.Event()
        self._sender = RecordSender(settings)
        self._tasks: list[asyncio.Task[None]] = []
        watched = observer or Unobserved()
        broker = make_broker(settings)
        self._intakes = [
            Intake(
                broker,
                settings,
                one,
                BatchPolicy(
                    one,
                    partial(self._park, one.group),
                    watched,
                    settings.limits,
                    self._stop,
                    tracing,
                ),
                watched,
                self._stop,
            )
            for one in subscriptions
        ]

    async def start(self) -> None:
        """Begin to consume; returns at once, and keeps trying until broker and topics are there."""
        self._tasks = [
            asyncio.create_task(intake.run(), name=f"bus/{intake.subscription.name}")
            for intake in self._intakes
        ]

    def ready(self) -> str | None:
        """Return None when every subscription has its share, else why not."""
        for intake in self._intakes:
            if intake.reason is not None:
                return f"{intake.subscription.name}: {intake.reason}"
        return None

    async def check(self) -> None:
        """Look whether all is well.

        Raises:
            NotYet: it is not; the text says why.
        """
        reason = self.ready()
        if reason is not None:
            raise NotYet(reason)

    async def stop(self, *, leave: bool = False) -> None:
        """Fetch no more, finish the batches in hand, acknowledge them and disconnect.

        `leave` is for scale-down: a static member otherwise keeps its partitions until its session
        ends, so that a restart gets them back at once.
        """
        self._stop.set()
        await cancel(self._tasks)
        await asyncio.gather(*(intake.stop(leave=leave) for intake in self._intakes))
        await self._sender.close()

    async def _park(self, group: str, record: KafkaRecord, error: Exception) -> None:
        form = parked_form(record, error, self._dlq, group, self._clock.now())
        await self._sender.send([form])


def require_distinct(subscriptions: Sequence[Subscription]) -> None:
    """Check that no two subscriptions share a name or a group.

    Raises:
        ValueError: two would take each other's partitions, or be one series in the metrics.
    """
    for names in ([one.name for one in subscriptions], [one.group for one in subscriptions]):
        if len(set(names)) < len(names):
            raise ValueError(f"subscriptions must differ in name and group: {sorted(names)}")
