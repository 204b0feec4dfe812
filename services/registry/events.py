"""Kafka subscribers: the facts of households."""

from __future__ import annotations

from collections.abc import Sequence

from kit.envelope import Received

from .usecases.projection import Projection
from .wire.facts import HOUSEHOLD_FACTS
from .wire.told import told_of

SUBSCRIPTION = "household-facts"
TYPES = HOUSEHOLD_FACTS
"""Other types on the topic are passed over."""


class HouseholdFacts:
    """Decodes a batch, calls one use-case. Bytes that are no fact raise, and the bus parks them."""

    def __init__(self, projection: Projection) -> None:
        self._projection = projection

    async def __call__(self, batch: Sequence[Received]) -> None:
        """Take over a batch; safe to repeat in any part."""
        await self._projection.take_over([told_of(received) for received in batch])
