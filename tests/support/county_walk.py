"""A small county that lives through operations decoded from bytes, for property tests.

Every operation takes four bytes: what, who, with whom, and how many days go by. Refusals are part
of life; anything else that goes wrong is a bug.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from kit.model.errors import Refusal
from kit.model.income import IncomeItem, IncomeYear
from services.registry.domain.awards import GrantAward, RevokeAward, grant_award, revoke_award
from services.registry.domain.correction import CorrectableField, FieldChange
from services.registry.domain.corrections import (
    RequestCorrection,
    ReviewCorrection,
    approve_correction,
    request_correction,
)
from services.registry.domain.errors import PersonAlreadyRegistered
from services.registry.domain.events import Outcome
from services.registry.domain.household import (
    Household,
    JoinReason,
    LeaveReason,
    Member,
    Relation,
)
from services.registry.domain.ids import CorrectionId, HouseholdId, PersonId
from services.registry.domain.incomes import RecordIncome, record_income
from services.registry.domain.membership import (
    AddMember,
    ChangeHead,
    RemoveMember,
    add_member,
    change_head,
    remove_member,
)
from services.registry.domain.need import NeedKind
from services.registry.domain.needs import EndNeed, TagNeed, end_need, tag_need
from services.registry.domain.person import Person
from services.registry.domain.placement import PlaceHousehold, place
from services.registry.domain.restructuring import (
    MergeHouseholds,
    MoveHousehold,
    SplitHousehold,
    TransferMember,
    merge,
    move,
    split,
    transfer_member,
)
from services.registry.domain.roster_entry import RosterHousehold, RosterPerson
from services.registry.domain.roster_update import apply_roster
from tests.support.builders import JIANGHE, YUHE, a_household, a_person

START = date(2020, 1, 1)
STEP_BYTES = 4
_RELATIONS = tuple(Relation)
_KINDS = tuple(NeedKind)
_LEAVES = (LeaveReason.DEATH, LeaveReason.MARRIAGE, LeaveReason.MOVE_OUT, LeaveReason.DUPLICATE)
_JOINS = (JoinReason.BIRTH, JoinReason.MARRIAGE, JoinReason.MOVE_IN)
_BEGIN = (
    a_household("a").registered_on(START).with_members(4).build(),
    a_household("b").registered_on(START).with_members(3).numbered("002").build(),
    a_household("c").registered_on(START).in_village(YUHE).build(),
)


def _row(member: Member) -> RosterPerson:
    return _row_of(member.person, member.relation)


def _row_of(person: Person, relation: Relation) -> RosterPerson:
    return RosterPerson(
        person.name, relation, person.sex, person.birth_date, needs=person.needs[:1]
    )


class CountyWalk:
    """Three households, and whatever becomes of them. `late` days may be entered afterwards."""

    def __init__(self, *, late: bool) -> None:
        self.households: dict[HouseholdId, Household] = {h.id: h for h in _BEGIN}
        self.today = START
        self._late = late
        self._count = 0
        self._who = self._whom = 0
        self._on = START

    def live_through(self, story: bytes) -> Iterator[Outcome]:
        """Run the steps of a story; yield what each operation that was not refused returned."""
        for start in range(0, len(story) - STEP_BYTES + 1, STEP_BYTES):
            what, self._who, self._whom, days = story[start : start + STEP_BYTES]
            self._pass_days(days)
            yield from self._try(_OPERATIONS[what % len(_OPERATIONS)])

    def _pass_days(self, days: int) -> None:
        self._count += 1
        self.today += timedelta(days=days % 64)
        back = days >> 6 if self._late else 0
        self._on = self.today - timedelta(days=back * 40)

    def _try(self, operation: Callable[[CountyWalk], tuple[Outcome, ...]]) -> tuple[Outcome, ...]:
        try:
            outcomes = operation(self)
        except Refusal:
            return ()
        for household, _ in outcomes:
            self.households[household.id] = household
        return outcomes

    def household(self, pick: int) -> Household:
        everybody = tuple(self.households.values())
        return everybody[pick % len(everybody)]

    def somebody(self, household: Household, pick: int) -> PersonId:
        """A present member, or a former one of a household nobody lives in."""
        members: tuple[Member, ...] = household.live_members or household.members
        return members[pick % len(members)].person.id

    def other(self, household: Household, person: PersonId) -> PersonId | None:
        return next((m.person.id for m in household.live_members if m.person.id != person), None)

    def add(self) -> tuple[Outcome, ...]:
        order = AddMember(
            self._newcomer(),
            _RELATIONS[self._whom % len(_RELATIONS)],
            _JOINS[self._whom % len(_JOINS)],
            self._on,
        )
        return (add_member(self.household(self._who), order, self.today),)

    def _newcomer(self) -> Person:
        former = self._people_gone() if self._whom >= 128 else ()
        if former:
            return former[self._who % len(former)]
        newcomer = a_person(f"n{self._count}").born(self._on - timedelta(days=self._whom * 99))
        return newcomer.female().build() if self._whom % 2 else newcomer.build()

    def _people_gone(self) -> tuple[Person, ...]:
        """Those who live nowhere and have not died: nobody else may be added (use-case rule)."""
        members = [m for h in self.households.values() for m in h.members]
        here = {m.person.id for m in members if m.left is None or m.person.death_date}
        return tuple(m.person for m in members if m.person.id not in here)

    def remove(self) -> tuple[Outcome, ...]:
        household = self.household(self._who)
        person = self.somebody(household, self._whom)
        new_head = self.other(household, person) if household.head == person else None
        reason = _LEAVES[self._whom % len(_LEAVES)]
        return (
            remove_member(household, RemoveMember(person, reason, self._on, new_head), self.today),
        )

    def head(self) -> tuple[Outcome, ...]:
        household = self.household(self._who)
        order = ChangeHead(self.somebody(household, self._whom), self._on)
        return (change_head(household, order, self.today),)

    def split(self) -> tuple[Outcome, ...]:
        household = self.household(self._who)
        live = household.live_members
        people = [m.person.id for n, m in enumerate(live) if self._whom >> n & 1]
        rest = [m.person.id for m in live if m.person.id not in people]
        order = SplitHousehold(
            HouseholdId(f"s{self._count}"),
            f"S{self._count}",
            tuple(people),
            people[self._who % len(people)] if people else PersonId("nobody"),
            self._on,
            rest[0] if rest and household.head in people else None,
        )
        return split(household, order, self.today)

    def merge(self) -> tuple[Outcome, ...]:
        kept, merged = self.household(self._who), self.household(self._whom)
        relations = {m.person.id: Relation.OTHER for m in merged.live_members}
        return merge(kept, merged, MergeHouseholds(relations, self._on), self.today)

    def transfer(self) -> tuple[Outcome, ...]:
        source, target = self.household(self._who), self.household(self._whom)
        person = self.somebody(source, self._who + self._whom)
        new_head = self.other(source, person) if source.head == person else None
        relation = _RELATIONS[self._whom % len(_RELATIONS)]
        order = TransferMember(person, relation, self._on, new_head=new_head)
        return transfer_member(source, target, order, self.today)

    def move(self) -> tuple[Outcome, ...]:
        household = self.household(self._who)
        village = (JIANGHE, YUHE)[self._whom % 2]
        order = MoveHousehold(village, f"{self._whom % 3}组", household.number, self._on)
        return (move(household, order, self.today),)

    def place(self) -> tuple[Outcome, ...]:
        order = PlaceHousehold(self._on, address="测试路", group=f"{self._whom % 3}组")
        return (place(self.household(self._who), order, self.today),)

    def tag(self) -> tuple[Outcome, ...]:
        household = self.household(self._who)
        kind = _KINDS[self._whom % len(_KINDS)]
        ends = self.today + timedelta(days=self._whom * 3)
        order = TagNeed(self.somebody(household, self._whom >> 3), kind, self._on, ends)
        return (tag_need(household, order, self.today),)

    def end(self) -> tuple[Outcome, ...]:
        household = self.household(self._who)
        held = [(m.person.id, n.kind) for m in household.live_members for n in m.person.needs]
        person, kind = held[self._whom % len(held)] if held else (PersonId("nobody"), _KINDS[0])
        order = EndNeed(person, kind, self._on)
        return (end_need(household, order, self.today),)

    def award(self) -> tuple[Outcome, ...]:
        household, year = self.household(self._who), self._on.year - self._whom % 3
        if household.awards and self._whom & 1:
            year = household.awards[self._whom % len(household.awards)].year
            return (revoke_award(household, RevokeAward(year, self._on, "测试"), self.today),)
        return (grant_award(household, GrantAward(year, self._on), self.today),)

    def income(self) -> tuple[Outcome, ...]:
        income = IncomeYear(self.today.year - 1, ((IncomeItem.WAGE, Decimal(self._whom)),))
        return (record_income(self.household(self._who), RecordIncome(income), self.today),)

    def roster(self) -> tuple[Outcome, ...]:
        """A list that leaves some members out, and may name another head and a newcomer."""
        household = self.household(self._who)
        rows = [_row(m) for n, m in enumerate(household.live_members) if not self._whom >> n & 1]
        if self._whom & 16:
            rows.append(_row_of(a_person(f"r{self._count}").build(), Relation.OTHER))
        if rows and self._whom & 32:
            rows = [replace(row, relation=Relation.OTHER) for row in rows]
            rows[-1] = replace(rows[-1], relation=Relation.HEAD)
        entry = RosterHousehold(
            household.village,
            f"{self._whom % 3}组",
            household.number,
            tuple(rows),
            bytes([self._count]),
            award_years=(2019,),
        )
        outcome = apply_roster(household, entry, self._on)
        if self._lives_elsewhere(outcome[0]):
            raise PersonAlreadyRegistered(household=household.id)
        return (outcome,)

    def _lives_elsewhere(self, household: Household) -> bool:
        """Whether a member lives in another household too: the store knows, a household cannot."""
        others = [h for h in self.households.values() if h.id != household.id]
        here = {member.person.id for member in household.live_members}
        return any(m.person.id in here for h in others for m in h.live_members)

    def correct(self) -> tuple[Outcome, ...]:
        household = self.household(self._who)
        change = FieldChange(
            (CorrectableField.SEX, CorrectableField.BIRTH_DATE, CorrectableField.NAME)[
                self._whom % 3
            ],
            ("女", "1990-01-01", "测试改")[self._whom % 3],
            self.somebody(household, self._whom),
        )
        id_ = CorrectionId(f"c{self._count}")
        order = RequestCorrection(id_, (change,), "测试", "甲", self.today)
        asked, _ = request_correction(household, order, self.today)
        review = ReviewCorrection(id_, "乙", self.today)
        return (approve_correction(asked, review, self.today),)


_OPERATIONS: tuple[Callable[[CountyWalk], tuple[Outcome, ...]], ...] = (
    CountyWalk.add,
    CountyWalk.remove,
    CountyWalk.head,
    CountyWalk.split,
    CountyWalk.merge,
    CountyWalk.transfer,
    CountyWalk.move,
    CountyWalk.place,
    CountyWalk.tag,
    CountyWalk.end,
    CountyWalk.award,
    CountyWalk.correct,
    CountyWalk.income,
    CountyWalk.roster,
    CountyWalk.add,
    CountyWalk.transfer,
    CountyWalk.split,
)
"""Coming, going and dividing twice as often as the rest."""
