"""The checker of invariants finds each kind of violation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from services.registry.domain.award import Award
from services.registry.domain.household import (
    Headship,
    Household,
    HouseholdStatus,
    JoinReason,
    LeaveReason,
    Member,
    Relation,
    Residence,
)
from services.registry.domain.invariants import check, check_county
from services.registry.domain.need import Need, NeedKind
from tests.support.builders import JIANGHE, REGISTERED, a_household, a_person, member_id

DAY = date(2024, 5, 1)
GOOD = a_household().with_members(3).build()
HEAD, SPOUSE, SON = GOOD.members


def with_members(*members: Member) -> Household:
    return replace(GOOD, members=members)


def with_needs(*needs: Need) -> Household:
    return with_members(HEAD, SPOUSE, replace(SON, person=replace(SON.person, needs=needs)))


def numbered(member: Member) -> Member:
    return replace(member, person=replace(member.person, id_number=NUMBER))


NUMBER = a_person().with_id_number().build().id_number
GONE = replace(SON, left=DAY, leave_reason=LeaveReason.MOVE_OUT)
POOR = Need(NeedKind.MINIMUM_LIVING, DAY)


@dataclass(frozen=True)
class Case:
    id: str
    household: Household
    what: str


CASES = (
    Case("no head", with_members(replace(HEAD, relation=Relation.OTHER), SPOUSE), "live heads"),
    Case("two heads", with_members(HEAD, replace(SON, relation=Relation.HEAD)), "live heads"),
    Case("dissolved, no day", replace(GOOD, status=HouseholdStatus.DISSOLVED), "disagree"),
    Case(
        "dissolved, not empty",
        replace(GOOD, status=HouseholdStatus.DISSOLVED, dissolved=DAY),
        "dissolved with members",
    ),
    Case(
        "outlived",
        replace(with_members(GONE), status=HouseholdStatus.DISSOLVED, dissolved=date(2024, 1, 1)),
        "stayed longer",
    ),
    Case("joined early", with_members(HEAD, replace(SON, joined=date(2019, 1, 1))), "before reg"),
    Case("left early", with_members(HEAD, replace(GONE, left=date(2019, 1, 1))), "before joining"),
    Case("no reason", with_members(HEAD, replace(GONE, leave_reason=None)), "without a reason"),
    Case("twice", with_members(HEAD, SPOUSE, SON, SON), "two stays"),
    Case("overlap", with_members(HEAD, GONE, SON), "two stays"),
    Case("one number", with_members(HEAD, numbered(SPOUSE), numbered(SON)), "citizen number"),
    Case(
        "dead",
        with_members(HEAD, replace(SON, person=replace(SON.person, death_date=DAY))),
        "dead and a member",
    ),
    Case(
        "headless days",
        replace(
            GOOD,
            headships=(
                Headship(SPOUSE.person.id, REGISTERED, date(2021, 1, 1)),
                Headship(HEAD.person.id, DAY),
            ),
        ),
        "headships leave a gap",
    ),
    Case(
        "absent head",
        replace(
            with_members(HEAD, SPOUSE, GONE),
            headships=(
                Headship(SON.person.id, REGISTERED, date(2025, 1, 1)),
                Headship(HEAD.person.id, date(2025, 1, 1)),
            ),
        ),
        "head without being a member",
    ),
    Case("nowhere", replace(GOOD, residences=(Residence(JIANGHE, "", DAY),)), "residences leave"),
    Case("two needs", with_needs(POOR, POOR), "two needs"),
    Case("two awards", replace(GOOD, awards=(Award(2024, DAY), Award(2024, DAY))), "two valid"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_violation_is_found(case: Case) -> None:
    assert any(case.what in violation.what for violation in check(case.household))


def test_a_good_household_has_no_violation() -> None:
    ended = replace(POOR, valid_to=date(2025, 1, 1))
    again = replace(POOR, valid_from=date(2025, 1, 1))
    assert check(GOOD) == ()
    assert check(with_needs(ended, again)) == ()


def test_a_person_lives_in_one_household_of_the_county() -> None:
    other = a_household("other").build()
    guest = Member(SON.person, Relation.SON, DAY, JoinReason.MOVE_IN)
    crowded = replace(other, members=(*other.members, guest))
    assert check_county((GOOD, other)) == ()
    found = check_county((GOOD, crowded))
    assert [violation.person for violation in found] == [member_id("household", 3)]


def test_who_died_in_one_household_lives_in_no_other() -> None:
    dead = replace(
        GONE, person=replace(GONE.person, death_date=DAY), leave_reason=LeaveReason.DEATH
    )
    other = a_household("other").build()
    ghost = Member(SON.person, Relation.SON, DAY, JoinReason.MOVE_IN)
    haunted = replace(other, members=(*other.members, ghost))
    found = check_county((with_members(HEAD, SPOUSE, dead), haunted))
    assert [violation.what for violation in found] == ["dead and a member somewhere"]
