"""Needs: who can have which, for how long, and what holds on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from kit.model.errors import InvalidValue, Refusal
from services.registry.domain.errors import (
    DateBeforeBirth,
    DateInFuture,
    NeedExists,
    NeedNotAllowed,
    NeedNotOpen,
    NotAMember,
)
from services.registry.domain.events import NeedEnded, NeedTagged
from services.registry.domain.household import Household, Relation
from services.registry.domain.ids import PersonId
from services.registry.domain.need import Disability, DisabilityKind, Need, NeedKind
from services.registry.domain.needs import EndNeed, TagNeed, end_need, needs_on, tag_need
from tests.support.builders import TODAY, PersonBuilder, a_household, a_person

DAY = date(2025, 6, 1)
WHO = PersonId("person")
LIMB_2 = Disability(DisabilityKind.LIMB, 2)
K = NeedKind


def home_of(person: PersonBuilder) -> Household:
    return a_household().with_member(person, Relation.HEAD).build()


def aged(years: int) -> PersonBuilder:
    return a_person().born(DAY.replace(year=DAY.year - years))


def needs(household: Household, day: date) -> tuple[Need, ...]:
    return needs_on(household.members[0].person, day)


@dataclass(frozen=True)
class Case:
    """A person and a need that is allowed, or refused."""

    id: str
    person: PersonBuilder
    kind: NeedKind
    allowed: bool


CASES = (
    Case("child of 15", aged(15), K.LEFT_BEHIND_CHILD, True),
    Case("child of 16", aged(16), K.LEFT_BEHIND_CHILD, False),
    Case("elder of 60", aged(60), K.LEFT_BEHIND_ELDER, True),
    Case("elder of 59", aged(59), K.LEFT_BEHIND_ELDER, False),
    Case("woman of 20", aged(20).female(), K.LEFT_BEHIND_WOMAN, True),
    Case("woman of 59", aged(59).female(), K.LEFT_BEHIND_WOMAN, True),
    Case("woman of 19", aged(19).female(), K.LEFT_BEHIND_WOMAN, False),
    Case("woman of 60", aged(60).female(), K.LEFT_BEHIND_WOMAN, False),
    Case("man of 30", aged(30), K.LEFT_BEHIND_WOMAN, False),
    Case("poor", aged(30), K.MINIMUM_LIVING, True),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_needs_depend_on_age_and_sex(case: Case) -> None:
    household, order = home_of(case.person), TagNeed(WHO, case.kind, DAY)
    if not case.allowed:
        with pytest.raises(NeedNotAllowed):
            tag_need(household, order, TODAY)
        return
    tagged, facts = tag_need(household, order, TODAY)
    assert facts == (NeedTagged(DAY, WHO, case.kind),)
    assert [need.kind for need in needs(tagged, DAY)] == [case.kind]


def test_a_child_stops_being_a_left_behind_child_at_sixteen() -> None:
    household = home_of(a_person().born(date(2012, 2, 29)))
    tagged, _ = tag_need(household, TagNeed(WHO, K.LEFT_BEHIND_CHILD, DAY), TODAY)
    assert len(needs(tagged, date(2028, 2, 28))) == 1
    assert needs(tagged, date(2028, 2, 29)) == ()


def test_a_release_is_forgotten_after_five_years() -> None:
    tagged, _ = tag_need(home_of(aged(30)), TagNeed(WHO, K.RELEASED, DAY), TODAY)
    assert len(needs(tagged, date(2030, 5, 31))) == 1
    assert needs(tagged, date(2030, 6, 1)) == ()


def test_a_need_that_ran_out_drops_out() -> None:
    order = TagNeed(WHO, K.SERVING_SENTENCE, DAY, date(2027, 1, 1))
    tagged, _ = tag_need(home_of(aged(30)), order, TODAY)
    assert needs(tagged, DAY - timedelta(days=1)) == ()
    assert len(needs(tagged, date(2026, 12, 31))) == 1
    assert needs(tagged, date(2027, 1, 1)) == ()


@pytest.mark.parametrize(
    ("order", "refusal"),
    [
        (TagNeed(WHO, K.SERVING_SENTENCE, DAY), InvalidValue),
        (TagNeed(WHO, K.MINIMUM_LIVING, DAY, DAY), InvalidValue),
        (TagNeed(WHO, K.DISABILITY, DAY), InvalidValue),
        (TagNeed(WHO, K.DISABILITY, DAY, None, Disability(DisabilityKind.LIMB, 5)), InvalidValue),
        (TagNeed(WHO, K.DISABILITY, DAY, None, Disability(DisabilityKind.LIMB, 0)), InvalidValue),
        (TagNeed(WHO, K.MINIMUM_LIVING, DAY, None, LIMB_2), InvalidValue),
        (TagNeed(WHO, K.MINIMUM_LIVING, TODAY + timedelta(days=1)), DateInFuture),
        (TagNeed(WHO, K.MINIMUM_LIVING, date(1980, 1, 1)), DateBeforeBirth),
        (TagNeed(PersonId("stranger"), K.MINIMUM_LIVING, DAY), NotAMember),
    ],
)
def test_an_incomplete_need_is_refused(order: TagNeed, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        tag_need(home_of(aged(30)), order, TODAY)


def test_a_disability_has_kind_and_grade() -> None:
    order = TagNeed(WHO, K.DISABILITY, DAY, None, LIMB_2)
    tagged, _ = tag_need(home_of(aged(30)), order, TODAY)
    assert needs(tagged, DAY)[0].disability == LIMB_2


def test_one_need_of_a_kind_holds_at_a_time() -> None:
    order = TagNeed(WHO, K.MINIMUM_LIVING, DAY)
    tagged, _ = tag_need(home_of(aged(30)), order, TODAY)
    with pytest.raises(NeedExists):
        tag_need(tagged, order, TODAY)
    other, _ = tag_need(tagged, TagNeed(WHO, K.EXTREME_POVERTY, DAY), TODAY)
    assert len(needs(other, DAY)) == 2


def test_an_ended_need_may_begin_again() -> None:
    tagged, _ = tag_need(home_of(aged(30)), TagNeed(WHO, K.MINIMUM_LIVING, DAY), TODAY)
    end = date(2025, 9, 1)
    ended, facts = end_need(tagged, EndNeed(WHO, K.MINIMUM_LIVING, end), TODAY)
    assert facts == (NeedEnded(end, WHO, K.MINIMUM_LIVING),)
    assert needs(ended, end) == ()
    again, _ = tag_need(ended, TagNeed(WHO, K.MINIMUM_LIVING, end), TODAY)
    assert len(needs(again, end)) == 1


def test_only_a_need_that_holds_is_ended() -> None:
    with pytest.raises(NeedNotOpen):
        end_need(home_of(aged(30)), EndNeed(WHO, K.MINIMUM_LIVING, DAY), TODAY)
