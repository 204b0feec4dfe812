"""What the suites of the bus are driven with: a rig per kind of bus, figures, an inbox."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import pytest

from kit.bus_settings import Limits
from kit.envelope import Event, Received
from kit.parked import Outgoing, Parked, Selector
from kit.subscription import Handler, Place, Subscription
from tests.behaviour.notes import an_event

LIMITS = Limits(first_pause=0.01, longest_pause=0.05, patience=0.5, breaker_after=5)
TYPE = an_event("a", 1).type
VILLAGES = ("610921104206", "610921104207", "610921105201")


class Running(Protocol):
    """A bus as the suite drives it."""

    async def start(self) -> None: ...
    def ready(self) -> str | None: ...
    async def stop(self, *, leave: bool = False) -> None: ...


@dataclass
class Figures:
    """An observer that keeps everything."""

    records: int = 0
    skipped: int = 0
    reasons: list[str] = field(default_factory=list[str])
    causes: list[str] = field(default_factory=list[str])
    breaker_states: list[bool] = field(default_factory=list[bool])
    lags: Mapping[Place, int] = field(default_factory=dict[Place, int])
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def handled(self, subscription: str, records: int, skipped: int, seconds: float) -> None:
        self.records += records
        self.skipped += skipped
        self.changed.set()

    def parked(self, subscription: str, reason: str) -> None:
        self.reasons.append(reason)
        self.changed.set()

    def retried(self, subscription: str, cause: str) -> None:
        self.causes.append(cause)
        self.changed.set()

    def breaker(self, subscription: str, *, open: bool) -> None:
        self.breaker_states.append(open)
        self.changed.set()

    def lag(self, subscription: str, lag: Mapping[Place, int]) -> None:
        self.lags = lag
        self.changed.set()

    async def until(self, condition: Callable[[], bool], within_s: float = 20.0) -> None:
        """Return when a figure has made the condition true."""
        async with asyncio.timeout(within_s):
            while not condition():
                self.changed.clear()
                await self.changed.wait()


@dataclass
class Inbox:
    """A handler that keeps what it got, and fails as it is told."""

    fails: Callable[[Received], Exception | None] = lambda _: None
    got: list[Received] = field(default_factory=list[Received])
    sizes: list[int] = field(default_factory=list[int])
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, batch: Sequence[Received]) -> None:
        self.sizes.append(len(batch))
        self.changed.set()
        for one in batch:
            error = self.fails(one)
            if error is not None:
                raise error
        self.got += batch

    def texts(self, key: str | None = None) -> list[str]:
        return [one.data.decode() for one in self.got if key in (None, one.key)]

    async def until(self, condition: Callable[[], bool], within_s: float = 20.0) -> None:
        async with asyncio.timeout(within_s):
            while not condition():
                self.changed.clear()
                await self.changed.wait()


class Rig(Protocol):
    """One kind of bus with a topic of its own; stops what it started."""

    topic: str
    group: str

    async def publish(self, events: Sequence[Event]) -> None: ...
    async def send(self, records: Sequence[Outgoing]) -> None: ...
    def bus(
        self, subscription: Subscription, figures: Figures, limits: Limits = LIMITS
    ) -> Running: ...
    async def parked(self) -> list[Parked]: ...
    async def redrive(self, selector: Selector) -> list[Parked]: ...


def failing_for(*texts: str, error: Exception) -> Callable[[Received], Exception | None]:
    return lambda one: error if one.data.decode() in texts else None


def poison(*texts: str) -> Callable[[Received], Exception | None]:
    return failing_for(*texts, error=ValueError("张三 610921199001011234"))


class BusCase:
    """What both suites begin with.

    Subclasses give `rig`: a topic with several partitions, a dead-letter topic, no records.
    """

    @pytest.fixture
    async def rig(self) -> Rig:
        raise NotImplementedError

    @pytest.fixture
    def figures(self) -> Figures:
        return Figures()

    @pytest.fixture
    def inbox(self) -> Inbox:
        return Inbox()

    def events(self, rig: Rig, *texts: str, key: str = VILLAGES[0]) -> list[Event]:
        return [
            replace(an_event(f"note-{text}", 1, text=text), topic=rig.topic, key=key)
            for text in texts
        ]

    def subscription(self, rig: Rig, handler: Handler, batch_size: int = 500) -> Subscription:
        return Subscription(
            name="notes",
            topic=rig.topic,
            group=rig.group,
            handler=handler,
            types=frozenset({TYPE}),
            batch_size=batch_size,
        )

    async def begin(
        self, rig: Rig, inbox: Inbox, figures: Figures, limits: Limits = LIMITS
    ) -> Running:
        bus = rig.bus(self.subscription(rig, inbox), figures, limits)
        await bus.start()
        return bus
