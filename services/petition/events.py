"""Kafka subscribers: own facts, the inbox of this site, and what visits of the grid raised."""

from __future__ import annotations

from collections.abc import Sequence

from kit.envelope import Received
from kit.vault import Vault

from .usecases.following import Following
from .usecases.from_grid import FromGrid
from .usecases.handoff import Handoffs
from .wire.told import HANDED_OFF, PETITION_FACTS, PROGRESSED, came_of, told_of
from .wire.told_grid import GRID_FACTS, need_of

OWN, INBOX, GRID = "petition-facts", "petition-inbox", "grid-facts"
OWN_TYPES = PETITION_FACTS
INBOX_TYPES = frozenset({HANDED_OFF, PROGRESSED})
GRID_TYPES = GRID_FACTS
"""Other types on the topics are passed over."""


class PetitionFacts:
    """Decodes a batch, calls one use-case. Bytes that are no fact raise, and the bus parks them."""

    def __init__(self, following: Following) -> None:
        self._following = following

    async def __call__(self, batch: Sequence[Received]) -> None:
        """Take over a batch; safe to repeat in any part."""
        await self._following.take_over([told_of(received) for received in batch])


class PetitionInbox:
    """What is addressed to this site: handoffs are taken over, then copies are kept."""

    def __init__(self, handoffs: Handoffs, following: Following, vault: Vault) -> None:
        self._handoffs = handoffs
        self._following = following
        self._vault = vault

    async def __call__(self, batch: Sequence[Received]) -> None:
        """Take over a batch; safe to repeat in any part."""
        came = [received for received in batch if received.type == HANDED_OFF]
        await self._handoffs.receive([came_of(received, self._vault) for received in came])
        told = [received for received in batch if received.type == PROGRESSED]
        await self._following.follow([told_of(received) for received in told])


class GridNeeds:
    """Needs raised during visits. What cannot be opened raises, and the bus parks it."""

    def __init__(self, from_grid: FromGrid, vault: Vault) -> None:
        self._from_grid = from_grid
        self._vault = vault

    async def __call__(self, batch: Sequence[Received]) -> None:
        """Take in a batch; safe to repeat in any part."""
        await self._from_grid.take_in([need_of(received, self._vault) for received in batch])
