"""Joining, leaving, and who is head."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kit.model.errors import InvalidValue
from services.registry.domain.errors import (
    AlreadyHead,
    DateBeforeBirth,
    DateBeforeJoining,
    DateInFuture,
    DateOutOfOrder,
    HouseholdIsDissolved,
    IdNumberTwice,
    NewHeadNeeded,
    NotAMember,
    PersonAlreadyMember,
    PersonDeceased,
    ReasonNotAllowed,
    TwoHeads,
)
from services.registry.domain.events import (
    HeadChanged,
    HouseholdDissolved,
    MemberAdded,
    MemberRemoved,
)
from services.registry.domain.household import (
    Household,
    HouseholdStatus,
    JoinReason,
    LeaveReason,
    Relation,
)
from services.registry.domain.ids import PersonId
from services.registry.domain.invariants import check
from services.registry.domain.membership import (
    AddMember,
    ChangeHead,
    RemoveMember,
    add_member,
    change_head,
    remove_member,
)
from services.registry.domain.person import Person
from tests.support.builders import REGISTERED, TODAY, a_household, a_person, member_id

DAY = date(2024, 5, 1)
LATER = date(2025, 5, 1)
HEAD, SPOUSE, SON = (member_id("household", n) for n in (1, 2, 3))
FAMILY = a_household().with_members(3).build()
BABY = a_person("baby").born(DAY).build()


def joining(person: Person = BABY, on: date = DAY, relation: Relation = Relation.SON) -> AddMember:
    return AddMember(person, relation, JoinReason.BIRTH, on)


def leaving(
    person: PersonId,
    reason: LeaveReason = LeaveReason.MOVE_OUT,
    on: date = DAY,
    new_head: PersonId | None = None,
) -> RemoveMember:
    return RemoveMember(person, reason, on, new_head)


def relation(household: Household, person: PersonId) -> Relation:
    return next(m.relation for m in household.live_members if m.person.id == person)


def test_a_newborn_joins() -> None:
    household, facts = add_member(FAMILY, joining(), TODAY)
    assert facts == (MemberAdded(DAY, BABY.id, JoinReason.BIRTH),)
    assert household.live_members[-1].person == BABY
    assert check(household) == ()


def test_a_member_is_not_added_twice() -> None:
    household, _ = add_member(FAMILY, joining(), TODAY)
    with pytest.raises(PersonAlreadyMember):
        add_member(household, joining(), TODAY)


def test_nobody_joins_as_a_second_head() -> None:
    with pytest.raises(TwoHeads):
        add_member(FAMILY, joining(relation=Relation.HEAD), TODAY)


def test_nobody_joins_before_birth() -> None:
    with pytest.raises(DateBeforeBirth):
        add_member(FAMILY, joining(on=DAY - timedelta(days=1)), TODAY)


def test_nobody_joins_before_the_household_was_registered() -> None:
    adult = a_person("adult").build()
    with pytest.raises(DateOutOfOrder):
        add_member(FAMILY, joining(adult, REGISTERED - timedelta(days=1)), TODAY)


def test_nothing_is_recorded_before_it_happens() -> None:
    with pytest.raises(DateInFuture):
        add_member(FAMILY, joining(on=TODAY + timedelta(days=1)), TODAY)


def test_two_members_cannot_share_a_citizen_number() -> None:
    first, second = (a_person(id_).with_id_number().build() for id_ in ("x1", "x2"))
    household, _ = add_member(FAMILY, joining(first), TODAY)
    with pytest.raises(IdNumberTwice):
        add_member(household, joining(second), TODAY)


@pytest.mark.parametrize("reason", [JoinReason.SPLIT, JoinReason.MERGE, JoinReason.ROSTER])
def test_reasons_of_other_operations_are_refused(reason: JoinReason) -> None:
    with pytest.raises(ReasonNotAllowed):
        add_member(FAMILY, AddMember(BABY, Relation.SON, reason, DAY), TODAY)


@pytest.mark.parametrize("reason", [LeaveReason.SPLIT, LeaveReason.MERGE, LeaveReason.ROSTER])
def test_reasons_to_leave_of_other_operations_are_refused(reason: LeaveReason) -> None:
    with pytest.raises(ReasonNotAllowed):
        remove_member(FAMILY, leaving(SON, reason), TODAY)


def test_a_member_marries_out() -> None:
    household, facts = remove_member(FAMILY, leaving(SON, LeaveReason.MARRIAGE), TODAY)
    assert facts == (MemberRemoved(DAY, SON, LeaveReason.MARRIAGE),)
    assert [m.person.id for m in household.live_members] == [HEAD, SPOUSE]
    assert household.members[-1].left == DAY


def test_who_is_not_a_member_cannot_leave() -> None:
    with pytest.raises(NotAMember):
        remove_member(FAMILY, leaving(PersonId("stranger")), TODAY)


def test_nobody_leaves_before_joining() -> None:
    household, _ = add_member(FAMILY, joining(), TODAY)
    with pytest.raises(DateBeforeJoining):
        remove_member(household, leaving(BABY.id, on=DAY - timedelta(days=1)), TODAY)


def test_a_former_member_may_come_back_later() -> None:
    away, _ = remove_member(FAMILY, leaving(SON), TODAY)
    son = FAMILY.members[2].person
    with pytest.raises(DateOutOfOrder):
        add_member(away, joining(son, DAY - timedelta(days=1)), TODAY)
    back, _ = add_member(away, joining(son, LATER), TODAY)
    assert len(back.live_members) == 3
    assert check(back) == ()


def test_a_dead_member_leaves_and_cannot_join_again() -> None:
    household, _ = remove_member(FAMILY, leaving(SON, LeaveReason.DEATH), TODAY)
    assert household.members[2].person.death_date == DAY
    with pytest.raises(PersonDeceased):
        add_member(household, joining(FAMILY.members[2].person, LATER), TODAY)
    with pytest.raises(PersonDeceased):
        add_member(FAMILY, joining(a_person("ghost").who_died(DAY).build(), LATER), TODAY)


def test_a_head_who_leaves_others_needs_a_new_head() -> None:
    with pytest.raises(NewHeadNeeded):
        remove_member(FAMILY, leaving(HEAD), TODAY)


def test_a_new_head_takes_over_when_the_head_dies() -> None:
    order = leaving(HEAD, LeaveReason.DEATH, new_head=SPOUSE)
    household, facts = remove_member(FAMILY, order, TODAY)
    assert facts == (MemberRemoved(DAY, HEAD, LeaveReason.DEATH), HeadChanged(DAY, SPOUSE))
    assert household.head == SPOUSE
    assert relation(household, SPOUSE) is Relation.HEAD
    assert relation(household, SON) is Relation.SON
    assert check(household) == ()


def test_the_new_head_must_be_one_who_stays() -> None:
    with pytest.raises(NotAMember):
        remove_member(FAMILY, leaving(HEAD, new_head=HEAD), TODAY)
    with pytest.raises(NotAMember):
        remove_member(FAMILY, leaving(HEAD, new_head=PersonId("stranger")), TODAY)


def test_the_new_head_must_have_lived_there_already() -> None:
    household, _ = add_member(FAMILY, joining(a_person("late").build(), LATER), TODAY)
    with pytest.raises(DateBeforeJoining):
        remove_member(household, leaving(HEAD, new_head=PersonId("late")), TODAY)


def test_a_new_head_is_not_named_when_the_head_stays() -> None:
    with pytest.raises(InvalidValue, match="新户主"):
        remove_member(FAMILY, leaving(SON, new_head=SPOUSE), TODAY)


def test_a_former_head_cannot_have_left_while_being_head() -> None:
    household, _ = change_head(FAMILY, ChangeHead(SPOUSE, LATER), TODAY)
    with pytest.raises(DateOutOfOrder):
        remove_member(household, leaving(HEAD, on=DAY), TODAY)


def test_the_last_member_to_leave_dissolves_the_household() -> None:
    alone = a_household().build()
    household, facts = remove_member(alone, leaving(HEAD), TODAY)
    assert facts == (
        MemberRemoved(DAY, HEAD, LeaveReason.MOVE_OUT),
        HouseholdDissolved(DAY),
    )
    assert (household.status, household.dissolved, household.head) == (
        HouseholdStatus.DISSOLVED,
        DAY,
        None,
    )
    assert check(household) == ()


def test_a_household_does_not_end_before_the_last_other_has_left() -> None:
    pair = a_household().with_members(2).build()
    household, _ = remove_member(pair, leaving(SPOUSE, on=LATER), TODAY)
    with pytest.raises(DateOutOfOrder):
        remove_member(household, leaving(HEAD, on=DAY), TODAY)


def test_nothing_happens_to_a_dissolved_household() -> None:
    gone, _ = remove_member(a_household().build(), leaving(HEAD), TODAY)
    with pytest.raises(HouseholdIsDissolved):
        add_member(gone, joining(on=LATER), TODAY)


def test_another_member_becomes_head() -> None:
    household, facts = change_head(FAMILY, ChangeHead(SON, DAY), TODAY)
    assert facts == (HeadChanged(DAY, SON),)
    assert [relation(household, p) for p in (HEAD, SPOUSE, SON)] == [
        Relation.PARENT,
        Relation.PARENT,
        Relation.HEAD,
    ]
    assert check(household) == ()


def test_the_head_does_not_become_head() -> None:
    with pytest.raises(AlreadyHead):
        change_head(FAMILY, ChangeHead(HEAD, DAY), TODAY)


def test_heads_follow_one_another_in_time() -> None:
    household, _ = change_head(FAMILY, ChangeHead(SON, LATER), TODAY)
    with pytest.raises(DateOutOfOrder):
        change_head(household, ChangeHead(SPOUSE, DAY), TODAY)
