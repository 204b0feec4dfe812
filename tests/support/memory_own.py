"""Records of one kind on the store in memory, through the real repository and codec."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from kit.aggregate import Aggregates
from kit.authz import Range
from kit.commit import Codec, Decision, Request, Versioned
from kit.envelope import topic_events
from kit.memory import MemoryRecords
from kit.model.clock import Clock

TOPIC = topic_events("petition")
SOURCE = "/gov321/villages/petition"


def asleep() -> None:
    """Nobody is woken: a test runs the relay itself."""


def untraced() -> str:
    """Nobody asked."""
    return ""


class Positioned(Protocol):
    """A record that is listed by a position and looked at by a timer."""

    @property
    def position(self) -> str:
        """The sort key of lists."""
        ...

    @property
    def next_timer(self) -> datetime | None:
        """When a timer has to look at it."""
        ...


S = TypeVar("S", bound=Positioned)


class MemoryOwn(Generic[S]):
    """Records of one kind through the real repository and codec; lists are worked out on states."""

    def __init__(self, clock: Clock, codec: Codec[S]) -> None:
        self.records = MemoryRecords()
        self._codec = codec
        self._aggregates = Aggregates(self.records, codec, clock, asleep)

    async def get(self, id: str) -> Versioned[S] | None:
        """See the ports."""
        return await self._aggregates.get(id)

    async def create(self, id: str, decide: Callable[[], Decision[S]], request: Request) -> bytes:
        """See the ports."""
        return await self._aggregates.create(id, decide, request)

    async def change(
        self,
        id: str,
        decide: Callable[[S], Decision[S]],
        request: Request | None = None,
        revision: int | None = None,
    ) -> bytes:
        """See the ports."""
        return await self._aggregates.change(id, decide, request, revision)

    async def due(self, now: datetime, limit: int) -> list[Versioned[S]]:
        """See the ports."""
        waiting = [(one.state.next_timer, one) for one in self._all()]
        found = [(at, one) for at, one in waiting if at is not None and at <= now]
        return [one for _, one in sorted(found, key=lambda item: item[0])][:limit]

    def within(
        self, ranges: Sequence[Range], after: str, wanted: Callable[[S], bool]
    ) -> list[Versioned[S]]:
        """Return what lies in the ranges after a position and is wanted, by position."""
        inside = [
            one
            for one in self._all()
            if any(low <= one.state.position < high for low, high in ranges)
            if one.state.position > after and wanted(one.state)
        ]
        return sorted(inside, key=lambda one: one.state.position)

    def _all(self) -> list[Versioned[S]]:
        return [
            Versioned(self._codec.decode(document), int(document["revision"]))
            for document in self.records.all()
        ]
