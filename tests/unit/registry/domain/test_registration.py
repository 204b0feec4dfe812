"""Registering a household."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from kit.model.division import DivisionCode
from kit.model.errors import InvalidValue, Refusal
from services.registry.domain.errors import (
    DateBeforeBirth,
    DateInFuture,
    HeadMissing,
    IdNumberContradicts,
    IdNumberTwice,
    NoMembers,
    NotAVillage,
    PersonAlreadyMember,
    PersonDeceased,
    TwoHeads,
)
from services.registry.domain.events import HouseholdRegistered
from services.registry.domain.household import HouseholdStatus, Point, Relation
from services.registry.domain.invariants import check
from services.registry.domain.registration import RegisterHousehold, register
from tests.support.builders import JIANGHE, REGISTERED, TODAY, a_household, a_person, an_id_number

ORDER = a_household().with_members(2).order()
NOBODY = replace(ORDER, members=())
SOMEBODY = a_person("p1").with_id_number()


def test_a_household_is_registered_with_its_people_and_head() -> None:
    household, facts = register(ORDER, TODAY)
    assert facts == (HouseholdRegistered(REGISTERED),)
    assert household.village == JIANGHE
    assert household.head == household.members[0].person.id
    assert household.status is HouseholdStatus.LIVE
    assert check(household) == ()


@dataclass(frozen=True)
class Case:
    id: str
    order: RegisterHousehold
    refusal: type[Refusal]


CASES = (
    Case("nobody", NOBODY, NoMembers),
    Case(
        "no head",
        replace(NOBODY, members=tuple(replace(m, relation=Relation.OTHER) for m in ORDER.members)),
        HeadMissing,
    ),
    Case(
        "two heads",
        replace(NOBODY, members=tuple(replace(m, relation=Relation.HEAD) for m in ORDER.members)),
        TwoHeads,
    ),
    Case(
        "one person twice",
        a_household()
        .with_member(SOMEBODY, Relation.HEAD)
        .with_member(SOMEBODY, Relation.SON)
        .order(),
        PersonAlreadyMember,
    ),
    Case(
        "one citizen number twice",
        a_household()
        .with_member(SOMEBODY, Relation.HEAD)
        .with_member(a_person("p2").with_id_number(), Relation.SON)
        .order(),
        IdNumberTwice,
    ),
    Case(
        "dead",
        a_household().with_member(a_person().who_died(date(2019, 1, 1)), Relation.HEAD).order(),
        PersonDeceased,
    ),
    Case(
        "not born yet",
        a_household().with_member(a_person().born(date(2020, 1, 2)), Relation.HEAD).order(),
        DateBeforeBirth,
    ),
    Case(
        "born after today",
        a_household().with_member(a_person().born(TODAY + timedelta(1)), Relation.HEAD).order(),
        DateInFuture,
    ),
    Case(
        "another birthday than the number's",
        a_household()
        .with_member(a_person().with_id_number().born(date(1986, 3, 2)), Relation.HEAD)
        .order(),
        IdNumberContradicts,
    ),
    Case(
        "another sex than the number's",
        a_household().with_member(a_person().with_id_number().female(), Relation.HEAD).order(),
        IdNumberContradicts,
    ),
    Case("town", replace(ORDER, village=DivisionCode.parse("610921104000")), NotAVillage),
    Case("tomorrow", replace(ORDER, on=TODAY + timedelta(days=1)), DateInFuture),
    Case("no number", replace(ORDER, number=" "), InvalidValue),
    Case("long group", replace(ORDER, group="组" * 31), InvalidValue),
    Case("long address", replace(ORDER, address="路" * 201), InvalidValue),
    Case("masked address", replace(ORDER, address="江河村***"), InvalidValue),
    Case("swapped point", replace(ORDER, point=Point(32.9, 108.5)), InvalidValue),
    Case(
        "no name",
        a_household().with_member(a_person().named(" "), Relation.HEAD).order(),
        InvalidValue,
    ),
    Case(
        "masked name",
        a_household().with_member(a_person().named("测*"), Relation.HEAD).order(),
        InvalidValue,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_household_that_cannot_be_is_refused(case: Case) -> None:
    with pytest.raises(case.refusal):
        register(case.order, TODAY)


def test_a_refusal_shows_no_personal_data() -> None:
    person = (
        a_person()
        .born(date(1986, 3, 1))
        .with_number(an_id_number(date(1987, 4, 5), SOMEBODY.person.sex))
    )
    with pytest.raises(IdNumberContradicts) as refused:
        register(a_household().with_member(person, Relation.HEAD).order(), TODAY)
    assert "1987" not in str(refused.value) + refused.value.user_text
