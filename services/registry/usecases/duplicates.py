"""Duplicate cases: found on every entry path by the facts, decided by a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kit.access import Access
from kit.commit import Decision, Request, Versioned
from kit.custody import Custody
from kit.model.clock import Clock, local_date
from kit.model.division import DivisionCode
from kit.model.errors import InvalidValue, NotFound, StaleRevision
from kit.model.ids import derived_id, parse_request_id
from services.registry.domain.duplicates import (
    CaseOutcome,
    CasePerson,
    CaseState,
    Decide,
    DuplicateCase,
    DuplicateReason,
    decide,
    open_case,
)
from services.registry.domain.household import Household, LeaveReason
from services.registry.domain.ids import CaseId, HouseholdId, PersonId
from services.registry.domain.membership import RemoveMember, remove_member
from services.registry.ports.households import DuplicateCases, Households, PersonPlace


@dataclass(frozen=True, slots=True)
class TwinSearch:
    """Finds people with the same name, day of birth and village."""

    households: Households
    cases: DuplicateCases
    clock: Clock

    async def look(self, households: Sequence[HouseholdId]) -> int:
        """Open a case for every new pair that these households are part of; safe to repeat.

        Returns how many pairs there are, new or known.
        """
        people = await self.households.twins_in(households)
        by_index: dict[bytes, list[PersonPlace]] = {}
        for index, place in await self.households.twins_of([index for index, _ in people]):
            by_index.setdefault(index, []).append(place)
        pairs = {
            case[0].id: case
            for index, place in people
            for case in self._cases(place, by_index.get(index, ()))
        }
        if pairs:
            await self.cases.open(list(pairs.values()))
        return len(pairs)

    def _cases(self, place: PersonPlace, others: Sequence[PersonPlace]) -> Iterator[CaseOutcome]:
        for other in others:
            if other.person != place.person:
                first, second = sorted((place, other), key=lambda p: p.person)
                yield open_case(
                    CasePerson(first.person, first.household, first.home),
                    CasePerson(second.person, second.household, second.home),
                    DuplicateReason.SAME_NAME_BIRTH_VILLAGE,
                    self.clock.now(),
                )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person decided; for SAME_PERSON also who stays, and a new head where one is needed."""

    state: CaseState
    note: str
    kept: PersonId | None = None
    new_head: PersonId | None = None


@dataclass(frozen=True, slots=True)
class DuplicateDesk:
    """Where duplicate cases are read and decided."""

    households: Households
    cases: DuplicateCases
    custody: Custody
    clock: Clock

    async def get(self, access: Access, case: CaseId) -> Versioned[DuplicateCase]:
        """Return a case.

        Raises:
            NotFound: there is none in the caller's scope.
        """
        found = (await self.cases.get_many([case])).get(case)
        if found is None or not access.principal.covers(found.state.village):
            access.checked = True
            raise NotFound(what="重复登记核查", id=case)
        access.require(found.state.village)
        return found

    async def page(
        self,
        access: Access,
        division: DivisionCode,
        include_decided: bool,
        after: str,
        size: int,
    ) -> list[Versioned[DuplicateCase]]:
        """Return a page of the cases of a division, in the order of villages."""
        return await self.cases.page(access.ranges(division), include_decided, after, size)

    async def decide(
        self, access: Access, case: CaseId, verdict: Verdict, request: Request, revision: int | None
    ) -> Versioned[DuplicateCase]:
        """Decide a case. For SAME_PERSON the other person leaves first: a crash in between
        leaves the case open, and deciding again finds that person gone.

        Raises:
            Refusal: rights, custody, decided already, by who entered it, a new head is needed.
        """
        found = await self.get(access, case)
        present = found.state
        self.custody.require(case, present.village)
        order = Decide(verdict.state, access.principal.subject, self.clock.now(), verdict.note)
        if present.state is CaseState.OPEN:  # a repeat of the request that decided it goes on
            decide(present, order)  # refuses before anybody leaves
            if revision not in (None, found.revision):
                raise StaleRevision(id=case, expected=revision, actual=found.revision)
            if verdict.state is CaseState.SAME_PERSON:
                await self._remove_other(access, present, verdict, request)
        await self.cases.decide(case, lambda c: _decision(decide(c, order)), request, revision)
        return await self.get(access, case)

    async def _remove_other(
        self, access: Access, case: DuplicateCase, verdict: Verdict, request: Request
    ) -> None:
        other = _other(case, verdict.kept)
        if not other.registered:
            return
        today = local_date(self.clock.now())
        order = RemoveMember(other.person, LeaveReason.DUPLICATE, today, verdict.new_head)

        def rule(household: Household) -> Decision[Household]:
            access.require(household.village)
            self.custody.require(household.id, household.village)
            if all(member.person.id != other.person for member in household.live_members):
                return Decision(household)
            state, happened = remove_member(household, order, today)
            return Decision(state, happened)

        step = Request(parse_request_id(derived_id("step", request.id)), request.digest)
        await self.households.change(other.household, rule, step, None)


def _other(case: DuplicateCase, kept: PersonId | None) -> CasePerson:
    """The one of the pair that does not stay."""
    by_person: Mapping[str, CasePerson] = {
        case.first.person: case.second,
        case.second.person: case.first,
    }
    if kept is None or kept not in by_person:
        raise InvalidValue(field="kept_person_id", why="认定为同一人时，须指明保留其中哪一人")
    return by_person[kept]


def _decision(outcome: CaseOutcome) -> Decision[DuplicateCase]:
    case, happened = outcome
    return Decision(case, happened)
