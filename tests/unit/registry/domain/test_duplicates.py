"""Pairs of persons who may be one."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kit.model.errors import InvalidValue
from services.registry.domain.duplicates import (
    CasePerson,
    CaseState,
    Decide,
    DuplicateCase,
    DuplicateReason,
    candidate,
    case_id,
    decide,
    open_case,
    twin_key,
)
from services.registry.domain.errors import CaseAlreadyDecided, SamePersonTwice, SelfReview
from services.registry.domain.events import DuplicateCaseDecided, DuplicateCaseOpened
from services.registry.domain.household import Household
from services.registry.domain.ids import HouseholdId, PersonId
from services.registry.domain.person import Person
from tests.support.builders import JIANGHE, YUHE, PersonBuilder, a_household, a_person

AT = datetime(2026, 3, 1, 17, 0, tzinfo=UTC)
NEXT_DAY = date(2026, 3, 2)  # in the county, where it is after midnight
HERE = a_household("here").build()
ALSO_HERE = a_household("also").numbered("002").build()
THERE = a_household("there").in_village(YUHE).build()
FIRST = CasePerson(PersonId("p1"), HERE.id, JIANGHE)
SECOND = CasePerson(PersonId("p2"), HouseholdId("new"), YUHE, registered=False)


def ref(builder: PersonBuilder, home: Household = HERE) -> tuple[Person, Household]:
    return builder.named("测试").build(), home


def opened(by: str = "") -> DuplicateCase:
    return open_case(FIRST, SECOND, DuplicateReason.SAME_ID_NUMBER, AT, by)[0]


def test_one_citizen_number_makes_a_pair_anywhere() -> None:
    one, other = a_person("p1").with_id_number(), a_person("p2").with_id_number()
    assert candidate(ref(one), ref(other, THERE)) is DuplicateReason.SAME_ID_NUMBER


def test_name_and_birth_make_a_pair_within_a_village() -> None:
    one, other = ref(a_person("p1")), a_person("p2")
    assert candidate(one, ref(other, ALSO_HERE)) is DuplicateReason.SAME_NAME_BIRTH_VILLAGE
    assert candidate(one, ref(other, THERE)) is None
    assert candidate(one, ref(other.born(date(1986, 3, 2)), ALSO_HERE)) is None


def test_a_person_is_not_a_pair_with_themselves() -> None:
    assert candidate(ref(a_person("p1")), ref(a_person("p1"), THERE)) is None
    with pytest.raises(SamePersonTwice):
        open_case(FIRST, FIRST, DuplicateReason.SAME_ID_NUMBER, AT)


def test_blanks_and_wide_letters_do_not_tell_twins_apart() -> None:
    birth = date(1986, 3, 1)
    assert twin_key("测 试Ａ", birth, JIANGHE) == twin_key("测试A ", birth, JIANGHE)


def test_a_pair_has_one_case_whichever_way_round() -> None:
    assert case_id(PersonId("a"), PersonId("b")) == case_id(PersonId("b"), PersonId("a"))
    assert case_id(PersonId("a"), PersonId("b")) != case_id(PersonId("a"), PersonId("c"))


def test_a_case_is_opened_where_the_first_person_lives() -> None:
    case, facts = open_case(FIRST, SECOND, DuplicateReason.SAME_ID_NUMBER, AT)
    assert facts == (DuplicateCaseOpened(NEXT_DAY, case.id),)
    assert (case.state, case.village) == (CaseState.OPEN, JIANGHE)


@pytest.mark.parametrize("state", [CaseState.SAME_PERSON, CaseState.DISTINCT])
def test_a_person_decides_once(state: CaseState) -> None:
    case, facts = decide(opened(), Decide(state, "乙", AT, "已核实"))
    assert facts == (DuplicateCaseDecided(NEXT_DAY, case.id),)
    assert (case.state, case.decided_by, case.decided_at, case.note) == (state, "乙", AT, "已核实")
    with pytest.raises(CaseAlreadyDecided):
        decide(case, Decide(CaseState.DISTINCT, "丙", AT))


def test_who_entered_the_person_does_not_decide() -> None:
    with pytest.raises(SelfReview):
        decide(opened("甲"), Decide(CaseState.DISTINCT, "甲", AT))


@pytest.mark.parametrize(
    "order",
    [
        Decide(CaseState.OPEN, "乙", AT),
        Decide(CaseState.DISTINCT, "", AT),
        Decide(CaseState.DISTINCT, "乙", AT, "长" * 501),
    ],
)
def test_a_decision_is_complete(order: Decide) -> None:
    with pytest.raises(InvalidValue):
        decide(opened(), order)
