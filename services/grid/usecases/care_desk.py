"""Where a person decides on the colour of a household."""

from __future__ import annotations

from dataclasses import dataclass

from kit.access import Access
from kit.commit import Versioned
from kit.model.errors import InvalidValue
from services.grid.domain import deciding
from services.grid.domain.care import HouseholdCare
from services.grid.domain.deciding import OverrideColour

from .care_changes import CareChanges, CareTarget


@dataclass(frozen=True, slots=True)
class CareDesk:
    """Confirms, decides otherwise, ends that, and records that a household does not accept."""

    changes: CareChanges

    async def confirm(self, access: Access, target: CareTarget) -> Versioned[HouseholdCare]:
        """Bring the proposal into force; the revision is required.

        Raises:
            InvalidValue: no revision: nobody confirms what they did not see.
            Refusal: as `CareChanges.carry_out`, or nothing to confirm.
        """
        if target.revision is None:
            raise InvalidValue(field="revision", why="请填写您看到的版本号，刷新后重新确认")
        signer = access.principal.subject
        return await self.changes.carry_out(
            access, target, lambda care, policy, day: deciding.confirm(care, signer, policy, day)
        )

    async def override(
        self, access: Access, target: CareTarget, order: OverrideColour
    ) -> Versioned[HouseholdCare]:
        """Decide otherwise than the rules, with a reason and a last day."""
        return await self.changes.carry_out(
            access, target, lambda care, policy, day: deciding.override(care, order, policy, day)
        )

    async def end_override(self, access: Access, target: CareTarget) -> Versioned[HouseholdCare]:
        """End an override before its last day."""
        return await self.changes.carry_out(access, target, deciding.end_override)

    async def refuse(
        self, access: Access, target: CareTarget, note: str
    ) -> Versioned[HouseholdCare]:
        """Record that the household does not accept the rules alone (PIPL 24)."""
        return await self.changes.carry_out(
            access, target, lambda care, _, day: deciding.refuse_classification(care, note, day)
        )

    async def accept(self, access: Access, target: CareTarget) -> Versioned[HouseholdCare]:
        """Record that the household takes that back."""
        return await self.changes.carry_out(
            access, target, lambda care, _policy, _day: deciding.accept_classification(care)
        )
