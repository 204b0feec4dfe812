"""A citizen number belongs to one live member. When a write wants one that another has, a person
decides: the pair becomes a duplicate case, and the write is refused until it is decided 重号."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

from kit.model.clock import Clock
from kit.model.errors import TooMuchContention
from kit.model.ids import derived_id
from services.registry.domain.duplicates import (
    CaseOutcome,
    CasePerson,
    CaseState,
    DuplicateReason,
    open_case,
)
from services.registry.domain.errors import PersonAlreadyRegistered
from services.registry.domain.household import Household, Member
from services.registry.domain.ids import CaseId, HouseholdId, PersonId
from services.registry.ports.households import (
    DuplicateCases,
    Households,
    IdNumberClaimed,
    PersonIndexes,
    PersonPlace,
)

_ATTEMPTS = 5

Settle = Callable[[Household], Household]


@dataclass(frozen=True, slots=True)
class Clash:
    """A member whose citizen number a live member of another household holds."""

    member: PersonId
    household: HouseholdId
    holder: PersonPlace
    case: CaseOutcome

    @property
    def case_id(self) -> CaseId:
        """The case of the pair."""
        return self.case[0].id


@dataclass(slots=True)
class _Attempt:
    """The households a write tried to store, and the persons who may share their number."""

    tried: dict[HouseholdId, Household] = field(default_factory=dict[HouseholdId, Household])
    sharing: set[PersonId] = field(default_factory=set[PersonId])

    def settle(self, household: Household) -> Household:
        """Mark the decided 重号, and remember what was tried."""
        settled = sharing_numbers(household, self.sharing)
        self.tried[settled.id] = settled
        return settled


@dataclass(frozen=True, slots=True)
class Claims:
    """Settles claims on citizen numbers."""

    households: Households
    cases: DuplicateCases
    indexes: PersonIndexes
    clock: Clock

    async def settled(self, by: str, write: Callable[[Settle], Awaitable[None]]) -> None:
        """Try a write; where it wants a claimed number, open the case or let 重号 pass.

        `by` is who entered it: that person may not decide the case.

        Raises:
            PersonAlreadyRegistered: names the household and the case to decide.
        """
        attempt = _Attempt()
        for _ in range(_ATTEMPTS):
            try:
                return await write(attempt.settle)
            except IdNumberClaimed:
                clashes = await self.clashes(list(attempt.tried.values()), by)
                attempt.sharing |= await self._distinct_or_refused(clashes)
        raise TooMuchContention(id=next(iter(attempt.tried), ""))

    async def clashes(self, households: Sequence[Household], by: str) -> list[Clash]:
        """Return who among these households wants a number that somebody elsewhere holds."""
        wanted = [
            (self.indexes.id_number(member.person.id_number.digits), member, household)
            for household in households
            for member in household.live_members
            if member.person.id_number is not None and not member.person.id_number_shared
        ]
        holders = await self.households.holders_of([index for index, _, _ in wanted])
        return [
            self._clash(member, household, holders[index], by)
            for index, member, household in wanted
            if index in holders and holders[index].household != household.id
        ]

    async def distinct(self, clashes: Sequence[Clash]) -> set[PersonId]:
        """Open a case for every new clash; return the members decided to be somebody else."""
        await self.cases.open([clash.case for clash in clashes])
        return await self.decided(clashes)

    async def decided(self, clashes: Sequence[Clash]) -> set[PersonId]:
        """Return the members decided to be somebody else than who holds their number."""
        known = await self.cases.get_many([clash.case_id for clash in clashes])
        decided = {id for id, case in known.items() if case.state.state is CaseState.DISTINCT}
        return {clash.member for clash in clashes if clash.case_id in decided}

    async def _distinct_or_refused(self, clashes: Sequence[Clash]) -> set[PersonId]:
        sharing = await self.distinct(clashes)
        for clash in clashes:
            if clash.member not in sharing:
                raise PersonAlreadyRegistered(household=clash.holder.household, case=clash.case_id)
        return sharing

    def _clash(self, member: Member, household: Household, holder: PersonPlace, by: str) -> Clash:
        """The case is that of the holder and this household: the same on every try."""
        first = CasePerson(holder.person, holder.household, holder.home)
        newcomer = PersonId(derived_id("newcomer", holder.person, household.id))
        second = CasePerson(newcomer, household.id, household.village, registered=False)
        case = open_case(first, second, DuplicateReason.SAME_ID_NUMBER, self.clock.now(), by)
        return Clash(member.person.id, household.id, holder, case)


def sharing_numbers(household: Household, sharing: set[PersonId]) -> Household:
    """Return the household with these members marked as rightly sharing their number."""
    if not any(member.person.id in sharing for member in household.members):
        return household
    members = tuple(
        replace(member, person=replace(member.person, id_number_shared=True))
        if member.person.id in sharing
        else member
        for member in household.members
    )
    return replace(household, members=members)
