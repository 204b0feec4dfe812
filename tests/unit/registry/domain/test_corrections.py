"""Corrections: requested, reviewed by somebody else, applied."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from kit.model.errors import InvalidValue, Refusal
from services.registry.domain.correction import CorrectableField, FieldChange
from services.registry.domain.corrections import (
    RequestCorrection,
    ReviewCorrection,
    approve_correction,
    reject_correction,
    request_correction,
)
from services.registry.domain.errors import (
    CorrectionExists,
    CorrectionNotOpen,
    DateBeforeBirth,
    DateInFuture,
    IdNumberContradicts,
    IdNumberTwice,
    NotAMember,
    NothingToCorrect,
    SelfReview,
    TwoHeads,
)
from services.registry.domain.events import (
    CorrectionRejected,
    CorrectionRequested,
    HouseholdCorrected,
)
from services.registry.domain.household import Household, LeaveReason, Relation
from services.registry.domain.ids import CorrectionId, PersonId
from services.registry.domain.membership import RemoveMember, remove_member
from services.registry.domain.person import Person
from services.registry.domain.sex import Sex
from tests.support.builders import TODAY, a_household, a_person, an_id_number

F = CorrectableField
ID = CorrectionId("correction")
HEAD, SON = PersonId("p1"), PersonId("p2")
BIRTH = date(1986, 3, 1)
HOME = (
    a_household()
    .with_member(a_person("p1").born(BIRTH).with_id_number(), Relation.HEAD)
    .with_member(a_person("p2").born(date(2012, 1, 1)), Relation.SON)
    .build()
)
OTHER_BIRTH = date(1986, 3, 11)
OTHER_NUMBER = an_id_number(OTHER_BIRTH, Sex.MALE).digits


def change(field: CorrectableField, value: str, person: PersonId | None = HEAD) -> FieldChange:
    return FieldChange(field, value, person)


def asking(*changes: FieldChange) -> RequestCorrection:
    return RequestCorrection(ID, changes, "登记有误", "甲", TODAY)


def asked(*changes: FieldChange) -> Household:
    return request_correction(HOME, asking(*changes), TODAY, allow_test_numbers=True)[0]


def approved(*changes: FieldChange) -> Household:
    order = ReviewCorrection(ID, "乙", TODAY)
    return approve_correction(asked(*changes), order, TODAY, allow_test_numbers=True)[0]


def person(household: Household, id_: PersonId = HEAD) -> Person:
    return next(m.person for m in household.members if m.person.id == id_)


def test_a_request_changes_nothing_but_waits() -> None:
    order = asking(change(F.NAME, "测试改"))
    household, facts = request_correction(HOME, order, TODAY)
    assert facts == (CorrectionRequested(TODAY, ID),)
    assert household.members == HOME.members
    assert [correction.id for correction in household.corrections] == [ID]


def test_another_person_approves_and_the_record_changes() -> None:
    household = asked(change(F.NAME, " 测试改 "))
    after, facts = approve_correction(household, ReviewCorrection(ID, "乙", TODAY), TODAY)
    assert facts == (HouseholdCorrected(TODAY, ID, (F.NAME,)),)
    assert person(after).name == "测试改"
    assert after.corrections == ()


def test_nobody_approves_their_own_request() -> None:
    household = asked(change(F.NAME, "测试改"))
    with pytest.raises(SelfReview):
        approve_correction(household, ReviewCorrection(ID, "甲", TODAY), TODAY)


def test_a_rejected_request_leaves_the_record_as_it_was() -> None:
    household = asked(change(F.NAME, "测试改"))
    after, facts = reject_correction(household, ReviewCorrection(ID, "甲", TODAY), TODAY)
    assert (after, facts) == (HOME, (CorrectionRejected(TODAY, ID),))


def test_a_request_is_decided_once() -> None:
    with pytest.raises(CorrectionNotOpen):
        reject_correction(HOME, ReviewCorrection(ID, "乙", TODAY), TODAY)


def test_a_request_is_made_once() -> None:
    with pytest.raises(CorrectionExists):
        request_correction(asked(change(F.NAME, "改")), asking(change(F.NAME, "改二")), TODAY)


@dataclass(frozen=True)
class Applied:
    field: CorrectableField
    value: str
    then: object

    @property
    def id(self) -> str:
        return self.field.name


APPLIED = (
    Applied(F.NAME, "测试改", "测试改"),
    Applied(F.PHONE, "138 0000 0000", "13800000000"),
    Applied(F.ETHNICITY, "03", "03"),
    Applied(F.ID_NUMBER, "", None),
)


@pytest.mark.parametrize("case", APPLIED, ids=lambda case: case.id)
def test_a_field_of_a_person_is_corrected(case: Applied) -> None:
    value = getattr(person(approved(change(case.field, case.value))), case.field.value)
    assert getattr(value, "digits", value) == case.then


def test_fields_of_the_household_are_corrected() -> None:
    household = approved(change(F.ADDRESS, "江河村 8 号", None), change(F.GROUP, "八组", None))
    assert (household.address, household.residence.group) == ("江河村 8 号", "八组")
    assert len(household.residences) == 1


def test_sex_birth_and_relation_are_corrected_as_people_write_them() -> None:
    household = approved(
        change(F.SEX, "女", SON),
        change(F.BIRTH_DATE, "2012-01-02", SON),
        change(F.RELATION, "女", SON),
    )
    assert (person(household, SON).sex, person(household, SON).birth_date) == (
        Sex.FEMALE,
        date(2012, 1, 2),
    )
    assert household.members[1].relation is Relation.DAUGHTER


def test_a_number_and_its_birthday_are_corrected_together() -> None:
    household = approved(change(F.ID_NUMBER, OTHER_NUMBER), change(F.BIRTH_DATE, "1986-03-11"))
    number = person(household).id_number
    assert number is not None
    assert number.birth_date == person(household).birth_date == OTHER_BIRTH


def test_a_corrected_number_is_not_the_one_that_was_found_to_be_shared() -> None:
    head = replace(HOME.members[0], person=replace(person(HOME), id_number_shared=True))
    order = asking(change(F.ID_NUMBER, ""))
    household, _ = request_correction(replace(HOME, members=(head, HOME.members[1])), order, TODAY)
    after, _ = approve_correction(household, ReviewCorrection(ID, "乙", TODAY), TODAY)
    assert not person(after).id_number_shared


REFUSED = (
    ((), InvalidValue),
    ((change(F.ID_NUMBER, OTHER_NUMBER),), IdNumberContradicts),
    ((change(F.BIRTH_DATE, "1986-03-02"),), IdNumberContradicts),
    ((change(F.SEX, "女"),), IdNumberContradicts),
    ((change(F.BIRTH_DATE, "2020-01-02", SON),), DateBeforeBirth),
    ((change(F.BIRTH_DATE, "2026-03-02", SON),), DateInFuture),
    ((change(F.BIRTH_DATE, "1986/3/1"),), InvalidValue),
    ((change(F.SEX, "男性"),), InvalidValue),
    ((change(F.PHONE, "12"),), InvalidValue),
    ((change(F.PHONE, "138****0000"),), InvalidValue),
    ((change(F.ETHNICITY, "99"),), InvalidValue),
    ((change(F.NAME, ""),), InvalidValue),
    ((change(F.RELATION, "舅舅", SON),), InvalidValue),
    ((change(F.RELATION, "户主", SON),), TwoHeads),
    ((change(F.RELATION, "子", HEAD),), InvalidValue),
    ((change(F.NAME, "改", PersonId("stranger")),), NotAMember),
    ((change(F.NAME, "改", None),), InvalidValue),
    ((change(F.ADDRESS, "改"),), InvalidValue),
    ((change(F.GROUP, "一组", None),), NothingToCorrect),
    (
        (
            change(F.BIRTH_DATE, BIRTH.isoformat(), SON),
            change(F.ID_NUMBER, an_id_number(BIRTH, Sex.MALE).digits, SON),
        ),
        IdNumberTwice,
    ),
)


@pytest.mark.parametrize(("changes", "refusal"), REFUSED)
def test_a_value_that_would_not_apply_is_refused_at_once(
    changes: tuple[FieldChange, ...], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        request_correction(HOME, asking(*changes), TODAY, allow_test_numbers=True)


def test_a_request_gives_its_reason() -> None:
    order = RequestCorrection(ID, (change(F.NAME, "改"),), " ", "甲", TODAY)
    with pytest.raises(InvalidValue):
        request_correction(HOME, order, TODAY)


def test_a_request_for_somebody_who_has_left_cannot_be_approved() -> None:
    household = asked(change(F.NAME, "改", SON))
    order = RemoveMember(SON, LeaveReason.MOVE_OUT, date(2025, 1, 1))
    left, _ = remove_member(household, order, TODAY)
    with pytest.raises(NotAMember):
        approve_correction(left, ReviewCorrection(ID, "乙", TODAY), TODAY)


def test_new_values_do_not_show_when_printed() -> None:
    assert "测试改" not in repr(asked(change(F.NAME, "测试改")))
