"""Contacts on the three lines: one household at a time, or by grid for a whole division."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from kit.access import Access
from kit.commit import Versioned
from kit.model.division import DivisionCode
from services.grid.domain.care import HouseholdCare
from services.grid.domain.care_errors import PostNotHeld
from services.grid.domain.colour.values import Colour
from services.grid.domain.contacting import AssignContact, EndContact, assign, end
from services.grid.domain.eligibility import leader_for, posting_for
from services.grid.domain.ids import HouseholdId, PersonId
from services.grid.domain.lines import Line
from services.grid.domain.policy import GridPolicy
from services.grid.domain.settling import CareOutcome
from services.grid.domain.village import Village
from services.grid.ports.cares import Helper
from services.grid.ports.villages import VillageQueries

from .care_changes import CareChanges, CareTarget
from .care_keeping import CareKeeping


@dataclass(frozen=True, slots=True)
class NewContact:
    """Who is to keep contact on which line; the name is that of their post in the village."""

    line: Line
    person: PersonId
    since: date
    named: bool = False


@dataclass(frozen=True, slots=True)
class ByGrid:
    """What assigning by grid came to; `left` are households whose leaf has no leader."""

    assigned: int
    named: int
    left: int


@dataclass(frozen=True, slots=True)
class PersonContacts:
    """A page of households a person keeps contact with, what they look after, and the limit."""

    cares: tuple[Versioned[HouseholdCare], ...]
    helper: Helper
    limit: int
    after: str


@dataclass(frozen=True, slots=True)
class ContactDesk:
    """Where contacts are assigned and ended."""

    changes: CareChanges
    keeping: CareKeeping
    villages: VillageQueries

    async def assign(
        self, access: Access, target: CareTarget, new: NewContact
    ) -> tuple[Versioned[HouseholdCare], tuple[str, ...]]:
        """Assign a contact; return the care and warnings in words, which block nothing.

        Raises:
            Refusal: rights, custody, a rule, or the post of the line is not held.
        """
        found = await self.changes.find(access, target.household)
        village = await self.villages.get(found.state.village)

        def rule(care: HouseholdCare, policy: GridPolicy, today: date) -> CareOutcome:
            order = _order(care, new, village.state if village else None, today)
            return assign(care, order, policy, today)

        done = await self.changes.carry_out(access, target, rule)
        return done, await self._warnings(access, new)

    async def end(
        self, access: Access, target: CareTarget, order: EndContact
    ) -> Versioned[HouseholdCare]:
        """End a contact; a red household's vacancy opens in the same write."""
        return await self.changes.carry_out(
            access, target, lambda care, policy, day: end(care, order, policy, day)
        )

    async def by_grid(self, access: Access, division: DivisionCode) -> ByGrid:
        """Give every household without a 中心户长 the leader of its leaf; name them for red ones.

        A repeat changes nothing, so a call that was cut off is simply made again.

        Raises:
            Refusal: rights or custody.
        """
        ranges = access.ranges(division)
        custody, total = self.changes.custody, Counter[str]()
        custody.require_villages(division, self.changes.today)
        for low, _ in custody.village_ranges(ranges):
            village = DivisionCode.parse(low)
            if custody.hosts(village):
                total += await self._of_village(village)
        return ByGrid(total["assigned"], total["named"], total["left"])

    async def of_person(
        self, access: Access, person: PersonId, after: str, size: int
    ) -> PersonContacts:
        """Return a page of the households in the caller's scope that a person looks after."""
        cares, ranges = self.changes.known, access.ranges()
        found = await cares.of_person(person, after, size)
        shown = tuple(item for item in found if access.principal.covers(item.state.village))
        more = found[-1].state.household if len(found) == size else ""
        helper, limit = await cares.helper(person, ranges), self.changes.policy.helper_limit
        return PersonContacts(shown, helper, limit, more)

    async def _of_village(self, code: DivisionCode) -> Counter[str]:
        village = await self.villages.get(code)
        if village is None:
            return Counter()
        state, policy, today = village.state, self.changes.policy, self.changes.today
        cares = [item.state for item in await self.changes.cares.of_village(code)]
        lacking = [care for care in cares if _lacks(care)]
        led = {care.household for care in lacking if _helped(care, state, today)}
        done: dict[HouseholdId, Counter[str]] = {}

        def rule(household: HouseholdId, care: HouseholdCare | None) -> CareOutcome | None:
            if care is None or not _lacks(care):
                return None
            outcome = _from_leader(care, state, policy, today)
            done[household] = _counted(care, outcome[0])
            return outcome

        await self.keeping.keep(led, rule)
        return sum(done.values(), Counter(left=len(lacking) - len(led)))

    async def _warnings(self, access: Access, new: NewContact) -> tuple[str, ...]:
        """Tell of a helper who looks after more red households than the county wants."""
        limit = self.changes.policy.helper_limit
        helper = await self.changes.cares.helper(new.person, access.ranges())
        if not new.named or helper.named_red <= limit:
            return ()
        return (
            f"联系人（编号 {new.person}）现联系连心户 {helper.named_red} 户，"
            f"超过本县上限 {limit} 户，请考虑另行安排。",
        )


def _order(
    care: HouseholdCare, new: NewContact, village: Village | None, today: date
) -> AssignContact:
    """Return the order under the name of the post held on the first day and today."""
    posting = None
    if village is not None and village.code == care.village:
        begun = posting_for(village, care.leaf, new.line, new.person, new.since)
        posting = begun and posting_for(village, care.leaf, new.line, new.person, today)
    if posting is None:
        line, code = new.line.value, care.village
        raise PostNotHeld(person=new.person, village=code, line=line)
    return AssignContact(new.line, new.person, posting.name, new.since, new.named)


def _lacks(care: HouseholdCare) -> bool:
    """Whether a household has no 中心户长, or is red and nobody is named."""
    return care.contact_on(Line.CORE_HOUSEHOLDER) is None or care.open_vacancy is not None


def _helped(care: HouseholdCare, village: Village, today: date) -> bool:
    """Whether somebody is there who could be assigned or named."""
    present = care.contact_on(Line.CORE_HOUSEHOLDER)
    return present is not None or leader_for(village, care.leaf, today) is not None


def _from_leader(
    care: HouseholdCare, village: Village, policy: GridPolicy, today: date
) -> CareOutcome:
    """Name who is there already, else let the leader of the leaf begin today."""
    named = care.colour is Colour.RED and care.open_vacancy is not None
    present = care.contact_on(Line.CORE_HOUSEHOLDER)
    if present is not None:
        again = AssignContact(present.line, present.person, present.name, present.since, named)
        return assign(care, again, policy, today)
    leader = leader_for(village, care.leaf, today)
    if leader is None or care.village != village.code:
        return care, ()
    order = AssignContact(Line.CORE_HOUSEHOLDER, leader.person, leader.name, today, named)
    return assign(care, order, policy, today)


def _counted(before: HouseholdCare, after: HouseholdCare) -> Counter[str]:
    line = Line.CORE_HOUSEHOLDER
    return Counter(
        assigned=int(before.contact_on(line) is None and after.contact_on(line) is not None),
        named=int(before.named_contact is None and after.named_contact is not None),
    )
