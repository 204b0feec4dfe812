"""Changing one household: rights, custody, the rule, and what to do about a claimed number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from kit.access import Access
from kit.commit import Decision, Request, Versioned
from kit.custody import Custody
from kit.model.clock import Clock, local_date
from services.registry.domain.corrections import (
    RequestCorrection,
    ReviewCorrection,
    approve_correction,
    reject_correction,
    request_correction,
)
from services.registry.domain.events import Outcome
from services.registry.domain.household import Household
from services.registry.domain.ids import HouseholdId
from services.registry.domain.registration import RegisterHousehold, register
from services.registry.domain.restructuring import MoveHousehold
from services.registry.ports.households import HouseholdQueries, Households

from .claims import Claims
from .custody import refuse_elsewhere
from .operations import OPERATIONS


@dataclass(frozen=True, slots=True)
class Target:
    """Which household a command is for, and the revision the caller decided on."""

    household: HouseholdId
    revision: int | None
    request: Request


@dataclass(frozen=True, slots=True)
class HouseholdDesk:
    """Where households are registered and changed."""

    households: Households
    known: HouseholdQueries
    claims: Claims
    custody: Custody
    clock: Clock
    allow_test_numbers: bool = False

    @property
    def today(self) -> date:
        """The calendar day in the county."""
        return local_date(self.clock.now())

    async def register(
        self, access: Access, order: RegisterHousehold, request: Request
    ) -> Versioned[Household]:
        """Register a household.

        Raises:
            Refusal: rights, custody, a rule, the number is taken, or a member lives elsewhere.
        """
        access.require(order.village)
        self.custody.require(order.household, order.village)
        today = self.today

        async def attempt(settled: Callable[[Household], Household]) -> None:
            await self.households.create(
                order.household, lambda: decision(register(order, today), settled), request
            )

        await self.claims.settled(access.principal.subject, attempt)
        return await self.get(order.household)

    async def carry_out(
        self, access: Access, target: Target, order: object
    ) -> Versioned[Household]:
        """Do one of `OPERATIONS` to a household.

        Raises:
            Refusal: rights, custody, a rule, a stale revision, or a reused request id.
        """
        if isinstance(order, MoveHousehold):
            access.require(order.village)
            self.custody.require(target.household, order.village)
        rule = OPERATIONS[type(order)]
        return await self._change(access, target, lambda h, today: rule(h, order, today))

    async def request_correction(
        self, access: Access, target: Target, order: RequestCorrection
    ) -> Versioned[Household]:
        """Ask for a correction; `ReviewCorrection` decides it."""

        def rule(household: Household, today: date) -> Outcome:
            allowed = self.allow_test_numbers
            return request_correction(household, order, today, allow_test_numbers=allowed)

        return await self._change(access, target, rule)

    async def review_correction(
        self, access: Access, target: Target, order: ReviewCorrection, *, approve: bool
    ) -> Versioned[Household]:
        """Apply or reject an open correction; by another person than who asked."""

        def rule(household: Household, today: date) -> Outcome:
            if not approve:
                return reject_correction(household, order, today)
            allowed = self.allow_test_numbers
            return approve_correction(household, order, today, allow_test_numbers=allowed)

        return await self._change(access, target, rule)

    async def get(self, household: HouseholdId) -> Versioned[Household]:
        """Return a household this site has just written."""
        return (await self.households.get_many([household]))[household]

    async def _change(
        self, access: Access, target: Target, rule: Callable[[Household, date], Outcome]
    ) -> Versioned[Household]:
        await refuse_elsewhere(self.custody, target.household, self.known)
        today = self.today

        async def attempt(settled: Callable[[Household], Household]) -> None:
            def decide(household: Household) -> Decision[Household]:
                access.require(household.village)
                self.custody.require(household.id, household.village)
                return decision(rule(household, today), settled)

            await self.households.change(target.household, decide, target.request, target.revision)

        await self.claims.settled(access.principal.subject, attempt)
        found = await self.get(target.household)
        access.require(found.state.village)  # a repeated request was not decided again
        return found


def decision(outcome: Outcome, settled: Callable[[Household], Household]) -> Decision[Household]:
    """Return what to write: the household, its claims settled, and what happened."""
    household, happened = outcome
    return Decision(settled(household) if happened else household, happened)
