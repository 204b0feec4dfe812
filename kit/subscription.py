"""What a service asks of the bus: which topic, in which group, handled by what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from kit.envelope import Received, pattern_of

Handler = Callable[[Sequence[Received]], Awaitable[None]]
"""Applies a batch as one unit, in order; the records of one key keep their order.

It must be idempotent: a batch is delivered again after a crash, and halved and applied again after
an error. What it raises decides what happens: see `kit.bus_policy`.
"""

Place = tuple[str, int]
"""Topic and partition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One topic (with its mirrored copies) read by one consumer group.

    Args:
        name: label in metrics, logs and readiness, e.g. `registry`; unique in a service.
        topic: name without a mirror's prefix, e.g. `gov321.registry.events.v1`.
        group: consumer group, e.g. `villages.grid.registry`; unique per subscription.
        handler: gets the records that are of interest.
        types: full proto names of interest, None for all; others are skipped.
        batch_size: most records one handler call gets.
    """

    name: str
    topic: str
    group: str
    handler: Handler
    types: frozenset[str] | None = None
    batch_size: int = 500

    @property
    def pattern(self) -> str:
        """What the consumer subscribes to."""
        return pattern_of(self.topic)


class BusObserver(Protocol):
    """Where the bus's figures go; called per batch, not per record."""

    def handled(self, subscription: str, records: int, skipped: int, seconds: float) -> None:
        """Called when a batch is done: records read, those of them skipped, time taken."""
        ...

    def parked(self, subscription: str, reason: str) -> None:
        """Called when a record was parked and the dead-letter topic has acknowledged it."""
        ...

    def retried(self, subscription: str, cause: str) -> None:
        """Called before each wait for a transient error."""
        ...

    def breaker(self, subscription: str, *, open: bool) -> None:
        """Called when everything begins, or ceases, to fail for the same reason."""
        ...

    def lag(self, subscription: str, lag: Mapping[Place, int]) -> None:
        """Called every few seconds: records behind the end, of exactly the assigned partitions."""
        ...


class Unobserved:
    """An observer that keeps nothing."""

    def handled(self, subscription: str, records: int, skipped: int, seconds: float) -> None:
        """Keep nothing."""

    def parked(self, subscription: str, reason: str) -> None:
        """Keep nothing."""

    def retried(self, subscription: str, cause: str) -> None:
        """Keep nothing."""

    def breaker(self, subscription: str, *, open: bool) -> None:
        """Keep nothing."""

    def lag(self, subscription: str, lag: Mapping[Place, int]) -> None:
        """Keep nothing."""
