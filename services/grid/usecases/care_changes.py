"""Changing one household's care: rights, custody, the rule, one write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from kit.access import Access
from kit.commit import Decision, Request, Versioned
from kit.custody import Custody
from kit.model.clock import Clock, local_date
from kit.model.errors import NotFound
from services.grid.domain.care import HouseholdCare
from services.grid.domain.ids import HouseholdId
from services.grid.domain.policies import Policies
from services.grid.domain.policy import GridPolicy
from services.grid.domain.settling import CareOutcome
from services.grid.ports.cares import WHAT, CareQueries, Cares

CareRule = Callable[[HouseholdCare, GridPolicy, date], CareOutcome]
"""What is done to a care under the policy of a day: pure, may be called again on a newer state."""


@dataclass(frozen=True, slots=True)
class CareTarget:
    """Which household a command is for, and the revision the caller decided on."""

    household: HouseholdId
    revision: int | None
    request: Request


@dataclass(frozen=True, slots=True)
class CareChanges:
    """How every command reaches a care. `known` are this site's own cares, or its copies."""

    cares: Cares
    known: CareQueries
    custody: Custody
    clock: Clock
    policies: Policies

    @property
    def today(self) -> date:
        """The calendar day in the county."""
        return local_date(self.clock.now())

    @property
    def policy(self) -> GridPolicy:
        """The county's rules of today."""
        return self.policies.in_force(self.today).grid

    async def carry_out(
        self, access: Access, target: CareTarget, rule: CareRule
    ) -> Versioned[HouseholdCare]:
        """Do something to one household's care and return how it stands.

        Raises:
            Refusal: rights, custody, the rule, a stale revision, or a reused request id.
        """
        await self.find(access, target.household)
        policy, today = self.policy, self.today

        def decide(care: HouseholdCare) -> Decision[HouseholdCare]:
            access.require(care.village)
            self.custody.require(care.household, care.village)
            return Decision(*rule(care, policy, today))

        await self.cares.change(target.household, decide, target.request, target.revision)
        return await self.find(access, target.household)

    async def find(self, access: Access, household: HouseholdId) -> Versioned[HouseholdCare]:
        """Return a care this site may write.

        Raises:
            NotFound: there is none.
            OutOfScope: it is not the caller's.
            NotCustodian: another site may write it.
        """
        found = (await self.known.get_many([household])).get(household)
        if found is None:
            raise NotFound(what=WHAT, id=household)
        access.require(found.state.village)
        self.custody.require(household, found.state.village)
        return found
