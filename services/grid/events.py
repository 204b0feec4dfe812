"""Kafka subscribers: the registry's facts of households, and the grid's own facts."""

from __future__ import annotations

from collections.abc import Sequence

from kit.envelope import Received
from kit.vault import Vault

from .usecases.intake import Intake
from .usecases.projection import Projection
from .wire.care_facts import CARE_FACTS, told_visits
from .wire.told import HOUSEHOLD_FACTS, told_of
from .wire.told_own import told_care, told_village
from .wire.village_facts import VILLAGE_FACTS

REGISTRY = "registry-facts"
OWN = "grid-facts"
REGISTRY_TYPES = HOUSEHOLD_FACTS
OWN_TYPES = VILLAGE_FACTS | CARE_FACTS
"""Other types on the topics are passed over."""


class RegistryFacts:
    """Decodes a batch, calls one use-case. What cannot be read or opened raises: it is parked."""

    def __init__(self, intake: Intake, vault: Vault) -> None:
        self._intake = intake
        self._vault = vault

    async def __call__(self, batch: Sequence[Received]) -> None:
        """Take over a batch; safe to repeat in any part."""
        await self._intake.take_over([told_of(received, self._vault) for received in batch])


class GridFacts:
    """Decodes a batch of both kinds of facts, calls one use-case."""

    def __init__(self, projection: Projection, vault: Vault) -> None:
        self._projection = projection
        self._vault = vault

    async def __call__(self, batch: Sequence[Received]) -> None:
        """Take over a batch; safe to repeat in any part."""
        cares = [received for received in batch if received.type in CARE_FACTS]
        await self._projection.take_over(
            [told_village(received) for received in batch if received.type in VILLAGE_FACTS],
            [told_care(received) for received in cares],
            [visit for received in cares for visit in told_visits(received, self._vault)],
        )
