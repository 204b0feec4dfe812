"""Exemptions of grids and the ridges of a village: each order is one write of the village."""

from __future__ import annotations

from dataclasses import dataclass

from kit.access import Access
from kit.commit import Decision, Versioned
from kit.custody import Custody
from kit.model.clock import Clock, local_date
from services.grid.domain.exempting import draw_ridges, exempt
from services.grid.domain.grid import GridCode
from services.grid.domain.village import Ridge, Village
from services.grid.ports.villages import Decide, Villages

from .lines import VillageTarget
from .village_reading import required_village


@dataclass(frozen=True, slots=True)
class StructureDesk:
    """Where grids are let out of the bounds of size, and ridges are drawn."""

    villages: Villages
    custody: Custody
    clock: Clock

    async def exempt(
        self, access: Access, target: VillageTarget, grid: GridCode, reason: str
    ) -> Versioned[Village]:
        """Let a leaf stay outside the bounds; the caller signs for it.

        Raises:
            Refusal: rights, custody, no leaf, a stale revision, or a reused request id.
        """
        signer, today = access.principal.subject, local_date(self.clock.now())
        return await self._change(
            access,
            target,
            lambda village: Decision(*exempt(village, grid, reason, signer, today)),
        )

    async def draw_ridges(
        self, access: Access, target: VillageTarget, ridges: tuple[Ridge, ...]
    ) -> Versioned[Village]:
        """Set the lines that no grid of level 3 crosses.

        Raises:
            Refusal: as `exempt`; a line is no line.
        """
        return await self._change(
            access, target, lambda village: Decision(*draw_ridges(village, ridges))
        )

    async def _change(
        self, access: Access, target: VillageTarget, decide: Decide
    ) -> Versioned[Village]:
        access.require(target.village)
        self.custody.require(target.village.digits, target.village)
        await self.villages.change(target.village, decide, target.request, target.revision)
        return await required_village(self.villages, target.village)
