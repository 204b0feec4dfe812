"""Split, merge, transfer, and moving as a whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.model.division import DivisionCode
from kit.model.errors import InvalidValue, Refusal
from kit.model.income import IncomeYear
from services.registry.domain.award import Award
from services.registry.domain.errors import (
    DateBeforeJoining,
    DateOutOfOrder,
    HouseholdIsDissolved,
    NewHeadNeeded,
    NotAMember,
    NotAVillage,
    ReasonNotAllowed,
    RelationMissing,
    SameHousehold,
    SplitTakesAll,
    SplitTakesNobody,
    TwoHeads,
)
from services.registry.domain.events import (
    HeadChanged,
    HouseholdDissolved,
    HouseholdMerged,
    HouseholdMoved,
    HouseholdRegistered,
    HouseholdSplit,
    MemberAdded,
    MemberRemoved,
)
from services.registry.domain.household import (
    Household,
    HouseholdStatus,
    JoinReason,
    LeaveReason,
    Point,
    Relation,
)
from services.registry.domain.ids import HouseholdId, PersonId
from services.registry.domain.invariants import check_county
from services.registry.domain.membership import AddMember, add_member
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
from tests.support.builders import JIANGHE, TODAY, YUHE, a_household, a_person, member_id

DAY = date(2024, 5, 1)
HEAD, SPOUSE, SON, DAUGHTER, MOTHER = (member_id("household", n) for n in range(1, 6))
FAMILY = replace(
    a_household().with_members(5).at("江河村一组 1 号").build(),
    awards=(Award(2022, date(2022, 12, 1)), Award(2023, date(2023, 12, 1))),
    incomes=(IncomeYear(2023, ()),),
    point=Point(108.5, 32.9),
)
NEIGHBOURS = a_household("other").with_members(2).numbered("002").build()
NEW = HouseholdId("new")


def splitting(
    *people: PersonId,
    head: PersonId,
    on: date = DAY,
    head_of_rest: PersonId | None = None,
) -> SplitHousehold:
    return SplitHousehold(NEW, "009", people, head, on, head_of_rest)


def people_of(*households: Household) -> set[PersonId]:
    return {m.person.id for household in households for m in household.live_members}


def test_some_members_form_a_household_of_their_own() -> None:
    order = splitting(SON, DAUGHTER, head=SON)
    (rest, facts), (new, new_facts) = split(FAMILY, order, TODAY)
    assert facts == (HouseholdSplit(DAY, NEW),)
    assert new_facts == (HouseholdRegistered(DAY, FAMILY.id),)
    assert people_of(rest) == {HEAD, SPOUSE, MOTHER}
    assert [(m.person.id, m.relation) for m in new.live_members] == [
        (SON, Relation.HEAD),
        (DAUGHTER, Relation.SIBLING),
    ]
    assert (new.village, new.residence.group, new.number) == (JIANGHE, "一组", "009")
    assert new.split_from == FAMILY.id
    assert check_county((rest, new)) == ()


def test_a_split_household_inherits_awards_and_place_but_no_income() -> None:
    _, (new, _) = split(FAMILY, splitting(SON, head=SON), TODAY)
    assert new.awards == FAMILY.awards
    assert (new.address, new.point) == (FAMILY.address, FAMILY.point)
    assert new.incomes == ()


def test_a_split_household_may_live_in_another_group_and_place() -> None:
    order = replace(splitting(SON, head=SON), group="二组", address="二组 3 号")
    _, (new, _) = split(FAMILY, order, TODAY)
    assert (new.residence.group, new.address) == ("二组", "二组 3 号")


def test_the_head_may_be_among_those_who_go() -> None:
    order = splitting(HEAD, SPOUSE, head=HEAD, head_of_rest=SON)
    (rest, facts), (new, _) = split(FAMILY, order, TODAY)
    assert facts == (HouseholdSplit(DAY, NEW), HeadChanged(DAY, SON))
    assert (rest.head, new.head) == (SON, HEAD)
    assert check_county((rest, new)) == ()


@pytest.mark.parametrize(
    ("order", "refusal"),
    [
        (splitting(head=SON), SplitTakesNobody),
        (splitting(HEAD, SPOUSE, SON, DAUGHTER, MOTHER, head=HEAD), SplitTakesAll),
        (splitting(SON, head=DAUGHTER), NotAMember),
        (splitting(SON, PersonId("stranger"), head=SON), NotAMember),
        (splitting(HEAD, head=HEAD), NewHeadNeeded),
        (splitting(SON, head=SON, head_of_rest=SPOUSE), InvalidValue),
        (splitting(SON, head=SON, on=date(2019, 1, 1)), DateOutOfOrder),
        (replace(splitting(SON, head=SON), new_household=FAMILY.id), SameHousehold),
        (replace(splitting(SON, head=SON), number=""), InvalidValue),
    ],
)
def test_a_split_that_cannot_be_is_refused(order: SplitHousehold, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        split(FAMILY, order, TODAY)


def test_nobody_splits_off_before_joining() -> None:
    late = a_person("late").build()
    joined, _ = add_member(
        FAMILY, AddMember(late, Relation.OTHER, JoinReason.MOVE_IN, date(2025, 1, 1)), TODAY
    )
    with pytest.raises(DateBeforeJoining):
        split(joined, splitting(late.id, head=late.id), TODAY)


def merging(*people: PersonId, relation: Relation = Relation.OTHER) -> MergeHouseholds:
    return MergeHouseholds(dict.fromkeys(people, relation), DAY)


OTHERS = tuple(m.person.id for m in NEIGHBOURS.members)


def test_everybody_joins_the_other_household() -> None:
    (kept, facts), (gone, gone_facts) = merge(FAMILY, NEIGHBOURS, merging(*OTHERS), TODAY)
    assert facts == (HouseholdMerged(DAY, NEIGHBOURS.id),)
    assert gone_facts == (HouseholdDissolved(DAY, FAMILY.id),)
    assert people_of(kept) == people_of(FAMILY, NEIGHBOURS)
    assert (gone.status, gone.merged_into) == (HouseholdStatus.DISSOLVED, FAMILY.id)
    assert {m.leave_reason for m in gone.members} == {LeaveReason.MERGE}
    assert check_county((kept, gone)) == ()


def test_a_merge_needs_a_relation_for_everybody() -> None:
    with pytest.raises(RelationMissing):
        merge(FAMILY, NEIGHBOURS, merging(OTHERS[0]), TODAY)


def test_nobody_comes_as_a_second_head() -> None:
    with pytest.raises(TwoHeads):
        merge(FAMILY, NEIGHBOURS, merging(*OTHERS, relation=Relation.HEAD), TODAY)


def test_a_household_does_not_merge_with_itself_or_a_dissolved_one() -> None:
    with pytest.raises(SameHousehold):
        merge(FAMILY, FAMILY, merging(), TODAY)
    _, (gone, _) = merge(FAMILY, NEIGHBOURS, merging(*OTHERS), TODAY)
    with pytest.raises(HouseholdIsDissolved):
        merge(FAMILY, gone, merging(), TODAY)


@given(st.sets(st.sampled_from([SPOUSE, SON, DAUGHTER, MOTHER]), min_size=1))
def test_split_and_merge_give_back_the_people(people: set[PersonId]) -> None:
    going = tuple(sorted(people))
    (rest, _), (new, _) = split(FAMILY, splitting(*going, head=going[0]), TODAY)
    order = MergeHouseholds(dict.fromkeys(going, Relation.OTHER), DAY + timedelta(days=30))
    (kept, _), (gone, _) = merge(rest, new, order, TODAY)
    assert people_of(kept) == people_of(FAMILY)
    assert {m.person for m in kept.live_members} == {m.person for m in FAMILY.live_members}
    assert kept.head == FAMILY.head
    assert check_county((kept, gone)) == ()


def test_a_member_marries_into_another_household() -> None:
    order = TransferMember(DAUGHTER, Relation.OTHER, DAY, JoinReason.MARRIAGE)
    (left, facts), (joined, joined_facts) = transfer_member(FAMILY, NEIGHBOURS, order, TODAY)
    assert facts == (MemberRemoved(DAY, DAUGHTER, LeaveReason.MARRIAGE),)
    assert joined_facts == (MemberAdded(DAY, DAUGHTER, JoinReason.MARRIAGE),)
    assert DAUGHTER not in people_of(left)
    assert DAUGHTER in people_of(joined)
    assert check_county((left, joined)) == ()


def test_the_last_one_to_be_transferred_dissolves_the_household() -> None:
    alone = a_household("alone").build()
    order = TransferMember(member_id("alone", 1), Relation.OTHER, DAY)
    (left, facts), _ = transfer_member(alone, FAMILY, order, TODAY)
    assert left.status is HouseholdStatus.DISSOLVED
    assert HouseholdDissolved(DAY) in facts


def test_a_head_is_transferred_only_with_a_new_head_for_the_others() -> None:
    order = TransferMember(HEAD, Relation.OTHER, DAY)
    with pytest.raises(NewHeadNeeded):
        transfer_member(FAMILY, NEIGHBOURS, order, TODAY)
    (left, _), _ = transfer_member(FAMILY, NEIGHBOURS, replace(order, new_head=SPOUSE), TODAY)
    assert left.head == SPOUSE


def test_a_transfer_is_a_move_or_a_marriage() -> None:
    order = TransferMember(SON, Relation.OTHER, DAY, JoinReason.BIRTH)
    with pytest.raises(ReasonNotAllowed):
        transfer_member(FAMILY, NEIGHBOURS, order, TODAY)


def test_a_household_moves_to_another_village() -> None:
    household, facts = move(FAMILY, MoveHousehold(YUHE, "三组", "077", DAY), TODAY)
    assert facts == (HouseholdMoved(DAY, JIANGHE, YUHE),)
    assert (household.village, household.residence.group, household.number) == (YUHE, "三组", "077")
    assert (household.address, household.point) == ("", None)
    assert household.residences[0].until == DAY
    assert check_county((household,)) == ()


def test_a_household_moves_within_its_village_and_keeps_its_address() -> None:
    household, facts = move(FAMILY, MoveHousehold(JIANGHE, "三组", "001", DAY), TODAY)
    assert facts == (HouseholdMoved(DAY, JIANGHE, JIANGHE),)
    assert (household.residence.group, household.address) == ("三组", FAMILY.address)


def test_moving_to_where_it_is_changes_nothing() -> None:
    order = MoveHousehold(JIANGHE, "一组", "001", DAY)
    assert move(FAMILY, order, TODAY) == (FAMILY, ())


def test_a_household_moves_to_villages_only_and_in_order_of_time() -> None:
    town = DivisionCode.parse("610921104000")
    with pytest.raises(NotAVillage):
        move(FAMILY, MoveHousehold(town, "", "001", DAY), TODAY)
    moved, _ = move(FAMILY, MoveHousehold(YUHE, "", "001", DAY), TODAY)
    back = MoveHousehold(JIANGHE, "", "001", DAY - timedelta(days=1))
    with pytest.raises(DateOutOfOrder):
        move(moved, back, TODAY)
