"""Bringing the care of many households to what it must be, a chunk at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from kit.commit import Decision
from kit.contention import Contention
from services.grid.domain.care import HouseholdCare
from services.grid.domain.ids import HouseholdId
from services.grid.domain.settling import CareOutcome
from services.grid.ports.cares import Cares, CareWrite

Rule = Callable[[HouseholdId, HouseholdCare | None], CareOutcome | None]
"""What a household's care must be: pure, may be asked again on a newer state. None: nothing."""


@dataclass(frozen=True, slots=True)
class CareKeeping:
    """Decides on what is stored, and again where others were faster; writes what happened."""

    cares: Cares
    contention: Contention = field(default_factory=Contention)

    async def keep(self, households: Iterable[HouseholdId], rule: Rule) -> None:
        """Bring these households to what the rule says; nothing is written for those that are.

        Raises:
            TooMuchContention: others kept changing them.
        """
        left = sorted(set(households))
        if not left:
            return

        async def attempt() -> bool | None:
            nonlocal left
            left = sorted(await self._once(left, rule))
            return None if left else True

        await self.contention.until(left[0], attempt)

    async def _once(self, households: list[HouseholdId], rule: Rule) -> tuple[HouseholdId, ...]:
        """Return those that somebody else changed first."""
        found = await self.cares.get_many(households)
        writes: list[CareWrite] = []
        for household in households:
            before = found.get(household)
            outcome = rule(household, before.state if before else None)
            if outcome is not None and outcome[1]:
                writes.append(CareWrite(before, Decision(*outcome)))
        return await self.cares.write_chunk(writes) if writes else ()
