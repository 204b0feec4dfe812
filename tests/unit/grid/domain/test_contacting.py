"""Contacts on the three lines: who is there, who follows, who ends, and what opens."""

from __future__ import annotations

from datetime import timedelta

from services.grid.domain import contacting, following, opening
from services.grid.domain.care import HouseholdCare
from services.grid.domain.colour.values import Colour
from services.grid.domain.contacting import AssignContact, EndContact
from services.grid.domain.events import (
    CareClosed,
    CareMoved,
    CareOpened,
    ContactAssigned,
    ContactEnded,
    ContactVacancyOpened,
)
from services.grid.domain.grid import GridCode
from services.grid.domain.ids import PersonId
from services.grid.domain.lines import EndReason, Line, Post, Posting
from tests.support.grid_builders import TODAY, YUHE, leaf
from tests.support.grid_cares import HELPER, OTHER, POLICY, a_care

CORE, PARTY = Line.CORE_HOUSEHOLDER, Line.PARTY
RED = a_care().in_force(Colour.RED)
NAMED = RED.with_contact(named=True)
LATER = TODAY + timedelta(days=10)
LEADER = Posting(OTHER, "新户长", Post.CORE_HOUSEHOLDER, TODAY)
AT_YUHE = GridCode(f"{YUHE}-01")


def who(care: HouseholdCare) -> dict[Line, PersonId]:
    return {contact.line: contact.person for contact in care.contacts if contact.live}


def kinds(happened: tuple[object, ...]) -> list[type]:
    return [type(fact) for fact in happened]


def test_naming_somebody_fills_the_vacancy() -> None:
    care = NAMED.build()
    assert care.named_contact is not None
    assert care.open_vacancy is None
    assert [vacancy.filled for vacancy in care.vacancies] == [TODAY]


def test_a_new_contact_takes_the_place_of_the_one_on_the_line() -> None:
    order = AssignContact(CORE, OTHER, "新户长", LATER)
    care, happened = contacting.assign(a_care().with_contact().build(), order, POLICY, LATER)
    assert who(care) == {CORE: OTHER}
    assert happened == (
        ContactEnded(CORE, HELPER, EndReason.REPLACED),
        ContactAssigned(CORE, OTHER, named=False),
    )
    assert care.contacts[0].until == LATER


def test_lines_do_not_stand_in_each_others_way() -> None:
    care = a_care().with_contact().with_contact(OTHER, PARTY).build()
    assert who(care) == {CORE: HELPER, PARTY: OTHER}


def test_only_one_is_named_and_the_one_before_stays_an_ordinary_contact() -> None:
    care = NAMED.with_contact(OTHER, PARTY, named=True).build()
    assert care.named_contact is not None
    assert care.named_contact.person == OTHER
    assert who(care) == {CORE: HELPER, PARTY: OTHER}


def test_the_same_contact_again_changes_nothing() -> None:
    care = NAMED.build()
    order = AssignContact(CORE, HELPER, "别名", TODAY, named=True)
    assert contacting.assign(care, order, POLICY, TODAY) == (care, ())


def test_a_present_contact_is_named_without_beginning_anew() -> None:
    order = AssignContact(CORE, HELPER, "测试联系人", LATER, named=True)
    care, happened = contacting.assign(RED.with_contact().build(), order, POLICY, LATER)
    assert happened == (ContactAssigned(CORE, HELPER, named=True),)
    assert [contact.since for contact in care.contacts] == [TODAY]


def test_ending_the_named_contact_opens_the_vacancy_in_the_same_outcome() -> None:
    order = EndContact(CORE, LATER, EndReason.RESIGNED)
    care, happened = contacting.end(NAMED.build(), order, POLICY, LATER)
    assert kinds(happened)[:2] == [ContactEnded, ContactVacancyOpened]
    assert care.open_vacancy is not None
    assert (care.open_vacancy.cause, care.open_vacancy.opened) == (EndReason.RESIGNED, LATER)


def test_a_vacancy_that_opens_again_has_an_id_of_its_own() -> None:
    order = EndContact(CORE, TODAY, EndReason.RESIGNED)
    care, _ = contacting.end(NAMED.build(), order, POLICY, TODAY)
    assert len({vacancy.id for vacancy in care.vacancies}) == 2


def test_somebody_who_died_is_a_contact_no_more_on_any_line() -> None:
    both = NAMED.with_contact(HELPER, PARTY).build()
    care, happened = following.without_contacts(both, lambda _: EndReason.DIED, POLICY, LATER)
    assert who(care) == {}
    assert care.open_vacancy is not None
    assert care.open_vacancy.cause is EndReason.DIED
    again = following.without_contacts(care, lambda _: EndReason.DIED, POLICY, LATER)
    assert again == (care, ())
    assert ContactEnded(PARTY, HELPER, EndReason.DIED) in happened


def test_a_lost_post_ends_the_contact_of_its_line_only() -> None:
    both = NAMED.with_contact(HELPER, PARTY).build()
    lost = {PARTY: EndReason.TERM_OVER}
    care, _ = following.without_contacts(both, lambda c: lost.get(c.line), POLICY, LATER)
    assert who(care) == {CORE: HELPER}


def test_a_household_in_another_leaf_follows_its_leader_named_as_before() -> None:
    care, happened = following.follow(NAMED.build(), leaf("01-02"), 2, LEADER, POLICY, LATER)
    assert who(care) == {CORE: OTHER}
    assert care.named_contact is not None
    assert care.open_vacancy is None
    assert happened[0] == CareMoved(leaf("01-02"))
    assert care.duty is not None
    assert care.duty.visitor == OTHER


def test_without_a_leader_the_contact_stays() -> None:
    care, _ = following.follow(NAMED.build(), leaf("01-02"), 2, None, POLICY, LATER)
    assert who(care) == {CORE: HELPER}


def test_a_household_without_a_contact_gets_none_by_moving() -> None:
    care, _ = following.follow(RED.build(), leaf("01-02"), 2, LEADER, POLICY, LATER)
    assert who(care) == {}
    assert care.open_vacancy is not None


def test_an_older_structure_and_the_same_leaf_are_not_followed() -> None:
    care, _ = following.follow(NAMED.build(), leaf("01-02"), 5, LEADER, POLICY, LATER)
    assert following.follow(care, leaf("01-02"), 6, LEADER, POLICY, LATER) == (care, ())
    assert following.follow(care, leaf("01"), 5, LEADER, POLICY, LATER) == (care, ())


def test_in_another_village_all_contacts_end() -> None:
    both = NAMED.with_contact(OTHER, PARTY).build()
    care, happened = following.follow(both, AT_YUHE, 1, None, POLICY, LATER)
    assert (care.village, who(care)) == (YUHE, {})
    assert happened[0] == CareMoved(AT_YUHE, both.village)
    assert care.open_vacancy is not None
    assert care.open_vacancy.cause is EndReason.HOUSEHOLD_ENDED


def test_a_closed_care_has_nothing_live_and_comes_back_without_a_colour() -> None:
    care, happened = opening.close_care(NAMED.build(), LATER)
    assert kinds(happened) == [CareClosed, ContactEnded]
    assert (care.colour, care.duty, who(care)) == (None, None, {})
    assert opening.close_care(care, LATER) == (care, ())
    back, happened = opening.reopen(care, leaf("02"), 9)
    assert happened == (CareOpened(),)
    assert (back.live, back.colour, back.leaf) == (True, None, leaf("02"))
