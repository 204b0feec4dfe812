"""How a household stood on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from services.registry.domain.as_of import HouseholdView, as_of
from services.registry.domain.award import Award
from services.registry.domain.household import (
    Household,
    HouseholdStatus,
    JoinReason,
    LeaveReason,
    Relation,
)
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
from services.registry.domain.person import Absence
from services.registry.domain.restructuring import MoveHousehold, move
from tests.support.builders import (
    JIANGHE,
    REGISTERED,
    TODAY,
    YUHE,
    a_household,
    a_person,
    member_id,
)

DAY = date(2024, 5, 1)
BEFORE = DAY - timedelta(days=1)
HEAD, SPOUSE, SON = (member_id("household", n) for n in (1, 2, 3))
FAMILY = a_household().with_members(3).build()


def on(household: Household, day: date) -> HouseholdView:
    view = as_of(household, day)
    assert view is not None
    return view


def test_there_is_nothing_before_registration() -> None:
    assert as_of(FAMILY, REGISTERED - timedelta(days=1)) is None
    assert on(FAMILY, REGISTERED).head == HEAD


def test_a_member_is_there_from_the_day_of_joining_until_the_day_before_leaving() -> None:
    joins = AddMember(a_person("new").build(), Relation.OTHER, JoinReason.MOVE_IN, DAY)
    household, _ = add_member(FAMILY, joins, TODAY)
    household, _ = remove_member(household, RemoveMember(SON, LeaveReason.MOVE_OUT, DAY), TODAY)
    assert [m.person.id for m in on(household, BEFORE).members] == [HEAD, SPOUSE, SON]
    assert [m.person.id for m in on(household, DAY).members] == [HEAD, SPOUSE, "new"]


def test_what_became_of_a_member_later_does_not_show() -> None:
    dead, _ = remove_member(FAMILY, RemoveMember(SON, LeaveReason.DEATH, DAY), TODAY)
    son = on(dead, BEFORE).members[2]
    assert (son.left, son.leave_reason, son.person.death_date) == (None, None, None)


def test_the_head_of_the_day_is_shown_as_head() -> None:
    household, _ = change_head(FAMILY, ChangeHead(SPOUSE, DAY), TODAY)
    before, after = on(household, BEFORE), on(household, DAY)
    assert (before.head, after.head) == (HEAD, SPOUSE)
    for view in (before, after):
        heads = [m.person.id for m in view.members if m.relation is Relation.HEAD]
        assert heads == [view.head]


def test_the_village_of_the_day_is_shown() -> None:
    household, _ = move(FAMILY, MoveHousehold(YUHE, "三组", "9", DAY), TODAY)
    assert (on(household, BEFORE).village, on(household, BEFORE).group) == (JIANGHE, "一组")
    assert (on(household, DAY).village, on(household, DAY).group) == (YUHE, "三组")


def test_a_dissolved_household_stands_empty_from_its_last_day() -> None:
    alone = a_household().build()
    gone, _ = remove_member(alone, RemoveMember(HEAD, LeaveReason.MOVE_OUT, DAY), TODAY)
    assert on(gone, BEFORE).status is HouseholdStatus.LIVE
    assert (on(gone, DAY).status, on(gone, DAY).head, on(gone, DAY).members) == (
        HouseholdStatus.DISSOLVED,
        None,
        (),
    )


def test_only_needs_that_held_are_shown() -> None:
    poor = TagNeed(SON, NeedKind.MINIMUM_LIVING, DAY)
    household, _ = tag_need(FAMILY, poor, TODAY)
    end = date(2025, 5, 1)
    household, _ = end_need(household, EndNeed(SON, NeedKind.MINIMUM_LIVING, end), TODAY)
    held = [len(on(household, day).members[2].person.needs) for day in (BEFORE, DAY, end)]
    assert held == [0, 1, 0]


def test_only_awards_that_held_are_shown_and_as_if_they_were_never_revoked() -> None:
    end = date(2025, 5, 1)
    household = replace(FAMILY, awards=(Award(2023, DAY, end, "误"),))
    assert on(household, BEFORE).awards == ()
    assert on(household, DAY).awards == (Award(2023, DAY),)
    assert on(household, end).awards == ()


def test_an_absence_is_shown_while_it_lasts() -> None:
    end = date(2025, 5, 1)
    head = FAMILY.members[0]
    away = replace(head, person=replace(head.person, absence=Absence(DAY, end)))
    household = replace(FAMILY, members=(away, *FAMILY.members[1:]))
    absences = [on(household, day).members[0].person.absence for day in (BEFORE, DAY, end)]
    assert absences == [None, Absence(DAY), None]
