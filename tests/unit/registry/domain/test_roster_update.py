"""Applying a roster: only what differs changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from kit.model.errors import InvalidValue, Refusal
from kit.model.income import IncomeItem, IncomeYear
from services.registry.domain.award import Award
from services.registry.domain.awards import RevokeAward, revoke_award
from services.registry.domain.errors import (
    DateBeforeBirth,
    DateOutOfOrder,
    HeadMissing,
    HouseholdElsewhere,
    HouseholdIsDissolved,
    PersonAlreadyMember,
    PersonDeceased,
    PersonHasLeft,
    TwoHeads,
)
from services.registry.domain.events import RosterApplied, RosterPart
from services.registry.domain.household import (
    Household,
    JoinReason,
    LeaveReason,
    Point,
    Relation,
)
from services.registry.domain.invariants import check
from services.registry.domain.membership import RemoveMember, remove_member
from services.registry.domain.need import Disability, DisabilityKind, Need, NeedKind
from services.registry.domain.needs import needs_on
from services.registry.domain.person import Absence
from services.registry.domain.restructuring import MoveHousehold, move
from services.registry.domain.roster_entry import (
    RosterHousehold,
    RosterPerson,
    roster_household_id,
)
from services.registry.domain.roster_update import apply_roster
from services.registry.domain.sex import Sex
from tests.support.builders import JIANGHE, TODAY, YUHE
from tests.support.rosters import DAY, ENTRY, NEXT, a_row

K = NeedKind


HEAD, SON = a_row(1, Relation.HEAD), a_row(2)
HOME = apply_roster(None, ENTRY, DAY)[0]


def listing(*people: RosterPerson, **changes: object) -> RosterHousehold:
    entry = replace(ENTRY, people=people or ENTRY.people, content_hash=b"second")
    return replace(entry, **changes)  # pyright: ignore[reportArgumentType]


def applied(entry: RosterHousehold, household: Household = HOME, day: date = NEXT) -> Household:
    after, _ = apply_roster(household, entry, day)
    assert check(after) == ()
    return after


def parts(entry: RosterHousehold, household: Household = HOME) -> tuple[RosterPart, ...]:
    _, facts = apply_roster(household, entry, NEXT)
    assert all(isinstance(fact, RosterApplied) for fact in facts)
    return tuple(p for fact in facts if isinstance(fact, RosterApplied) for p in fact.parts)


def test_a_household_that_is_not_known_is_created() -> None:
    household, facts = apply_roster(None, ENTRY, DAY)
    assert facts == (RosterApplied(DAY, (RosterPart.HOUSEHOLD,)),)
    assert household.id == roster_household_id(JIANGHE, "001")
    assert [(m.person.id_number, m.relation, m.join_reason) for m in household.members] == [
        (HEAD.id_number, Relation.HEAD, JoinReason.ROSTER),
        (SON.id_number, Relation.SON, JoinReason.ROSTER),
    ]
    assert (household.address, household.point) == (ENTRY.address, ENTRY.point)
    assert household.incomes == (ENTRY.income,)
    assert household.awards == (Award(2023, DAY), Award(2024, DAY))
    assert household.content_hash == b"first"
    assert check(household) == ()


def test_ids_are_the_same_on_every_try() -> None:
    assert apply_roster(None, ENTRY, DAY) == apply_roster(None, ENTRY, DAY)


def test_the_same_rows_change_nothing_even_after_a_correction() -> None:
    corrected = replace(HOME, address="江河村 2 号")
    assert apply_roster(corrected, ENTRY, NEXT) == (corrected, ())


def test_other_rows_with_the_same_meaning_change_nothing() -> None:
    assert apply_roster(HOME, listing(), NEXT) == (HOME, ())
    assert apply_roster(HOME, listing(SON, HEAD), NEXT) == (HOME, ())


def test_what_a_roster_leaves_empty_stays() -> None:
    bare = replace(HEAD, id_number=None, sex=Sex.UNKNOWN)
    entry = listing(bare, SON, address="", point=None, income=None, award_years=())
    assert apply_roster(HOME, entry, NEXT) == (HOME, ())


def test_somebody_who_is_not_listed_leaves() -> None:
    assert parts(listing(HEAD)) == (RosterPart.MEMBERS,)
    son = applied(listing(HEAD)).members[1]
    assert (son.left, son.leave_reason) == (NEXT, LeaveReason.ROSTER)


def test_somebody_new_joins() -> None:
    entry = listing(HEAD, SON, a_row(3))
    assert parts(entry) == (RosterPart.MEMBERS,)
    assert applied(entry).live_members[-1].joined == NEXT


def test_somebody_who_comes_back_keeps_the_id() -> None:
    gone = applied(listing(HEAD))
    back = applied(listing(HEAD, SON, content_hash=b"third"), gone, TODAY)
    assert back.live_members[1].person.id == HOME.members[1].person.id


def test_somebody_who_died_is_not_taken_in_again() -> None:
    died = RemoveMember(HOME.members[1].person.id, LeaveReason.DEATH, DAY)
    household, _ = remove_member(HOME, died, TODAY)
    with pytest.raises(PersonDeceased):
        apply_roster(household, listing(), NEXT)


def test_somebody_who_left_by_another_operation_is_not_brought_back_by_a_list() -> None:
    moved = RemoveMember(HOME.members[1].person.id, LeaveReason.MOVE_OUT, DAY)
    household, _ = remove_member(HOME, moved, TODAY)
    with pytest.raises(PersonHasLeft):
        apply_roster(household, listing(), NEXT)


def test_another_number_is_not_the_one_that_was_found_to_be_shared() -> None:
    son = replace(HOME.members[1].person, id_number_shared=True)
    shared = replace(HOME, members=(HOME.members[0], replace(HOME.members[1], person=son)))
    assert apply_roster(shared, listing(), NEXT) == (shared, ())
    renumbered = applied(listing(HEAD, replace(SON, id_number=a_row(4).id_number)), shared)
    assert not renumbered.members[1].person.id_number_shared


def test_a_person_is_recognised_by_number_then_by_name_and_birth() -> None:
    renamed = replace(SON, name="测试改")
    renumbered = replace(SON, id_number=a_row(4).id_number)
    for changed in (renamed, renumbered):
        household = applied(listing(HEAD, changed))
        assert household.live_members[1].person.id == HOME.members[1].person.id
        assert parts(listing(HEAD, changed)) == (RosterPart.PERSONS,)


def test_another_head_takes_over() -> None:
    entry = listing(replace(HEAD, relation=Relation.PARENT), replace(SON, relation=Relation.HEAD))
    household = applied(entry)
    assert household.head == HOME.members[1].person.id
    assert set(parts(entry)) == {RosterPart.HEAD, RosterPart.PERSONS}


def test_each_part_of_the_household_is_updated() -> None:
    assert parts(listing(group="二组")) == (RosterPart.GROUP,)
    assert parts(listing(address="江河村 9 号")) == (RosterPart.ADDRESS,)
    assert parts(listing(point=Point(108.6, 32.8))) == (RosterPart.POINT,)
    income = IncomeYear(2025, ((IncomeItem.WAGE, Decimal(1)),))
    assert parts(listing(income=income)) == (RosterPart.INCOMES,)
    assert applied(listing(income=income)).incomes == (ENTRY.income, income)
    assert applied(listing(group="二组")).residences[-1].since == NEXT


def test_awards_are_added_but_never_taken_away() -> None:
    assert parts(listing(award_years=(2024, 2025))) == (RosterPart.AWARDS,)
    years = [award.year for award in applied(listing(award_years=(2025,))).awards]
    assert years == [2023, 2024, 2025]
    revoked, _ = revoke_award(HOME, RevokeAward(2024, DAY, "误"), TODAY)
    assert apply_roster(revoked, listing(), NEXT) == (revoked, ())


def away(since: date) -> RosterHousehold:
    return listing(HEAD, replace(SON, absence=Absence(since)))


def test_an_absence_begins_and_ends() -> None:
    gone = applied(away(date(2025, 3, 1)))
    assert gone.members[1].person.absence == Absence(date(2025, 3, 1))
    unstated = replace(away(TODAY), content_hash=b"third")
    assert apply_roster(gone, unstated, TODAY) == (gone, ())
    home = applied(listing(content_hash=b"fourth"), gone, TODAY)
    assert home.members[1].person.absence == Absence(date(2025, 3, 1), TODAY)
    assert apply_roster(home, listing(content_hash=b"fifth"), TODAY) == (home, ())


def needing(*needs: Need) -> RosterHousehold:
    return listing(HEAD, replace(SON, needs=needs))


def need_kinds(household: Household, day: date) -> list[NeedKind]:
    return [need.kind for need in needs_on(household.members[1].person, day)]


def test_needs_are_a_complete_statement() -> None:
    poor = applied(needing(Need(K.MINIMUM_LIVING, NEXT)))
    assert need_kinds(poor, NEXT) == [K.MINIMUM_LIVING]
    again = replace(needing(Need(K.MINIMUM_LIVING, TODAY)), content_hash=b"third")
    assert apply_roster(poor, again, TODAY) == (poor, ())
    better = applied(listing(content_hash=b"fourth"), poor, TODAY)
    assert need_kinds(better, TODAY) == []
    assert need_kinds(better, TODAY - timedelta(days=1)) == [K.MINIMUM_LIVING]


def test_another_grade_is_another_need() -> None:
    first, second = (Disability(DisabilityKind.LIMB, grade) for grade in (3, 2))
    household = applied(needing(Need(K.DISABILITY, NEXT, None, first)))
    entry = replace(needing(Need(K.DISABILITY, TODAY, None, second)), content_hash=b"third")
    after = applied(entry, household, TODAY)
    assert [n.disability for n in needs_on(after.members[1].person, TODAY)] == [second]


def test_a_release_that_ran_out_is_not_begun_again() -> None:
    household = applied(needing(Need(K.RELEASED, NEXT, date(2026, 2, 1))))
    entry = replace(needing(Need(K.RELEASED, TODAY)), content_hash=b"third")
    assert apply_roster(household, entry, TODAY) == (household, ())


def test_a_need_that_is_over_already_is_not_recorded() -> None:
    over = Need(K.SERVING_SENTENCE, NEXT, NEXT - timedelta(days=1))
    assert apply_roster(HOME, needing(over), NEXT) == (HOME, ())


def test_a_sentence_without_an_expiry_is_refused() -> None:
    with pytest.raises(InvalidValue):
        apply_roster(HOME, needing(Need(K.SERVING_SENTENCE, NEXT)), NEXT)


@pytest.mark.parametrize(
    ("people", "refusal"),
    [
        ((SON,), HeadMissing),
        ((HEAD, replace(SON, relation=Relation.HEAD)), TwoHeads),
        ((HEAD, SON, replace(SON, phone=None)), PersonAlreadyMember),
        ((HEAD, replace(SON, birth_date=date(2026, 1, 11))), DateBeforeBirth),
    ],
)
def test_rows_that_cannot_be_are_refused_for_a_new_household(
    people: tuple[RosterPerson, ...], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        apply_roster(None, listing(*people), NEXT)


def test_two_rows_of_one_unknown_person_are_refused() -> None:
    with pytest.raises(PersonAlreadyMember):
        apply_roster(HOME, listing(HEAD, a_row(5), a_row(5)), NEXT)


def test_a_household_that_is_gone_or_elsewhere_is_refused() -> None:
    head, son = (member.person.id for member in HOME.members)
    less, _ = remove_member(HOME, RemoveMember(son, LeaveReason.MOVE_OUT, DAY), TODAY)
    gone, _ = remove_member(less, RemoveMember(head, LeaveReason.MOVE_OUT, DAY), TODAY)
    with pytest.raises(HouseholdIsDissolved):
        apply_roster(gone, listing(), NEXT)
    moved, _ = move(HOME, MoveHousehold(YUHE, "一组", "001", DAY), TODAY)
    with pytest.raises(HouseholdElsewhere):
        apply_roster(moved, listing(), NEXT)


def test_an_old_roster_does_not_overrule_a_later_change() -> None:
    newer = applied(listing(HEAD))
    with pytest.raises(DateOutOfOrder):
        apply_roster(newer, listing(content_hash=b"third"), DAY)
