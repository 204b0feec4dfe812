"""Changing two households together: split, merge, transfer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from kit.access import Access
from kit.commit import Decision, Versioned
from kit.custody import Custody
from kit.model.clock import Clock, local_date
from services.registry.domain.events import Outcome
from services.registry.domain.household import Household
from services.registry.domain.ids import HouseholdId
from services.registry.domain.restructuring import (
    MergeHouseholds,
    SplitHousehold,
    TransferMember,
    merge,
    split,
    transfer_member,
)
from services.registry.ports.households import HouseholdQueries, Households

from .custody import refuse_elsewhere
from .desk import Target

Pair = tuple[Versioned[Household], Versioned[Household]]


@dataclass(frozen=True, slots=True)
class Restructuring:
    """Where members change households; both records change in one transaction."""

    households: Households
    known: HouseholdQueries
    custody: Custody
    clock: Clock

    async def split(self, access: Access, target: Target, order: SplitHousehold) -> Pair:
        """Form a new household of some members."""

        def rule(states: Mapping[str, Household], today: date) -> list[Outcome]:
            return list(split(states[target.household], order, today))

        await self._change(access, (target,), target, rule)
        return await self._pair(access, target.household, order.new_household)

    async def merge(
        self, access: Access, target: Target, merged: Target, order: MergeHouseholds
    ) -> Pair:
        """Move all members of one household into another, and dissolve it."""

        def rule(states: Mapping[str, Household], today: date) -> list[Outcome]:
            kept, gone = merge(states[target.household], states[merged.household], order, today)
            return [gone, kept]

        await self._change(access, (merged, target), target, rule)
        return await self._pair(access, target.household, merged.household)

    async def transfer(
        self, access: Access, target: Target, joined: Target, order: TransferMember
    ) -> Pair:
        """Move one member to another household."""

        def rule(states: Mapping[str, Household], today: date) -> list[Outcome]:
            source = states[target.household]
            return list(transfer_member(source, states[joined.household], order, today))

        await self._change(access, (target, joined), target, rule)
        return await self._pair(access, target.household, joined.household)

    async def _change(
        self,
        access: Access,
        targets: tuple[Target, ...],
        keeper: Target,
        rule: Callable[[Mapping[str, Household], date], list[Outcome]],
    ) -> None:
        """Change the targets together; who gives people up comes first, since a citizen number is
        claimed by one household at a time."""
        today = local_date(self.clock.now())

        def decide(states: Mapping[str, Household]) -> dict[str, Decision[Household]]:
            for household in states.values():
                access.require(household.village)
                self.custody.require(household.id, household.village)
            return {state.id: Decision(state, facts) for state, facts in rule(states, today)}

        for target in targets:
            await refuse_elsewhere(self.custody, target.household, self.known)
        ids = list(dict.fromkeys(target.household for target in targets))
        revisions: dict[str, int] = {
            t.household: t.revision for t in targets if t.revision is not None
        }
        await self.households.change_many(ids, decide, keeper.request, revisions)

    async def _pair(self, access: Access, one: HouseholdId, other: HouseholdId) -> Pair:
        """Return both; a repeated request was not decided again, so the rights are looked at."""
        found = await self.households.get_many([one, other])
        for household in found.values():
            access.require(household.state.village)
        return found[one], found[other]
